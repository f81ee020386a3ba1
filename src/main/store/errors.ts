/**
 * What SQLite says, said once in the program's own codes. SQLite's result codes are in its documentation ("rescode");
 * better-sqlite3 gives their names in `code`. Texts are never matched: they differ between builds.
 */
import { OfficeError, type Detail } from '../../shared/errors.ts'
import { RESERVE_BYTES } from './reserve.ts'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

export const isSqliteError = (error: unknown): boolean => codeOf(error).startsWith('SQLITE_')

/**
 * The OfficeError for whatever the store threw; one that is an OfficeError already comes back as it is. `file` names the
 * database in the sentence. disk-full can be tried again as soon as there is room; after disk-failed nothing is written
 * until the store is opened anew (a failed fsync can not be retried: what it should have written may be gone).
 */
export function storeError(error: unknown, file = 'ledger.db'): OfficeError {
  if (error instanceof OfficeError) return error
  const code = codeOf(error)
  const detail: Detail = { file, detail: `${textOf(error)} (${code || 'no code'})` }
  const cause = { cause: error }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') return new OfficeError('disk-full', { free: 0, wanted: RESERVE_BYTES }, cause)
  if (code === 'SQLITE_NOTADB') return new OfficeError('not-our-database', { file }, cause)
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_FORMAT') return new OfficeError('damaged-database', detail, cause)
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return new OfficeError('folder-in-use', { folder: file }, cause)
  if (/^SQLITE_(IOERR|READONLY|CANTOPEN|PERM|AUTH)/.test(code) || ['EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE'].includes(code))
    return new OfficeError('disk-failed', detail, cause)
  if (code.startsWith('SQLITE_NOMEM')) return new OfficeError('out-of-memory', detail, cause)
  return new OfficeError('internal', { what: textOf(error) }, cause)
}

/** Whether this database must not be written again before it is closed, opened and checked. */
export const isFatal = (error: unknown): boolean => /^SQLITE_(IOERR|CORRUPT|NOTADB|FORMAT)/.test(codeOf(error))
