/**
 * What a size may tell: payloads are padded to multiples of 256 bytes up to 4 KiB, above that by Padmé (Nikitin et al.,
 * "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", 2019, algorithm 1: at most 12 % more).
 * Padded text: 4 bytes big-endian length ‖ text ‖ zeros; the padded size counts all of them.
 */
import type { Bytes } from '../bytes.ts'

const HEADER = 4
const STEP = 256
const STEPS_TO = 4096
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
  return size <= STEPS_TO ? Math.ceil(size / STEP) * STEP : padme(size)
}

export function pad(text: Bytes): Uint8Array<ArrayBuffer> {
  const padded = new Uint8Array(paddedSize(text.length))
  padded[0] = text.length >>> 24
  padded[1] = text.length >>> 16
  padded[2] = text.length >>> 8
  padded[3] = text.length
  padded.set(text, HEADER)
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
