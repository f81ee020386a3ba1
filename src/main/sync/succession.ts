/**
 * Another registry than the one here, at a peer: its line 0 says which it follows, and how much of that counts. What of it is
 * not here is fetched too, back to the network's first line, and all of it is judged before any of it is stored.
 */
import type { Key } from '../../shared/names.ts'
import { successionOf, storedLinesOf } from '../ledger/lineage.ts'
import type { LineBatch } from '../ledger/receive.ts'
import { holds, offerRegistry, type Offered } from '../ledger/succession.ts'
import type { PeerProtocol } from './peer-types.ts'
import { askLines, type Pull } from './pull.ts'
import { MOST_LINES } from './serve-peer.ts'

/** Registries, one after the other, that are followed back at a peer's word. */
const MOST_STEPS = 64

/** All lines of a chain below `upTo`, as the peer gives them; undefined when it gives fewer. */
async function beginning(pull: Pull, peer: Key, chain: Key, upTo: number, protocol: PeerProtocol): Promise<LineBatch[] | undefined> {
  const batches: LineBatch[] = []
  for (let from = 0; from < upTo;) {
    const batch = await askLines(pull, peer, { chain, kind: 'registry', from, to: upTo }, from, Math.min(MOST_LINES, upTo - from), protocol)
    if (!batch) return undefined
    batches.push(batch)
    from += batch.lines.length
  }
  return batches
}

/** What became of the registry `key` that the peer has; null when it does not show it whole. */
export async function learnRegistry(pull: Pull, peer: Key, key: Key, protocol: PeerProtocol): Promise<Offered | null> {
  const { ledger } = pull
  const first = await askLines(pull, peer, { chain: key, kind: 'registry', from: 0, to: MOST_LINES }, 0, MOST_LINES, protocol)
  let succession = successionOf(first?.lines[0])
  if (!first || !succession) return null // the first registry of a network succeeds none
  const batches = [first]
  for (let step = 0; succession && step < MOST_STEPS; step++) {
    const { from } = succession
    const missing = holds(ledger, from) ? [] : await beginning(pull, peer, from.chain, from.size, protocol)
    if (!missing) return null
    batches.push(...missing)
    succession = successionOf(missing[0]?.lines[0] ?? storedLinesOf(ledger.store)(from.chain, 0, 1)[0])
  }
  return offerRegistry(ledger, key, batches)
}
