/**
 * Backups every so many days into a folder of this machine, made by the desk while its keys are open: one that was missed is
 * made at the next chance. A new one is read again when it is written; only then older ones of this desk go. A failure is kept
 * and shown until the next one succeeds.
 */
import { join } from 'node:path'
import type { KeyObject } from 'node:crypto'
import { OfficeError } from '../../shared/errors.ts'
import { makeRoom, nameOfBackup, removeFile, requireFolder } from '../store/backup-folder.ts'
import { saveStream } from '../store/save-stream.ts'
import { countedBackup, DAY_MS, keep, keptOf, lookAgain, madeOf, MOST_MADE, recoveryOf, type Made, type Schedule } from './backups.ts'
import { troubleOf } from './backup-job.ts'
import { ownChain, requireRunning, type Context, type Running } from './context.ts'
import { fileHere } from '../store/uploads.ts'

/** How often it is looked whether one is due. */
export const LOOK_MS = 600_000

export function dueAt(running: Running): number | null {
  const { schedule, scheduled } = keptOf(running)
  if (!schedule) return null
  return scheduled === null ? 0 : Date.parse(scheduled) + schedule.days * DAY_MS
}

interface FileWish {
  readonly path: string
  readonly sealedTo: Parameters<typeof countedBackup>[2]['sealedTo']
  readonly keepDays: number
}

/** Writes a backup into a file of this machine and reads it again. Throws file-exists, disk-full, file-unwritable, backup-damaged, … */
export function backupToFile(
  context: Context,
  { path, sealedTo, keepDays }: FileWish,
  signal: AbortSignal,
  tell: (done: number, total: number, again: boolean) => void
): Promise<Made> {
  const running = requireRunning(context)
  const { folder, now } = context.options
  const made = now()
  return (async () => {
    let found: { made: Made; key: KeyObject } | undefined
    const stream = countedBackup(
      running,
      folder,
      { sealedTo, made, expires: made + keepDays * DAY_MS, signal, onProgress: (done, total) => tell(done, total, false) },
      (manifest, size, key) => void (found = { made: madeOf(manifest, size, path), key })
    )
    await saveStream(path, stream)
    try {
      await lookAgain(fileHere(path).pieces(), path, found!.key, now(), signal)
    } catch (error) {
      removeFile(path)
      throw error
    }
    return found!.made
  })()
}

export function noteMade(running: Running, made: Made, more: Parameters<typeof keep>[1] = {}): void {
  const { at, expires, place } = made
  keep(running, { ...more, last: made, made: [{ at, expires, place }, ...keptOf(running).made].slice(0, MOST_MADE) })
}

async function makeScheduled(
  context: Context,
  schedule: Schedule,
  signal: AbortSignal,
  tell: (done: number, total: number, again: boolean) => void
): Promise<void> {
  const running = requireRunning(context)
  const { folder } = schedule
  const { now } = context.options
  requireFolder(folder, context.options.folder)
  const recovery = recoveryOf(running)
  const path = join(folder, nameOfBackup(ownChain(running), now()))
  const made = await backupToFile(context, { path, keepDays: schedule.keepDays, sealedTo: { passphrase: schedule.passphrase, recovery } }, signal, tell)
  noteMade(running, made, { scheduled: made.at, trouble: null })
  makeRoom(folder, ownChain(running), schedule.keep)
}

/** Starts the scheduled backup now. Its failure is kept. Throws not-found without a schedule, copy-running. */
export function runSchedule(context: Context): Promise<void> {
  const running = requireRunning(context)
  const { schedule } = keptOf(running)
  if (!schedule) throw new OfficeError('not-found', { what: 'schedule for', id: 'backups' })
  const done = context.backups.start('backup', schedule.folder, async (tell, signal) => {
    await makeScheduled(context, schedule, signal, (bytes, total, again) => tell(again ? 'reading' : 'writing', bytes, total))
    return null
  })
  return done.catch((error: unknown) => {
    if (context.running === running) keep(running, { trouble: troubleOf(error, context.options.now()) })
    context.news.tell('jobChanged')
  })
}

/** Makes a backup that is due. Never throws; resolves when it is made. */
export async function lookSchedule(context: Context): Promise<void> {
  const { running, backups, options } = context
  if (!running || running.ledger.store.readonly || context.trouble !== null || backups.job.state === 'running') return
  const due = dueAt(running)
  const { trouble } = keptOf(running)
  if (due === null || due > options.now()) return
  if (trouble && options.now() - Date.parse(trouble.at) < LOOK_MS - 1_000) return
  await runSchedule(context)
}
