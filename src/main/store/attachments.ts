/**
 * Attachments of entries in sealed pieces of 256 KiB, and files staged for a draft, owned by the person who put them
 * there. Asked for by record, never by bare hash.
 */
import { prepared, type Database } from './prepared.ts'

/** The size of every piece but the last: the leaf of the attachment's `chunks` tree. */
export const PIECE_BYTES = 262_144
export const piecesOf = (size: number): number => Math.ceil(size / PIECE_BYTES)

export interface FileRow {
  readonly pos: number
  /** 0, 1, …: which attachment of the entry. */
  readonly file: number
  readonly sha256: string
  readonly size: number
  readonly seed: Buffer
}

export interface StagedRow {
  readonly owner: string
  readonly sha256: string
  readonly size: number
  /** Claimed time in ms, for clearing away what no draft names any more. */
  readonly added: number
  readonly seed: Buffer
}

/** False when it is here already. */
export const insertFile = (db: Database, { pos, file, sha256, size, seed }: Omit<FileRow, 'seed'> & { readonly seed: Uint8Array }): boolean =>
  prepared(db, 'INSERT INTO files (pos, file, sha256, size, seed) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING').run(pos, file, sha256, size, seed).changes > 0

export const filesAt = (db: Database, pos: number): readonly FileRow[] =>
  prepared<[number], FileRow>(db, 'SELECT pos, file, sha256, size, seed FROM files WHERE pos = ? ORDER BY file').all(pos)

/** False when it is here already. */
export const insertPiece = (db: Database, pos: number, file: number, n: number, cipher: Uint8Array): boolean =>
  prepared(db, 'INSERT INTO pieces (pos, file, n, cipher) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING').run(pos, file, n, cipher).changes > 0

export const pieceAt = (db: Database, pos: number, file: number, n: number): Buffer | undefined =>
  prepared<[number, number, number], Buffer>(db, 'SELECT cipher FROM pieces WHERE pos = ? AND file = ? AND n = ?').pluck().get(pos, file, n)

/** Which pieces are held, ascending. */
export const piecesHeld = (db: Database, pos: number, file: number): readonly number[] =>
  prepared<[number, number], number>(db, 'SELECT n FROM pieces WHERE pos = ? AND file = ? ORDER BY n').pluck().all(pos, file)

/** Destroys seeds and pieces of all attachments of an entry. */
export function deleteFiles(db: Database, pos: number): void {
  prepared(db, 'DELETE FROM files WHERE pos = ?').run(pos)
  prepared(db, 'DELETE FROM pieces WHERE pos = ?').run(pos)
}

/** Replaces what this owner had staged under the same hash. Pieces follow with `insertStagedPiece`, in the same transaction. */
export function insertStaged(db: Database, { owner, sha256, size, added, seed }: Omit<StagedRow, 'seed'> & { readonly seed: Uint8Array }): void {
  deleteStaged(db, owner, sha256)
  prepared(db, 'INSERT INTO staged (owner, sha256, size, added, seed) VALUES (?, ?, ?, ?, ?)').run(owner, sha256, size, added, seed)
}

export function insertStagedPiece(db: Database, owner: string, sha256: string, n: number, cipher: Uint8Array): void {
  prepared(db, 'INSERT INTO staged_pieces (owner, sha256, n, cipher) VALUES (?, ?, ?, ?)').run(owner, sha256, n, cipher)
}

export const stagedAt = (db: Database, owner: string, sha256: string): StagedRow | undefined =>
  prepared<[string, string], StagedRow>(db, 'SELECT owner, sha256, size, added, seed FROM staged WHERE owner = ? AND sha256 = ?').get(owner, sha256)

export const stagedPiece = (db: Database, owner: string, sha256: string, n: number): Buffer | undefined =>
  prepared<[string, string, number], Buffer>(db, 'SELECT cipher FROM staged_pieces WHERE owner = ? AND sha256 = ? AND n = ?').pluck().get(owner, sha256, n)

export const stagedOf = (db: Database, owner: string): readonly StagedRow[] =>
  prepared<[string], StagedRow>(db, 'SELECT owner, sha256, size, added, seed FROM staged WHERE owner = ? ORDER BY added, sha256').all(owner)

/** Of all owners, those handed in before a time (claimed, ms). */
export const stagedBefore = (db: Database, before: number): readonly Omit<StagedRow, 'seed' | 'size'>[] =>
  prepared<[number], Omit<StagedRow, 'seed' | 'size'>>(db, 'SELECT owner, sha256, added FROM staged WHERE added < ? ORDER BY owner, sha256').all(before)

/** Its pieces go with it. */
export function deleteStaged(db: Database, owner: string, sha256: string): void {
  prepared(db, 'DELETE FROM staged WHERE owner = ? AND sha256 = ?').run(owner, sha256)
}
