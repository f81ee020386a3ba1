/** Backups: made, scheduled, tried, restored. */
import { isAbsolute, join } from 'node:path'
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { guardKeyOf } from '../../keys/cipher.ts'
import { recordedPlace } from '../../keys/keyring.ts'
import { createMark, MARK_FILE } from '../../keys/mark.ts'
import { restoreKeyring } from '../../keys/people.ts'
import { requireStrong } from '../../keys/secrets.ts'
import { passphraseRecipient, type Opener, type SealedTo } from '../../ledger/backup-keys.ts'
import { drillBackup as drillFrom } from '../../ledger/drill.ts'
import { fillFromBackup, type ReadBackup } from '../../ledger/read-backup.ts'
import { deleteGuarded } from '../../store/guarded.ts'
import { putMeta } from '../../store/meta.ts'
import { openStore } from '../../store/open.ts'
import { besidePlace, type BesidePlace } from '../../store/place-ledger.ts'
import { requireSpace } from '../../store/reserve.ts'
import { transact } from '../../store/transact.ts'
import { backupsIn, nameOfBackup } from '../../store/backup-folder.ts'
import { backupToFile, dueAt, noteMade, runSchedule } from '../backup-schedule.ts'
import { BACKUPS, countedBackup, DAY_MS, keptOf, madeOf, recoveryOf, setSchedule, type Made } from '../backups.ts'
import { ownChain, requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import type { LiveSession } from '../sessions.ts'
import { fileHere, type Upload } from '../../store/uploads.ts'
import { ABOUT, RESTORED, type About } from './desk.ts'
import { orUndone } from './first-run.ts'

export function backups(context: Context): Output<'backups'> {
  const running = requireRunning(context)
  const { last, schedule, trouble } = keptOf(running)
  const due = dueAt(running)
  return {
    last,
    schedule: schedule && {
      days: schedule.days,
      folder: schedule.folder,
      keep: schedule.keep,
      keepDays: schedule.keepDays,
      passphrase: schedule.passphrase !== null
    },
    next: due === null ? null : new Date(Math.max(due, context.options.now())).toISOString(),
    trouble,
    recovery: recoveryOf(running).length > 0,
    files: schedule ? backupsIn(schedule.folder, ownChain(running)) : [],
    job: context.backups.job
  }
}

async function sealedTo(context: Context, running: Running, passphrase: string | undefined, recovery: boolean): Promise<SealedTo> {
  if (passphrase !== undefined) requireStrong(passphrase)
  return {
    passphrase: passphrase === undefined ? null : await passphraseRecipient(passphrase, Math.min(17, context.options.scryptLog2)),
    recovery: recovery ? recoveryOf(running) : []
  }
}

export async function createBackup(context: Context, input: Checked<'createBackup'>, session: LiveSession): Promise<Output<'createBackup'>> {
  const running = requireRunning(context)
  const { now, folder } = context.options
  const to = await sealedTo(context, running, input.passphrase, input.recovery)
  if (!to.passphrase && to.recovery.length === 0)
    throw new OfficeError('bad-input', { field: 'passphrase', wanted: 'a passphrase, or a network with a recovery key', got: 'neither' })
  const made = now()
  const expires = made + input.keepDays * DAY_MS
  const name = nameOfBackup(ownChain(running), made)
  requireAuthor(session) // signed out meanwhile: nobody is there to take it
  if (input.file !== undefined) {
    const { file } = input
    if (!isAbsolute(file)) throw new OfficeError('bad-input', { field: 'file', wanted: 'a whole path', got: file })
    let done: Made | null = null
    await context.backups.start('backup', file, async (tell, signal) => {
      done = await backupToFile(context, { path: file, sealedTo: to, keepDays: input.keepDays }, signal, (bytes, total) => tell('writing', bytes, total))
      noteMade(running, done)
      return null
    })
    return { download: null, name, expires: new Date(expires).toISOString(), made: done }
  }
  const stream = countedBackup(running, folder, { sealedTo: to, made, expires }, (manifest, size) => {
    noteMade(running, madeOf(manifest, size, 'download'))
    context.news.tell('jobChanged')
  })
  const download = context.tickets.put(session, { stream, type: 'application/octet-stream', name })
  return { download, name, expires: new Date(expires).toISOString(), made: null }
}

export async function setBackupSchedule(context: Context, { schedule }: Checked<'setBackupSchedule'>): Promise<Output<'backups'>> {
  const running = requireRunning(context)
  if (!schedule) {
    setSchedule(running, { schedule: null, trouble: null, scheduled: null })
    context.news.tell('jobChanged')
    return backups(context)
  }
  const { days, folder, keep: most, keepDays, passphrase, keepPassphrase } = schedule
  if (!isAbsolute(folder)) throw new OfficeError('bad-input', { field: 'folder', wanted: 'a whole path', got: folder })
  const before = keptOf(running)
  const to = await sealedTo(context, running, passphrase, true)
  const sealed = to.passphrase ?? (keepPassphrase ? (before.schedule?.passphrase ?? null) : null)
  if (!sealed && to.recovery.length === 0)
    throw new OfficeError('bad-input', { field: 'passphrase', wanted: 'a passphrase: this network has no recovery key', got: 'none' })
  setSchedule(running, { schedule: { days, folder, keep: most, keepDays, passphrase: sealed }, trouble: null })
  void runWhenDue(context)
  context.news.tell('jobChanged')
  return backups(context)
}

async function runWhenDue(context: Context): Promise<void> {
  const due = context.running && dueAt(context.running)
  if (due === null || due > context.options.now() || context.backups.job.state === 'running') return
  await runSchedule(context)
}

export function runBackup(context: Context): Output<'backups'> {
  void runSchedule(context)
  return backups(context)
}

export function cancelCopy(context: Context): Output<'backups'> {
  context.backups.cancel()
  return backups(context)
}

const openerOf = ({ passphrase, recoveryKey }: Pick<Checked<'drillBackup'>, 'passphrase' | 'recoveryKey'>): Opener => ({ passphrase, recoveryKey })

function chosen(context: Context, session: LiveSession, { sha256, name }: Checked<'drillBackup'>): Upload & { readonly name: string } {
  const running = requireRunning(context)
  if (name !== undefined) {
    const { schedule } = keptOf(running)
    const here = schedule && backupsIn(schedule.folder, ownChain(running)).some(file => file.name === name)
    if (!schedule || !here) throw new OfficeError('not-found', { what: 'backup', id: name })
    return { ...fileHere(join(schedule.folder, name)), name }
  }
  const file = sha256 === undefined ? undefined : context.uploads.of(session.id, sha256)
  if (!file) throw new OfficeError('not-found', { what: 'file', id: (sha256 ?? '').slice(0, 8) })
  return { ...file, name: 'The file' }
}

export function drillBackup(context: Context, input: Checked<'drillBackup'>, session: LiveSession): Output<'backups'> {
  const file = chosen(context, session, input)
  const { now, folder } = context.options
  const done = context.backups.start('drill', input.name ?? null, async (tell, signal) => {
    requireSpace(folder, file.size)
    const began = performance.now()
    const { manifest, verdict, differs } = await drillFrom(file.pieces(), {
      file: file.name,
      opener: openerOf(input),
      now: now(),
      expired: input.expired,
      place: folder,
      size: file.size,
      signal,
      onProgress: tell
    })
    if (input.sha256 !== undefined) context.uploads.drop(session.id, input.sha256)
    const about = JSON.parse(manifest.about) as About
    const open = verdict.findings.filter(finding => finding.state === 'open')
    return {
      verdict: open.length > 0 || differs.length > 0 ? 'findings' : 'sound',
      network: about.network,
      office: about.office,
      desk: about.desk,
      made: manifest.made,
      expires: manifest.expires,
      chains: manifest.chains.length,
      lines: manifest.chains.reduce((sum, chain) => sum + chain.size, 0),
      records: manifest.records,
      payloads: verdict.payloads.checked,
      differs: [...differs],
      findings: verdict.findings,
      notEstablished: verdict.notEstablished,
      seconds: Math.round(performance.now() - began) / 1000
    }
  })
  done.catch(() => undefined) // the job says it
  return backups(context)
}

/** Into an empty folder: a new desk key, the old vault. What is restored signs nothing until it is admitted. */
export function restoreBackup(context: Context, input: Checked<'restoreBackup'>, session: LiveSession): Promise<Output<'restoreBackup'>> {
  const { folder, now } = context.options
  if (context.ring) throw new OfficeError('desk-exists', { folder })
  const file = context.uploads.of(session.id, input.sha256)
  if (!file) throw new OfficeError('not-found', { what: 'file', id: input.sha256.slice(0, 8) })
  const passphrase = input.newPassphrase ?? input.passphrase
  if (passphrase === undefined) throw new OfficeError('bad-input', { field: 'newPassphrase', wanted: 'a passphrase for the person', got: 'none' })
  requireStrong(passphrase)
  return orUndone(context, async () => {
    requireSpace(folder, file.size)
    const beside = besidePlace(folder)
    try {
      const read = await fillFromBackup(file.pieces(), { file: 'The file', opener: openerOf(input), now: now(), expired: input.expired }, beside.folder)
      context.uploads.drop(session.id, input.sha256)
      return await place(context, { person: input.person, passphrase }, beside, read)
    } finally {
      beside.end()
    }
  })
}

/** The ledger is made ready beside its place and put there whole, last: before that the folder holds no desk. */
async function place(
  context: Context,
  { person, passphrase }: { readonly person: string; readonly passphrase: string },
  beside: BesidePlace,
  { manifest, vaultKey }: ReadBackup
): Promise<Output<'restoreBackup'>> {
  const { folder, scryptLog2, now } = context.options
  const about = JSON.parse(manifest.about) as About
  try {
    const guard = guardKeyOf(vaultKey)
    const store = openStore(beside.folder)
    try {
      transact(store.ledger, () => {
        putMeta(store.ledger, guard, RESTORED, JSON.stringify({ desk: manifest.desk, time: manifest.made }))
        putMeta(store.ledger, guard, ABOUT, JSON.stringify({ ...about, officeId: null, desk: `${about.desk} (restored)`, number: 0 } satisfies About))
        deleteGuarded(store.ledger, guard, 'meta', BACKUPS) // its folder is another machine's
      })
    } finally {
      store.close()
    }
    const ring = await restoreKeyring(folder, { name: person, passphrase, log2N: scryptLog2 }, vaultKey, now)
    const { net } = manifest
    createMark(join(folder, MARK_FILE), { ...recordedPlace(ring), net, chain: ring.file.chain, size: 0, root: null, frontier: [], head: null }).close()
    beside.put()
  } finally {
    vaultKey.fill(0)
  }
  context.adopt()
  context.news.tell('deskChanged')
  return { lines: manifest.chains.reduce((sum, { size }) => sum + size, 0), records: manifest.records, network: about.network }
}
