/**
 * The commitment of a payload read straight from its bytes, in the one pass that also proves that they are the canonical
 * text of a payload. Only what most payloads are made of is read here (salted values, null or text without escapes); for
 * anything else the answer is undefined, and payload.ts decides.
 */
import { isBase64url, textOf, type Bytes } from '../bytes.ts'
import type { Hashing } from '../hashing.ts'
import { MAX_FIELDS, MAX_PAYLOAD_BYTES } from '../ledger/limits.ts'
import type { Hash } from '../names.ts'
import { Commit, pathBytes, type PathBytes } from './payload-commit.ts'
import { comparePaths, type Binding } from './payload.ts'

const SALT = 22
/** The last of 22 characters carries four bits. */
const SALT_STRAY = 15
const QUOTE = 0x22
const COMMA = 0x2c
const OPEN = 0x5b
const CLOSE = 0x5d
const BACKSLASH = 0x5c
const NULL = [0x6e, 0x75, 0x6c, 0x6c] as const

const commit = new Commit()
/** The paths of the payload before, ascending: a form's records name the same ones in the same order. */
const shape: PathBytes[] = []

const stands = (bytes: Bytes, at: number, wanted: ArrayLike<number>): boolean => {
  for (let i = 0; i < wanted.length; i++) if (bytes[at + i] !== wanted[i]) return false
  return true
}

/** The end of the plain text in quotes at `at`, negative where a character beyond ASCII was met; 0 when it is not plain. */
function endOfPlain(bytes: Bytes, at: number): number {
  if (bytes[at] !== QUOTE) return 0
  let high = 0
  for (let i = at + 1; i < bytes.length; i++) {
    const code = bytes[i]!
    if (code === QUOTE) return high > 127 ? -(i + 1) : i + 1
    if (code < 0x20 || code === BACKSLASH) return 0
    high |= code
  }
  return 0
}

/** The path that stands quoted at `at`; undefined when it is none, or unusual. */
function pathAt(bytes: Bytes, at: number): PathBytes | undefined {
  const end = endOfPlain(bytes, at)
  if (end === 0) return undefined
  const path = textOf(bytes.subarray(at + 1, Math.abs(end) - 1))
  return path === undefined ? undefined : pathBytes(path)
}

/** The commitment; undefined: not a payload of plain values. */
export function scanPayload(h: Hashing, binding: Binding, bytes: Bytes): Hash | undefined {
  const { length } = bytes
  if (length > MAX_PAYLOAD_BYTES || length < 4 || bytes[0] !== OPEN) return undefined
  commit.begin(binding)
  let wide = false
  let at = 1
  for (let n = 0; n < MAX_FIELDS; n++) {
    const item = at
    if (bytes[item] !== OPEN || bytes[item + 1] !== QUOTE || bytes[item + 24] !== QUOTE || bytes[item + 25] !== COMMA) return undefined
    if (!isBase64url(bytes, item + 2, SALT, SALT_STRAY)) return undefined
    let path = shape[n]
    if (!path || !stands(bytes, item + 26, path.quoted)) {
      path = pathAt(bytes, item + 26)
      if (!path || (n > 0 && comparePaths(shape[n - 1]!.path, path.path) >= 0)) return undefined
      shape.length = n
      shape.push(path)
    }
    const value = item + 26 + path.quoted.length + 1
    if (bytes[value - 1] !== COMMA) return undefined
    let end = stands(bytes, value, NULL) ? value + NULL.length : endOfPlain(bytes, value)
    if (end === 0) return undefined
    if (end < 0) {
      wide = true
      end = -end
    }
    if (bytes[end] !== CLOSE) return undefined
    commit.item(h, path, bytes, item, value, end)
    at = end + 2
    if (bytes[end + 1] === CLOSE) return at === length && (!wide || textOf(bytes) !== undefined) ? commit.done(h) : undefined
    if (bytes[end + 1] !== COMMA) return undefined
  }
  return undefined
}
