/**
 * `door.json` in the data folder: where the running desk's door is, for the command line of the same user. Whoever can read it
 * can do what an open window can, so it is readable by its owner only, and gone when the desk has stopped.
 */
import { readFileSync, rmSync, writeFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

export interface DoorFile {
  /** `http://127.0.0.1:PORT` */
  readonly base: string
  readonly secret: string
  readonly pid: number
}

const place = (folder: string): string => join(folder, 'door.json')

export function writeDoorFile(folder: string, door: DoorFile): void {
  const fresh = join(folder, `door.json.${door.pid}`)
  writeFileSync(fresh, `${JSON.stringify(door)}\n`, { mode: 0o600, flag: 'w' })
  renameSync(fresh, place(folder))
}

/** Undefined when no desk runs on this folder, as far as the file tells (a killed desk leaves its file: the door then does not answer). */
export function readDoorFile(folder: string): DoorFile | undefined {
  try {
    const value = JSON.parse(readFileSync(place(folder), 'utf8')) as Partial<DoorFile> | null
    const { base, secret, pid } = value ?? {}
    return typeof base === 'string' && /^http:\/\/(127\.0\.0\.1|localhost|\[::1\]):\d+$/.test(base) && typeof secret === 'string' && typeof pid === 'number'
      ? { base, secret, pid }
      : undefined
  } catch {
    return undefined
  }
}

/** Only our own: a second desk that failed to start must not take the first one's away. */
export function removeDoorFile(folder: string, secret: string): void {
  if (readDoorFile(folder)?.secret === secret) rmSync(place(folder), { force: true })
}
