/**
 * Invitations: what an administrator gives to a newcomer, as a file or as text. `muniment-invitation:` and the base64url
 * of `{"invitation":I,"sig":"…"}`. It says where to knock (addresses), whom to find there (the registry desk's key), and
 * carries a one-time code; it admits nobody by itself: the administrator compares six words and admits.
 */
import { concat, fromBase64url, textOf, toBase64url, utf8, type Bytes } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import { canonical, parseCanonical, type Json } from '../ledger/jcs.ts'
import type { EntryId, Instant, Key, NetworkId, OfficeId, SealKey, Signature } from '../names.ts'
import type { Role } from './entry.ts'
import { flag, hash, instant, key, list, object, oneOf, orNull, sealKey, signature, uuid, word } from './shape.ts'

export interface Invitation {
  /** Where the registry desk listens: multiaddrs. */
  readonly addresses: readonly string[]
  /** 128 random bits, base64url; the registry desk keeps only its hash. */
  readonly code: string
  readonly expires: Instant
  readonly id: EntryId
  readonly name: string
  readonly net: NetworkId
  /** The office to join, or null for a new one of the name given. */
  readonly office: OfficeId | null
  readonly officeName: string
  readonly oversight: boolean
  /** The desk key of the registry's desk: its libp2p identity. */
  readonly peer: Key
  readonly registry: Key
  readonly role: Role
  readonly v: 1
}

const PREFIX = 'muniment-invitation:'
const DOMAIN = utf8('muniment/invitation/v1\n')
const shape = object({
  addresses: list(word(300), 0, 16),
  code: word(22),
  expires: instant,
  id: uuid,
  name: word(200),
  net: hash,
  office: orNull(uuid),
  officeName: word(200),
  oversight: flag,
  peer: key,
  registry: key,
  role: oneOf('viewer', 'clerk', 'supervisor', 'records', 'admin'),
  v: (value, at) => (value === 1 ? undefined : `${at}: wanted 1`)
})

export function writeInvitation(invitation: Invitation, sign: (message: Bytes) => Bytes): string {
  const body = canonical(invitation as unknown as Json)
  return PREFIX + toBase64url(utf8(`{"invitation":${body},"sig":"${toBase64url(sign(concat(DOMAIN, utf8(body))))}"}`))
}

/** Read and verify (signed by the registry desk's key); a string says what is wrong. White space around and within is ignored. */
export function readInvitation(given: string, verify: Verify): Invitation | string {
  const text = given.replace(/\s+/g, '')
  if (!text.startsWith(PREFIX)) return `it does not begin with "${PREFIX}"`
  const bytes = fromBase64url(text.slice(PREFIX.length))
  const inner = bytes && textOf(bytes)
  if (!inner?.startsWith('{"invitation":') || !inner.endsWith('"}') || inner.length < 120) return 'it is cut off or was changed'
  const body = inner.slice('{"invitation":'.length, -96)
  const parsed = parseCanonical(body)
  if (parsed === undefined) return 'it is cut off or was changed'
  const wrong = shape(parsed, 'invitation')
  if (wrong !== undefined) return wrong
  const invitation = parsed as unknown as Invitation
  const sig = fromBase64url(inner.slice(-88, -2))
  if (inner.slice(-96, -88) !== ',"sig":"' || !sig || !verify(fromBase64url(invitation.peer)!, concat(DOMAIN, utf8(body)), sig)) return 'its signature is wrong'
  return invitation
}

/** What a newcomer asks for at the join door, or by file. */
export interface JoinRequest {
  readonly code: string
  /** null: the person joins a desk that is admitted already. */
  readonly desk: { readonly key: Key; readonly proof: Signature; readonly seal: SealKey } | null
  /** The desk whose chain the person will author. */
  readonly at: Key
  readonly id: EntryId
  readonly net: NetworkId
  readonly person: { readonly key: Key; readonly name: string; readonly proof: Signature }
  readonly v: 1
}
const requestShape = object({
  code: word(22),
  desk: orNull(object({ key, proof: signature, seal: sealKey })),
  at: key,
  id: uuid,
  net: hash,
  person: object({ key, name: word(200), proof: signature }),
  v: (value, at) => (value === 1 ? undefined : `${at}: wanted 1`)
})
/** A new desk joins as itself: the words that people compare are made from `at`. */
export function wrongJoinRequest(value: unknown): string | undefined {
  const wrong = requestShape(value, 'request')
  if (wrong !== undefined) return wrong
  const { at, desk } = value as JoinRequest
  return desk !== null && desk.key !== at ? 'request.at: wanted the key of the desk that joins' : undefined
}

/** 66 bits of a newcomer's keys for comparison by voice, as six numbers below 2048 (words in the interface's word list). */
export function comparisonNumbers(h: Hashing, request: Pick<JoinRequest, 'desk' | 'at' | 'person'>): number[] {
  const bytes = h.sha256(utf8(`muniment/words/v1\n${request.at}\n${request.desk?.seal ?? ''}\n${request.person.key}`))
  const numbers: number[] = []
  let held = 0n
  for (const byte of bytes.subarray(0, 9)) held = (held << 8n) | BigInt(byte)
  for (let i = 0; i < 6; i++) numbers.push(Number((held >> BigInt(72 - 11 * (i + 1))) & 2047n))
  return numbers
}
