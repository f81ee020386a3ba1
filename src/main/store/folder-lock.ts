/**
 * One process a data folder. The lock is an exclusive transaction on a small SQLite file, which the system lets go of when
 * the process ends, however it ends. It stands in the store because it is SQLite's lock: works on every system we run on.
 */
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { OfficeError } from '../../shared/errors.ts'
import './plain-file.ts'

const LOCK_FILE = 'lock'
/**
 * How long SQLite tries again, ms. Without it two that come at the same moment can both be refused: each has looked into the file
 * (a shared lock) when the other wants it alone. With it one of them gets it, and the other is told after this time.
 */
const PATIENCE = 500

export interface FolderLock {
  release(): void
}

/** Throws folder-in-use when another process, or this one, holds it; disk-failed when the folder can not be written. */
export function takeFolder(folder: string): FolderLock {
  const path = join(folder, LOCK_FILE)
  let db: Sqlite.Database | undefined
  try {
    db = new Sqlite(path, { timeout: PATIENCE })
    db.pragma('journal_mode = memory')
    db.exec('BEGIN EXCLUSIVE')
    chmodSync(path, 0o600)
  } catch (error) {
    db?.close()
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (/^SQLITE_(BUSY|LOCKED)/.test(code)) throw new OfficeError('folder-in-use', { folder }, { cause: error })
    throw new OfficeError('disk-failed', { file: path, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
  const held = db
  return { release: () => void held.close() }
}

/** Whether a process has the folder now. Reads only, and makes nothing. */
export function isTaken(folder: string): boolean {
  const path = join(folder, LOCK_FILE)
  if (!existsSync(path)) return false
  let db: Sqlite.Database | undefined
  try {
    db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: 0 })
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code))
  } finally {
    db?.close()
  }
}
