/** A succession that was approved, at the desk that offered to keep the registry: it opens the new one. */
import { OfficeError } from '../../shared/errors.ts'
import { grow, newChain } from '../../shared/ledger/chain.ts'
import { isRefused, seal, type Opened } from '../../shared/ledger/line.ts'
import type { Instant } from '../../shared/names.ts'
import type { Carrier, RegistryEntry } from '../../shared/record/entry.ts'
import { entriesOf, standing, successionOfMotion, type Motion, type MotionItem } from '../../shared/record/motion.ts'
import { majorityAt } from '../../shared/record/succession.ts'
import { native } from '../keys/native.ts'
import { chainNo, setHead } from '../store/chains.ts'
import { insertLine } from '../store/lines.ts'
import { lineIdOf, posOf } from '../store/positions.ts'
import { requireSpace } from '../store/reserve.ts'
import { transact } from '../store/transact.ts'
import { storePayload } from './append.ts'
import type { KeySigner, Ledger } from './ledger.ts'
import { payloadBytes } from './motions.ts'
import { markReplaced, noteRegistry } from './succession.ts'

/** How many administrators a motion takes. */
export function neededFor({ registry }: Pick<Ledger, 'registry'>, items: readonly MotionItem[]): number {
  const succession = successionOfMotion(items)
  if (!succession) return registry.policyAt(registry.size).quorum
  return majorityAt(registry, Math.min(registry.size, registry.base + succession.from.size))
}

/** Line 0 of the new registry. */
function sealFirst(ledger: Ledger, signer: KeySigner, entries: Opened['body']['entries']): Opened {
  return seal(
    {
      author: signer.key,
      boot: ledger.boot,
      chain: signer.key,
      entries,
      height: 0,
      net: ledger.net,
      prev: null,
      reg: null,
      seen: ledger.seen,
      tick: null,
      time: new Date(ledger.clock.now()).toISOString() as Instant,
      v: 1
    },
    native,
    signer.sign
  )
}

/**
 * Opens the new registry, when the motion is about one that this desk offered to keep, enough have approved and all of it
 * would take effect. The desk is opened anew after it; its key and mark are put in place then (keys/next-registry.ts).
 */
export function carryOut(ledger: Ledger, motion: Motion): boolean {
  const { nextRegistry, store, registry } = ledger
  const succession = successionOfMotion(motion.items)
  if (ledger.replaced || !succession || !nextRegistry || succession.key !== nextRegistry.key || store.readonly) return false
  const entries = entriesOf(motion.items, standing(motion)) as RegistryEntry[]
  if (registry.trial(entries) !== undefined) return false
  const opened = sealFirst(ledger, nextRegistry, entries)
  const grown = grow(native, newChain('registry', nextRegistry.key, ledger.net), opened)
  if (isRefused(grown)) throw new OfficeError('internal', { what: `our own line was refused: ${grown.fault}` })
  requireSpace(store.folder)
  transact(store.ledger, () => {
    const no = chainNo(store.ledger, nextRegistry.key, 'registry')
    const lineId = lineIdOf(no, 0)
    insertLine(store.ledger, lineId, opened.line, opened.leaf)
    motion.items.forEach((item, index) => {
      const payload = payloadBytes(item)
      if (payload !== null) storePayload(ledger, nextRegistry.key, entries[index] as unknown as Carrier, posOf(lineId, index), payload)
    })
    setHead(store.ledger, no, 1, opened.leaf, grown.state.frontier)
    noteRegistry(ledger, nextRegistry.key)
  })
  markReplaced(ledger)
  return true
}
