/**
 * Lines that come without anyone to ask, in a bundle, held against those that are here. A peer is asked how its tree grew
 * (sync/pull.ts); a file has to be compared by its lines: where one differs at a height that is here, and the batch leads into
 * a checkpoint of the chain key, the key has signed two histories.
 */
import { toBase64url, type Bytes } from '../../shared/bytes.ts'
import { openCheckpoint, type Step } from '../../shared/ledger/fork.ts'
import { isRefused, open } from '../../shared/ledger/line.ts'
import { consistencyProof, frontierRoot, leafHash, nodeHash, type HashOfRange } from '../../shared/ledger/merkle.ts'
import type { Hash } from '../../shared/names.ts'
import { native, verify } from '../keys/native.ts'
import { hashesFrom } from '../store/lines.ts'
import { compareSide } from './forks.ts'
import type { Held, Ledger } from './ledger.ts'
import type { LineBatch } from './receive.ts'
import { frontierOf, treeOf } from './tree.ts'

const hash = (bytes: Bytes): Hash => toBase64url(bytes) as Hash

/** True when the batch shows another history of a chain that is here; then its evidence is kept. */
export function compareBatch(ledger: Ledger, { chain, lines, note, proof }: LineBatch): boolean {
  const held = ledger.chains.get(chain)
  const first = lines[0] && open(lines[0], native, verify)
  const checkpoint = openCheckpoint(native, verify, ledger.net, chain, note)
  if (!held || !first || isRefused(first) || !checkpoint) return false
  const start = first.body.height
  const leaves = lines.map(line => leafHash(native, line))
  const end = start + leaves.length
  const at = firstDifference(ledger, held, start, leaves)
  if (at === undefined) return false
  const tree = grownTree(treeOf(ledger.store.ledger, held.no), start, leaves)
  const rootOf = (size: number): Bytes => frontierRoot(native, frontierOf(tree, size))
  const steps: Step[] = []
  if (end > at) steps.push({ proof: consistencyProof(native, at, end, tree).map(hash), root: hash(rootOf(end)), size: end })
  if (checkpoint.size > end) steps.push({ proof: proof.map(hash), root: hash(checkpoint.root), size: checkpoint.size })
  return compareSide(ledger, chain, at, { note: Buffer.from(note).toString(), root: hash(rootOf(at)), steps }) === 'forked'
}

/** How many lines the shorter of the two trees has that first differ; undefined where all that both have are the same. */
function firstDifference(ledger: Ledger, held: Held, start: number, leaves: readonly Bytes[]): number | undefined {
  const ours = start < held.state.size ? hashesFrom(ledger.store.ledger, held.no, start, Math.min(leaves.length, held.state.size - start)) : []
  const at = ours.findIndex((leaf, i) => hash(leaf) !== hash(leaves[i]!))
  return at < 0 ? undefined : start + at + 1
}

/** The tree of the lines that are here up to `start` and then of `leaves`. */
const grownTree = (stored: HashOfRange, start: number, leaves: readonly Bytes[]): HashOfRange => {
  const of: HashOfRange = (from, to) => {
    if (to <= start) return stored(from, to)
    if (to - from === 1) return leaves[from - start]!.slice()
    const middle = from + (to - from) / 2
    return nodeHash(native, of(from, middle), of(middle, to))
  }
  return of
}
