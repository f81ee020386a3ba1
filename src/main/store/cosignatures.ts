/**
 * Who witnessed how much of which chain: of each witness the newest, and the first of each UTC day, because an early time
 * is what proves "not after".
 */
import type { Key } from '../../shared/names.ts'
import { prepared, type Database } from './prepared.ts'

export interface CosignatureRow {
  readonly chainNo: number
  /** The witness's own chain. */
  readonly witness: Key
  readonly size: number
  /** Seconds since 1970, as signed. */
  readonly time: number
  /** The signature line of the note, without its line end. */
  readonly line: string
}

const DAY_SECONDS = 86_400
const columns = 'chain_no AS chainNo, witness, size, time, line'

/** True when it is newer than what was held of this witness (more lines, or as many and later). Inside a transaction. */
export function putCosignature(db: Database, { chainNo, witness, size, time, line }: CosignatureRow): boolean {
  const { changes } = prepared(
    db,
    `INSERT INTO cosignatures (chain_no, witness, size, time, line) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, time = excluded.time, line = excluded.line
     WHERE excluded.size > size OR (excluded.size = size AND excluded.time > time)`
  ).run(chainNo, witness, size, time, line)
  prepared(
    db,
    `INSERT INTO cosignature_days (chain_no, witness, day, size, time, line) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, time = excluded.time, line = excluded.line WHERE excluded.time < time`
  ).run(chainNo, witness, Math.floor(time / DAY_SECONDS), size, time, line)
  return changes > 0
}

/** The newest of each witness, most lines first. */
export const cosignatures = (db: Database, chainNo: number): readonly CosignatureRow[] =>
  prepared<[number], CosignatureRow>(db, `SELECT ${columns} FROM cosignatures WHERE chain_no = ? ORDER BY size DESC, witness`).all(chainNo)

export const cosignatureOf = (db: Database, chainNo: number, witness: Key): CosignatureRow | undefined =>
  prepared<[number, string], CosignatureRow>(db, `SELECT ${columns} FROM cosignatures WHERE chain_no = ? AND witness = ?`).get(chainNo, witness)

/** Of each witness the earliest held that covers `size` lines, earliest first. */
export const cosignaturesCovering = (db: Database, chainNo: number, size: number): readonly CosignatureRow[] =>
  prepared<[number, number, number, number], CosignatureRow>(
    db,
    `SELECT chainNo, witness, size, min(time) AS time, line FROM (
       SELECT ${columns} FROM cosignatures WHERE chain_no = ? AND size >= ?
       UNION ALL SELECT ${columns} FROM cosignature_days WHERE chain_no = ? AND size >= ?
     ) GROUP BY witness ORDER BY time, witness`
  ).all(chainNo, size, chainNo, size)

/** All that are kept of a chain, most lines first. */
export const cosignaturesOf = (db: Database, chainNo: number): readonly CosignatureRow[] =>
  prepared<[number, number], CosignatureRow>(
    db,
    `SELECT ${columns} FROM cosignatures WHERE chain_no = ? UNION SELECT ${columns} FROM cosignature_days WHERE chain_no = ? ORDER BY size DESC, witness, time`
  ).all(chainNo, chainNo)

/** All that are kept of one witness for a chain. */
export const cosignaturesBy = (db: Database, chainNo: number, witness: Key): readonly CosignatureRow[] =>
  prepared<[number, string, number, string], CosignatureRow>(
    db,
    `SELECT ${columns} FROM cosignatures WHERE chain_no = ? AND witness = ? UNION SELECT ${columns} FROM cosignature_days WHERE chain_no = ? AND witness = ?`
  ).all(chainNo, witness, chainNo, witness)
