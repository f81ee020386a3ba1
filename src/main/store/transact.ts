/**
 * One transaction: all of it or none, durable when `transact` returns (synchronous=FULL). IMMEDIATE, so that it fails at
 * the start and not half way. Nothing waits inside: better-sqlite3 has one connection, and whoever runs during an await
 * would write into a stranger's transaction.
 */
import { OfficeError } from '../../shared/errors.ts'
import { isFatal, isSqliteError, storeError } from './errors.ts'
import { prepared, type Database } from './prepared.ts'

/** Makes `transact(db, async () => …)` not compile, and says why. */
type Waits<T> = [Extract<T, PromiseLike<unknown>>] extends [never] ? unknown : { readonly 'a transaction can not wait: await before or after it': never }

/** Databases on which a write or fsync failed. They stay readable; a new `openStore` checks the file before it writes again. */
const failed = new WeakMap<Database, string>()

/** What it met, in SQLite's words; undefined while it may be written. */
export const failureOf = (db: Database): string | undefined => failed.get(db)

/** The result of `work`. Throws OfficeErrors: what `work` threw, or disk-full, disk-failed, damaged-database, folder-in-use. */
export function transact<T>(db: Database, work: (() => T) & Waits<T>): T {
  if (db.inTransaction) throw new Error('transact inside transact: the inner one could be undone while the outer one is kept')
  if (db.readonly) throw new OfficeError('newer-database', { file: 'ledger.db', version: Number(db.pragma('user_version', { simple: true })) })
  const why = failed.get(db)
  if (why !== undefined) throw new OfficeError('disk-failed', { detail: why })
  try {
    prepared(db, 'BEGIN IMMEDIATE').run()
    const result = work()
    if (result instanceof Promise) throw new Error('transact: the function returned a promise')
    prepared(db, 'COMMIT').run()
    return result
  } catch (error) {
    undo(db)
    if (isFatal(error)) failed.set(db, error instanceof Error ? error.message : String(error))
    throw isSqliteError(error) ? storeError(error) : error
  }
}

function undo(db: Database): void {
  if (!db.inTransaction) return // SQLite has rolled back by itself (full disk, I/O error)
  try {
    prepared(db, 'ROLLBACK').run()
  } catch (error) {
    failed.set(db, error instanceof Error ? error.message : String(error))
  }
}
