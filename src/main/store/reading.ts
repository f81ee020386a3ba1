/**
 * Reading a store and leaving nothing behind. A read-only connection to a WAL database makes `-wal` and `-shm` beside it and
 * may not take them away again; on a medium that can not be written it does not open at all.
 */
import { copyFileSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { plainFile } from './plain-file.ts'
import type { Database } from './prepared.ts'

export interface Reading {
  readonly db: Database
  close(): void
}

/** Throws what SQLite throws. */
export function openForReading(path: string): Reading {
  const hadLog = existsSync(`${path}-wal`)
  let db: Database | undefined
  try {
    db = openReadonly(path)
  } catch (error) {
    if (!isUnwritable(error)) throw error
    return openCopy(path)
  }
  const open = db
  return {
    db: open,
    close() {
      if (!open.open) return
      open.close()
      if (!hadLog) takeAwayLog(path)
    }
  }
}

function openReadonly(path: string): Database {
  const db = new Sqlite(plainFile(path), { readonly: true, fileMustExist: true })
  try {
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

const isUnwritable = (error: unknown): boolean => error instanceof Error && 'code' in error && /^SQLITE_(CANTOPEN|READONLY|IOERR_SHM)/.test(String(error.code))

/** SQLite does it itself, and only when nobody else has the file open: a last connection that may write takes an empty log with it. */
function takeAwayLog(path: string): void {
  try {
    if (statSync(`${path}-wal`).size > 0) return
    const db = new Sqlite(plainFile(path), { fileMustExist: true, timeout: 0 })
    try {
      db.prepare('SELECT count(*) FROM sqlite_schema').get()
    } finally {
      db.close()
    }
  } catch {
    // an empty log that stays does no harm
  }
}

/** Nobody can write there, so file and log hold still while they are copied. */
function openCopy(path: string): Reading {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-reading-'))
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, join(folder, basename(path) + end))
    const db = openReadonly(join(folder, basename(path)))
    return {
      db,
      close() {
        db.close()
        remove()
      }
    }
  } catch (error) {
    remove()
    throw error
  }
}
