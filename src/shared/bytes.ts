/** Text and bytes, without Node or DOM. Decoders are strict: one text for one sequence of bytes. */
declare const TextEncoder: new () => {
  encode(text: string): Uint8Array<ArrayBuffer>
  encodeInto(text: string, into: Uint8Array): { readonly read: number; readonly written: number }
}
declare const TextDecoder: new (label: string, options: { fatal: boolean; ignoreBOM: boolean }) => { decode(bytes: Uint8Array): string }

export type Bytes = Uint8Array

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const utf8 = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text)
/** Writes the text's UTF-8 at `at`; where it ends. Throws RangeError where there is no room (three bytes a unit are enough). */
export function putUtf8(into: Bytes, at: number, text: string): number {
  const { read, written } = encoder.encodeInto(text, into.subarray(at))
  if (read !== text.length) throw new RangeError(`text: no room for ${text.length} units in ${into.length - at} bytes`)
  return at + written
}

/** Text of valid UTF-8 (a leading BOM stays in the text); undefined when the bytes are not UTF-8. */
export function textOf(bytes: Bytes): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

const URL_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const STD_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

const reverse = (alphabet: string): Int8Array => {
  const table = new Int8Array(128).fill(-1)
  for (let i = 0; i < 64; i++) table[alphabet.charCodeAt(i)] = i
  return table
}
const FROM_URL = reverse(URL_ALPHABET)
const FROM_STD = reverse(STD_ALPHABET)

/** Two characters for every 12 bits: salts and hashes are written by the hundred thousand. */
const pairsOf = (alphabet: string): readonly string[] => Array.from({ length: 4096 }, (_, i) => alphabet[i >> 6]! + alphabet[i & 63]!)
const URL_PAIRS = pairsOf(URL_ALPHABET)
const STD_PAIRS = pairsOf(STD_ALPHABET)

function encode64(bytes: Bytes, pairs: readonly string[]): string {
  let text = ''
  let i = 0
  for (; i + 2 < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!
    text += pairs[n >> 12]! + pairs[n & 4095]!
  }
  if (i + 1 === bytes.length) text += pairs[bytes[i]! << 4]!
  else if (i + 2 === bytes.length) text += pairs[(bytes[i]! << 4) | (bytes[i + 1]! >> 4)]! + pairs[(bytes[i + 1]! & 15) << 8]![0]!
  return text
}

function decode64(text: string, table: Int8Array): Uint8Array<ArrayBuffer> | undefined {
  const rest = text.length % 4
  if (rest === 1) return undefined
  const out = new Uint8Array(Math.floor((text.length * 3) / 4))
  let at = 0
  let held = 0
  let bits = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    const six = code < 128 ? table[code]! : -1
    if (six < 0) return undefined
    held = (held << 6) | six
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out[at++] = (held >> bits) & 255
      held &= (1 << bits) - 1
    }
  }
  return held === 0 ? out : undefined
}

/** base64url without padding (RFC 4648 section 5). */
export const toBase64url = (bytes: Bytes): string => encode64(bytes, URL_PAIRS)
/** Strict: no padding, no other alphabet, no stray bits; undefined otherwise. */
export const fromBase64url = (text: string): Uint8Array<ArrayBuffer> | undefined => decode64(text, FROM_URL)

const URL_CODES = Uint8Array.from(URL_ALPHABET, character => character.charCodeAt(0))

/** Writes 16 bytes from `from` on as base64url: 22 characters at `at`. */
export function putBase64url16(into: Bytes, at: number, bytes: Bytes, from: number): void {
  for (let i = 0; i < 15; i += 3) {
    const n = (bytes[from + i]! << 16) | (bytes[from + i + 1]! << 8) | bytes[from + i + 2]!
    into[at++] = URL_CODES[n >> 18]!
    into[at++] = URL_CODES[(n >> 12) & 63]!
    into[at++] = URL_CODES[(n >> 6) & 63]!
    into[at++] = URL_CODES[n & 63]!
  }
  const last = bytes[from + 15]!
  into[at++] = URL_CODES[last >> 2]!
  into[at] = URL_CODES[(last & 3) << 4]!
}

/** Whether `length` bytes from `at` on are characters of base64url, with none of `strayBits` in the last of them. */
export function isBase64url(bytes: Bytes, at: number, length: number, strayBits: number): boolean {
  for (let i = at; i < at + length; i++) {
    const code = bytes[i]!
    if (code >= 128 || FROM_URL[code]! < 0) return false
  }
  return (FROM_URL[bytes[at + length - 1]!]! & strayBits) === 0
}

/** Standard base64 with padding, as C2SP notes use it. */
export const toBase64 = (bytes: Bytes): string => {
  const text = encode64(bytes, STD_PAIRS)
  return text + '='.repeat((4 - (text.length % 4)) % 4)
}
/** Strict: exact padding, no stray bits; undefined otherwise. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 4 !== 0) return undefined
  const bare = text.endsWith('==') ? text.slice(0, -2) : text.endsWith('=') ? text.slice(0, -1) : text
  if (text.length - bare.length !== (4 - (bare.length % 4)) % 4) return undefined
  return decode64(bare, FROM_STD)
}

export const toHex = (bytes: Bytes): string => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
export function fromHex(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return undefined
  const out = new Uint8Array(text.length / 2)
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16)
  return out
}

export function equal(a: Bytes, b: Bytes): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

export function concat(...parts: Bytes[]): Uint8Array<ArrayBuffer> {
  let length = 0
  for (const part of parts) length += part.length
  const out = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
