/** A folder of this machine into which backups go, known by their names. */
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { LEDGER_FILE } from './open.ts'
import { requireSpace } from './reserve.ts'
import { fileError, PART } from './save-stream.ts'

export const EXTENSION = '.backup'

export interface BackupFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** When it was begun, from its name. */
  readonly at: string
}

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replaceAll(':', '')
const prefixOf = (desk: string): string => `muniment-${desk.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, 8)}-`

/** `desk`: its chain key. */
export const nameOfBackup = (desk: string, now: number): string => `${prefixOf(desk)}${stamp(now)}Z${EXTENSION}`

/** Of this desk, newest first. */
export function backupsIn(folder: string, desk: string): BackupFile[] {
  const name = new RegExp(`^${prefixOf(desk)}(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z\\${EXTENSION}$`)
  try {
    return readdirSync(folder)
      .flatMap(file => {
        const parts = name.exec(file)
        return parts ? [{ name: file, size: statSync(join(folder, file)).size, at: `${parts[1]}T${parts[2]}:${parts[3]}:${parts[4]}.000Z` }] : []
      })
      .sort((a, b) => (a.at < b.at ? 1 : -1))
  } catch {
    return [] // a folder that is not there now (a stick that was taken out) has none
  }
}

/** There, with room for a backup of the ledger in `desk`. Throws file-unwritable, disk-full. */
export function requireFolder(folder: string, desk: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw fileError(folder, error, 0)
  }
  requireSpace(folder, statSync(join(desk, LEDGER_FILE)).size)
}

/** Removes this desk's backups but the newest `most`, and what broken ones left. */
export function makeRoom(folder: string, desk: string, most: number): void {
  for (const { name } of backupsIn(folder, desk).slice(most)) rmSync(join(folder, name), { force: true })
  for (const name of readdirSync(folder)) if (name.startsWith(prefixOf(desk)) && name.endsWith(EXTENSION + PART)) rmSync(join(folder, name), { force: true })
}

/** A file that is not what was written must not be taken for it. */
export const removeFile = (path: string): void => rmSync(path, { force: true })
