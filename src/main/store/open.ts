/**
 * The one way to open the two files of a desk. `ledger.db` is the truth, plain SQLite, readable with any sqlite3;
 * `index.db` is a cache, encrypted page by page under the vault key, and may be deleted at any time.
 *
 * Nothing else in the process may touch these files with `fs`: closing any handle to them drops SQLite's POSIX locks
 * (sqlite.org/howtocorrupt.html, 2.2).
 */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { OfficeError } from '../../shared/errors.ts'
import { storeError } from './errors.ts'
import { openIndexFile } from './index-file.ts'
import { APPLICATION_ID, migrate, NEWEST_VERSION, versionOf } from './migrate.ts'
import { plainFile } from './plain-file.ts'
import type { Database } from './prepared.ts'
import { openForReading } from './reading.ts'
import { differsFromSchema } from './schema.ts'
import { cache, reading, requireVersion, set, writing } from './settings.ts'

export const LEDGER_FILE = 'ledger.db'
export const INDEX_FILE = 'index.db'

export interface Store {
  readonly ledger: Database
  /** Nothing may be written: asked for, or the file was written by a newer program. */
  readonly readonly: boolean
  /** `user_version` of the file. */
  readonly version: number
  /** Why it is read-only although it was not asked for. */
  readonly trouble: 'newer-database' | null
  readonly folder: string
  close(): void
}

/** Whose file is it? Only reads: a stranger's file stays as it is. */
function identify(db: Database): 'empty' | 'ours' {
  const id = db.pragma('application_id', { simple: true })
  const version = versionOf(db)
  if (id === APPLICATION_ID && version > 0) return 'ours'
  const objects = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()
  if (id === 0 && version === 0 && objects === 0) return 'empty'
  if (id === APPLICATION_ID) throw new OfficeError('damaged-database', { file: LEDGER_FILE, detail: `user_version is ${version}` })
  throw new OfficeError('not-our-database', { file: LEDGER_FILE })
}

/** A file cut to nothing beside a log that is not: SQLite would throw the log away and begin anew. */
function requireWhole(path: string): void {
  const bytes = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0
  if (bytes(path) === 0 && bytes(`${path}-wal`) > 0)
    throw new OfficeError('damaged-database', { file: LEDGER_FILE, detail: 'the file is empty but its log is not' })
}

export interface OpenOptions {
  readonly readonly?: boolean
}

/**
 * Opens `ledger.db` in the folder; makes it when there is none (unless read-only: no-desk). A file of a newer program is
 * opened read-only with `trouble`. Read-only it is taken as it is, whatever its schema: to look into a damaged one.
 * Throws not-our-database, damaged-database, disk-full, disk-failed, no-desk.
 */
export function openStore(folder: string, options: OpenOptions = {}): Store {
  return options.readonly === true ? openReadonly(folder) : openWriting(folder)
}

function openReadonly(folder: string): Store {
  const path = join(folder, LEDGER_FILE)
  if (!existsSync(path)) throw new OfficeError('no-desk', { folder })
  let close = (): void => undefined
  try {
    requireWhole(path)
    const read = openForReading(path)
    close = read.close
    requireVersion(read.db)
    if (identify(read.db) === 'empty') throw new OfficeError('no-desk', { folder })
    set(read.db, LEDGER_FILE, reading)
    return { ledger: read.db, folder, readonly: true, version: versionOf(read.db), trouble: null, close }
  } catch (error) {
    close()
    throw storeError(error, LEDGER_FILE)
  }
}

function openWriting(folder: string): Store {
  const path = join(folder, LEDGER_FILE)
  let db: Database | undefined
  try {
    requireWhole(path)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    db = new Sqlite(plainFile(path))
    requireVersion(db)
    identify(db)
    if (versionOf(db) > NEWEST_VERSION) {
      db.close()
      return { ...openReadonly(folder), trouble: 'newer-database' }
    }
    set(db, LEDGER_FILE, reading)
    set(db, LEDGER_FILE, writing)
    migrate(db)
    requireSchema(db)
    const ledger = db
    return { ledger, folder, readonly: false, version: versionOf(ledger), trouble: null, close: () => void ledger.close() }
  } catch (error) {
    if (db?.open === true) db.close()
    throw storeError(error, LEDGER_FILE)
  }
}

function requireSchema(db: Database): void {
  const [difference] = differsFromSchema(db)
  if (difference !== undefined) throw new OfficeError('damaged-database', { file: LEDGER_FILE, detail: difference })
}

/** All files of the index; also how it is thrown away (it must not be open). */
export function deleteIndex(folder: string): void {
  for (const end of ['', '-wal', '-shm', '-journal']) rmSync(join(folder, INDEX_FILE + end), { force: true })
}

/**
 * Opens `index.db`, encrypted with AEGIS-256 under 32 bytes made from the vault key (`indexKeyOf`, keys/cipher.ts). A file
 * that this key does not open, or that is damaged where opening looks, is deleted and made anew, empty: whoever fills it
 * sees its `user_version` 0. Throws disk-full, disk-failed, folder-in-use.
 */
export function openIndex(folder: string, indexKey: Buffer): Database {
  if (indexKey.length !== 32) throw new RangeError(`indexKey: wanted 32 bytes, got ${indexKey.length}`)
  const path = join(folder, INDEX_FILE)
  try {
    return openEncrypted(path, indexKey)
  } catch (error) {
    const known = storeError(error, INDEX_FILE)
    if (known.code !== 'not-our-database' && known.code !== 'damaged-database') throw known
    deleteIndex(folder)
    return openEncrypted(path, indexKey)
  }
}

const openEncrypted = (path: string, indexKey: Buffer): Database =>
  openIndexFile(path, indexKey, {}, db => {
    set(db, INDEX_FILE, reading)
    set(db, INDEX_FILE, cache)
  })

/** Whether SQLite finds the file whole; of the index every page is authenticated too. Reads all of it. */
export function isSound(db: Database): boolean {
  try {
    return db.pragma('quick_check(1)', { simple: true }) === 'ok'
  } catch {
    return false
  }
}
