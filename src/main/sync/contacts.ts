/** The other desks as this one knows them: where they may be found, who is near, what each said of itself and of others. */
import { isKey, type Key } from '../../shared/names.ts'
import type { Frame } from '../../shared/sync/messages.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { knownPeers, readAddresses, rememberPeer } from '../ledger/address-book.ts'
import { newPeer, type Peer } from './peers.ts'
import { isMember } from './serve-peer.ts'

const MOST_ADDRESSES = 8
/** Last contact is written this often, ms. */
const KEEP_CONTACT_EVERY = 60_000

export class Contacts {
  readonly #ledger: Ledger
  readonly #peers = new Map<Key, Peer>()

  constructor(ledger: Ledger) {
    this.#ledger = ledger
    for (const [chain, known] of knownPeers(ledger)) if (chain !== ledger.own.state.chain) this.#peers.set(chain, newPeer(chain, known))
  }

  of(chain: Key): Peer {
    let peer = this.#peers.get(chain)
    if (!peer) this.#peers.set(chain, (peer = newPeer(chain)))
    return peer
  }

  all(): Iterable<Peer> {
    return this.#peers.values()
  }

  /** Members that are connected. */
  near(): Peer[] {
    return [...this.#peers.values()].filter(peer => peer.connected && isMember(this.#ledger, peer.chain))
  }

  members(): Peer[] {
    const { registry, own } = this.#ledger
    const chains = [...registry.desks.keys()].filter(chain => chain !== own.state.chain && isMember(this.#ledger, chain))
    return chains.map(chain => this.of(chain))
  }

  /** Desks that the registry names as hubs, but this one. */
  hubs(): Peer[] {
    const { registry, own } = this.#ledger
    return registry
      .policyAt(registry.size)
      .hubs.filter(chain => chain !== own.state.chain && isMember(this.#ledger, chain))
      .map(chain => this.of(chain))
  }

  /** Whom to reach: members, by an address or through a hub that is near; while the registry is not here, whoever we were told of. */
  targets(): Peer[] {
    const wanted = this.#ledger.registry.size === 0 ? [...this.#peers.values()] : this.members()
    const hub = this.hubs().find(peer => peer.connected)
    return wanted.filter(peer => peer.connected || peer.addresses.length > 0 || (hub !== undefined && hub !== peer))
  }

  /** Desks met before, for a newcomer that knows only us. */
  known(): (readonly [Key, readonly string[]])[] {
    return this.members()
      .filter(peer => peer.last !== null && peer.addresses.length > 0)
      .map(peer => [peer.chain, peer.addresses])
  }

  /** A person says where a desk is. */
  addAddress(chain: Key, address: string): void {
    const peer = this.of(chain)
    peer.addresses = rememberPeer(this.#ledger, chain, [address], null).addresses
    peer.due = 0
  }

  /** A hello came from a desk: its clock, its addresses, and that it was here. */
  greeted(chain: Key, { header }: Frame): void {
    const peer = this.of(chain)
    const now = Math.floor(this.#ledger.clock.now())
    if (typeof header['time'] === 'number') peer.clockOff = header['time'] - now
    const before = peer.last
    peer.last = now
    peer.present = true
    const addresses = readAddresses(header['addresses'])
    const isNew = addresses.some(address => !peer.addresses.includes(address))
    if (isNew || before === null || now - before > KEEP_CONTACT_EVERY) peer.addresses = rememberPeer(this.#ledger, chain, addresses, now).addresses
  }

  /** Whom a peer knows, and where. */
  heardOf({ header }: Frame): void {
    const peers = header['peers']
    if (!Array.isArray(peers)) return
    for (const item of peers as readonly unknown[]) {
      const [chain, addresses] = Array.isArray(item) ? (item as readonly unknown[]) : []
      if (!isKey(chain) || chain === this.#ledger.own.state.chain || !isMember(this.#ledger, chain)) continue
      const peer = this.of(chain)
      peer.addresses = [...new Set([...peer.addresses, ...readAddresses(addresses as never)])].slice(0, MOST_ADDRESSES)
    }
  }

  /** The LAN hints at a desk (mDNS): unproved until it is dialled. */
  found(chain: Key, addresses: readonly string[]): void {
    if (!isMember(this.#ledger, chain) && this.#ledger.registry.size > 0) return
    const peer = this.of(chain)
    peer.addresses = [...new Set([...readAddresses([...addresses]), ...peer.addresses])].slice(0, MOST_ADDRESSES)
    if (!peer.connected) peer.due = 0
  }

  /** It has left. A stranger is forgotten. */
  left(peer: Peer): void {
    peer.present = false
    peer.whole = true
    if (!isMember(this.#ledger, peer.chain) && peer.addresses.length === 0) this.#peers.delete(peer.chain)
  }

  allLeft(): void {
    for (const peer of this.#peers.values()) peer.connected = peer.present = false
  }
}
