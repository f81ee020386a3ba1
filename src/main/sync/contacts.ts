/**
 * The other desks: where they may be found, who is near, and keeping connections to hubs and some others. A desk that can
 * not be reached is tried again, later and later.
 */
import { OfficeError } from '../../shared/errors.ts'
import { isKey, type Key } from '../../shared/names.ts'
import type { Frame } from '../../shared/sync/messages.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { knownPeers, readAddresses, rememberPeer } from './address-book.ts'
import type { PeerEvent, PeerLink } from './peer-types.ts'
import { backOff, newPeer, type Peer } from './peers.ts'
import { isMember } from './serve-peer.ts'
import type { Timers } from './timers.ts'

const DIAL_DEADLINE = 20_000
/** Connections this desk dials beside hubs; the rest travels by gossip. */
const DIALLED = 8
/** Connections beside hubs change places this often, so that every desk is met in turn. */
const ROTATE_EVERY = 600_000
const MOST_ADDRESSES = 8
/** Last contact is written this often, ms. */
const KEEP_CONTACT_EVERY = 60_000
/** Whoever waits to be admitted asks this often: someone is looking at a screen. */
const WAIT_TO_BE_ADMITTED = 3_000

export interface ContactsOptions {
  readonly ledger: Ledger
  readonly link: PeerLink
  readonly timers: Timers
  readonly closing: AbortSignal
  /** A connection has come up, or it is time to try again over the one there is. */
  readonly met: (peer: Peer) => void
  readonly changed: () => void
  readonly failed: (error: unknown) => void
  readonly track: <T>(work: Promise<T>) => Promise<T>
}

export class Contacts {
  readonly #options: ContactsOptions
  readonly #ledger: Ledger
  readonly #peers = new Map<Key, Peer>()
  readonly #undo = new Set<() => void>()
  #undoKeep: (() => void) | null = null

  constructor(options: ContactsOptions) {
    this.#options = options
    this.#ledger = options.ledger
    for (const [chain, known] of knownPeers(this.#ledger)) if (chain !== this.#ledger.own.state.chain) this.#peers.set(chain, newPeer(chain, known))
  }

  start(): void {
    this.#undo.add(this.#options.link.listen(event => this.#hear(event)))
    for (const { peer } of this.#options.link.connections()) this.#connected(peer)
    this.keep()
    this.#every(ROTATE_EVERY, () => this.#rotate())
  }

  stop(): void {
    for (const undo of this.#undo) undo()
    this.#undoKeep?.()
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

  /** Whom to reach: members; while the registry is not here, whoever we were told of. */
  targets(): Peer[] {
    const wanted = this.#ledger.registry.size === 0 ? [...this.#peers.values()] : this.members()
    return wanted.filter(peer => peer.connected || peer.addresses.length > 0)
  }

  /** Desks met before, for a newcomer that knows only us. */
  known(): (readonly [Key, readonly string[]])[] {
    return this.members()
      .filter(peer => peer.last !== null && peer.addresses.length > 0)
      .map(peer => [peer.chain, peer.addresses])
  }

  addAddress(chain: Key, address: string): void {
    const peer = this.of(chain)
    peer.addresses = rememberPeer(this.#ledger, chain, [address], null).addresses
    peer.due = 0
    this.keep()
  }

  /** A hello came from a desk: its clock, its addresses, and that it was here. */
  greeted(chain: Key, { header }: Frame): void {
    const peer = this.of(chain)
    const now = this.#ledger.clock.now()
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
      if (isKey(chain) && chain !== this.#ledger.own.state.chain && isMember(this.#ledger, chain))
        this.#learn(this.of(chain), readAddresses(addresses as never))
    }
    this.keep()
  }

  #learn(peer: Peer, addresses: readonly string[]): void {
    peer.addresses = [...new Set([...peer.addresses, ...addresses])].slice(0, MOST_ADDRESSES)
  }

  #isHub({ chain }: Peer): boolean {
    const { registry } = this.#ledger
    return registry.policyAt(registry.size).hubs.includes(chain)
  }

  #now(): number {
    return this.#ledger.clock.monotonic()
  }

  /** Dials whom it is time to dial, and comes back when the next is due. */
  keep(): void {
    if (this.#options.closing.aborted) return
    const now = this.#now()
    const targets = this.targets()
    let room = DIALLED - targets.filter(peer => (peer.connected || peer.dialling) && !this.#isHub(peer)).length
    const waiting = targets.filter(peer => !peer.connected && !peer.dialling).sort((a, b) => a.due - b.due || (a.last ?? 0) - (b.last ?? 0))
    let next = Infinity
    for (const peer of waiting) {
      const hub = this.#isHub(peer)
      if (!hub && room <= 0) continue
      if (peer.due > now) next = Math.min(next, peer.due)
      else {
        if (!hub) room--
        void this.#options.track(this.dial(peer))
      }
    }
    this.#undoKeep?.()
    this.#undoKeep = next === Infinity ? null : this.#options.timers.after(Math.max(1, next - now), () => this.keep())
  }

  async dial(peer: Peer): Promise<void> {
    const { link, closing } = this.#options
    if (peer.connected || peer.dialling || closing.aborted) return
    peer.dialling = true
    try {
      await link.dial(peer.chain, peer.addresses, AbortSignal.any([closing, AbortSignal.timeout(DIAL_DEADLINE)]))
      if (!peer.connected && this.#isLinked(peer)) this.#connected(peer.chain)
    } catch (error) {
      this.#wait(peer)
      peer.trouble = error instanceof OfficeError ? error.code : 'internal'
      if (!(error instanceof OfficeError)) this.#options.failed(error)
      this.#options.changed()
    } finally {
      peer.dialling = false
      if (!peer.connected) this.keep()
    }
  }

  #wait(peer: Peer): void {
    backOff(peer, this.#now(), this.#ledger.clock.random(1)[0]! / 256)
    if (!isMember(this.#ledger, this.#ledger.own.state.chain)) peer.due = Math.min(peer.due, this.#now() + WAIT_TO_BE_ADMITTED)
  }

  /** What was begun with a peer broke off: again after a while, over a new connection when this one is gone. */
  later(peer: Peer): void {
    if (this.#options.closing.aborted) return
    peer.connected = this.#isLinked(peer)
    peer.present &&= peer.connected
    this.#wait(peer)
    if (!peer.connected) return this.keep()
    this.#after(peer.due - this.#now(), () => peer.connected && this.#options.met(peer))
  }

  #after(ms: number, run: () => void): void {
    const undo = this.#options.timers.after(ms, () => {
      this.#undo.delete(undo)
      run()
    })
    this.#undo.add(undo)
  }

  #every(ms: number, run: () => void): void {
    this.#after(ms, () => {
      run()
      this.#every(ms, run)
    })
  }

  /** When there are more desks than connections, the one that is near the longest makes room for one that waits. */
  #rotate(): void {
    const near = this.near().filter(peer => !this.#isHub(peer))
    if (near.length < DIALLED || !this.targets().some(peer => !peer.connected)) return
    const since = new Map(
      this.#options.link
        .connections()
        .filter(({ inbound }) => !inbound)
        .map(connection => [connection.peer, connection.since])
    )
    const oldest = near.filter(peer => since.has(peer.chain) && !peer.running).sort((a, b) => since.get(a.chain)! - since.get(b.chain)!)[0]
    if (!oldest) return
    oldest.due = this.#now() + ROTATE_EVERY
    const quiet = (): undefined => undefined
    void this.#options.track(this.#options.link.hangUp(oldest.chain).then(quiet, quiet))
  }

  #isLinked({ chain }: Peer): boolean {
    return this.#options.link.connections().some(connection => connection.peer === chain)
  }

  #hear(event: PeerEvent): void {
    switch (event.t) {
      case 'connected':
        return this.#connected(event.peer)
      case 'disconnected':
        return this.#disconnected(event.peer)
      case 'found':
        return this.#found(event.peer, event.addresses)
      case 'worker-up':
        return this.keep()
      case 'worker-down':
        for (const peer of this.#peers.values()) peer.connected = peer.present = false
        return this.#options.changed()
      case 'handler-failed':
        return this.#options.failed(event.error)
      case 'addresses':
        return this.#options.changed()
      default:
        return event satisfies never
    }
  }

  /** Also when we thought so already: the connection may be a new one. */
  #connected(chain: Key): void {
    const peer = this.of(chain)
    peer.connected = true
    this.#options.met(peer)
    this.#options.changed()
  }

  #disconnected(chain: Key): void {
    const peer = this.of(chain)
    peer.connected = this.#isLinked(peer)
    peer.present &&= peer.connected
    peer.whole = true
    if (!peer.connected && !isMember(this.#ledger, chain) && peer.addresses.length === 0) this.#peers.delete(chain) // a stranger is forgotten
    this.#options.changed()
    this.keep()
  }

  #found(chain: Key, addresses: readonly string[]): void {
    if (!isMember(this.#ledger, chain) && this.#ledger.registry.size > 0) return
    const peer = this.of(chain)
    peer.addresses = [...new Set([...readAddresses([...addresses]), ...peer.addresses])].slice(0, MOST_ADDRESSES)
    if (!peer.connected) peer.due = 0
    this.keep()
  }
}
