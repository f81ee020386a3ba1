/**
 * What the desks of an office have said that they hold, by their own signed receipts: a bundle for them carries the rest. A desk
 * that has said nothing of a chain gets all of it; the chain that it writes itself it has.
 */
import type { Key, OfficeId } from '../../shared/names.ts'
import { openReceipt, receiptCovers, type Receipt } from '../../shared/record/receipt.ts'
import { holds } from '../../shared/record/registry-facts.ts'
import { verify } from '../keys/native.ts'
import { receiptOf } from '../store/receipts.ts'
import type { Held, Ledger } from './ledger.ts'

/** Heights [from, to). */
export type Span = readonly [from: number, to: number]

export interface KnownOf {
  /** Lines of the chain that every desk of the office holds. */
  from(held: Held): number
  /** Where contents may be missing at one of them, ascending and apart. */
  missing(held: Held): Span[]
  /** Whether every one of them has said that it holds the content of this entry. */
  has(held: Held, height: number, index: number): boolean
  /** The oldest of their newest statements, ms since 1970: what is known is at least so new. null: one of them has never said anything. */
  readonly said: number | null
}

/** Nothing is known: everything goes. */
export const knownNothing: KnownOf = { from: () => 0, missing: ({ state }) => [[0, state.size]], has: () => false, said: null }

export function knownOf(ledger: Ledger, office: OfficeId): KnownOf {
  const { registry, store } = ledger
  const desks = [...registry.desks.values()].filter(desk => desk.office === office && holds(desk, registry.size)).map(({ chain }) => chain)
  const cache = new Map<Key, readonly (Receipt | undefined)[]>()
  const receipts = ({ no, state }: Held): readonly (Receipt | undefined)[] => {
    let known = cache.get(state.chain)
    if (!known) cache.set(state.chain, (known = desks.filter(desk => desk !== state.chain).map(desk => receiptAt(desk, no))))
    return known
  }
  const receiptAt = (desk: Key, no: number): Receipt | undefined => {
    const row = receiptOf(store.ledger, desk, no)
    return row && openReceipt(row.receipt.toString(), verify)
  }
  return {
    from: held => Math.min(held.state.size, ...receipts(held).map(receipt => receipt?.size ?? 0)),
    missing: held => merged(receipts(held).flatMap(receipt => gapsOf(receipt, held.state.size))),
    has: (held, height, index) => receipts(held).every(receipt => receipt !== undefined && receiptCovers(receipt, height, index)),
    said: saidAt([...ledger.chains.values()].map(receipts), desks.length)
  }
}

/** Where a desk has not said that it holds everything. */
function gapsOf(receipt: Receipt | undefined, size: number): Span[] {
  if (!receipt) return [[0, size]]
  const gaps: Span[] = receipt.except.map(([height]) => [height, height + 1])
  let at = 0
  for (const [from, to] of receipt.ranges) {
    if (from > at) gaps.push([at, from])
    at = to
  }
  return at < size ? [...gaps, [at, size]] : gaps
}

function merged(spans: readonly Span[]): Span[] {
  const all: [number, number][] = []
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = all.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else if (to > from) all.push([from, to])
  }
  return all
}

/** By desk the newest of what it has said; of those the oldest. */
function saidAt(chains: readonly (readonly (Receipt | undefined)[])[], desks: number): number | null {
  const newest = new Map<Key, number>()
  for (const receipt of chains.flat()) if (receipt) newest.set(receipt.desk, Math.max(newest.get(receipt.desk) ?? 0, Date.parse(receipt.time)))
  return newest.size < desks || desks === 0 ? null : Math.min(...newest.values())
}
