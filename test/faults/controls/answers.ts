/** What SQLite answers, heard otherwise; and a recovery that is not safe from a second crash. */
import { existsSync, readFileSync, truncateSync, appendFileSync } from 'node:fs'
import Sqlite from 'better-sqlite3'
import { aroundPragma } from './database.ts'

type Method = (this: object, ...values: unknown[]) => unknown
type SqliteError = InstanceType<typeof Sqlite.SqliteError>

/** `heard` is what becomes of an error of `name`: it throws, or gives an answer. */
function around(prototype: Record<string, Method>, name: string, heard: (error: SqliteError, values: readonly unknown[]) => unknown): void {
  const real = prototype[name]!
  prototype[name] = function (...values) {
    try {
      return real.apply(this, values)
    } catch (error) {
      if (error instanceof Sqlite.SqliteError) return heard(error, values)
      throw error
    }
  }
}

const databases = (): Record<string, Method> => Sqlite.prototype as unknown as Record<string, Method>
function statements(): Record<string, Method> {
  const db = new Sqlite(':memory:')
  const prototype = Object.getPrototypeOf(db.prepare('SELECT 1')) as Record<string, Method>
  db.close()
  return prototype
}

const DONE: Sqlite.RunResult = { changes: 1, lastInsertRowid: 0 }

export function deaf(): void {
  around(statements(), 'run', error => {
    if (/^SQLITE_(IOERR|FULL)/.test(error.code)) return DONE
    throw error
  })
}

export function fullForGood(): void {
  around(statements(), 'run', error => {
    if (error.code === 'SQLITE_FULL') Object.assign(error, { code: 'SQLITE_IOERR_WRITE' })
    throw error
  })
}

export function speechless(): void {
  for (const name of ['prepare', 'pragma', 'exec'])
    around(databases(), name, error => {
      throw Object.assign(error, { code: 'SQLITE_ERROR' })
    })
}

/** What stands in for a statement that could not be prepared: it says that it is done. */
const nothing = { run: () => DONE }

export function forgetful(): void {
  around(databases(), 'prepare', (error, [sql]) => {
    if (error.code === 'SQLITE_NOMEM' && /^\s*(INSERT|UPDATE|DELETE)/.test(String(sql))) return nothing
    throw error
  })
}

const PIECE = 8192

/** Beside each database, once, before SQLite has read anything of it. */
export function logRewritten(): void {
  const done = new WeakSet<Sqlite.Database>()
  aroundPragma((db, _text, real) => {
    if (!done.has(db) && db.name.startsWith('file:')) rewrite(`${decodeURIComponent(new URL(db.name).pathname)}-wal`)
    done.add(db)
    return real()
  })
}

function rewrite(log: string): void {
  if (!existsSync(log)) return
  const bytes = readFileSync(log)
  truncateSync(log, 0)
  for (let at = 0; at < bytes.length; at += PIECE) appendFileSync(log, bytes.subarray(at, at + PIECE))
}
