/**
 * Whether a text is restricted canonical JSON (jcs.ts), in one pass and without building anything. Only structure, keys,
 * numbers and escapes are looked at; strings are skipped at memory speed. Raw control characters in string values are left to
 * whoever reads the text afterwards: every JSON reader refuses them.
 */
import { MAX_DEPTH } from './limits.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const ZERO = 0x30
const NINE = 0x39
const MINUS = 0x2d

/** The four digits after \u of a control character that has no shorter escape. */
const CONTROL = /^00(?:0[0-7be-f]|1[0-9a-f])$/

export function isAscii(key: string): boolean {
  for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) > 0x7f) return false
  return true
}

/** One pass over a text; every method takes the position where something should begin and gives the one after it, or -1. */
class Scan {
  readonly text: string
  escapedKeys = false
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
    const end = this.text.indexOf('"', at)
    if (this.#nextEscape > end) return end === -1 ? -1 : end + 1
    at = this.#nextEscape
    for (;;) {
      const code = this.text.charCodeAt(at)
      if (code === BACKSLASH) {
        at = this.escape(at)
        if (at === -1) return -1
      } else if (code === QUOTE) break
      else if (++at > this.text.length) return -1
    }
    this.#nextEscape = this.#findEscape(at)
    return at + 1
  }

  /** Canonical escapes only: \b \t \n \f \r \" \\ and \u00xx (lower case) for the other control characters. */
  escape(at: number): number {
    switch (this.text.charCodeAt(at + 1)) {
      case 0x62: // b
      case 0x74: // t
      case 0x6e: // n
      case 0x66: // f
      case 0x72: // r
      case QUOTE:
      case BACKSLASH:
        return at + 2
      case 0x75: // u
        return CONTROL.test(this.text.slice(at + 2, at + 6)) ? at + 6 : -1
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
      if (code === BACKSLASH) {
        this.escapedKeys = true
        return isAscii(raw) ? unescape(raw) : undefined
      }
    }
    return raw
  }
}

/** An ASCII key without its quotes, its escapes (which `string` has checked) resolved; undefined for a raw control character. */
function unescape(raw: string): string | undefined {
  try {
    return JSON.parse(`"${raw}"`) as string
  } catch {
    return undefined
  }
}

/** `escaped-keys`: canonical, and some key is written with an escape. Never throws; depth is bounded before anything recurses. */
export function scan(text: string): 'canonical' | 'escaped-keys' | 'not-canonical' {
  const pass = new Scan(text)
  if (pass.value(0, 0) !== text.length || !text.isWellFormed()) return 'not-canonical'
  return pass.escapedKeys ? 'escaped-keys' : 'canonical'
}
