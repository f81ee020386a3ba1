/**
 * Lines that the registry does not let count (beyond a cut), kept beside the chain and shown: they enter only by a registry
 * entry that names them. They are checked like all others, so that what is kept is what the desk really signed.
 */
import { OfficeError } from '../../shared/errors.ts'
import { grow, type ChainState } from '../../shared/ledger/chain.ts'
import { isRefused, type Opened } from '../../shared/ledger/line.ts'
import type { Key } from '../../shared/names.ts'
import { native } from '../keys/native.ts'
import { listGuarded, putGuarded } from '../store/guarded.ts'
import { reopen, type Held, type Ledger } from './ledger.ts'

/** Lines kept aside of one chain: a revoked desk must not fill others' disks. */
export const MAX_ASIDE_LINES = 10_000

const states = new WeakMap<Ledger, Map<Key, ChainState>>()

export const isBeyondCut = (state: ChainState): boolean => state.cut !== null && state.size >= state.cut.size

/** Lines kept aside of a chain, by height. */
export const asideLines = (ledger: Ledger, chain: Key): Opened[] =>
  listGuarded(ledger.store.ledger, ledger.guard, 'aside', { chain })
    .filter(({ why }) => why === 'beyond-cut')
    .map(row => reopen(row.line))
    .sort((a, b) => a.body.height - b.body.height)

/** The chain with what is kept aside of it: what the next line must follow. */
export function asideState(ledger: Ledger, held: Held): ChainState {
  let known = states.get(ledger)
  if (!known) states.set(ledger, (known = new Map()))
  const { chain } = held.state
  let state = known.get(chain)
  if (!state) {
    const lines = asideLines(ledger, chain)
    if (lines.length === 0) return held.state
    state = { ...held.state, cut: null }
    for (const opened of lines) {
      const grown = grow(native, state, opened)
      if (isRefused(grown))
        throw new OfficeError('damaged-database', { file: 'ledger.db', table: 'aside', detail: `lines kept aside of ${chain} do not follow each other` })
      state = grown.state
    }
    known.set(chain, state)
  }
  return state
}

/** In the transaction of the batch. */
export function putAside(ledger: Ledger, opened: readonly Opened[]): void {
  for (const { hash, body, line } of opened)
    putGuarded(ledger.store.ledger, ledger.guard, 'aside', { line_hash: hash, chain: body.chain, line, why: 'beyond-cut' })
}

/** After the transaction. */
export function setAside(ledger: Ledger, state: ChainState): void {
  let known = states.get(ledger)
  if (!known) states.set(ledger, (known = new Map()))
  known.set(state.chain, state)
}

/** After lines were taken out of it. */
export const forgetAside = (ledger: Ledger, chain: Key): void => void states.get(ledger)?.delete(chain)

/** How many lines of a chain are here, those kept aside included: what to ask for next. */
export const heldHeight = (ledger: Ledger, held: Held): number => (isBeyondCut(held.state) ? asideState(ledger, held).size : held.state.size)
