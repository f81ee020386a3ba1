/**
 * C2SP signed notes, checkpoints and cosignatures (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature):
 *
 *     muniment/NET/CHAIN                  origin
 *     1234                                size
 *     CsUYapGGPo4dkMgIAUqom/Xajj7h2f…=    root, standard base64
 *                                         (empty line)
 *     — muniment/NET/CHAIN Az3grlgt…      0x01, by the chain key over the three lines
 *     — muniment/NET/OTHER jWbPPwAA…      0x04, by a witness over `cosignature/v1\ntime N\n` and the three lines
 *
 * A key is known by name and key id = SHA-256(name ‖ \n ‖ type ‖ public key)[:4]. Signature lines of unknown keys are kept
 * and ignored; a line of a known key that does not verify spoils the whole note.
 */
import { concat, fromBase64, fromHex, textOf, toBase64, toHex, utf8, type Bytes } from '../bytes.ts'
import { noble, type Hashing, type Verify } from '../hashing.ts'
import { isHash, isKey, type Key, type NetworkId } from '../names.ts'
import { MAX_KEY_NAME, MAX_NOTE_BYTES, MAX_NOTE_SIGNATURES } from './limits.ts'

/** 0x01 Ed25519 over the text; 0x04 Ed25519 cosignature with time. */
export type NoteType = 0x01 | 0x04
export const SIGNATURE = 0x01
export const COSIGNATURE = 0x04

/** A key that may sign notes. `publicKey` is 32 bytes of Ed25519. */
export interface NoteKey {
  readonly name: string
  readonly type: NoteType
  readonly publicKey: Bytes
}

export interface NoteSignature {
  readonly name: string
  /** 8 hex digits. */
  readonly keyId: string
  /** What follows the key id: 64 bytes for 0x01, 8 bytes of time and 64 for 0x04, anything for unknown keys. */
  readonly payload: Uint8Array
  /** The line as it came, without its newline. */
  readonly line: string
}

export interface Note {
  /** What is signed, with its final newline. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

export interface Checkpoint {
  readonly origin: string
  readonly size: number
  /** 32 bytes. */
  readonly root: Uint8Array
}

const DASH = '— '
/** Unicode spaces (U+0085 is one that \s lacks) and plus; other control characters are refused for the whole note. */
const NOT_IN_NAME = /[\s\u0085+]/u
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/
const EMPTY_ROOT = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

/** Not empty, no Unicode spaces, no plus, at most MAX_KEY_NAME. */
export const isKeyName = (name: string): boolean =>
  name.length > 0 && name.length <= MAX_KEY_NAME && !NOT_IN_NAME.test(name) && !CONTROL.test(name) && name.isWellFormed()

function requireKey(name: string, publicKey: Bytes): void {
  if (!isKeyName(name)) throw new RangeError(`name: wanted a key name without spaces or plus, got ${JSON.stringify(name)}`)
  if (publicKey.length !== 32) throw new RangeError(`publicKey: wanted 32 bytes, got ${publicKey.length}`)
}

/** First 4 bytes of SHA-256(name ‖ \n ‖ type ‖ public key), as 8 hex digits. */
export const keyId = (h: Hashing, name: string, type: NoteType, publicKey: Bytes): string =>
  toHex(h.sha256(utf8(`${name}\n`), Uint8Array.of(type), publicKey).subarray(0, 4))

// Checkpoints

/** Origin of a chain's checkpoints, and the name of the key that signs them. */
export const checkpointOrigin = (net: NetworkId, chain: Key): string => `muniment/${net}/${chain}`

/** The chain an origin speaks of; undefined when it is not one of ours. */
export function parseOrigin(origin: string): { net: NetworkId; chain: Key } | undefined {
  const [program, net, chain, ...rest] = origin.split('/')
  return program === 'muniment' && isHash(net) && isKey(chain) && rest.length === 0 ? { net, chain } : undefined
}

/** The three lines that are signed. Throws RangeError for what no reader would accept. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${toBase64(root)}\n`
  if (parseCheckpoint(text) === undefined) throw new RangeError(`checkpoint: not one: ${JSON.stringify(text)}`)
  return text
}

/** Three lines, no extension lines (our envelope is closed), size in plain decimal up to 2^53 − 1, root of 32 bytes, and of no leaves the root of nothing. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [origin, digits, base64, end, ...rest] = text.split('\n')
  if (!origin || CONTROL.test(origin) || !origin.isWellFormed() || end !== '' || rest.length > 0) return undefined
  if (digits === undefined || !/^(?:0|[1-9][0-9]{0,15})$/.test(digits) || base64?.length !== 44) return undefined
  const size = Number(digits)
  const root = fromBase64(base64)
  if (!Number.isSafeInteger(size) || root?.length !== 32 || (size === 0 && base64 !== EMPTY_ROOT)) return undefined
  return { origin, size, root }
}

// Signing

const lineOf = (name: string, id: string, payload: Bytes): string => `${DASH}${name} ${toBase64(concat(fromHex(id)!, payload))}`

/**
 * The signature line (without newline) of a key of type 0x01 under a text. `sign` gives 64 bytes. Throws RangeError for a text
 * that is none, or whose first line looks like the tag of another kind of signature (`cosignature/v1`, `muniment/block/v1`).
 */
export function signNote(text: string, name: string, type: typeof SIGNATURE, publicKey: Bytes, sign: (message: Bytes) => Bytes, h: Hashing = noble): string {
  requireKey(name, publicKey)
  if (!text.endsWith('\n') || CONTROL.test(text) || !text.isWellFormed())
    throw new RangeError('text: wanted lines without control characters, each ended by a newline')
  if (/^[^\n]*\/v[0-9]+\n/.test(text)) throw new RangeError('text: its first line is the tag of another signature')
  return lineOf(name, keyId(h, name, type, publicKey), sign(utf8(text)))
}

const cosignedMessage = (body: string, time: number): Uint8Array<ArrayBuffer> => utf8(`cosignature/v1\ntime ${time}\n${body}`)

const isTime = (time: number): boolean => Number.isSafeInteger(time) && time > 0

/** The signature line (without newline) by which a witness says that at `time` (POSIX seconds) it had verified this checkpoint body. */
export function cosign(body: string, time: number, name: string, publicKey: Bytes, sign: (message: Bytes) => Bytes, h: Hashing = noble): string {
  requireKey(name, publicKey)
  if (parseCheckpoint(body) === undefined) throw new RangeError('body: wanted a checkpoint')
  if (!isTime(time)) throw new RangeError(`time: wanted POSIX seconds, got ${time}`)
  const payload = new Uint8Array(72)
  new DataView(payload.buffer).setBigUint64(0, BigInt(time))
  payload.set(sign(cosignedMessage(body, time)), 8)
  return lineOf(name, keyId(h, name, COSIGNATURE, publicKey), payload)
}

/** A note of a text and its signature lines. */
export const formatNote = (text: string, lines: readonly string[]): string => `${text}\n${lines.map(line => `${line}\n`).join('')}`

// Reading

function parseSignature(line: string): NoteSignature | undefined {
  if (!line.startsWith(DASH)) return undefined
  const space = line.indexOf(' ', DASH.length)
  const name = line.slice(DASH.length, space)
  if (space === -1 || !isKeyName(name)) return undefined
  const bytes = fromBase64(line.slice(space + 1))
  if (bytes === undefined || bytes.length <= 4) return undefined
  return { name, keyId: toHex(bytes.subarray(0, 4)), payload: bytes.subarray(4), line }
}

/** The note in these bytes, or undefined when it breaks the specification or our limits in any way. Says nothing about signatures. */
export function parseNote(note: Bytes | string): Note | undefined {
  if (note.length > MAX_NOTE_BYTES) return undefined
  const bytes = typeof note === 'string' ? utf8(note) : note
  const all = typeof note === 'string' ? note : textOf(note)
  if (all === undefined || bytes.length > MAX_NOTE_BYTES || CONTROL.test(all) || !all.isWellFormed() || !all.endsWith('\n')) return undefined
  const split = all.lastIndexOf('\n\n')
  if (split === -1) return undefined
  const lines = all.slice(split + 2, -1).split('\n')
  if (lines.length > MAX_NOTE_SIGNATURES) return undefined
  const signatures: NoteSignature[] = []
  for (const line of lines) {
    const signature = parseSignature(line)
    if (signature === undefined) return undefined
    signatures.push(signature)
  }
  return { text: all.slice(0, split + 1), signatures }
}

export interface VerifiedSignature extends NoteKey {
  /** POSIX seconds; of cosignatures (0x04) only. */
  readonly time?: number
}

export type NoteFinding =
  | { readonly code: 'note-malformed' }
  /** A known key's line does not verify. */
  | { readonly code: 'note-signature-wrong'; readonly name: string; readonly keyId: string }
  /** No line is of a known key. */
  | { readonly code: 'note-unsigned' }

export interface VerifiedNote {
  readonly code?: undefined
  readonly text: string
  /** One for each known key that signed; of several cosignatures by one key the earliest, which proves most. */
  readonly verified: readonly VerifiedSignature[]
}

/** What the signature says when it is good, else undefined. */
function check(verify: Verify, text: string, payload: Uint8Array, key: NoteKey): VerifiedSignature | undefined {
  if (key.type === SIGNATURE) return payload.length === 64 && verify(key.publicKey, utf8(text), payload) ? key : undefined
  if (payload.length !== 72 || parseCheckpoint(text) === undefined) return undefined
  const time = Number(new DataView(payload.buffer, payload.byteOffset).getBigUint64(0))
  return isTime(time) && verify(key.publicKey, cosignedMessage(text, time), payload.subarray(8)) ? { ...key, time } : undefined
}

/** Checks the lines of the known keys. Sound only if at least one is there and every one that is there verifies. */
export function verifyNote(h: Hashing, verify: Verify, note: Note | Bytes | string, known: readonly NoteKey[]): VerifiedNote | NoteFinding {
  const parsed = typeof note === 'string' || note instanceof Uint8Array ? parseNote(note) : note
  if (parsed === undefined) return { code: 'note-malformed' }
  const found = new Map<NoteKey, VerifiedSignature>()
  for (const { name, keyId: id, payload } of parsed.signatures) {
    for (const key of known) {
      if (key.name !== name || keyId(h, name, key.type, key.publicKey) !== id) continue
      const good = check(verify, parsed.text, payload, key)
      if (good === undefined) return { code: 'note-signature-wrong', name, keyId: id }
      const before = found.get(key)
      if (before === undefined || (good.time ?? 0) < (before.time ?? 0)) found.set(key, good)
    }
  }
  return found.size === 0 ? { code: 'note-unsigned' } : { text: parsed.text, verified: [...found.values()] }
}
