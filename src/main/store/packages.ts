/** Form packages: the bytes of an XForm under their hash, as form entries of the registry name them. */
import type { Hash } from '../../shared/names.ts'
import { prepared, type Database } from './prepared.ts'

/** `hash` is for the caller to check. False when it is here already. */
export const insertPackage = (db: Database, hash: Hash, xml: Uint8Array): boolean =>
  prepared(db, 'INSERT INTO packages (hash, xml) VALUES (?, ?) ON CONFLICT DO NOTHING').run(hash, xml).changes > 0

export const packageOf = (db: Database, hash: Hash): Buffer | undefined =>
  prepared<[string], Buffer>(db, 'SELECT xml FROM packages WHERE hash = ?').pluck().get(hash)

export const packageHashes = (db: Database): readonly Hash[] => prepared<[], Hash>(db, 'SELECT hash FROM packages ORDER BY hash').pluck().all()
