/**
 * Node hashes of stored chains, so that proofs are served without reading a long chain each time: the roots of full
 * blocks of 256 leaves, and of what lies above them, are kept in memory once computed. A stored line never changes, so a
 * full block never does. Ask only for lines that are committed.
 */
import { consistencyProof, frontierRoot, nodeHash, rangeHash, type Frontier, type HashOfRange } from '../../shared/ledger/merkle.ts'
import { native } from '../keys/native.ts'
import { hashesFrom } from '../store/lines.ts'
import type { Database } from '../store/prepared.ts'

/** Leaves of the smallest subtree that is kept: reading 256 leaf hashes takes some 100 µs, and a chain of a million lines keeps 8,000 hashes. */
const BLOCK = 256

const trees = new WeakMap<Database, Map<number, Map<string, Uint8Array>>>()

function keptOf(db: Database, chainNo: number): Map<string, Uint8Array> {
  let chains = trees.get(db)
  if (!chains) trees.set(db, (chains = new Map()))
  let kept = chains.get(chainNo)
  if (!kept) chains.set(chainNo, (kept = new Map()))
  return kept
}

/** Throws RangeError when a line of the range is not stored. */
export function treeOf(db: Database, chainNo: number): HashOfRange {
  const kept = keptOf(db, chainNo)
  const leaves: HashOfRange = (start, end) => {
    const hashes = hashesFrom(db, chainNo, start, end - start)
    if (hashes.length !== end - start) throw new RangeError(`tree: lines ${start} to ${end} are not all stored`)
    return rangeHash(native, i => hashes[i]!)(0, hashes.length)
  }
  const perfect: HashOfRange = (start, end) => {
    const width = end - start
    if (width < BLOCK) return leaves(start, end)
    const name = `${start} ${width}`
    const known = kept.get(name)
    if (known) return known
    const middle = start + width / 2
    const made = width === BLOCK ? leaves(start, end) : nodeHash(native, perfect(start, middle), perfect(middle, end))
    kept.set(name, made)
    return made
  }
  return perfect
}

/** Stored lines of a chain were taken off or put aside: what was kept of its tree is not so any more. */
export const forgetTree = (db: Database, chainNo: number): void => void trees.get(db)?.delete(chainNo)

/** The root of the first `size` lines, all of which are stored. */
export const rootAt = (db: Database, chainNo: number, size: number): Uint8Array => frontierRoot(native, frontierAt(db, chainNo, size))

/** The frontier of the first `size` lines, all of which are stored. */
export const frontierAt = (db: Database, chainNo: number, size: number): Frontier => frontierOf(treeOf(db, chainNo), size)

export function frontierOf(hashOf: HashOfRange, size: number): Frontier {
  const roots: Uint8Array[] = []
  for (let at = 0; at < size;) {
    let width = 1
    while (width * 2 <= size - at) width *= 2
    roots.push(hashOf(at, at + width))
    at += width
  }
  return roots
}

/** RFC 9162 consistency proof between two sizes of a stored chain; 1 ≤ from ≤ to. */
export const growthProof = (db: Database, chainNo: number, from: number, to: number): Uint8Array[] => consistencyProof(native, from, to, treeOf(db, chainNo))
