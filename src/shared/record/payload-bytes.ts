/**
 * A new payload's canonical text, as bytes, and its commitment, written in one pass. payload.ts is the definition
 * (payload-bytes.test.ts holds the two equal); what is unusual in a value is written by it.
 */
import { putBase64url16, putUtf8, utf8, type Bytes } from '../bytes.ts'
import type { Hashing } from '../hashing.ts'
import { canonical, isPlain, type Json } from '../ledger/jcs.ts'
import { MAX_PAYLOAD_BYTES } from '../ledger/limits.ts'
import type { Hash } from '../names.ts'
import { Commit, pathBytes, putAscii, type PathBytes } from './payload-commit.ts'
import { comparePaths, requireValues, type Binding, type FieldValue } from './payload.ts'

const SALT_BYTES = 16
const SALT = 22
const QUOTE = 0x22
const COMMA = 0x2c
const OPEN = 0x5b
const CLOSE = 0x5d
const BACKSLASH = 0x5c

const commit = new Commit()
let page: Bytes = new Uint8Array(8192)

/** Room for `more` bytes at `end`. */
function room(end: number, more: number): void {
  if (end + more <= page.length) return
  const larger = new Uint8Array(2 * (end + more))
  larger.set(page.subarray(0, end))
  page.fill(0)
  page = larger
}

/** Below this a loop over the characters is faster than two calls. */
const SHORT = 96

/** Writes short plain ASCII in quotes; -1 when it is not that. */
function putShort(text: string, at: number): number {
  const into = page
  into[at++] = QUOTE
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) return -1
    into[at++] = code
  }
  into[at] = QUOTE
  return at + 1
}

/** Writes text that needs no escapes in quotes; -1 when it does. */
function putPlain(text: string, at: number): number {
  if (text.length < SHORT) return putShort(text, at)
  if (!isPlain(text)) return -1
  page[at] = QUOTE
  const end = putUtf8(page, at + 1, text)
  page[end] = QUOTE
  return end + 1
}

function putValue(value: FieldValue, at: number): number {
  if (value === null) return putAscii(page, at, 'null')
  if (typeof value === 'string') {
    room(at, 3 * value.length + 3)
    const end = putPlain(value, at)
    if (end > 0) return end
  }
  const bytes = utf8(canonical(value as Json))
  room(at, bytes.length + 1)
  page.set(bytes, at)
  return at + bytes.length
}

/**
 * The canonical text of a new payload, as UTF-8 of its own, and its commitment. `random(n)` gives n random bytes for the
 * salts. Throws RangeError naming the path that is wrong, or beyond the limits.
 */
export function composePayload(
  h: Hashing,
  binding: Binding,
  values: readonly (readonly [string, FieldValue])[],
  random: (length: number) => Bytes
): { readonly bytes: Bytes; readonly commitment: Hash } {
  requireValues(values)
  const paths = values.map(([path]) => pathBytes(path)!)
  let order: number[] | undefined
  for (let i = 1; i < paths.length && !order; i++) if (comparePaths(paths[i - 1]!.path, paths[i]!.path) >= 0) order = inOrder(paths)
  const salts = random(SALT_BYTES * values.length)
  commit.begin(binding)
  page[0] = OPEN
  let end = 1
  for (let n = 0; n < paths.length; n++) {
    const i = order ? order[n]! : n
    const path = paths[i]!
    room(end, SALT + path.quoted.length + 64)
    if (n > 0) page[end++] = COMMA
    const at = end
    page[end] = OPEN
    page[end + 1] = QUOTE
    putBase64url16(page, end + 2, salts, SALT_BYTES * i)
    page[end + 24] = QUOTE
    page[end + 25] = COMMA
    page.set(path.quoted, end + 26)
    end += 26 + path.quoted.length
    page[end++] = COMMA
    const value = end
    end = putValue(values[i]![1], end)
    commit.item(h, path, page, at, value, end)
    page[end++] = CLOSE
  }
  page[end++] = CLOSE
  const bytes = page.slice(0, end)
  page.fill(0, 0, end)
  const commitment = commit.done(h)
  if (end > MAX_PAYLOAD_BYTES) throw new RangeError(`payload: more than ${MAX_PAYLOAD_BYTES} bytes`)
  return { bytes, commitment }
}

/** The indices by path. Throws RangeError when a path stands twice. */
function inOrder(paths: readonly PathBytes[]): number[] {
  const order = paths.map((_, i) => i).sort((a, b) => comparePaths(paths[a]!.path, paths[b]!.path))
  for (let i = 1; i < order.length; i++)
    if (paths[order[i]!]!.path === paths[order[i - 1]!]!.path) throw new RangeError(`${paths[order[i]!]!.path}: the path stands twice`)
  return order
}
