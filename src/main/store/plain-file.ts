/**
 * The ledger's file, opened past the layer that encrypts: that layer (SQLite3 Multiple Ciphers 2.4.0, in the library we use
 * for the index) drops read errors of the file below it, and SQLite goes on with whatever was in its buffer; a read that
 * failed while the log was written back then destroyed the ledger (utelle/SQLite3MultipleCiphers, pull request 272). A plain
 * file needs no such layer. The index keeps it: its pages are authenticated, so that there a failed read is noticed.
 */
import { pathToFileURL } from 'node:url'

/** The library reads it once, when the first database is opened: whoever opens any imports this file. */
process.env['SQLITE_USE_URI'] = '1'

/** The name under which `new Sqlite` opens the file at this path without that layer. Where names are not read so, opening fails. */
export const plainFile = (path: string): string => `${pathToFileURL(path).href}?vfs=${process.platform === 'win32' ? 'win32' : 'unix'}`
