/**
 * Evidence that a chain key signed two things that can not both be true. Two *sides*, each a tree of the same size `at`
 * with its own root, each shown by consistency proofs to lead into a checkpoint that the chain key signed. A tree that only
 * grows has one root at one size; so the key signed two histories. It says nothing of people or reasons.
 *
 * The three shapes of design.md section 9 are this one: two checkpoints of one size (no steps at all); two lines at one
 * height (roots one above it); a line against a held, cosigned prefix (the prefix is a side).
 */
import { equal, fromBase64url, toBase64url, type Bytes } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import { isHash, isKey, type Hash, type Key, type NetworkId } from '../names.ts'
import { canonical, parseCanonical, type Json } from './jcs.ts'
import { MAX_PROOF } from './limits.ts'
import { verifyConsistency } from './merkle.ts'
import { checkpointOrigin, parseCheckpoint, parseNote, SIGNATURE, verifyNote, type Checkpoint } from './note.ts'

/** The tree of `size` leaves with `root` that the tree before it grew into. */
export interface Step {
  readonly proof: readonly Hash[]
  readonly root: Hash
  readonly size: number
}
export interface Side {
  /** A checkpoint note of the last tree, signed by the chain key. */
  readonly note: string
  readonly root: Hash
  readonly steps: readonly Step[]
}
export interface ForkEvidence {
  readonly at: number
  readonly chain: Key
  readonly net: NetworkId
  readonly sides: readonly [Side, Side]
  readonly v: 1
}

const MAX_STEPS = 4

/** The checkpoint of a chain that this note is, when the chain key signed it; undefined otherwise. */
export function openCheckpoint(h: Hashing, verify: Verify, net: NetworkId, chain: Key, note: Bytes | string): Checkpoint | undefined {
  const name = checkpointOrigin(net, chain)
  const parsed = parseNote(note)
  const checkpoint = parsed && parseCheckpoint(parsed.text)
  if (checkpoint?.origin !== name) return undefined
  const key = { name, type: SIGNATURE, publicKey: fromBase64url(chain)! } as const
  return verifyNote(h, verify, parsed!, [key]).code === undefined ? checkpoint : undefined
}

const bytesOf = (hashes: readonly Hash[]): Bytes[] => hashes.map(hash => fromBase64url(hash)!)

/** Does the side lead from {at, root} into a signed checkpoint? */
export function holdsSide(h: Hashing, verify: Verify, evidence: Pick<ForkEvidence, 'at' | 'chain' | 'net'>, side: Side): boolean {
  let from = evidence.at
  let root: Bytes = fromBase64url(side.root)!
  for (const step of side.steps) {
    const next = fromBase64url(step.root)!
    if (!verifyConsistency(h, { from, to: step.size, proof: bytesOf(step.proof), oldRoot: root, newRoot: next })) return false
    from = step.size
    root = next
  }
  const checkpoint = openCheckpoint(h, verify, evidence.net, evidence.chain, side.note)
  return checkpoint !== undefined && checkpoint.size === from && equal(checkpoint.root, root)
}

export const isFork = (h: Hashing, verify: Verify, evidence: ForkEvidence): boolean =>
  evidence.sides[0].root !== evidence.sides[1].root && evidence.sides.every(side => holdsSide(h, verify, evidence, side))

/** The two roots in ascending order, so that one fork found by two desks gives one text. */
export function writeFork(evidence: ForkEvidence): string {
  const [a, b] = evidence.sides
  return canonical({ ...evidence, sides: a.root < b.root ? [a, b] : [b, a] } as unknown as Json)
}

const isObject = (value: unknown, fields: readonly string[]): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === fields.length &&
  fields.every(field => Object.hasOwn(value, field))
const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 1
const isStep = (value: unknown): boolean =>
  isObject(value, ['proof', 'root', 'size']) &&
  isHash(value['root']) &&
  isSize(value['size']) &&
  Array.isArray(value['proof']) &&
  value['proof'].length <= MAX_PROOF &&
  value['proof'].every(isHash)
const isSide = (value: unknown): boolean =>
  isObject(value, ['note', 'root', 'steps']) &&
  typeof value['note'] === 'string' &&
  isHash(value['root']) &&
  Array.isArray(value['steps']) &&
  value['steps'].length <= MAX_STEPS &&
  value['steps'].every(isStep)

/** Reads and checks in full; undefined when it is malformed or establishes nothing. */
export function readFork(h: Hashing, verify: Verify, text: string): ForkEvidence | undefined {
  const value = parseCanonical(text)
  if (!isObject(value, ['at', 'chain', 'net', 'sides', 'v']) || value['v'] !== 1) return undefined
  if (!isSize(value['at']) || !isKey(value['chain']) || !isHash(value['net'])) return undefined
  const sides = value['sides']
  if (!Array.isArray(sides) || sides.length !== 2 || !sides.every(isSide)) return undefined
  const evidence = value as unknown as ForkEvidence
  if (evidence.sides[0].root >= evidence.sides[1].root) return undefined // one fork, one text
  return isFork(h, verify, evidence) ? evidence : undefined
}

/** A side that is the checkpoint itself. */
export const checkpointSide = (note: string, { root }: Checkpoint): Side => ({ note, root: toBase64url(root) as Hash, steps: [] })
