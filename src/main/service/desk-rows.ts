/** Each desk of the network as this one knows it: in contact or not, how, since when, why not, and what is on its way. */
import type { ContactTrouble, Output } from '../../shared/contract.ts'
import type { Key } from '../../shared/names.ts'
import type { Desk } from '../../shared/record/registry-facts.ts'
import { countFilesWanted, countWanted } from '../ledger/payloads.ts'
import { knownPeers, type Known } from '../ledger/address-book.ts'
import type { PeerState } from '../sync/exchange.ts'
import type { Running } from './context.ts'

export type DeskRow = Output<'network'>['offices'][number]['desks'][number]

const iso = (ms: number | null | undefined): string | null => (ms === null || ms === undefined ? null : new Date(ms).toISOString())
/** Beyond it a desk's clock is worth a word (ms): witnessing pauses at a day, times on records mislead long before. */
const CLOCK_OFF = 600_000

/** The row of a desk; what is asked of network and store once is asked once. */
export function deskRows(running: Running): (desk: Desk) => DeskRow {
  const { ledger, projection, network } = running
  const peers = new Map((network?.peers() ?? []).map(peer => [peer.chain, peer]))
  const known = knownPeers(ledger)
  const { hubs } = ledger.registry.policyAt(ledger.registry.size)
  const { titles } = projection
  return desk => {
    const { chain } = desk
    const mine = chain === ledger.own.state.chain
    const peer = peers.get(chain)
    const met = known.get(chain)
    return {
      chain,
      office: titles.office(desk.office),
      desk: titles.desk(chain),
      mine,
      connected: peer?.connected ?? false,
      lastContact: iso(peer?.lastContact ?? met?.last),
      lines: ledger.chains.get(chain)?.state.size ?? 0,
      behind: peer?.behind ?? 0,
      ahead: peer?.ahead ?? 0,
      addresses: [...(peer?.addresses ?? met?.addresses ?? [])],
      trouble: desk.until !== null ? 'revoked' : (peer?.trouble ?? null),
      hub: hubs.includes(chain),
      line: lineOf(running, peer),
      why: mine ? null : whyNot(running, desk, peer, met),
      tried: iso(peer?.tried),
      stick: iso(met?.stick),
      clockOff: peer?.clockOff ?? null,
      doing: peer?.doing ? { what: peer.doing.what, desk: titles.desk(peer.doing.chain), left: peer.doing.left } : null,
      lacking: mine ? { payloads: 0, files: 0 } : { payloads: countWanted(ledger, chain), files: countFilesWanted(ledger, chain) }
    }
  }
}

function lineOf({ projection: { titles } }: Running, peer: PeerState | undefined): DeskRow['line'] {
  if (!peer?.connection || !peer.connected) return null
  const { since, address, inbound, via } = peer.connection
  return { since: new Date(since).toISOString(), address, inbound, via: via && titles.desk(via) }
}

/** The first that explains it; what the other desk has said goes before what dialling it came to. */
function whyNot({ network }: Running, { until }: Desk, peer: PeerState | undefined, met: Known | undefined): ContactTrouble | null {
  if (until !== null) return 'revoked'
  if (!network) return 'network-off'
  if (network.worker() === 'down') return 'worker-down'
  if (peer?.trouble === 'wrong-network' || peer?.trouble === 'version') return peer.trouble
  if (peer?.trouble === 'peer-refused') return 'refused-us'
  if (peer?.connected === true) return Math.abs(peer.clockOff ?? 0) > CLOCK_OFF ? 'clock' : null
  if (peer?.why) return peer.why
  if ((peer?.addresses ?? met?.addresses ?? []).length === 0) return 'no-address'
  return peer === undefined || peer.tried === null ? 'never-tried' : 'failed'
}

/** Names of the hubs through which the addresses lead. */
export function hubsIn({ ledger: { registry }, projection: { titles }, network }: Running, addresses: readonly string[]): string[] {
  if (!addresses.some(address => address.includes('/p2p-circuit'))) return []
  const hubs = registry.policyAt(registry.size).hubs.filter((chain): chain is Key => chain !== network?.self().peer)
  const peers = new Map((network?.peers() ?? []).map(peer => [peer.chain, peer]))
  const idOf = (chain: Key): string | undefined =>
    peers
      .get(chain)
      ?.addresses.map(address => /\/p2p\/(\w+)$/.exec(address)?.[1])
      .find(Boolean)
  return hubs
    .filter(chain => {
      const id = idOf(chain)
      return id !== undefined && addresses.some(address => address.includes(`/p2p/${id}/p2p-circuit`))
    })
    .map(chain => titles.desk(chain))
}
