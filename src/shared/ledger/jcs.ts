/**
 * Canonical JSON (RFC 8785), restricted so that every reader sees the same value: integers within ±(2^53 − 1) and no -0,
 * ASCII keys, no lone surrogates, no duplicate keys, at most MAX_DEPTH nested arrays and objects. Other numbers are strings.
 *
 * `parseCanonical` never re-encodes what it was given: one pass over the text proves that it *is* the canonical text of
 * what JSON.parse makes of it (jcs.test.ts holds the two definitions equal). Only structure, keys, numbers and escapes are
 * looked at here; strings are skipped at memory speed, and JSON.parse refuses raw control characters in them.
 */
import { MAX_DEPTH } from './limits.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const ZERO = 0x30
const NINE = 0x39
const MINUS = 0x2d

/** Characters that are not written as themselves, and surrogates, which must come in pairs. */
// oxlint-disable-next-line no-control-regex
const NOT_PLAIN = /["\\\u0000-\u001f\ud800-\udfff]/

function quote(text: string): string {
  if (!NOT_PLAIN.test(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new RangeError('canonical JSON: a string holds a lone surrogate')
  return JSON.stringify(text)
}

function isAscii(key: string): boolean {
  for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) > 0x7f) return false
  return true
}

function sortedKeys(value: object): string[] {
  const keys = Object.keys(value)
  for (let i = 1; i < keys.length; i++) if (keys[i - 1]! > keys[i]!) return keys.sort()
  return keys
}

function writeArray(value: readonly unknown[], depth: number): string {
  let text = '['
  for (let i = 0; i < value.length; i++) text += (i === 0 ? '' : ',') + write(value[i], depth)
  return `${text}]`
}

function writeObject(value: object, depth: number): string {
  const proto: unknown = Object.getPrototypeOf(value)
  if (proto !== Object.prototype && proto !== null) throw new RangeError('canonical JSON: wanted plain objects and arrays, got an instance of a class')
  let text = '{'
  for (const key of sortedKeys(value)) {
    if (!isAscii(key)) throw new RangeError(`canonical JSON: wanted ASCII keys, got ${JSON.stringify(key)}`)
    text += `${text.length === 1 ? '' : ','}${quote(key)}:${write((value as Record<string, unknown>)[key], depth)}`
  }
  return `${text}}`
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

/** One pass over a text; every method takes the position where something should begin and gives the one after it, or -1. */
class Scan {
  readonly text: string
  #nextEscape: number

  constructor(text: string) {
    this.text = text
    this.#nextEscape = this.#findEscape(0)
  }

  #findEscape(from: number): number {
    const at = this.text.indexOf('\\', from)
    return at === -1 ? this.text.length : at
  }

  /** `at` is after the opening quote; the result is after the closing one. Raw control characters are left to JSON.parse. */
  string(at: number): number {
    for (;;) {
      const end = this.text.indexOf('"', at)
      if (end === -1) return -1
      if (this.#nextEscape > end) return end + 1
      at = this.escape(this.#nextEscape)
      if (at === -1) return -1
      this.#nextEscape = this.#findEscape(at)
    }
  }

  /** Canonical escapes only: \b \t \n \f \r \" \\ and \u00xx (lower case) for the other control characters. */
  escape(at: number): number {
    switch (this.text[at + 1]) {
      case 'b':
      case 't':
      case 'n':
      case 'f':
      case 'r':
      case '"':
      case '\\':
        return at + 2
      case 'u': {
        const hex = this.text.slice(at + 2, at + 6)
        return /^00(?:0[0-7be-f]|1[0-9a-f])$/.test(hex) ? at + 6 : -1
      }
      default:
        return -1
    }
  }

  number(start: number): number {
    let at = start
    if (this.text.charCodeAt(at) === MINUS) at++
    const digits = at
    for (let code = this.text.charCodeAt(at); code >= ZERO && code <= NINE; code = this.text.charCodeAt(++at));
    const count = at - digits
    if (count === 0 || count > 16) return -1
    if (this.text.charCodeAt(digits) === ZERO) return count === 1 && digits === start ? at : -1
    return count < 16 || Number.isSafeInteger(Number(this.text.slice(digits, at))) ? at : -1
  }

  value(at: number, depth: number): number {
    const code = this.text.charCodeAt(at)
    if (code === QUOTE) return this.string(at + 1)
    if (code === 0x7b) return depth === MAX_DEPTH ? -1 : this.object(at + 1, depth + 1)
    if (code === 0x5b) return depth === MAX_DEPTH ? -1 : this.array(at + 1, depth + 1)
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.number(at)
    if (this.text.startsWith('null', at) || this.text.startsWith('true', at)) return at + 4
    return this.text.startsWith('false', at) ? at + 5 : -1
  }

  array(at: number, depth: number): number {
    if (this.text.charCodeAt(at) === 0x5d) return at + 1
    for (;;) {
      at = this.value(at, depth)
      if (at === -1) return -1
      const code = this.text.charCodeAt(at)
      if (code === 0x5d) return at + 1
      if (code !== COMMA) return -1
      at++
    }
  }

  object(at: number, depth: number): number {
    if (this.text.charCodeAt(at) === 0x7d) return at + 1
    let before: string | undefined
    for (;;) {
      if (this.text.charCodeAt(at) !== QUOTE) return -1
      const end = this.string(at + 1)
      if (end === -1 || this.text.charCodeAt(end) !== COLON) return -1
      const key = this.key(at, end)
      if (key === undefined || (before !== undefined && before >= key)) return -1
      before = key
      at = this.value(end + 1, depth)
      if (at === -1) return -1
      const code = this.text.charCodeAt(at)
      if (code === 0x7d) return at + 1
      if (code !== COMMA) return -1
      at++
    }
  }

  /** The key between its quotes, unescaped, because keys are sorted by what they mean; undefined when it is no ASCII key. */
  key(start: number, end: number): string | undefined {
    const raw = this.text.slice(start + 1, end - 1)
    for (let i = 0; i < raw.length; i++) {
      const code = raw.charCodeAt(i)
      if (code > 0x7f || code < 0x20) return undefined
      if (code === BACKSLASH) return isAscii(raw) ? unescape(raw) : undefined
    }
    return raw
  }
}

function unescape(raw: string): string | undefined {
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return undefined
  }
}

/**
 * The value of a canonical text, or undefined when it is not one. Never throws; depth is bounded before anything recurses.
 * Keys such as `__proto__` become own keys of the result (as JSON.parse does) and touch no prototype.
 */
export function parseCanonical(text: string): Json | undefined {
  const scan = new Scan(text)
  if (scan.value(0, 0) !== text.length || !text.isWellFormed()) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}
