/**
 * Is the file to blame? On a damaged page SQLite may hand out rows that nobody wrote, and what reads them breaks where nobody
 * foresaw it. Then the person is told of the damage, not of our surprise.
 */
import type { OfficeError } from '../../shared/errors.ts'
import { isSqliteError, storeError } from './errors.ts'
import { isSound, LEDGER_FILE } from './open.ts'
import type { Database } from './prepared.ts'

const known = new WeakMap<Database, boolean>()

/** Reads the whole file, once for each connection: only after something has failed. */
function isDamaged(db: Database): boolean {
  let damaged = known.get(db)
  if (damaged === undefined) known.set(db, (damaged = db.open && !isSound(db)))
  return damaged
}

/** The error of the store that stands behind what was thrown; undefined where the store is not to blame. */
export function storeBehind(error: unknown, db: Database | undefined): OfficeError | undefined {
  const known = storeError(error, 'A file of this desk') // which one is in the log
  if (isSqliteError(error) || known.code !== 'internal') return known
  if (!db || !isDamaged(db)) return undefined
  return storeError(Object.assign(new Error('SQLite finds pages that are not as they were written'), { code: 'SQLITE_CORRUPT' }), LEDGER_FILE)
}
