/**
 * Puts what was found of a chain's stretches together: one after another, each following the one before, their trees one
 * tree. If all are clean the whole is; else the chain is read again line by line, which says what is wrong.
 */
import { frontierRoot, type Frontier } from '../../shared/ledger/merkle.ts'
import { joins, wholeFrontier, type Stretch } from '../../shared/record/verify-range.ts'
import { native } from '../keys/native.ts'
import type { Begun } from '../ledger/pass.ts'
import type { ChainResult } from './tasks.ts'

const rootOf = (frontier: Frontier): Uint8Array => frontierRoot(native, frontier)

/** What is clean from the beginning of a chain on. */
export type Joined = Pick<Begun, 'size' | 'head' | 'registrySize' | 'frontier' | 'roots'>

/** Where a chain begins. */
export const nothing = (points: ReadonlySet<number>): Joined => ({
  size: 0,
  head: null,
  registrySize: 0,
  frontier: [],
  roots: points.has(0) ? [[0, rootOf([])]] : []
})

/** With one more stretch; undefined when that is not clean, or does not follow. */
export function joinOne(joined: Joined, stretch: Stretch, points: ReadonlySet<number>): Joined | undefined {
  if (stretch.from !== joined.size || !joins({ head: joined.head, registrySize: joined.registrySize }, stretch)) return undefined
  const roots = joined.roots.slice()
  let frontier: Frontier = joined.frontier
  for (const tree of stretch.trees) {
    const whole = wholeFrontier(native, stretch.from, joined.frontier, tree.size, tree.frontier, rootOf)
    if (points.has(tree.size)) roots.push([tree.size, rootOf(whole)])
    if (tree.size === stretch.to) frontier = whole
  }
  return { size: stretch.to, ...stretch.after, frontier, roots }
}

/** The result when every stretch is clean and follows the one before; undefined otherwise. `stretches` ascend without a gap. */
export function joinStretches(stretches: readonly Stretch[], points: ReadonlySet<number>, begun: Joined = nothing(points)): ChainResult | undefined {
  let joined: Joined | undefined = begun
  for (const stretch of stretches) {
    joined = joinOne(joined, stretch, points)
    if (!joined) return undefined
  }
  const { size, head, roots, frontier } = joined
  return { faults: [], size, head, roots, frontier }
}
