/**
 * Payloads: the values of an entry with their salts, beside the chain, never in it. A payload is a list in canonical
 * JSON, in ascending order of paths (UTF-8 bytes); an item is
 *   [salt, path, value]   a value that is shown
 *   [path, valueHash]     only in evidence: the place is shown, the value withheld
 *   "leaf"                neither: erased, or withheld with its place
 * The commitment binds network, chain, entry, form package and every leaf. See docs/format.md.
 */
import { toBase64url, utf8, type Bytes } from '../bytes.ts'
import type { Hashing } from '../hashing.ts'
import { canonical, parseCanonical, type Json } from '../ledger/jcs.ts'
import { MAX_FIELDS, MAX_PATH_BYTES, MAX_PAYLOAD_BYTES } from '../ledger/limits.ts'
import { isHash, type EntryId, type Hash, type Key, type NetworkId } from '../names.ts'
import { hash, integer, object, word } from './shape.ts'

export interface Attachment {
  readonly chunks: Hash
  readonly name: string
  readonly sha256: Hash
  readonly size: number
  readonly type: string
}
/** null: the question was not relevant. */
export type FieldValue = null | string | readonly string[] | Attachment
/** 16 random bytes as base64url. */
export type Salt = string
export type Shown = readonly [salt: Salt, path: string, value: FieldValue]
export type Placed = readonly [path: string, valueHash: Hash]
export type Item = Shown | Placed | Hash
export type Payload = readonly Item[]

/** What the commitment binds the payload to. `form` is the package hash, or the kind for entries without a form. */
export interface Binding {
  readonly net: NetworkId | null
  readonly chain: Key
  readonly entry: EntryId
  readonly form: string
}

/** The last of 22 characters carries four bits: no text but the canonical one passes. */
const SALT = /^[A-Za-z0-9_-]{21}[AQgw]$/
/** Paths of a form begin with `/`, those of the program itself with `@` (reasons, names, provenance). */
const PATH = /^(?:(?:\/[^/[\]\s]+(?:\[[1-9][0-9]*\])?)+|@[a-z][a-z0-9-]*(?:\/[a-z0-9-]+)*)$/u
const wrongAttachment = object({ chunks: hash, name: word(255), sha256: hash, size: integer(0), type: word(127) })

export const isAttachment = (value: FieldValue): value is Attachment => typeof value === 'object' && value !== null && !Array.isArray(value)
export const isShown = (item: Item): item is Shown => typeof item !== 'string' && item.length === 3
/** Paths that were found to be paths, as JSON writes them: a form's own come back with every record of it. Bounded, for strangers bring theirs. */
const MAX_KNOWN_PATHS = 20_000
const knownPaths = new Map<string, string>()

/** The path in canonical JSON with its quotes; undefined when it is no path. */
export function quotedPath(path: string): string | undefined {
  const known = knownPaths.get(path)
  if (known !== undefined) return known
  const fits = path.length <= MAX_PATH_BYTES / 3 || (path.length <= MAX_PATH_BYTES && utf8(path).length <= MAX_PATH_BYTES)
  if (!fits || !PATH.test(path) || !path.isWellFormed()) return undefined
  const quoted = canonical(path)
  if (knownPaths.size >= MAX_KNOWN_PATHS) knownPaths.clear()
  knownPaths.set(path, quoted)
  return quoted
}

export const isPath = (path: unknown): path is string => typeof path === 'string' && quotedPath(path) !== undefined

function wrongValue(value: unknown): string | undefined {
  if (value === null || typeof value === 'string') return undefined
  if (Array.isArray(value)) return value.every(item => typeof item === 'string') ? undefined : 'wanted a list of texts'
  return wrongAttachment(value, 'attachment')
}

/** UTF-8 byte order; for the ASCII of most paths this is the order of code units. */
export function comparePaths(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    // a surrogate stands for a code point above every other unit; lone ones are in no path
    if (x !== y) return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1
  }
  return a.length - b.length
}
const isSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff

const ascending = (a: string, b: string): boolean => comparePaths(a, b) < 0

/** Over the canonical JSON of [salt, value]. */
export const valueHash = (h: Hashing, salt: Salt, value: FieldValue): Hash => h.hashText(`muniment/value/v1\n[${canonical(salt)},${canonical(value as Json)}]`)
export const leafOf = (h: Hashing, path: string, value: Hash): Hash => h.hashText(`muniment/field/v1\n${path}\n${value}`)

export function leafOfItem(h: Hashing, item: Item): Hash {
  if (typeof item === 'string') return item
  return item.length === 2 ? leafOf(h, item[0], item[1]) : leafOf(h, item[1], valueHash(h, item[0], item[2]))
}

export function commitmentOf(h: Hashing, binding: Binding, leaves: readonly Hash[]): Hash {
  const head = `muniment/record/v1\n${binding.net}\n${binding.chain}\n${binding.entry}\n${binding.form}`
  return h.hashText(leaves.length === 0 ? head : `${head}\n${leaves.join('\n')}`)
}

export const commitPayload = (h: Hashing, binding: Binding, payload: Payload): Hash =>
  commitmentOf(
    h,
    binding,
    payload.map(item => leafOfItem(h, item))
  )

/** Throws RangeError naming the path that is wrong, or the limit. */
export function requireValues(values: readonly (readonly [string, FieldValue])[]): void {
  if (values.length > MAX_FIELDS) throw new RangeError(`payload: ${values.length} fields, at most ${MAX_FIELDS}`)
  for (const [path, value] of values) {
    if (!isPath(path)) throw new RangeError(`${path}: not a path`)
    const wrong = wrongValue(value)
    if (wrong !== undefined) throw new RangeError(`${path}: ${wrong}`)
  }
}

/** Salt values and put them in order. Throws RangeError naming the path that is wrong. `salt` gives 16 random bytes. */
export function makePayload(values: readonly (readonly [string, FieldValue])[], salt: () => Bytes): readonly Shown[] {
  requireValues(values)
  const items = values.map(([path, value]): Shown => [toBase64url(salt()), path, value])
  if (!items.every((item, i) => i === 0 || ascending(items[i - 1]![1], item[1]))) items.sort((a, b) => comparePaths(a[1], b[1]))
  for (let i = 1; i < items.length; i++) if (items[i]![1] === items[i - 1]![1]) throw new RangeError(`${items[i]![1]}: the path stands twice`)
  return items
}

/** A unit takes at most three bytes. */
const fits = (text: string): boolean => text.length <= MAX_PAYLOAD_BYTES / 3 || (text.length <= MAX_PAYLOAD_BYTES && utf8(text).length <= MAX_PAYLOAD_BYTES)

function requireFits(text: string): string {
  if (!fits(text)) throw new RangeError(`payload: more than ${MAX_PAYLOAD_BYTES} bytes`)
  return text
}

/** The text in which a payload is stored and travels: canonical JSON. Throws RangeError beyond the limit. */
export function payloadText(payload: Payload): string {
  return requireFits(canonical(payload as unknown as Json))
}

function wrongItem(item: unknown, last: string | undefined): string | undefined {
  if (isHash(item)) return undefined
  if (!Array.isArray(item)) return 'wanted an item'
  if (item.length === 2) {
    if (!isPath(item[0]) || !isHash(item[1])) return 'wanted [path, value hash]'
    return last === undefined || ascending(last, item[0]) ? undefined : `${item[0]}: out of order`
  }
  if (item.length !== 3) return 'wanted an item of 2 or 3'
  if (typeof item[0] !== 'string' || !SALT.test(item[0])) return 'wanted a salt'
  if (!isPath(item[1])) return 'wanted a path'
  if (last !== undefined && !ascending(last, item[1])) return `${item[1]}: out of order`
  return wrongValue(item[2])
}

/** Read a payload's text: canonical, closed, in order; undefined otherwise. Items of two only where `placed` allows (evidence). */
export function readPayload(text: string, placed = false): Payload | undefined {
  if (!fits(text)) return undefined
  const parsed = parseCanonical(text)
  if (!Array.isArray(parsed) || parsed.length > MAX_FIELDS) return undefined
  let last: string | undefined
  for (const item of parsed) {
    if (wrongItem(item, last) !== undefined) return undefined
    if (Array.isArray(item)) {
      if (item.length === 2 && !placed) return undefined
      last = (item.length === 3 ? item[1] : item[0]) as string
    }
  }
  return parsed as unknown as Payload
}

/** The value at a path, or undefined when it is not shown. */
export function valueAt(payload: Payload, path: string): FieldValue | undefined {
  for (const item of payload) if (isShown(item) && item[1] === path) return item[2]
  return undefined
}

/** The text at one of the program's own paths, or null. */
export const textAt = (payload: Payload | null, path: string): string | null => {
  const value = payload ? valueAt(payload, path) : undefined
  return typeof value === 'string' ? value : null
}
