/** A desk that goes on under new keys, once the registry has admitted them: what changes in its folder, and who it is on the network meanwhile. */
import { OfficeError } from '../shared/errors.ts'
import { toBase64url } from '../shared/bytes.ts'
import type { DeskKeys } from './keys/keyring.ts'
import { nextDesk, takeNextDesk } from './keys/next-keys.ts'
import { closeChain, waitingContinuations } from './ledger/continuing.ts'
import { leaveBehind } from './ledger/left-behind.ts'
import type { Ledger } from './ledger/ledger.ts'
import { rootAt } from './ledger/tree.ts'
import type { Context } from './service/context.ts'
import { RESTORED } from './service/handlers/desk.ts'
import { deleteGuarded } from './store/guarded.ts'
import { peekMeta } from './store/meta.ts'
import { deleteIndex } from './store/open.ts'

const isDesk = ({ registry }: Ledger, chain: Parameters<Ledger['registry']['deskAt']>[0]): boolean => registry.deskAt(chain, registry.size) !== undefined

/** Has the registry answered what this desk asked for? */
export function isAnswered(context: Context, ledger: Ledger): boolean {
  const { ring, store } = context
  const next = ring?.file.next
  if (next && isDesk(ledger, next.chain)) return true
  return ring !== null && store !== null && peekMeta(store.ledger, RESTORED) !== undefined && isDesk(ledger, ring.file.chain)
}

/**
 * Puts admitted keys in place of the old ones, before anything else runs: the last signature of the old key, what it signed
 * beyond the end of its chain set aside, then the keys. The new keys, or null when nothing was admitted.
 */
export function takeAdmitted(context: Context, keys: DeskKeys, ledger: Ledger): DeskKeys | null {
  const { ring, options } = context
  const next = ring?.file.next
  if (!ring || !next || ledger.store.readonly || !isDesk(ledger, next.chain)) return null
  closeChain(ledger)
  const { own, registry, store } = ledger
  const cut = registry.cutOf(own.state.chain, null)
  if (cut && own.state.size > cut.size && toBase64url(rootAt(store.ledger, own.no, cut.size)) === cut.root) {
    leaveBehind(ledger, own, cut.size)
    deleteIndex(options.folder)
  }
  return takeNextDesk(ring, keys, ledger.net, key => registry.keys.has(key))
}

/** A folder that was restored from a backup has been admitted: it is a desk like any other. */
export function settleRestored(context: Context, ledger: Ledger): void {
  const { ring, store } = context
  if (!ring || !store || peekMeta(store.ledger, RESTORED) === undefined || !isDesk(ledger, ring.file.chain)) return
  deleteGuarded(store.ledger, ledger.guard, 'meta', RESTORED)
  if (context.trouble?.code === 'restored') context.trouble = null
}

/**
 * The seed of the key by which this desk is on the network; null: it stays away. A copy of a folder, which must not appear
 * as the original, and a restored one come only once they have asked for a key of their own.
 */
export function networkSeed({ trouble, ring }: Context, keys: DeskKeys, ledger: Ledger): Uint8Array | null {
  if (trouble === null) return keys.seed
  if (!ring) throw new OfficeError('no-desk')
  if (trouble.code === 'folder-moved') return ring.file.next ? nextDesk(ring, keys).seed : null
  return trouble.code === 'restored' && waitingContinuations(ledger).some(({ asked }) => asked.at === ring.file.chain) ? keys.seed : null
}
