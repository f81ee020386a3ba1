/** How far this desk holds each chain, as it tells its peers. */
import { toBase64url } from '../../shared/bytes.ts'
import type { Hash, Key } from '../../shared/names.ts'
import type { OwnHead } from '../../shared/sync/plan.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { heldHeight } from '../ledger/aside.ts'
import { vouchingDigest } from '../ledger/witness.ts'
import { lineAt } from '../store/lines.ts'
import { lineIdOf } from '../store/positions.ts'

/** Every chain in ascending order of keys. `size` counts what can be handed on: not what is kept aside. */
export function ownHeads(ledger: Ledger): OwnHead[] {
  const heads = [...ledger.chains.values()].map(({ no, state }): OwnHead => ({
    chain: state.chain,
    kind: state.kind,
    size: state.size,
    head: state.head,
    vouching: vouchingDigest(ledger, state.chain),
    lineAt: height => {
      const row = height < 0 ? undefined : lineAt(ledger.store.ledger, lineIdOf(no, height))
      return row && (toBase64url(row.hash) as Hash)
    }
  }))
  return heads.sort((a, b) => (a.chain < b.chain ? -1 : 1))
}

/** The same with lines kept aside counted as held: for planning what to ask. */
export function plannedHeads(ledger: Ledger): Map<Key, OwnHead> {
  const heads = ownHeads(ledger).map(head => {
    const held = ledger.chains.get(head.chain)!
    const height = heldHeight(ledger, held)
    return height === head.size ? head : { ...head, size: height, lineAt: (at: number) => (at < head.size ? head.lineAt(at) : undefined) }
  })
  return new Map(heads.map(head => [head.chain, head]))
}
