/** Versions of records and what reviewers said of them, as the index keeps them: one row an entry that makes, changes, voids or reviews a record. */
import { prepared, type Database } from '../prepared.ts'

export interface VersionRow {
  readonly pos: number
  readonly line: string
  readonly idx: number
  readonly entry_id: string
  readonly kind: string
  /** `line.index` of the original record. */
  readonly record: string
  readonly effect: 'counts' | 'noEffect' | 'waiting'
  readonly why: string | null
  readonly person: string | null
  readonly time: string
  /** Clock marks, separated by spaces. */
  readonly marks: string
}

export const putVersion = (db: Database, row: VersionRow): void =>
  void prepared(
    db,
    `INSERT INTO versions (pos, line, idx, entry_id, kind, record, effect, why, person, time, marks)
     VALUES (@pos, @line, @idx, @entry_id, @kind, @record, @effect, @why, @person, @time, @marks)
     ON CONFLICT (pos) DO UPDATE SET effect = excluded.effect, why = excluded.why, person = excluded.person`
  ).run(row)

export const versionsOf = (db: Database, record: string): VersionRow[] =>
  prepared<[string], VersionRow>(db, 'SELECT * FROM versions WHERE record = ? ORDER BY time, pos').all(record)
export const versionAt = (db: Database, line: string, idx: number): VersionRow | undefined =>
  prepared<[string, number], VersionRow>(db, 'SELECT * FROM versions WHERE line = ? AND idx = ?').get(line, idx)
export const versionsByEntry = (db: Database, entryId: string): VersionRow[] =>
  prepared<[string], VersionRow>(db, 'SELECT * FROM versions WHERE entry_id = ?').all(entryId)
/** Records of which a version waits: for a registry line, or for the record itself. */
export const waitingRecords = (db: Database): string[] =>
  prepared<[], { record: string }>(db, `SELECT DISTINCT record FROM versions WHERE effect = 'waiting'`)
    .all()
    .map(row => row.record)
/** Records with a version among the given positions [from, to). */
export const recordsWithin = (db: Database, from: number, to: number): string[] =>
  prepared<[number, number], { record: string }>(db, 'SELECT DISTINCT record FROM versions WHERE pos >= ? AND pos < ?')
    .all(from, to)
    .map(row => row.record)

export const appliedSize = (db: Database, chainNo: number): { size: number; head: string } =>
  prepared<[number], { size: number; head: string }>(db, 'SELECT size, head FROM applied WHERE chain_no = ?').get(chainNo) ?? { size: 0, head: '' }
export const appliedChains = (db: Database): { chain_no: number; size: number; head: string }[] =>
  prepared<[], { chain_no: number; size: number; head: string }>(db, 'SELECT chain_no, size, head FROM applied WHERE size > 0').all()
export const setApplied = (db: Database, chainNo: number, size: number, head: string): void =>
  void prepared(
    db,
    'INSERT INTO applied (chain_no, size, head) VALUES (?, ?, ?) ON CONFLICT (chain_no) DO UPDATE SET size = excluded.size, head = excluded.head'
  ).run(chainNo, size, head)
