/**
 * A stretch of a chain by itself, for checking many at once: opened, its entries well formed, every line by `grow` from the
 * one before it, its own tree. What the stretch can not know (the line before its first) it says, and `joins` compares.
 * `clean` means that `ChainCheck` over the same lines finds nothing; where it is false, ChainCheck says what is wrong.
 */
import { equal, type Bytes } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import { grow, newChain, type ChainState } from '../ledger/chain.ts'
import { isRefused, type Opened } from '../ledger/line.ts'
import { TreeBuilder, type Frontier } from '../ledger/merkle.ts'
import type { Hash } from '../names.ts'
import { readLine, unknownFrontier, type ChainPlan, type StoredLine } from './verify-chain.ts'

/**
 * A stretch begins at a multiple of this and is at most as long, so that its tree is a subtree of the whole. A power of two; so
 * small that two threads end at about the same time also where a line carries two hundred records.
 */
export const STRETCH = 64

export interface Stretch {
  readonly from: number
  readonly to: number
  readonly clean: boolean
  /** What its first line says stands before it. */
  readonly before: { readonly head: Hash | null; readonly registrySize: number }
  readonly after: { readonly head: Hash | null; readonly registrySize: number }
  /** The tree of its own lines, for each wanted size and for its end. */
  readonly trees: readonly { readonly size: number; readonly frontier: Frontier }[]
}

export class RangeCheck {
  readonly #h: Hashing
  readonly #verify: Verify
  readonly #plan: ChainPlan
  readonly #from: number
  readonly #tree: TreeBuilder
  readonly #trees: { size: number; frontier: Frontier }[] = []
  #state: ChainState | undefined
  #before: Stretch['before'] = { head: null, registrySize: 0 }
  #clean = true
  #at: number

  constructor(h: Hashing, verify: Verify, plan: ChainPlan, from: number) {
    if (from % STRETCH !== 0) throw new RangeError(`from: wanted a multiple of ${STRETCH}, got ${from}`)
    this.#h = h
    this.#verify = verify
    this.#plan = plan
    this.#from = from
    this.#at = from
    this.#tree = new TreeBuilder(h)
  }

  /** The line, opened, when it is one of this chain, whether or not it is in its place. */
  next(row: StoredLine): Opened | undefined {
    const { opened, wrong, leaf } = readLine(this.#h, this.#verify, this.#plan, row)
    const expected = this.#at++
    this.#tree.append(leaf)
    if (!opened || wrong || row.height !== expected || row.hash === null || !equal(row.hash, leaf)) this.#clean = false
    else this.#grow(opened)
    if (this.#plan.points.has(this.#at)) this.#trees.push({ size: this.#at, frontier: this.#tree.frontier() })
    return opened
  }

  #grow(opened: Opened): void {
    const { body } = opened
    if (!this.#state) {
      this.#before = { head: body.prev, registrySize: body.reg?.size ?? 0 }
      this.#state = { ...newChain(this.#plan.kind, this.#plan.chain, this.#plan.net), size: this.#from, frontier: unknownFrontier(this.#from), ...this.#before }
      if (body.height !== this.#from) this.#clean = false
    }
    const grown = grow(this.#h, this.#state, opened)
    if (isRefused(grown)) this.#clean = false
    else this.#state = grown.state
  }

  finish(to: number): Stretch {
    const complete = this.#at === to && this.#state?.size === to
    const { head = null, registrySize = 0 } = this.#state ?? {}
    return {
      from: this.#from,
      to,
      clean: this.#clean && complete,
      before: this.#before,
      after: { head, registrySize },
      trees: [...this.#trees.filter(tree => tree.size !== to), { size: to, frontier: this.#tree.frontier() }]
    }
  }
}

/** Does a stretch follow what stands before it? */
export const joins = (before: Stretch['after'], { clean, before: said }: Stretch): boolean =>
  clean && said.head === before.head && said.registrySize >= before.registrySize

/** The frontier of the whole chain at a size within a stretch, from the frontier where it begins and its own. */
export function wholeFrontier(h: Hashing, from: number, frontier: Frontier, size: number, own: Frontier, ownRoot: (own: Frontier) => Bytes): Frontier {
  if (size - from < STRETCH) return [...frontier, ...own]
  // A full stretch is one perfect subtree: it is carried like a leaf whose place is from / STRETCH.
  const carried = frontier.slice()
  let hash = ownRoot(own)
  for (let n = from / STRETCH; n % 2 === 1; n = Math.floor(n / 2)) hash = h.sha256(Uint8Array.of(1), carried.pop()!, hash)
  return [...carried, Uint8Array.from(hash)]
}
