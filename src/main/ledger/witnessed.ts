/** How far other offices have signed for a chain, of the lines that are here. */
import type { Key } from '../../shared/names.ts'
import { cosignaturesOf } from '../store/cosignatures.ts'
import type { Ledger } from './ledger.ts'

/** Most lines of a chain, of those here, under which a desk of another office that is still admitted has put its cosignature. */
export function witnessedSize({ registry, chains, store }: Pick<Ledger, 'registry' | 'chains' | 'store'>, chain: Key): number {
  const held = chains.get(chain)
  if (!held) return 0
  const author = registry.desks.get(chain)?.office
  const sizes = cosignaturesOf(store.ledger, held.no).flatMap(({ witness, size }) => {
    const office = registry.deskAt(witness, registry.size)?.office
    return office === undefined || office === author || size > held.state.size ? [] : [size]
  })
  return Math.max(0, ...sizes)
}
