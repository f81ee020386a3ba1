/** One prepared statement for each text and database, made once: preparing costs ten times what running does. */
import type Sqlite from 'better-sqlite3'

export type Database = Sqlite.Database
type Statement<P extends unknown[], R> = Sqlite.Statement<P, R>

const statements = new WeakMap<Database, Map<string, unknown>>()

/** `sql` is a constant of the program, never built from input: what is cached here is never let go before the database. */
export function prepared<P extends unknown[], R = unknown>(db: Database, sql: string): Statement<P, R> {
  let known = statements.get(db)
  if (known === undefined) statements.set(db, (known = new Map<string, unknown>()))
  let statement = known.get(sql)
  if (statement === undefined) known.set(sql, (statement = db.prepare<P, R>(sql)))
  return statement as Statement<P, R>
}
