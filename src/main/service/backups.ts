/**
 * Backups of this desk: made into a download or a file of this machine, by hand or by a schedule while the desk runs, looked at
 * again when written, tried by a drill. One at a time. What was made, the schedule and its last failure are kept in `meta`.
 */
import type { Output } from '../../shared/contract.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { KeyObject } from 'node:crypto'
import type { SealKey } from '../../shared/names.ts'
import { backupStream } from '../ledger/backup.ts'
import type { PassphraseRecipient, SealedTo } from '../ledger/backup-keys.ts'
import type { Manifest } from '../ledger/backup-manifest.ts'
import { readBackup, type Pieces } from '../ledger/read-backup.ts'
import { getMeta, peekMeta, putMeta, putMetaAnew } from '../store/meta.ts'
import { transact } from '../store/transact.ts'
import { ABOUT } from './handlers/desk.ts'
import { troubleOf } from './backup-job.ts'
import type { Running } from './context.ts'

export type BackupsView = Output<'backups'>
export type Made = NonNullable<BackupsView['last']>
type Trouble = NonNullable<BackupsView['trouble']>

export interface Schedule {
  readonly days: number
  /** Absolute, on this machine. */
  readonly folder: string
  /** So many of this desk's backups stay there. */
  readonly keep: number
  /** Days until one expires. */
  readonly keepDays: number
  readonly passphrase: PassphraseRecipient | null
}

/** As kept in `meta`. */
interface Kept {
  readonly last: Made | null
  readonly schedule: Schedule | null
  readonly trouble: Trouble | null
  /** When a scheduled one was last made. */
  readonly scheduled: string | null
  /** Where backups went and when they expire, the newest first: what a disposition has to say of copies that may still open. */
  readonly made: readonly Pick<Made, 'at' | 'expires' | 'place'>[]
}

/** Name in `meta`. */
export const BACKUPS = 'backups'
/** Backups that are remembered. */
export const MOST_MADE = 200
export const DAY_MS = 86_400_000
const nothing: Kept = { last: null, schedule: null, trouble: null, scheduled: null, made: [] }

const ofOthers = (error: unknown): boolean => error instanceof OfficeError && error.code === 'damaged-database'

/** What was written by another hand is not gone by: no schedule then, and the trouble says so until the schedule is set anew. */
export function keptOf({ ledger, guard }: Running): Kept {
  try {
    return { ...nothing, ...(JSON.parse(getMeta(ledger.store.ledger, guard, BACKUPS) ?? '{}') as Partial<Kept>) }
  } catch (error) {
    if (!ofOthers(error)) throw error
    return { ...nothing, trouble: troubleOf(error, ledger.clock.now()) }
  }
}

/** Over a row of another hand nothing is kept, so that verification goes on to name it. */
export function keep(running: Running, change: Partial<Kept>): void {
  const { ledger, guard } = running
  if (ledger.store.readonly) return
  const db = ledger.store.ledger
  try {
    transact(db, () => putMeta(db, guard, BACKUPS, JSON.stringify({ ...keptOf(running), ...change })))
  } catch (error) {
    if (!ofOthers(error)) throw error
  }
}

/** As `keep`, by somebody who sets the schedule anew: also in place of a row of another hand. */
export function setSchedule(running: Running, change: Partial<Kept>): void {
  const { ledger, guard } = running
  if (ledger.store.readonly) return
  const db = ledger.store.ledger
  transact(db, () => putMetaAnew(db, guard, BACKUPS, JSON.stringify({ ...keptOf(running), ...change })))
}

export const recoveryOf = ({ ledger }: Running): readonly SealKey[] => ledger.registry.policyAt(ledger.registry.size).recovery.map(({ seal }) => seal)

export interface Wish {
  readonly sealedTo: SealedTo
  readonly made: number
  readonly expires: number
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

export const madeOf = (manifest: Manifest, size: number, place: string): Made => ({
  at: manifest.made,
  expires: manifest.expires,
  lines: manifest.chains.reduce((sum, chain) => sum + chain.size, 0),
  records: manifest.records,
  size,
  place
})

/** The stream, counted; `done` hears of it when the last byte has been taken. */
export async function* countedBackup(
  running: Running,
  folder: string,
  wish: Wish,
  done: (manifest: Manifest, size: number, key: KeyObject) => void
): AsyncGenerator<Uint8Array> {
  const { ledger, keys } = running
  let manifest: Manifest | undefined
  let key: KeyObject | undefined
  let size = 0
  const source = {
    folder,
    net: ledger.net,
    registry: ledger.registry.chain,
    desk: ledger.own.signer,
    about: peekMeta(ledger.store.ledger, ABOUT) ?? '{}',
    vaultKey: keys.vaultKey
  }
  for await (const piece of backupStream(source, wish, (made, sealed) => {
    manifest = made
    key = sealed
  })) {
    size += piece.length
    yield piece
  }
  done(manifest!, size, key!)
}

/** Reads all of what was written, and nothing is made of it. Throws what reading a backup throws. */
export async function lookAgain(pieces: Pieces, file: string, streamKey: KeyObject, now: number, signal?: AbortSignal): Promise<void> {
  const none = (): void => undefined
  const { vaultKey } = await readBackup(
    pieces,
    { file, opener: { streamKey }, now, expired: true, ...(signal ? { signal } : {}) },
    { begin: none, table: none, row: none }
  )
  vaultKey.fill(0)
}
