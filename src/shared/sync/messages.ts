/**
 * What members say to each other on /muniment/sync/1: a pull protocol with answers of at most 1 MiB.
 *
 * A frame is a header in canonical JSON, preceded by its length as 4 bytes (big-endian), followed by blobs, each preceded
 * by its length. The header's `blobs` says how many. Everything a peer sends is a claim until it has passed `open`,
 * `grow`, a proof into a signed checkpoint, or a commitment.
 *
 *   hello    {t, v, kinds, net, time, addresses}     → {t, v, kinds, net, time, addresses, heads, next, peers}
 *   heads    {t, after: chain}                       → {t, heads: [[chain, kind, size, head, vouching]], next: chain | null}
 *   lines    {t, chain, from, most, room}            → {t, size, proof: [hash]} + note, then lines (each a blob)
 *   prove    {t, chain, from}                        → {t, root, proof: [hash]} + note: the tree of `from` lines grew into the note's
 *   payloads {t, chain, want: [[height, index]], room} → {t, states: ['here'|'elsewhere'|'audience'|'later']} + one blob for each 'here'
 *   pieces   {t, chain, place, sha256, from, leaves, room} → {t, count} + leaf hashes (one blob, when asked for), then pieces
 *   package  {t, want: hash, from: byte, room}       → {t, size} + bytes from there on
 *   notes    {t, chain, from: number}                → {t, next: number | null} + cosigned notes, storage receipts, evidence of forks
 *   seen     {t, want: [hash]}                       → {t} + those of the notes that are here: lines name them as `seen`
 *   give     {t} + the same                          → {t}
 *   announce {t, chain, size}                        → {t}
 *   dial-back {t, addresses}                         → {t, reached: address | null, why}: the asker was dialled anew at one of them
 *
 * `room` is how many bytes the asker wants at most: a slow line must see each answer to its end.
 */
import { concat, textOf, utf8, type Bytes } from '../bytes.ts'
import { canonical, parseCanonical, type Json } from '../ledger/jcs.ts'
import { MAX_FRAME_BYTES } from '../ledger/limits.ts'

export type Header = { readonly t: string; readonly [field: string]: Json }
export interface Frame {
  readonly header: Header
  readonly blobs: readonly Bytes[]
}

const length4 = (length: number): Uint8Array => new Uint8Array([length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255])

/** Throws RangeError when the frame would be larger than a frame may be. */
export function writeFrame(header: Header, blobs: readonly Bytes[] = []): Uint8Array<ArrayBuffer> {
  const head = utf8(canonical({ ...header, blobs: blobs.length }))
  const parts: Bytes[] = [length4(head.length), head]
  for (const blob of blobs) parts.push(length4(blob.length), blob)
  const frame = concat(...parts)
  if (frame.length > MAX_FRAME_BYTES) throw new RangeError(`frame: ${frame.length} bytes, at most ${MAX_FRAME_BYTES}`)
  return frame
}

/** Read a frame; undefined when it is malformed. Blobs are views into the frame. */
export function readFrame(frame: Bytes): Frame | undefined {
  if (frame.length > MAX_FRAME_BYTES) return undefined
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const parts: Bytes[] = []
  for (let at = 0; at < frame.length;) {
    if (at + 4 > frame.length) return undefined
    const length = view.getUint32(at)
    if (at + 4 + length > frame.length) return undefined
    parts.push(frame.subarray(at + 4, at + 4 + length))
    at += 4 + length
  }
  const text = parts[0] && textOf(parts[0])
  const parsed = text === undefined ? undefined : parseCanonical(text)
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined
  const header = parsed as Header
  if (typeof header.t !== 'string' || header['blobs'] !== parts.length - 1) return undefined
  return { header, blobs: parts.slice(1) }
}
