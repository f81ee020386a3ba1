/**
 * What a size may tell. Up to 8,120 bytes payloads are padded to one of 13 sizes: the largest of which 32, 24, 16, … 2, 1
 * rows fill a database page of 8,192 bytes, so that what is padded costs no room on disk. Above that by Padmé (Nikitin et
 * al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019, algorithm 1: at most 12 % more).
 * Padded text: 4 bytes big-endian length ‖ text ‖ zeros; the padded size counts all of them.
 */
import type { Bytes } from '../bytes.ts'

const HEADER = 4
/** A page of SQLite less its header, and what a row of table `payloads` takes beside the padded text: 16 bytes at most, and the cipher's tag. */
const PAGE = 8184
const ROW = 32
/** A row that shares its page with none must leave 27 bytes more, or SQLite puts its end on a page of its own. */
const ALONE = 8120
const STEPS = [...[32, 24, 16, 12, 10, 8, 7, 6, 5, 4, 3, 2].map(rows => Math.floor(PAGE / rows) - ROW), ALONE] as const
/** What 4 bytes can say. */
const MAX_TEXT = 2 ** 32 - 1

function padme(size: number): number {
  const exponent = Math.floor(Math.log2(size))
  const kept = Math.floor(Math.log2(exponent)) + 1
  const unit = 2 ** (exponent - kept)
  return Math.ceil(size / unit) * unit
}

/** The padded size of a text of n bytes. */
export function paddedSize(n: number): number {
  if (!Number.isInteger(n) || n < 0 || n > MAX_TEXT) throw new RangeError(`n: wanted 0 to ${MAX_TEXT}, got ${n}`)
  const size = n + HEADER
  for (const step of STEPS) if (size <= step) return step
  return padme(size)
}

/** Writes the padded text at the start of `into`, which has room for `paddedSize` bytes. */
export function putPadded(into: Bytes, text: Bytes): void {
  into[0] = text.length >>> 24
  into[1] = text.length >>> 16
  into[2] = text.length >>> 8
  into[3] = text.length
  into.set(text, HEADER)
  into.fill(0, HEADER + text.length, paddedSize(text.length))
}

export function pad(text: Bytes): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(paddedSize(text.length))
  putPadded(padded, text)
  return padded
}

/** A view of the text; undefined when this is not exactly what `pad` makes of it. */
export function unpad(padded: Bytes): Bytes | undefined {
  if (padded.length < HEADER) return undefined
  const length = ((padded[0]! << 24) | (padded[1]! << 16) | (padded[2]! << 8) | padded[3]!) >>> 0
  if (length > padded.length - HEADER || paddedSize(length) !== padded.length) return undefined
  for (let i = HEADER + length; i < padded.length; i++) if (padded[i] !== 0) return undefined
  return padded.subarray(HEADER, HEADER + length)
}
