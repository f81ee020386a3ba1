/**
 * What other desks hold of our own chains, as they say. Nothing new leaves to a desk that holds another history than ours: of
 * a folder that was rolled back, its mark too, the second line for a height does not get to those that have the first. A mark
 * that was lost is made again on a word of theirs.
 */
import { toBase64url } from '../../shared/bytes.ts'
import { frontierRoot } from '../../shared/ledger/merkle.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { native } from '../keys/native.ts'
import { lineAt } from '../store/lines.ts'
import { getMeta } from '../store/meta.ts'
import { lineIdOf } from '../store/positions.ts'
import { shownName, type Ledger, type OwnChain } from './ledger.ts'

/** Compared with what is here: a beginning of it, the same, more than it, another history. */
export type Word = 'behind' | 'level' | 'ahead' | 'other'

export interface Said {
  readonly size: number
  readonly head: Hash | null
}
const NOTHING: Said = { size: 0, head: null }
const all = new WeakMap<OwnChain, Map<Key, Said>>()
const saidOf = (own: OwnChain): Map<Key, Said> => {
  let map = all.get(own)
  if (!map) all.set(own, (map = new Map()))
  return map
}

export const ownChains = (ledger: Ledger): OwnChain[] => (ledger.ownRegistry ? [ledger.own, ledger.ownRegistry] : [ledger.own])

function compare(ledger: Ledger, own: OwnChain, said: Said): Word {
  const { state, no } = own
  if (said.size > state.size) return 'ahead'
  if (said.size === 0) return state.size === 0 ? 'level' : 'behind'
  const row = lineAt(ledger.store.ledger, lineIdOf(no, said.size - 1))
  if (!row || toBase64url(row.hash) !== said.head) return 'other'
  return said.size === state.size ? 'level' : 'behind'
}

/**
 * A member has said in this start how far it holds an own chain; null: that it holds nothing of it. Its word alone proves
 * nothing: what is more than ours, or another history, is followed up by what it can show.
 */
export function heardOfOwn(ledger: Ledger, own: OwnChain, peer: Key, said: Said | null): void {
  saidOf(own).set(peer, said ?? NOTHING)
  settleLostMark(ledger, own)
}

/** May what this desk has signed since leave to one that holds so much of the chain? Of others' chains always. */
export function mayHand(ledger: Ledger, chain: Key, said: Said): boolean {
  const own = ownChains(ledger).find(({ state }) => state.chain === chain)
  const word = own && compare(ledger, own, said)
  return word !== 'ahead' && word !== 'other'
}

/** How many desks were compared with in this start, by what they hold. */
export function wordsOf(ledger: Ledger, own: OwnChain): Readonly<Record<Word, number>> {
  const counts = { behind: 0, level: 0, ahead: 0, other: 0 }
  for (const said of saidOf(own).values()) counts[compare(ledger, own, said)]++
  return counts
}

/**
 * The mark is gone, nothing says that the database was rolled back, and another desk holds exactly what is here: then the
 * mark is made again where they agree. A desk that holds less confirms nothing, and one that holds more refutes it.
 */
function settleLostMark(ledger: Ledger, own: OwnChain): void {
  const { level, ahead, other } = wordsOf(ledger, own)
  if (own.trouble?.code !== 'mark-damaged' || own.makeMark === null || level === 0 || ahead + other > 0) return
  if (getMeta(ledger.store.ledger, ledger.guard, shownName(own.state.chain)) !== undefined) return
  remakeMark(own)
}

/** Throws disk-failed. */
export function remakeMark(own: OwnChain): void {
  const { size, frontier, head } = own.state
  const root = size === 0 ? null : (toBase64url(frontierRoot(native, frontier)) as Hash)
  own.mark = own.makeMark!({ size, frontier, head, root })
  own.trouble = null
}
