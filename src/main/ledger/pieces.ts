/**
 * Attachments on their way: 256 KiB pieces, asked for by record. First the leaf hashes, which must give the `chunks` root
 * that the payload binds; then each piece is checked against its leaf as it comes, so that a transfer can stop anywhere
 * and go on; at the end the whole against its SHA-256.
 */
import { equal, toBase64url, type Bytes } from '../../shared/bytes.ts'
import { CHUNK_BYTES, MAX_ATTACHMENT_BYTES } from '../../shared/ledger/limits.ts'
import { leafHash, TreeBuilder } from '../../shared/ledger/merkle.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { isCarrier, type Carrier } from '../../shared/record/entry.ts'
import type { Attachment } from '../../shared/record/payload.ts'
import { fileCipher, type PieceCipher } from '../keys/cipher.ts'
import { native, sha256Of } from '../keys/native.ts'
import { filesAt, insertFile, insertPiece, pieceAt, piecesHeld, piecesOf, type FileRow } from '../store/attachments.ts'
import { clearLacking } from '../store/lacking.ts'
import { requireSpace } from '../store/reserve.ts'
import { transact } from '../store/transact.ts'
import type { Ledger } from './ledger.ts'
import { attachmentsOf, entryOf, openStoredPayload, type Place } from './payloads.ts'

export type PieceFault = 'file-unasked' | 'file-leaves' | 'file-piece' | 'file-hash'

interface HeldFile {
  readonly pos: number
  readonly row: FileRow
  readonly cipher: PieceCipher
}

const cipherOf = (ledger: Ledger, chain: Key, entry: Carrier, { file, sha256, size, seed }: FileRow): PieceCipher =>
  fileCipher(ledger.vault, { net: ledger.net, chain, entry: entry.id, commitment: entry.commitment }, file, sha256, size, seed)

function heldFile(ledger: Ledger, chain: Key, entry: Carrier, pos: number, sha256: string): HeldFile | undefined {
  const row = filesAt(ledger.store.ledger, pos).find(file => file.sha256 === sha256)
  return row && { pos, row, cipher: cipherOf(ledger, chain, entry, row) }
}

function pieceOf(ledger: Ledger, { pos, row, cipher }: HeldFile, n: number): Buffer | undefined {
  const sealed = pieceAt(ledger.store.ledger, pos, row.file, n)
  return sealed && cipher.open(n, sealed)
}

/** Leaf hashes of files that were asked for lately: computing them decrypts the whole file. */
const LEAVES_KEPT = 32
const leavesKept = new WeakMap<Ledger, Map<string, Uint8Array[]>>()

function leavesOf(ledger: Ledger, held: HeldFile): Uint8Array[] | undefined {
  let kept = leavesKept.get(ledger)
  if (!kept) leavesKept.set(ledger, (kept = new Map()))
  const name = `${held.pos} ${held.row.file}`
  const known = kept.get(name)
  if (known) return known
  const leaves: Uint8Array[] = []
  for (let n = 0; n < piecesOf(held.row.size); n++) {
    const piece = pieceOf(ledger, held, n)
    if (!piece) return undefined
    leaves.push(leafHash(native, piece))
  }
  if (kept.size >= LEAVES_KEPT) kept.delete(kept.keys().next().value!)
  kept.set(name, leaves)
  return leaves
}

/** What is handed to a peer: leaf hashes when asked for, and pieces from `from` on, at most `most`. Undefined when the file is not (wholly) here. */
export function givePieces(
  ledger: Ledger,
  chain: Key,
  entry: Carrier,
  pos: number,
  sha256: string,
  from: number,
  most: number
): { leaves: readonly Bytes[]; pieces: Bytes[] } | undefined {
  const held = heldFile(ledger, chain, entry, pos, sha256)
  if (!held || piecesHeld(ledger.store.ledger, pos, held.row.file).length !== piecesOf(held.row.size)) return undefined
  const leaves = leavesOf(ledger, held)
  if (!leaves) return undefined
  const pieces: Bytes[] = []
  for (let n = from; n < leaves.length && pieces.length < most; n++) {
    const piece = pieceOf(ledger, held, n)
    if (!piece) return undefined
    pieces.push(piece)
  }
  return { leaves, pieces }
}

/** What is still to be fetched of an entry's attachments. */
export interface WantedFile {
  readonly attachment: Attachment
  /** The first piece that is not here. */
  readonly next: number
  readonly count: number
}

/** Undefined when the payload is not here; empty when nothing is lacking. */
export function wantedOf(ledger: Ledger, chain: Key, place: Place): WantedFile[] | undefined {
  const found = entryOf(ledger, chain, place)
  const payload = found && isCarrier(found.entry) ? openStoredPayload(ledger, chain, found.entry, found.pos) : undefined
  if (!found || !payload) return undefined
  return attachmentsOf(payload).flatMap(attachment => {
    const row = filesAt(ledger.store.ledger, found.pos).find(file => file.sha256 === attachment.sha256)
    const count = piecesOf(attachment.size)
    const here = row ? piecesHeld(ledger.store.ledger, found.pos, row.file) : []
    const gap = here.findIndex((n, i) => n !== i)
    return row && here.length === count ? [] : [{ attachment, next: gap === -1 ? here.length : gap, count }]
  })
}

/** The leaves that give the root in the payload, or undefined. */
export function checkLeaves(attachment: Attachment, packed: Bytes): Uint8Array[] | undefined {
  const count = piecesOf(attachment.size)
  if (attachment.size > MAX_ATTACHMENT_BYTES || packed.length !== 32 * count) return undefined
  const leaves = Array.from({ length: count }, (_, n) => packed.slice(32 * n, 32 * n + 32))
  const tree = new TreeBuilder(native)
  for (const leaf of leaves) tree.append(leaf)
  return toBase64url(tree.root()) === attachment.chunks ? leaves : undefined
}

/** Stores pieces from number `from` on, each checked against its leaf. The first that is wrong ends it. */
export function receivePieces(
  ledger: Ledger,
  chain: Key,
  place: Place,
  attachment: Attachment,
  leaves: readonly Bytes[],
  from: number,
  pieces: readonly Bytes[]
): PieceFault | undefined {
  const found = entryOf(ledger, chain, place)
  if (!found || !isCarrier(found.entry)) return 'file-unasked'
  const { entry, pos } = found
  const payload = openStoredPayload(ledger, chain, entry, pos)
  const file = payload ? attachmentsOf(payload).findIndex(item => item.sha256 === attachment.sha256 && item.chunks === attachment.chunks) : -1
  if (file === -1) return 'file-unasked'
  const good = pieces.every((piece, i) => {
    const leaf = leaves[from + i]
    const length = Math.min(CHUNK_BYTES, attachment.size - (from + i) * CHUNK_BYTES)
    return leaf !== undefined && piece.length === length && equal(leafHash(native, piece), leaf)
  })
  if (!good) return 'file-piece'
  const db = ledger.store.ledger
  requireSpace(ledger.store.folder, pieces.length * CHUNK_BYTES)
  transact(db, () => {
    const { sha256, size } = attachment
    insertFile(db, { pos, file, sha256, size, seed: ledger.clock.random(32) })
    const row = filesAt(db, pos).find(item => item.sha256 === sha256)!
    const cipher = cipherOf(ledger, chain, entry, row)
    pieces.forEach((piece, i) => insertPiece(db, pos, row.file, from + i, cipher.seal(from + i, piece)))
  })
  return undefined
}

/** When every piece is here: the whole against its SHA-256. Then nothing of the entry is lacking. */
export function finishFiles(ledger: Ledger, chain: Key, place: Place): PieceFault | undefined {
  const found = entryOf(ledger, chain, place)
  const payload = found && isCarrier(found.entry) ? openStoredPayload(ledger, chain, found.entry, found.pos) : undefined
  if (!found || !payload || !isCarrier(found.entry)) return 'file-unasked'
  for (const attachment of attachmentsOf(payload)) {
    const held = heldFile(ledger, chain, found.entry, found.pos, attachment.sha256)
    if (!held || toBase64url(sha256Of(allPieces(ledger, held))) !== (attachment.sha256 as Hash)) return 'file-hash'
  }
  clearLacking(ledger.store.ledger, found.pos)
  return undefined
}

function* allPieces(ledger: Ledger, held: HeldFile): Iterable<Bytes> {
  for (let n = 0; n < piecesOf(held.row.size); n++) yield pieceOf(ledger, held, n) ?? new Uint8Array(0)
}
