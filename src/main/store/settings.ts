/**
 * The settings of a connection, each set and read back: better-sqlite3 opens a WAL file with synchronous=NORMAL, which loses
 * acknowledged commits at a power cut, and a pragma that is misspelt or not compiled in says nothing.
 */
import { OfficeError } from '../../shared/errors.ts'
import type { Database } from './prepared.ts'

type Setting = readonly [name: string, value: string | number]

/** Below this SQLite has a WAL reset race that can corrupt a database (fixed in 3.51.3). */
const OLDEST_SQLITE = [3, 51, 3] as const
const PAGE_BYTES = 8192

/** For every connection. */
export const reading: readonly Setting[] = [
  ['foreign_keys', 1],
  ['trusted_schema', 0],
  ['cell_size_check', 1],
  ['mmap_size', 0],
  ['busy_timeout', 5000],
  ['temp_store', 2] // sorting never spills values into a file
]
/** For the ledger. `synchronous` 2 is FULL: the log is synced at every commit. 4,000 pages are 32 MiB of log between checkpoints. */
export const writing: readonly Setting[] = [
  ['page_size', PAGE_BYTES],
  ['journal_mode', 'wal'],
  ['synchronous', 2],
  ['fullfsync', 1],
  ['checkpoint_fullfsync', 1],
  ['secure_delete', 1],
  ['wal_autocheckpoint', 4000],
  ['journal_size_limit', 33_554_432]
]
/** The index catches up after a crash, so it may lose its last commits; it is never torn. */
export const cache: readonly Setting[] = [...writing.filter(([name]) => name !== 'synchronous'), ['synchronous', 1]]

/** Sets each and reads it back. Throws disk-failed, naming the one that was not taken. */
export function set(db: Database, file: string, settings: readonly Setting[]): void {
  for (const [name, value] of settings) {
    db.pragma(`${name} = ${value}`)
    const got = db.pragma(name, { simple: true })
    if (got !== value) throw new OfficeError('disk-failed', { detail: `${file}: ${name}: wanted ${value}, got ${String(got)}` })
  }
}

/** Throws internal when the SQLite that was loaded is too old to be trusted with a log. */
export function requireVersion(db: Database): void {
  const got = String(db.prepare('SELECT sqlite_version()').pluck().get())
  const parts = got.split('.').map(Number)
  const at = OLDEST_SQLITE.findIndex((wanted, i) => parts[i] !== wanted)
  if (at >= 0 && (parts[at] ?? 0) < OLDEST_SQLITE[at]!) throw new OfficeError('internal', { what: `SQLite ${got}; wanted ${OLDEST_SQLITE.join('.')} or newer` })
}
