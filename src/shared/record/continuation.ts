/**
 * A desk that may not sign under its key any more asks to go on under a new one (docs/format.md, "Going on under a new key").
 * `muniment-continue:` and the base64url of `{"continue":C,"sig":"…"}`, signed by the key that is to be admitted. It admits
 * nobody: an administrator compares six words with the person at that desk. It travels from desk to desk, or as a file.
 */
import { concat, fromBase64url, textOf, toBase64url, utf8, type Bytes } from '../bytes.ts'
import type { Verify } from '../hashing.ts'
import { canonical, parseCanonical, type Json } from '../ledger/jcs.ts'
import type { Point } from '../ledger/line.ts'
import type { EntryId, Instant, Key, NetworkId, PersonId, SealKey, Signature } from '../names.ts'
import { hasPossession } from './proposal.ts'
import { flag, hash, instant, integer, key, object, orNull, sealKey, signature, uuid, word } from './shape.ts'

export interface Continuation {
  /** The desk that the person will use: the new one in `desk`, or one that is admitted. */
  readonly at: Key
  /** The chain that is continued; null where only a person's key is new. */
  readonly chain: Key | null
  readonly desk: { readonly key: Key; readonly proof: Signature; readonly seal: SealKey } | null
  /** Whether the old chain ends with it; false: this is a copy of a folder that goes on being used. */
  readonly ends: boolean
  /** How much of the old chain this desk holds and knows to be its own; null where its key signed another history too. */
  readonly held: Point | null
  readonly id: EntryId
  readonly net: NetworkId
  /** `person`: who it is in the registry; null for somebody whom it does not know. */
  readonly person: { readonly key: Key; readonly name: string; readonly person: PersonId | null; readonly proof: Signature }
  readonly time: Instant
  readonly v: 1
}

const PREFIX = 'muniment-continue:'
const DOMAIN = utf8('muniment/continue/v1\n')
const shape = object({
  at: key,
  chain: orNull(key),
  desk: orNull(object({ key, proof: signature, seal: sealKey })),
  ends: flag,
  held: orNull(object({ root: hash, size: integer(0) })),
  id: uuid,
  net: hash,
  person: object({ key, name: word(200), person: orNull(hash), proof: signature }),
  time: instant,
  v: (value, at) => (value === 1 ? undefined : `${at}: wanted 1`)
})

/** `sign` is by the key in `at`. */
export function writeContinuation(asked: Continuation, sign: (message: Bytes) => Bytes): string {
  const body = canonical(asked as unknown as Json)
  return PREFIX + toBase64url(utf8(`{"continue":${body},"sig":"${toBase64url(sign(concat(DOMAIN, utf8(body))))}"}`))
}

/** Read, with signature and proofs of possession verified; a string says what is wrong. White space around and within is ignored. */
export function readContinuation(given: string, verify: Verify): Continuation | string {
  const text = given.replace(/\s+/g, '')
  if (!text.startsWith(PREFIX)) return `it does not begin with "${PREFIX}"`
  const bytes = fromBase64url(text.slice(PREFIX.length))
  const inner = bytes && textOf(bytes)
  if (!inner?.startsWith('{"continue":') || !inner.endsWith('"}') || inner.slice(-96, -88) !== ',"sig":"') return 'it is cut off or was changed'
  const body = inner.slice('{"continue":'.length, -96)
  const parsed = parseCanonical(body)
  if (parsed === undefined) return 'it is cut off or was changed'
  const wrong = shape(parsed, 'continue')
  if (wrong !== undefined) return wrong
  const asked = parsed as unknown as Continuation
  const { at, chain, desk, net, person } = asked
  if (desk !== null && (desk.key !== at || chain === at)) return 'continue.at: wanted the key of the new desk'
  if ((desk === null) !== (chain === null)) return 'continue.chain: wanted with a new desk, and only then'
  const sig = fromBase64url(inner.slice(-88, -2))
  if (!sig || !verify(fromBase64url(at)!, concat(DOMAIN, utf8(body)), sig)) return 'its signature is wrong'
  if (desk && !hasPossession({ key: desk.key, net, seal: desk.seal }, desk.proof, verify)) return 'it does not prove the new desk key'
  return hasPossession({ key: person.key, net, seal: null }, person.proof, verify) ? asked : "it does not prove the person's key"
}
