/**
 * One line of a chain: `{"body":BODY,"sig":"…"}`, BODY in restricted canonical JSON (jcs.ts). BODY is cut out by
 * position, hashed and verified as the bytes that came; nothing is ever re-encoded in order to verify.
 * An `Opened` line can be made only here: by `open` (checked in full) or by `seal` (our own). See docs/format.md.
 */
import { fromBase64url, textOf, toBase64url, utf8, concat, type Bytes } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import { isHash, isInstant, isKey, isSignature, isUuid7, type EntryId, type Hash, type Instant, type Key, type NetworkId } from '../names.ts'
import { canonical, parseCanonical, type Json } from './jcs.ts'
import { MAX_ENTRIES, MAX_LINE_BYTES } from './limits.ts'
import { leafHash } from './merkle.ts'

/** What every entry has; each kind adds fields of its own (record/entry.ts). */
export interface AnyEntry {
  readonly t: string
  readonly id: EntryId
  readonly [field: string]: Json
}

/** The size and root of a tree: a point in a chain's life. */
export interface Point {
  readonly root: Hash
  readonly size: number
}

export interface Body {
  readonly author: Key
  /** Random id of this start of the program: 16 bytes, base64url. */
  readonly boot: string
  readonly chain: Key
  readonly entries: readonly AnyEntry[]
  readonly height: number
  readonly net: NetworkId | null
  readonly prev: Hash | null
  /** The registry acted under; null in the registry itself. */
  readonly reg: Point | null
  /** SHA-256 of the newest cosigned checkpoint note of any chain that this desk held. */
  readonly seen: Hash | null
  /** Monotonic ms since the previous line of this start; null for the first of a start. */
  readonly tick: number | null
  readonly time: Instant
  readonly v: 1
}

declare const opened: unique symbol
export interface Opened {
  readonly [opened]: true
  /** The line as it came, without a line feed. */
  readonly line: Bytes
  /** RFC 6962 leaf hash of the line. */
  readonly leaf: Uint8Array
  readonly hash: Hash
  readonly body: Body
}

export type LineFault = 'line-too-large' | 'line-not-text' | 'line-frame' | 'line-not-canonical' | 'line-version' | 'line-shape' | 'line-signature'
export interface Refused<C extends string> {
  readonly fault: C
  readonly detail: string
}
export const isRefused = <C extends string>(result: object): result is Refused<C> => 'fault' in result

const PREFIX = utf8('{"body":')
const MIDDLE = utf8(',"sig":"')
const TAIL = 96
const DOMAIN = utf8('muniment/block/v1\n')
const BOOT = /^[A-Za-z0-9_-]{21}[AQgw]$/
const KIND = /^[a-z][a-z0-9-]{0,31}$/
const FIELDS = ['author', 'boot', 'chain', 'entries', 'height', 'net', 'prev', 'reg', 'seen', 'tick', 'time', 'v'] as const

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

export function isPoint(value: unknown): value is Point {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const point = value as Record<string, unknown>
  return Object.keys(point).length === 2 && isHash(point['root']) && isCount(point['size'])
}

function wrongEntry(entry: unknown): string | undefined {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return 'wanted an object'
  const { t, id } = entry as Record<string, unknown>
  if (typeof t !== 'string' || !KIND.test(t)) return 't: wanted a kind of entry'
  if (!isUuid7(id)) return 'id: wanted a UUIDv7 in lower case'
  return undefined
}

/** What is wrong with the shape of a body, or undefined. The envelope is closed: no field more, none less. */
function wrongBody(body: Record<string, unknown>): string | undefined {
  if (Object.keys(body).length !== FIELDS.length) return 'wanted exactly the twelve fields of version 1'
  for (const field of FIELDS) if (!Object.hasOwn(body, field)) return `${field}: wanted a value, got none`
  if (!isKey(body['author'])) return 'author: wanted a public key'
  if (typeof body['boot'] !== 'string' || !BOOT.test(body['boot'])) return 'boot: wanted 16 bytes as base64url'
  if (!isKey(body['chain'])) return 'chain: wanted a public key'
  if (!isCount(body['height'])) return 'height: wanted a whole number'
  if (body['net'] !== null && !isHash(body['net'])) return 'net: wanted a network id or null'
  if (body['prev'] !== null && !isHash(body['prev'])) return 'prev: wanted a line hash or null'
  if ((body['prev'] === null) !== (body['height'] === 0)) return 'prev: wanted null at height 0 and only there'
  if (body['reg'] !== null && !isPoint(body['reg'])) return 'reg: wanted {root, size} or null'
  if (body['seen'] !== null && !isHash(body['seen'])) return 'seen: wanted a hash or null'
  if (body['tick'] !== null && !isCount(body['tick'])) return 'tick: wanted ms or null'
  if (!isInstant(body['time'])) return 'time: wanted UTC with milliseconds'
  const entries = body['entries']
  if (!Array.isArray(entries) || entries.length < 1 || entries.length > MAX_ENTRIES) return `entries: wanted 1 to ${MAX_ENTRIES}`
  for (let i = 0; i < entries.length; i++) {
    const wrong = wrongEntry(entries[i])
    if (wrong !== undefined) return `entries[${i}].${wrong}`
  }
  if (entries.length > 1 && new Set(entries.map(entry => (entry as AnyEntry).id)).size !== entries.length) return 'entries: the same id twice'
  return undefined
}

const refused = (fault: LineFault, detail: string): Refused<LineFault> => ({ fault, detail })
const startsWith = (bytes: Bytes, part: Bytes, at: number): boolean => {
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false
  return true
}

/** The signed bytes and the signature of a line, cut by position; undefined when the frame is not that of a line. */
export function cut(line: Bytes): { readonly body: Bytes; readonly sig: string } | undefined {
  const end = line.length - TAIL
  if (end <= PREFIX.length || !startsWith(line, PREFIX, 0) || !startsWith(line, MIDDLE, end)) return undefined
  if (line[line.length - 2] !== 0x22 || line[line.length - 1] !== 0x7d) return undefined
  const sig = textOf(line.subarray(end + MIDDLE.length, line.length - 2))
  return sig !== undefined && isSignature(sig) ? { body: line.subarray(PREFIX.length, end), sig } : undefined
}

/** Cut, check and verify one line as it came. Pure; the verifier and the hashing are passed in. */
export function open(line: Bytes, h: Hashing, verify: Verify): Opened | Refused<LineFault> {
  if (line.length > MAX_LINE_BYTES) return refused('line-too-large', `${line.length} bytes, at most ${MAX_LINE_BYTES}`)
  const parts = cut(line)
  if (!parts) return refused('line-frame', 'wanted {"body":…,"sig":"…"} with a canonical signature')
  const text = textOf(parts.body)
  if (text === undefined) return refused('line-not-text', 'not valid UTF-8')
  const body = parseCanonical(text)
  if (body === undefined || body === null || typeof body !== 'object' || Array.isArray(body))
    return refused('line-not-canonical', 'the body is not canonical JSON of an object')
  const fields = body as Record<string, unknown>
  if (fields['v'] !== 1) return refused('line-version', 'this program knows version 1')
  const wrong = wrongBody(fields)
  if (wrong !== undefined) return refused('line-shape', wrong)
  const author = fromBase64url(fields['author'] as string)!
  if (!verify(author, concat(DOMAIN, parts.body), fromBase64url(parts.sig)!)) return refused('line-signature', 'the author did not sign this line')
  return finish(line, h, fields as unknown as Body)
}

function finish(line: Bytes, h: Hashing, body: Body): Opened {
  const leaf = leafHash(h, line)
  return { line, leaf, hash: toBase64url(leaf) as Hash, body } as Opened
}

/** Make a line of our own. `sign` holds the author's key. Throws RangeError on a body that `open` would refuse. */
export function seal(body: Body, h: Hashing, sign: (message: Bytes) => Bytes): Opened {
  const wrong = wrongBody(body as unknown as Record<string, unknown>)
  if (wrong !== undefined) throw new RangeError(`body.${wrong}`)
  const text = utf8(canonical(body as unknown as Json))
  const length = PREFIX.length + text.length + TAIL
  if (length > MAX_LINE_BYTES) throw new RangeError(`line: ${length} bytes, at most ${MAX_LINE_BYTES}`)
  const sig = utf8(toBase64url(sign(concat(DOMAIN, text))))
  return finish(concat(PREFIX, text, MIDDLE, sig, utf8('"}')), h, body)
}
