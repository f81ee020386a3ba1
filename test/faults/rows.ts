/**
 * Every row of a ledger file as one hash, read from memory: where it, the schema and SQLite's own check are as they were, all
 * that the program can read from the file is as it was, and the slow judge need not be asked.
 */
import { createHash } from 'node:crypto'
import Sqlite from 'better-sqlite3'

/** Offset 18 and 19 of the header: 2 says "write-ahead log", which a database in memory can not have. */
const JOURNAL_AT = [18, 19] as const

/** Undefined where SQLite does not read it all, or finds it damaged. */
export function rowsDigest(file: Buffer): string | undefined {
  const bytes = Buffer.from(file)
  for (const at of JOURNAL_AT) if (bytes[at] === 2) bytes[at] = 1
  let db: Sqlite.Database | undefined
  try {
    db = new Sqlite(bytes)
    db.pragma('cell_size_check = 1')
    if (db.pragma('integrity_check(1)', { simple: true }) !== 'ok') return undefined
    const hash = createHash('sha256')
    hash.update(`${String(db.pragma('user_version', { simple: true }))} ${String(db.pragma('application_id', { simple: true }))}\n`)
    const items = db.prepare<[], { type: string; name: string; sql: string | null }>('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()
    hash.update(JSON.stringify(items))
    for (const { type, name } of items) {
      if (type !== 'table' || name.startsWith('sqlite_')) continue
      hash.update(`\n${name}\n`)
      for (const row of db.prepare<[], unknown[]>(`SELECT * FROM "${name}"`).raw().all())
        for (const cell of row) hash.update(Buffer.isBuffer(cell) ? Buffer.concat([Buffer.from(`${cell.length} `), cell]) : `${typeof cell} ${String(cell)}\n`)
    }
    return hash.digest('base64url')
  } catch {
    return undefined
  } finally {
    db?.close()
  }
}
