/**
 * One process a data folder. The lock is an exclusive transaction on a small SQLite file, which the system lets go of when
 * the process ends, however it ends. While it is held, `door.json` tells a command line where to knock.
 */
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { OfficeError } from '../../shared/errors.ts'
import { replaceFile } from './durable.ts'

const LOCK_FILE = 'lock'
const DOOR_FILE = 'door.json'

export interface FolderLock {
  /** Also takes the door away. */
  release(): void
}

/** Throws folder-in-use when another process, or this one, holds it; disk-failed when the folder can not be written. */
export function takeFolder(folder: string): FolderLock {
  const path = join(folder, LOCK_FILE)
  let db: Sqlite.Database | undefined
  try {
    db = new Sqlite(path, { timeout: 0 })
    db.pragma('journal_mode = memory')
    db.exec('BEGIN EXCLUSIVE')
    chmodSync(path, 0o600)
  } catch (error) {
    db?.close()
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) throw new OfficeError('folder-in-use', { folder }, { cause: error })
    throw new OfficeError('disk-failed', { file: path, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
  const held = db
  return {
    release() {
      if (!held.open) return
      removeDoor(folder)
      held.close()
    }
  }
}

/** Where the running desk answers. The secret lets a command in without a one-time token: mode 0600. */
export interface DoorFile {
  readonly url: string
  readonly secret: string
  readonly pid: number
}

/** Only while holding the lock. */
export function writeDoor(folder: string, door: DoorFile): void {
  replaceFile(join(folder, DOOR_FILE), Buffer.from(`${JSON.stringify(door)}\n`))
}

/** Undefined when there is none or it says nothing usable; a process that was killed leaves its door behind, so knock first. */
export function readDoor(folder: string): DoorFile | undefined {
  try {
    const { url, secret, pid } = JSON.parse(readFileSync(join(folder, DOOR_FILE), 'utf8')) as Partial<Record<keyof DoorFile, unknown>>
    return typeof url === 'string' && typeof secret === 'string' && typeof pid === 'number' ? { url, secret, pid } : undefined
  } catch {
    return undefined
  }
}

export function removeDoor(folder: string): void {
  rmSync(join(folder, DOOR_FILE), { force: true })
}
