/**
 * Entries whose payload, or a file of whose payload, is not on this desk: what to ask peers for, and what a storage receipt
 * leaves out. Written in the transaction of the line, the payload or the pieces.
 */
import { prepared, type Database } from './prepared.ts'

/** `audience`: a payload that is not for this office; it is never asked for. */
export type Lacks = 'payload' | 'files' | 'audience'

export interface LackingRow {
  readonly pos: number
  readonly lacks: Lacks
}

export const setLacking = (db: Database, pos: number, lacks: Lacks): void =>
  void prepared(db, 'INSERT INTO lacking (pos, lacks) VALUES (?, ?) ON CONFLICT DO UPDATE SET lacks = excluded.lacks').run(pos, lacks)

export const clearLacking = (db: Database, pos: number): void => void prepared(db, 'DELETE FROM lacking WHERE pos = ?').run(pos)

/** Newest first, below `end`, from `pos` on. */
export const lackingNewest = (db: Database, lacks: Lacks, pos: number, end: number, limit: number): readonly number[] =>
  prepared<[string, number, number, number], number>(db, 'SELECT pos FROM lacking WHERE lacks = ? AND pos >= ? AND pos < ? ORDER BY pos DESC LIMIT ?')
    .pluck()
    .all(lacks, pos, end, limit)

/** Every place of a chain that a receipt must leave out, ascending. */
export const lackingWithin = (db: Database, pos: number, end: number, limit: number): readonly number[] =>
  prepared<[number, number, number], number>(db, 'SELECT pos FROM lacking WHERE pos >= ? AND pos < ? ORDER BY pos LIMIT ?').pluck().all(pos, end, limit)

export const lackingAt = (db: Database, pos: number): Lacks | undefined =>
  prepared<[number], Lacks>(db, 'SELECT lacks FROM lacking WHERE pos = ?').pluck().get(pos)

export const countLackingWithin = (db: Database, lacks: Lacks, pos: number, end: number): number =>
  prepared<[string, number, number], number>(db, 'SELECT count(*) FROM lacking WHERE lacks = ? AND pos >= ? AND pos < ?').pluck().get(lacks, pos, end) ?? 0
