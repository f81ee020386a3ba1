/** The schema as this program makes it, and how a file's differs: a foreign trigger or view could change what we write. */
import Sqlite from 'better-sqlite3'
import { migrate } from './migrate.ts'
import type { Database } from './prepared.ts'

interface Item {
  readonly type: string
  readonly name: string
  readonly sql: string | null
}

const schemaOf = (db: Database): readonly Item[] => db.prepare<[], Item>('SELECT type, name, sql FROM sqlite_schema ORDER BY type, name').all()

let expected: readonly Item[] | undefined

/** The newest schema, made once in memory. */
export function expectedSchema(): readonly Item[] {
  if (expected === undefined) {
    const db = new Sqlite(':memory:')
    migrate(db)
    expected = schemaOf(db)
    db.close()
  }
  return expected
}

/** In plain words, one for each object that is missing, foreign or different; empty when all is as it should be. */
export function differsFromSchema(db: Database): readonly string[] {
  const wanted = new Map(expectedSchema().map(item => [`${item.type} ${item.name}`, item.sql]))
  const found: string[] = []
  for (const item of schemaOf(db)) {
    const name = `${item.type} ${item.name}`
    if (!wanted.has(name)) found.push(`${name} is not ours`)
    else if (wanted.get(name) !== item.sql) found.push(`${name} is not as we made it`)
    wanted.delete(name)
  }
  for (const name of wanted.keys()) found.push(`${name} is missing`)
  return found
}
