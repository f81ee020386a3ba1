/**
 * The other half of a forked chain: lines that its key signed, at heights where other lines of the same key are here. They are
 * checked like all lines, proved into a checkpoint that the key signed, and kept aside, so that both halves can be shown side
 * by side and the one that is decided for can be taken.
 */
import { toBase64url, type Bytes } from '../../shared/bytes.ts'
import { grow, newChain, type ChainState } from '../../shared/ledger/chain.ts'
import { openCheckpoint } from '../../shared/ledger/fork.ts'
import { isRefused, open, type Opened } from '../../shared/ledger/line.ts'
import { frontierRoot, verifyConsistency } from '../../shared/ledger/merkle.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { wrongEntries } from '../../shared/record/entry.ts'
import { native, verify } from '../keys/native.ts'
import { listGuarded, putGuarded } from '../store/guarded.ts'
import { lineAt } from '../store/lines.ts'
import { lineIdOf } from '../store/positions.ts'
import { transact } from '../store/transact.ts'
import { MAX_ASIDE_LINES } from './aside.ts'
import { forkOf } from './forks.ts'
import { intactBody, reopen, type Held, type Ledger } from './ledger.ts'
import { frontierAt } from './tree.ts'

const WHY = 'fork'

/** What a batch of lines (receive.ts) has of it. */
interface Offered {
  readonly chain: Key
  readonly lines: readonly Bytes[]
  readonly note: Bytes
  readonly proof: readonly Bytes[]
}

/** Lines of the half that this desk has not taken, by height; the first is the first that differs, as far as is known here. */
export const otherHalf = (ledger: Ledger, chain: Key): Opened[] =>
  listGuarded(ledger.store.ledger, ledger.guard, 'aside', { chain, why: WHY })
    .map(row => reopen(row.line))
    .sort((a, b) => a.body.height - b.body.height)

/** The chain as it stood at an earlier size: what a line of another history must follow. Undefined when its last line is not whole. */
export function stateAt(ledger: Ledger, held: Held, size: number): ChainState | undefined {
  const { chain, kind } = held.state
  const db = ledger.store.ledger
  const row = size === 0 ? undefined : lineAt(db, lineIdOf(held.no, size - 1))
  const body = row && intactBody(row)
  if (size > 0 && (!row || !body)) return undefined
  return {
    ...newChain(kind, chain, ledger.net),
    size,
    head: row ? (toBase64url(row.hash) as Hash) : null,
    frontier: frontierAt(db, held.no, size),
    registrySize: body?.reg?.size ?? 0,
    lastTime: body?.time ?? null,
    lastBoot: body?.boot ?? null
  }
}

/** The chain with the lines of the other half that are here, from the height at which they differ. */
export function otherState(ledger: Ledger, held: Held): { readonly state: ChainState; readonly lines: readonly Opened[]; readonly from: number } | undefined {
  const lines = otherHalf(ledger, held.state.chain)
  const from = lines[0]?.body.height
  let state = from === undefined || from > held.state.size ? undefined : stateAt(ledger, held, from)
  if (!state || from === undefined) return undefined
  for (const opened of lines) {
    const grown = grow(native, state, opened)
    if (isRefused(grown)) return undefined
    state = grown.state
  }
  return { state, lines, from }
}

/**
 * Takes lines of the other half: the first ones, from a height that is here in another form, or those that follow what is kept
 * already. False when they are not of it, or are not proved.
 */
export function takeOtherHalf(ledger: Ledger, { chain, lines, note, proof }: Offered): boolean {
  const held = ledger.chains.get(chain)
  const checkpoint = openCheckpoint(native, verify, ledger.net, chain, note)
  if (!held || !checkpoint || !forkOf(ledger, chain) || ledger.store.readonly) return false
  const known = otherState(ledger, held)
  const opened: Opened[] = []
  for (const line of lines) {
    const one = open(line, native, verify)
    if (isRefused(one) || wrongEntries(one.body, held.state.kind) !== undefined) return false
    opened.push(one)
  }
  const from = opened[0]?.body.height
  if (from === undefined || (known?.lines.length ?? 0) + opened.length > MAX_ASIDE_LINES) return false
  let state = known && from === known.state.size ? known.state : known || from > held.state.size ? undefined : stateAt(ledger, held, from)
  if (!state || (!known && !differs(ledger, held, opened[0]!))) return false
  for (const one of opened) {
    const grown = grow(native, state, one)
    if (isRefused(grown)) return false
    state = grown.state
  }
  const oldRoot = frontierRoot(native, state.frontier)
  if (!verifyConsistency(native, { from: state.size, to: checkpoint.size, proof, oldRoot, newRoot: checkpoint.root })) return false
  transact(ledger.store.ledger, () => {
    for (const { hash, line } of opened) putGuarded(ledger.store.ledger, ledger.guard, 'aside', { line_hash: hash, chain, line, why: WHY })
  })
  return true
}

/** There is a line at this height here, and it is another. */
function differs(ledger: Ledger, held: Held, { body, hash }: Opened): boolean {
  const row = body.height < held.state.size ? lineAt(ledger.store.ledger, lineIdOf(held.no, body.height)) : undefined
  return row !== undefined && toBase64url(row.hash) !== hash
}
