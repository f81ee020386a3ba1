/**
 * Canonical JSON (RFC 8785), restricted so that every reader sees the same value: integers within ±(2^53 − 1) and no -0,
 * ASCII keys, no lone surrogates, no duplicate keys, at most MAX_DEPTH nested arrays and objects. Other numbers are strings.
 *
 * `parseCanonical` never re-encodes what it was given: one pass over the text proves that it *is* the canonical text of
 * what it says (jcs-scan.ts; jcs.test.ts holds this equal to the definition), and JSON.parse makes the value. JSON.parse of
 * V8 12.8 to 14.6 misreads *escaped keys*, depending on what it read before (nodejs/node 63785), so those few texts are read
 * by jcs-read.ts.
 */
import { readEscaped } from './jcs-read.ts'
import { isAscii, scan } from './jcs-scan.ts'
import { MAX_DEPTH } from './limits.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Characters that are not written as themselves, and surrogates, which must come in pairs. */
// oxlint-disable-next-line no-control-regex
const NOT_PLAIN = /["\\\u0000-\u001f\ud800-\udfff]/

/** In long strings two searches for one character and a narrow class are faster than one wide class. */
const LONG = 40
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f]/
/** Whether the text stands in canonical JSON as it is, between quotes. */
export const isPlain = (text: string): boolean =>
  text.length < LONG ? !NOT_PLAIN.test(text) : !text.includes('"') && !text.includes('\\') && !CONTROL.test(text) && text.isWellFormed()

function quote(text: string): string {
  if (isPlain(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new RangeError('canonical JSON: a string holds a lone surrogate')
  return JSON.stringify(text)
}

/** Few keys, mostly nearly in order, are put in order faster in place than by a sort. */
const FEW = 24

function sortedKeys(value: object): string[] {
  const keys = Object.keys(value)
  if (keys.length > FEW) return keys.sort()
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!
    let at = i
    for (; at > 0 && keys[at - 1]! > key; at--) keys[at] = keys[at - 1]!
    keys[at] = key
  }
  return keys
}

/** A key as it is written first in an object and after others, with its colon. */
interface WrittenKey {
  readonly first: string
  readonly next: string
}
/** The same few come with every entry. Bounded. */
const MAX_WRITTEN = 1_000
const written = new Map<string, WrittenKey>()

function writeKey(key: string): WrittenKey {
  const known = written.get(key)
  if (known !== undefined) return known
  if (!isAscii(key)) throw new RangeError(`canonical JSON: wanted ASCII keys, got ${JSON.stringify(key)}`)
  const made = { first: `{${quote(key)}:`, next: `,${quote(key)}:` }
  if (written.size >= MAX_WRITTEN) written.clear()
  written.set(key, made)
  return made
}

function writeArray(value: readonly unknown[], depth: number): string {
  let text = '['
  for (let i = 0; i < value.length; i++) text += (i === 0 ? '' : ',') + write(value[i], depth)
  return `${text}]`
}

function writeObject(value: object, depth: number): string {
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) throw new RangeError('canonical JSON: wanted plain objects and arrays, got an instance of a class')
  let text = ''
  for (const key of sortedKeys(value)) text += (text === '' ? writeKey(key).first : writeKey(key).next) + write((value as Record<string, unknown>)[key], depth)
  return text === '' ? '{}' : `${text}}`
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) return String(value)
    throw new RangeError(`canonical JSON: wanted an integer within ±(2^53 − 1), got ${Object.is(value, -0) ? '-0' : value}`)
  }
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value !== 'object') throw new RangeError(`canonical JSON: wanted a JSON value, got ${typeof value}`)
  if (depth === MAX_DEPTH) throw new RangeError(`canonical JSON: more than ${MAX_DEPTH} levels deep`)
  return Array.isArray(value) ? writeArray(value, depth + 1) : writeObject(value, depth + 1)
}

/** The canonical text. Throws RangeError naming what is not allowed: nothing is dropped, rounded or asked for its toJSON. */
export const canonical = (value: Json): string => write(value, 0)

/**
 * The value of a canonical text, or undefined when it is not one. Never throws; depth is bounded before anything recurses.
 * Keys such as `__proto__` become own keys of the result (as JSON.parse does) and touch no prototype.
 */
export function parseCanonical(text: string): Json | undefined {
  const found = scan(text)
  if (found === 'not-canonical') return undefined
  try {
    return found === 'escaped-keys' ? readEscaped(text) : (JSON.parse(text) as Json)
  } catch {
    return undefined // a raw control character in a string
  }
}
