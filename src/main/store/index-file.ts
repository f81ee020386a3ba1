/** The encrypted file of the index, opened by its key: by who writes it (open.ts) and by workers that only read it (work/read-index.ts). */
import Sqlite from 'better-sqlite3'
import type { Database } from './prepared.ts'

/** What better-sqlite3-multiple-ciphers adds to better-sqlite3's types. */
const keyed = (db: Database): { key(bytes: Buffer): number } => db as Database & { key(bytes: Buffer): number }

/** `prepare` is what is set once it is open. Throws what SQLite throws when it is damaged or of another key; it is closed then. */
export function openIndexFile(path: string, indexKey: Buffer, options: Sqlite.Options, prepare: (db: Database) => void): Database {
  // `raw:` takes the bytes as the key; otherwise a slow password hash runs at every opening (65 ms).
  const raw = Buffer.from(`raw:${indexKey.toString('hex')}`)
  const db = new Sqlite(path, options)
  try {
    db.pragma(`cipher = 'aegis'`)
    keyed(db).key(raw)
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
    prepare(db)
    return db
  } catch (error) {
    db.close()
    throw error
  } finally {
    raw.fill(0)
  }
}
