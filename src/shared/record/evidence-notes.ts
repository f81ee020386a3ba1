/**
 * Checkpoint notes within evidence. Stricter than anywhere else: elsewhere a line of an unknown key is kept and ignored, here
 * it would be bytes that nobody vouches for, so each line must be of a known key and hold.
 */
import { fromBase64url, toBase64url, utf8 } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import type { Body, Refused } from '../ledger/line.ts'
import { checkpointOrigin, COSIGNATURE, parseCheckpoint, parseNote, parseOrigin, SIGNATURE, verifyNote, type Checkpoint, type NoteKey } from '../ledger/note.ts'
import type { Key, NetworkId } from '../names.ts'
import { compareText, outOfOrder, refuse, type EvidenceFault } from './evidence.ts'
import type { Registry } from './registry.ts'

export interface Cosigned {
  /** The chain of the witness. */
  readonly witness: Key
  /** POSIX seconds. */
  readonly time: number
}
export interface OpenedNote {
  readonly checkpoint: Checkpoint
  readonly cosignatures: readonly Cosigned[]
}

/** The end of the year 9999: what an ISO time of four digits can say. */
const MAX_TIME = 253_402_300_799
const keyOf = (net: NetworkId, chain: Key, type: NoteKey['type']): NoteKey => ({ name: checkpointOrigin(net, chain), type, publicKey: fromBase64url(chain)! })

/** A checkpoint of this chain, all of whose lines hold: the chain key's first, then those of desks of the registry, ascending. */
export function openNote(h: Hashing, verify: Verify, registry: Registry, chain: Key, text: string): OpenedNote | Refused<EvidenceFault> {
  const net = registry.net!
  const note = parseNote(text)
  const checkpoint = note && parseCheckpoint(note.text)
  const [own, ...others] = note?.signatures ?? []
  if (!note || checkpoint?.origin !== checkpointOrigin(net, chain)) return refuse('evidence-note', `not a checkpoint of ${chain}`)
  if (own?.name !== checkpoint.origin) return refuse('evidence-note', 'the first signature is not that of the chain')
  const witnesses: Key[] = []
  for (const { name } of others) {
    const signer = parseOrigin(name)
    if (signer?.net !== net || !registry.desks.has(signer.chain) || signer.chain === chain)
      return refuse('evidence-unbound', `a signature of ${name}, who is no desk of the registry`)
    witnesses.push(signer.chain)
  }
  if (outOfOrder(witnesses, compareText) !== undefined) return refuse('evidence-order', 'cosignatures do not ascend by witness')
  const known = [keyOf(net, chain, SIGNATURE), ...witnesses.map(witness => keyOf(net, witness, COSIGNATURE))]
  const verified = verifyNote(h, verify, note, known)
  if (verified.code !== undefined) return refuse('evidence-note', `the checkpoint of ${checkpoint.size} lines: ${verified.code}`)
  if (verified.verified.length !== known.length) return refuse('evidence-note', 'a signature is not of the key that it names')
  const cosignatures = verified.verified.flatMap(({ name, time }) => (time === undefined ? [] : [{ witness: name.slice(-43) as Key, time }]))
  if (cosignatures.some(({ time }) => time > MAX_TIME)) return refuse('evidence-note', 'a cosignature of a time that no calendar has')
  return { checkpoint, cosignatures }
}

/**
 * When others had signed what the line names as `seen`: by desks of another office than the line's, still admitted, or the
 * author could date it himself. The note's bytes are held by the hash in the line, so lines of unknown keys are harmless here.
 * Null when it establishes nothing.
 */
export function openSeen(
  h: Hashing,
  verify: Verify,
  registry: Registry,
  body: Pick<Body, 'chain' | 'seen'>,
  text: string
): Cosigned | null | Refused<EvidenceFault> {
  if (body.seen === null || toBase64url(h.sha256(utf8(text))) !== body.seen) return refuse('evidence-seen', 'the note is not the one that the line names')
  const note = parseNote(text)
  const about = note && parseOrigin(note.text.slice(0, note.text.indexOf('\n')))
  if (!note || !about || about.net !== registry.net) return null
  const author = registry.desks.get(body.chain)?.office
  const desks = note.signatures.flatMap(({ name }) => {
    const signer = parseOrigin(name)
    const office = signer?.net === registry.net ? registry.deskAt(signer.chain, registry.size)?.office : undefined
    return signer && office !== undefined && office !== author && signer.chain !== about.chain ? [signer.chain] : []
  })
  const known = [keyOf(about.net, about.chain, SIGNATURE), ...[...new Set(desks)].map(desk => keyOf(about.net, desk, COSIGNATURE))]
  const verified = verifyNote(h, verify, note, known)
  if (verified.code !== undefined || !verified.verified.some(({ type }) => type === SIGNATURE)) return null
  const times = verified.verified.flatMap(({ name, time }) => (time === undefined || time > MAX_TIME ? [] : [{ witness: name.slice(-43) as Key, time }]))
  // Of several the earliest: that much every one of them says.
  return times.toSorted((a, b) => a.time - b.time)[0] ?? null
}
