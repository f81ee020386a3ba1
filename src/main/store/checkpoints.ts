/** Checkpoints of chains: the signed note without cosignature lines, and the proof that ties stored lines to it. */
import { prepared, type Database } from './prepared.ts'

export interface CheckpointRow {
  readonly chainNo: number
  readonly size: number
  /** The note as text, UTF-8: origin, size, root, the chain key's signature line. */
  readonly note: Buffer
  /** As the writer of the row encodes it; empty where the lines up to `size` are all here and give the root themselves. */
  readonly proof: Buffer
}

const columns = 'chain_no AS chainNo, size, note, proof'

/** The first note stored for a size stays: another note for the same size is either the same statement or evidence of a fork. */
export const insertCheckpoint = (db: Database, chainNo: number, size: number, note: Uint8Array, proof: Uint8Array): boolean =>
  prepared(db, 'INSERT INTO checkpoints (chain_no, size, note, proof) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING').run(chainNo, size, note, proof).changes > 0

export const checkpointAt = (db: Database, chainNo: number, size: number): CheckpointRow | undefined =>
  prepared<[number, number], CheckpointRow>(db, `SELECT ${columns} FROM checkpoints WHERE chain_no = ? AND size = ?`).get(chainNo, size)

export const newestCheckpoint = (db: Database, chainNo: number): CheckpointRow | undefined =>
  prepared<[number], CheckpointRow>(db, `SELECT ${columns} FROM checkpoints WHERE chain_no = ? ORDER BY size DESC LIMIT 1`).get(chainNo)

/** The smallest checkpoint of at least `size` lines: the one that covers the line at height size − 1. */
export const checkpointCovering = (db: Database, chainNo: number, size: number): CheckpointRow | undefined =>
  prepared<[number, number], CheckpointRow>(db, `SELECT ${columns} FROM checkpoints WHERE chain_no = ? AND size >= ? ORDER BY size LIMIT 1`).get(chainNo, size)

/** Checkpoints of at least `size` lines, smallest first: a page. */
export const checkpointsFrom = (db: Database, chainNo: number, size: number, limit: number): readonly CheckpointRow[] =>
  prepared<[number, number, number], CheckpointRow>(db, `SELECT ${columns} FROM checkpoints WHERE chain_no = ? AND size >= ? ORDER BY size LIMIT ?`).all(
    chainNo,
    size,
    limit
  )

/** The newest of at most `size` lines: of lines that are all here. */
export const checkpointWithin = (db: Database, chainNo: number, size: number): CheckpointRow | undefined =>
  prepared<[number, number], CheckpointRow>(db, `SELECT ${columns} FROM checkpoints WHERE chain_no = ? AND size <= ? ORDER BY size DESC LIMIT 1`).get(
    chainNo,
    size
  )

/** More lines are here than when the row was written: the proof that ties them to it. */
export function setCheckpointProof(db: Database, chainNo: number, size: number, proof: Uint8Array): void {
  prepared(db, 'UPDATE checkpoints SET proof = ? WHERE chain_no = ? AND size = ?').run(proof, chainNo, size)
}

/** Forgets those below `size` on which no cosignature stands: a newer one establishes all that they did. */
export function pruneCheckpoints(db: Database, chainNo: number, size: number): void {
  prepared(
    db,
    `DELETE FROM checkpoints WHERE chain_no = ? AND size < ?
     AND size NOT IN (SELECT size FROM cosignatures WHERE chain_no = ? UNION SELECT size FROM cosignature_days WHERE chain_no = ?)`
  ).run(chainNo, size, chainNo, chainNo)
}

/** A newer checkpoint of the same chain establishes all that a smaller one does; own ones that nobody cosigned may go. */
export function deleteCheckpoint(db: Database, chainNo: number, size: number): void {
  prepared(db, 'DELETE FROM checkpoints WHERE chain_no = ? AND size = ?').run(chainNo, size)
}
