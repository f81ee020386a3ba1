/** Cosigned checkpoint notes that lines of ours name as `seen`, kept so that "not before" can be shown. Hash: SHA-256 of the note. */
import type { Hash } from '../../shared/names.ts'
import { prepared, type Database } from './prepared.ts'

/** False when it is here already. */
export const insertSeen = (db: Database, hash: Hash, note: Uint8Array): boolean =>
  prepared(db, 'INSERT INTO seen_notes (hash, note) VALUES (?, ?) ON CONFLICT DO NOTHING').run(hash, note).changes > 0

/** Nothing names it: no line of ours, and it was asked for by no line of another's. */
export const deleteSeen = (db: Database, hash: Hash): void => void prepared(db, 'DELETE FROM seen_notes WHERE hash = ?').run(hash)

export const seenNote = (db: Database, hash: Hash): Buffer | undefined =>
  prepared<[string], Buffer>(db, 'SELECT note FROM seen_notes WHERE hash = ?').pluck().get(hash)

/** The one that was kept last. */
export const newestSeen = (db: Database): Hash | undefined => prepared<[], Hash>(db, 'SELECT hash FROM seen_notes ORDER BY rowid DESC LIMIT 1').pluck().get()
