/** The index for comparing: opened read-only, never emptied, never made. */

import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { indexKeyOf } from '../keys/cipher.ts'
import { openIndexFile } from '../store/index-file.ts'
import { INDEX_FILE } from '../store/open.ts'
import type { Database } from '../store/prepared.ts'

export interface IndexReading {
  readonly db: Database
  close(): void
}

const open = (path: string, vaultKey: Uint8Array, readonly: boolean): Database =>
  openIndexFile(path, indexKeyOf(vaultKey), { readonly, fileMustExist: true, timeout: readonly ? 5_000 : 0 }, db => db.pragma('temp_store = 2'))

/** Undefined when there is none. Throws what SQLite throws when it is damaged or of another vault. */
export function readIndex(folder: string, vaultKey: Uint8Array): IndexReading | undefined {
  const path = join(folder, INDEX_FILE)
  if (!existsSync(path)) return undefined
  const hadLog = existsSync(`${path}-wal`)
  const db = open(path, vaultKey, true)
  return {
    db,
    close() {
      db.close()
      if (!hadLog) takeAwayLog(path, vaultKey)
    }
  }
}

/** The empty log that reading left: a last connection that may write takes it with it (store/reading.ts). */
function takeAwayLog(path: string, vaultKey: Uint8Array): void {
  try {
    if (statSync(`${path}-wal`).size === 0) open(path, vaultKey, false).close()
  } catch {
    // another program has it open, or nothing can be written here: an empty log does no harm
  }
}
