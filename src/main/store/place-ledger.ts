/** A ledger file from elsewhere (a backup), put in its place whole and last: until then the folder holds no desk. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { storeError } from './errors.ts'
import { LEDGER_FILE, openStore, type Store } from './open.ts'

export interface ReadyLedger {
  put(): void
  /** Removes what lies beside; also after `put`. */
  end(): void
}

/** Writes the file beside its place, opens it there, and lets `write` add to it. Throws what `openStore` throws; nothing is left then. */
export function readyLedger(folder: string, bytes: Uint8Array, write: (store: Store) => void): ReadyLedger {
  const beside = join(folder, 'restoring')
  const end = (): void => rmSync(beside, { recursive: true, force: true })
  const place = (name: string): string => join(folder, name)
  try {
    end()
    mkdirSync(beside, { mode: 0o700 })
    writeFileSync(join(beside, LEDGER_FILE), bytes, { mode: 0o600, flush: true })
    const store = openStore(beside)
    try {
      write(store)
    } finally {
      store.close() // its log goes into the file
    }
  } catch (error) {
    end()
    throw storeError(error)
  }
  return {
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
