/** A ledger file from elsewhere (a backup), made ready beside its place and put there whole and last: until then the folder holds no desk. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { LEDGER_FILE } from './open.ts'

export interface BesidePlace {
  /** Where the file is made: an empty folder. */
  readonly folder: string
  /** Moves the closed file into its place. */
  put(): void
  /** Removes what lies beside; also after `put`. */
  end(): void
}

export function besidePlace(folder: string): BesidePlace {
  const beside = join(folder, 'restoring')
  const end = (): void => rmSync(beside, { recursive: true, force: true })
  const place = (name: string): string => join(folder, name)
  end()
  mkdirSync(beside, { mode: 0o700 })
  return {
    folder: beside,
    put() {
      for (const log of ['-wal', '-shm']) rmSync(place(LEDGER_FILE + log), { force: true }) // of an empty file that is replaced
      renameSync(join(beside, LEDGER_FILE), place(LEDGER_FILE))
      if (process.platform === 'win32') return
      const fd = openSync(folder, 'r')
      fsyncSync(fd)
      closeSync(fd)
    },
    end
  }
}
