/**
 * Two registries that majorities have put in the place of the same one: somebody approved both, or somebody's key was stolen.
 * Nobody here can know which is meant, so neither is chosen: the desk stays with the one it has, and what was decided under it
 * is not judged by, until a succession sets one of the two aside (`over`).
 */
import type { KeyObject } from 'node:crypto'
import type { Key } from '../../shared/names.ts'
import type { Registry } from '../../shared/record/registry.ts'
import { getMeta, putMeta } from '../store/meta.ts'
import { transact } from '../store/transact.ts'
import type { Store } from '../store/open.ts'

/** Under this name of `meta`: registries that compete with the one here, in words of one space between. */
const COMPETING = 'registries/competing'
interface Judging {
  readonly store: Store
  readonly guard: KeyObject
  readonly registry: Registry
}

const known = ({ store, guard }: Pick<Judging, 'store' | 'guard'>): Key[] =>
  (getMeta(store.ledger, guard, COMPETING) ?? '').split(' ').filter((chain): chain is Key => chain !== '')

/** Registries that compete with the one here, and that no succession has set aside. */
export const competing = (ledger: Judging): Key[] => known(ledger).filter(chain => !ledger.registry.overruled.has(chain) && !ledger.registry.isRegistry(chain))

/** Another registry has been shown, whole. */
export function keepCompeting(ledger: Judging, other: Registry): void {
  const { store, guard } = ledger
  if (!store.readonly && !known(ledger).includes(other.chain))
    transact(store.ledger, () => putMeta(store.ledger, guard, COMPETING, [...known(ledger), other.chain].sort().join(' ')))
  haltCompeting(ledger)
}

/** What the competing registry says is not judged by. */
export function haltCompeting(ledger: Judging): void {
  ledger.registry.contested = competing(ledger).length > 0
}
