/**
 * The Merkle tree of RFC 6962 section 2.1 (RFC 9162): leaf SHA-256(0x00 ‖ data), node SHA-256(0x01 ‖ left ‖ right), a tree
 * of n leaves split at the largest power of two below n. Pure; the hashing is passed in; every hash is 32 bytes.
 *
 * A tree that only grows is carried by its *frontier*: the roots of its perfect subtrees, largest first, one for each 1 in
 * the binary form of its size. Sizes are numbers up to 2^53 − 1, so nothing here shifts bits.
 */
import { equal, type Bytes } from '../bytes.ts'
import type { Hashing } from '../hashing.ts'
import { MAX_PROOF } from './limits.ts'

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

export const leafHash = (h: Hashing, data: Bytes): Uint8Array => h.sha256(LEAF, data)
export const nodeHash = (h: Hashing, left: Bytes, right: Bytes): Uint8Array => h.sha256(NODE, left, right)
/** The root of a tree without leaves: SHA-256 of nothing. */
export const emptyRoot = (h: Hashing): Uint8Array => h.sha256(new Uint8Array(0))

export type Frontier = readonly Uint8Array[]

const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
const isOdd = (n: number): boolean => n % 2 === 1
const half = (n: number): number => Math.floor(n / 2)

/** How many perfect subtrees a tree of this size has. */
export function frontierLength(size: number): number {
  let ones = 0
  for (let n = size; n > 0; n = half(n)) ones += n % 2
  return ones
}

/** Whether this can be the frontier of a tree of this size: as many hashes as it takes, each of 32 bytes. */
export const isFrontier = (size: number, frontier: Frontier): boolean =>
  isSize(size) && frontier.length === frontierLength(size) && frontier.every(hash => hash.length === 32)

function push(h: Hashing, size: number, frontier: Uint8Array[], leaf: Uint8Array): void {
  let hash = leaf
  for (let n = size; isOdd(n); n = half(n)) hash = nodeHash(h, frontier.pop()!, hash)
  frontier.push(hash)
}

/** The frontier of size + 1 leaves from that of `size`. `leaf` is a leaf hash. Hashes once per append on average. */
export function frontierAppend(h: Hashing, size: number, frontier: Frontier, leaf: Uint8Array): Frontier {
  const grown = frontier.slice()
  push(h, size, grown, leaf)
  return grown
}

/** The root of the tree that has this frontier. */
export function frontierRoot(h: Hashing, frontier: Frontier): Uint8Array {
  const last = frontier.at(-1)
  if (last === undefined) return emptyRoot(h)
  let root = last
  for (let i = frontier.length - 2; i >= 0; i--) root = nodeHash(h, frontier[i]!, root)
  return root
}

/** A frontier that grows in place, for hot loops. Starts empty or from a known size and frontier. */
export class TreeBuilder {
  readonly #h: Hashing
  readonly #frontier: Uint8Array[]
  size: number

  constructor(h: Hashing, size = 0, frontier: Frontier = []) {
    if (!isFrontier(size, frontier))
      throw new RangeError(`frontier: wanted ${frontierLength(size)} hashes of 32 bytes for size ${size}, got ${frontier.length}`)
    this.#h = h
    this.#frontier = frontier.slice()
    this.size = size
  }

  /** A copy; later appends do not change it. */
  frontier(): Frontier {
    return this.#frontier.slice()
  }

  /** `leaf` is a leaf hash. */
  append(leaf: Uint8Array): void {
    push(this.#h, this.size, this.#frontier, leaf)
    this.size++
  }

  root(): Uint8Array {
    return frontierRoot(this.#h, this.#frontier)
  }
}

/** The Merkle hash of leaves start ≤ i < end. The proofs below ask only for perfect subtrees: end − start a power of two that divides start. */
export type HashOfRange = (start: number, end: number) => Uint8Array

/** The largest power of two below n (n ≥ 2): where a tree of n leaves splits. */
function splitOf(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** HashOfRange from leaf hashes, for any range; hashes all of it each time. */
export function rangeHash(h: Hashing, leafAt: (index: number) => Uint8Array): HashOfRange {
  return (start, end) => {
    const tree = new TreeBuilder(h)
    for (let i = start; i < end; i++) tree.append(leafAt(i))
    return tree.root()
  }
}

/** Any range that begins where a subtree may begin, put together from perfect ones. */
function ragged(h: Hashing, start: number, end: number, hashOfRange: HashOfRange): Uint8Array {
  const roots: Uint8Array[] = []
  for (let at = start; at < end;) {
    let width = 1
    while (width * 2 <= end - at) width *= 2
    roots.push(hashOfRange(at, at + width))
    at += width
  }
  return frontierRoot(h, roots)
}

/** The audit path (RFC 9162 2.1.3.1) of leaf `index` in a tree of `size`, leaf's sibling first, from a store of node hashes. */
export function inclusionPath(h: Hashing, index: number, size: number, hashOfRange: HashOfRange): Uint8Array[] {
  if (!isSize(size) || !isSize(index) || index >= size) throw new RangeError(`index: wanted 0 to ${size - 1}, got ${index}`)
  const path: Uint8Array[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      path.push(ragged(h, middle, end, hashOfRange))
      end = middle
    } else {
      path.push(hashOfRange(start, middle))
      start = middle
    }
  }
  return path.reverse()
}

/** The audit path straight from leaf hashes: O(size) hashing. With stored nodes use `inclusionPath`. */
export const inclusionProof = (h: Hashing, index: number, size: number, leafAt: (index: number) => Uint8Array): Uint8Array[] =>
  inclusionPath(h, index, size, rangeHash(h, leafAt))

/** The consistency proof (RFC 9162 2.1.4.1) from a tree of `from` leaves to one of `to`; 1 ≤ from ≤ to. */
export function consistencyProof(h: Hashing, from: number, to: number, hashOfRange: HashOfRange): Uint8Array[] {
  if (!isSize(to) || !isSize(from) || from < 1 || from > to) throw new RangeError(`from: wanted 1 to ${to}, got ${from}`)
  const proof: Uint8Array[] = []
  let start = 0
  let end = to
  while (from !== end) {
    const middle = start + splitOf(end - start)
    if (from <= middle) {
      proof.push(ragged(h, middle, end, hashOfRange))
      end = middle
    } else {
      proof.push(hashOfRange(start, middle))
      start = middle
    }
  }
  // What is left is a subtree of the old tree too; when it is the whole old tree the verifier has its hash already.
  if (start !== 0) proof.push(ragged(h, start, end, hashOfRange))
  return proof.reverse()
}

const areHashes = (...hashes: readonly Bytes[]): boolean => hashes.every(hash => hash.length === 32)

export interface Inclusion {
  readonly index: number
  readonly size: number
  /** The leaf hash. */
  readonly leaf: Bytes
  readonly proof: readonly Bytes[]
  readonly root: Bytes
}

/** RFC 9162 2.1.3.2. False for anything unsound, also unsafe numbers and hashes that are not 32 bytes; never throws. */
export function verifyInclusion(h: Hashing, { index, size, leaf, proof, root }: Inclusion): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || proof.length > MAX_PROOF || !areHashes(leaf, root, ...proof)) return false
  let hash = leaf
  let at = index
  let last = size - 1
  for (const sibling of proof) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      hash = nodeHash(h, sibling, hash)
      while (!isOdd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else hash = nodeHash(h, hash, sibling)
    at = half(at)
    last = half(last)
  }
  return last === 0 && equal(hash, root)
}

export interface Consistency {
  readonly from: number
  readonly to: number
  readonly proof: readonly Bytes[]
  readonly oldRoot: Bytes
  readonly newRoot: Bytes
}

/** RFC 9162 2.1.4.2. Nothing can be said about growing from nothing: `from` 0 is false, as is all that is unsound; never throws. */
export function verifyConsistency(h: Hashing, { from, to, proof, oldRoot, newRoot }: Consistency): boolean {
  if (!isSize(from) || !isSize(to) || from < 1 || from > to) return false
  // One tree is consistent with itself whatever its root is (a public vector holds verifiers to that); of nothing else are such roots taken.
  if (from === to) return proof.length === 0 && oldRoot.length > 0 && equal(oldRoot, newRoot)
  if (proof.length === 0 || proof.length > MAX_PROOF || !areHashes(oldRoot, newRoot, ...proof)) return false
  let at = from - 1
  let last = to - 1
  while (isOdd(at)) {
    at = half(at)
    last = half(last)
  }
  const [first, ...rest] = at === 0 ? [oldRoot, ...proof] : proof
  let oldHash = first!
  let newHash = first!
  for (const sibling of rest) {
    if (last === 0) return false
    if (isOdd(at) || at === last) {
      oldHash = nodeHash(h, sibling, oldHash)
      newHash = nodeHash(h, sibling, newHash)
      while (!isOdd(at) && at !== 0) {
        at = half(at)
        last = half(last)
      }
    } else newHash = nodeHash(h, newHash, sibling)
    at = half(at)
    last = half(last)
  }
  return last === 0 && equal(oldHash, oldRoot) && equal(newHash, newRoot)
}
