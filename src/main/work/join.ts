/**
 * Puts what was found of a chain's stretches together: one after another, each following the one before, their trees one
 * tree. If all are clean the whole is; else the chain is read again line by line, which says what is wrong.
 */
import { frontierRoot, type Frontier } from '../../shared/ledger/merkle.ts'
import { joins, wholeFrontier, type Stretch } from '../../shared/record/verify-range.ts'
import { native } from '../keys/native.ts'
import type { ChainResult } from './tasks.ts'

const rootOf = (frontier: Frontier): Uint8Array => frontierRoot(native, frontier)

/** The result when every stretch is clean and follows the one before; undefined otherwise. `stretches` ascend without a gap. */
export function joinStretches(stretches: readonly Stretch[], points: ReadonlySet<number>): ChainResult | undefined {
  let after: Stretch['after'] = { head: null, registrySize: 0 }
  let frontier: Frontier = []
  let size = 0
  const roots: (readonly [number, Uint8Array])[] = points.has(0) ? [[0, rootOf([])]] : []
  for (const stretch of stretches) {
    if (stretch.from !== size || !joins(after, stretch)) return undefined
    const begin = frontier
    for (const tree of stretch.trees) {
      const whole = wholeFrontier(native, stretch.from, begin, tree.size, tree.frontier, rootOf)
      if (points.has(tree.size)) roots.push([tree.size, rootOf(whole)])
      if (tree.size === stretch.to) frontier = whole
    }
    after = stretch.after
    size = stretch.to
  }
  return { faults: [], size, head: after.head, roots, frontier }
}
