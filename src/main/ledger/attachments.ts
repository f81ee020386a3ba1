/**
 * Attachments: pieces of 256 KiB, each encrypted under the record's own key. They are staged under a draft's owner while a
 * record is being filled in, and move into the record in the transaction that files it: never a record without its files,
 * nor files without their record.
 */
import { toBase64url, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { CHUNK_BYTES } from '../../shared/ledger/limits.ts'
import { leafHash, TreeBuilder } from '../../shared/ledger/merkle.ts'
import type { Hash, Key } from '../../shared/names.ts'
import type { Carrier } from '../../shared/record/entry.ts'
import type { Attachment } from '../../shared/record/payload.ts'
import { fileCipher, stagedCipher } from '../keys/cipher.ts'
import { native } from '../keys/native.ts'
import {
  filesAt,
  insertFile,
  insertPiece,
  insertStaged,
  insertStagedPiece,
  pieceAt,
  piecesOf,
  stagedAt,
  stagedPiece,
  deleteStaged
} from '../store/attachments.ts'
import { transact } from '../store/transact.ts'
import type { Ledger } from './ledger.ts'

type Needs = Pick<Ledger, 'store' | 'vault' | 'net' | 'clock'>
/** One file that an entry binds, and where its pieces come from. */
export interface Source {
  readonly size: number
  readonly sha256: Hash
  /** The n-th piece in clear. */
  readonly piece: (n: number) => Bytes
  /** Ends its staging, once a record has taken it; undefined where it goes on being needed. */
  readonly drop?: () => void
}

export const piecesIn = (bytes: Bytes): Bytes[] =>
  Array.from({ length: piecesOf(bytes.length) }, (_, n) => bytes.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES))

/** RFC 6962 root over the pieces, base64url: a range can be checked as it comes. */
export function chunksRoot(pieces: Iterable<Bytes>): Hash {
  const tree = new TreeBuilder(native)
  for (const piece of pieces) tree.append(leafHash(native, piece))
  return toBase64url(tree.root()) as Hash
}

export const sha256Of = (bytes: Bytes): Hash => toBase64url(native.sha256(bytes)) as Hash

/** Keep bytes for a person until a record takes them. Asking twice changes nothing. */
export function stageFile(ledger: Needs, owner: string, bytes: Bytes): { sha256: Hash; size: number } {
  const db = ledger.store.ledger
  const sha256 = sha256Of(bytes)
  if (stagedAt(db, owner, sha256)) return { sha256, size: bytes.length }
  const seed = ledger.clock.random(32)
  const cipher = stagedCipher(ledger.vault, owner, sha256, bytes.length, seed)
  transact(db, () => {
    insertStaged(db, { owner, sha256, size: bytes.length, added: ledger.clock.now(), seed })
    piecesIn(bytes).forEach((piece, n) => insertStagedPiece(db, owner, sha256, n, cipher.seal(n, piece)))
  })
  return { sha256, size: bytes.length }
}

const damaged = (sha256: string): OfficeError => new OfficeError('damaged-database', { file: 'ledger.db', detail: `attachment ${sha256} can not be opened` })

export function stagedSource(ledger: Needs, owner: string, sha256: string): Source | undefined {
  const db = ledger.store.ledger
  const row = stagedAt(db, owner, sha256)
  if (!row) return undefined
  const cipher = stagedCipher(ledger.vault, owner, sha256, row.size, row.seed)
  return {
    size: row.size,
    sha256: sha256 as Hash,
    drop: () => dropStaged(ledger, owner, sha256),
    piece: n => {
      const sealed = stagedPiece(db, owner, sha256, n)
      const piece = sealed && cipher.open(n, sealed)
      if (!piece) throw damaged(sha256)
      return piece
    }
  }
}

/** A file of an entry that is stored here; undefined when it is not (or not wholly) here. */
export function storedSource(ledger: Needs, chain: Key, entry: Carrier, pos: number, sha256: string): Source | undefined {
  const db = ledger.store.ledger
  const row = filesAt(db, pos).find(file => file.sha256 === sha256)
  if (!row) return undefined
  for (let n = 0; n < piecesOf(row.size); n++) if (!pieceAt(db, pos, row.file, n)) return undefined
  const cipher = fileCipher(ledger.vault, { net: ledger.net, chain, entry: entry.id, commitment: entry.commitment }, row.file, sha256, row.size, row.seed)
  return {
    size: row.size,
    sha256: sha256 as Hash,
    piece: n => {
      const sealed = pieceAt(db, pos, row.file, n)
      const piece = sealed && cipher.open(n, sealed)
      if (!piece) throw damaged(sha256)
      return piece
    }
  }
}

export function readAll(source: Source): Uint8Array {
  const out = new Uint8Array(source.size)
  for (let n = 0; n < piecesOf(source.size); n++) out.set(source.piece(n), n * CHUNK_BYTES)
  return out
}

/** What the record binds of a file: the desk computes it from the bytes, whoever says otherwise. */
export function attachmentOf(source: Source, name: string, type: string): Attachment {
  const pieces = Array.from({ length: piecesOf(source.size) }, (_, n) => source.piece(n))
  return { chunks: chunksRoot(pieces), name, sha256: source.sha256, size: source.size, type }
}

/** Writes the files of an entry, in the transaction that files it. Each content once. */
export function storeFiles(ledger: Needs, chain: Key, entry: Carrier, pos: number, sources: readonly Source[]): void {
  const db = ledger.store.ledger
  const seen = new Set<string>()
  for (const source of sources) {
    if (seen.has(source.sha256)) continue
    const file = seen.size
    seen.add(source.sha256)
    const seed = ledger.clock.random(32)
    insertFile(db, { pos, file, sha256: source.sha256, size: source.size, seed })
    const cipher = fileCipher(ledger.vault, { net: ledger.net, chain, entry: entry.id, commitment: entry.commitment }, file, source.sha256, source.size, seed)
    for (let n = 0; n < piecesOf(source.size); n++) insertPiece(db, pos, file, n, cipher.seal(n, source.piece(n)))
  }
}

export const dropStaged = (ledger: Needs, owner: string, sha256: string): void => deleteStaged(ledger.store.ledger, owner, sha256)
