/**
 * Keeping connections: to hubs and to some other desks, which change places in turn. A desk that can not be reached is tried
 * again, later and later.
 */
import { OfficeError } from '../../shared/errors.ts'
import type { Key } from '../../shared/names.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Contacts } from './contacts.ts'
import { whysUnreachable, type PeerEvent, type PeerLink, type WhyUnreachable } from './peer-types.ts'
import { backOff, type Peer } from './peers.ts'
import { isMember } from './serve-peer.ts'
import type { Timers } from './timers.ts'

const DIAL_DEADLINE = 20_000
/** Connections this desk dials beside hubs; the rest travels by gossip. */
const DIALLED = 8
/** Connections beside hubs change places this often, so that every desk is met in turn. */
const ROTATE_EVERY = 600_000
/** Whoever waits to be admitted asks this often: someone is looking at a screen. */
const WAIT_TO_BE_ADMITTED = 3_000

const whyOf = (error: unknown): WhyUnreachable => {
  const why = error instanceof OfficeError ? error.detail['why'] : undefined
  return whysUnreachable.find(one => one === why) ?? 'failed'
}

export interface DiallingOptions {
  readonly ledger: Ledger
  readonly link: PeerLink
  readonly contacts: Contacts
  readonly timers: Timers
  readonly closing: AbortSignal
  /** A connection has come up, or it is time to try again over the one there is. */
  readonly met: (peer: Peer) => void
  readonly changed: () => void
  readonly failed: (error: unknown) => void
  readonly track: <T>(work: Promise<T>) => Promise<T>
}

export class Dialling {
  readonly #options: DiallingOptions
  readonly #undo = new Set<() => void>()
  #undoKeep: (() => void) | null = null

  constructor(options: DiallingOptions) {
    this.#options = options
  }

  start(): void {
    const { link } = this.#options
    this.#undo.add(link.listen(event => this.#hear(event)))
    for (const { peer } of link.connections()) this.#connected(peer)
    this.keep()
    this.#every(ROTATE_EVERY, () => this.#rotate())
  }

  stop(): void {
    for (const undo of this.#undo) undo()
    this.#undoKeep?.()
  }

  #isHub({ chain }: Peer): boolean {
    const { registry } = this.#options.ledger
    return registry.policyAt(registry.size).hubs.includes(chain)
  }

  #now(): number {
    return this.#options.ledger.clock.monotonic()
  }

  /** Dials whom it is time to dial, and comes back when the next is due. */
  keep(): void {
    const { closing, contacts, timers, track } = this.#options
    if (closing.aborted) return
    this.#options.link.relayThrough?.(contacts.hubs().map(({ chain, addresses }) => ({ peer: chain, addresses })))
    const now = this.#now()
    const targets = contacts.targets()
    let room = DIALLED - targets.filter(peer => (peer.connected || peer.dialling) && !this.#isHub(peer)).length
    const waiting = targets.filter(peer => !peer.connected && !peer.dialling).sort((a, b) => a.due - b.due || (a.last ?? 0) - (b.last ?? 0))
    let next = Infinity
    for (const peer of waiting) {
      const hub = this.#isHub(peer)
      if (!hub && room <= 0) continue
      if (peer.due > now) next = Math.min(next, peer.due)
      else {
        if (!hub) room--
        void track(this.dial(peer))
      }
    }
    this.#undoKeep?.()
    this.#undoKeep = next === Infinity ? null : timers.after(Math.max(1, next - now), () => this.keep())
  }

  async dial(peer: Peer): Promise<void> {
    const { link, closing, failed, changed } = this.#options
    if (peer.connected || peer.dialling || closing.aborted) return
    peer.dialling = true
    peer.tried = Math.floor(this.#options.ledger.clock.now())
    try {
      await this.#reach(link, peer, () => AbortSignal.any([closing, AbortSignal.timeout(DIAL_DEADLINE)]))
      peer.why = null
      if (!peer.connected && this.#isLinked(peer)) this.#connected(peer.chain)
    } catch (error) {
      this.#wait(peer)
      peer.trouble = error instanceof OfficeError ? error.code : 'internal'
      peer.why = whyOf(error)
      if (!(error instanceof OfficeError)) failed(error)
      changed()
    } finally {
      peer.dialling = false
      if (!peer.connected) this.keep()
    }
  }

  /** Where it listens; else through the hubs that are near. What the first way failed by is what is told. */
  async #reach(link: PeerLink, peer: Peer, signal: () => AbortSignal): Promise<void> {
    const hubs = this.#options.contacts.hubs().filter(hub => hub.connected && hub !== peer)
    const through = hubs.map(({ chain, addresses }) => ({ peer: chain, addresses }))
    try {
      await link.dial(peer.chain, peer.addresses, signal())
    } catch (error) {
      if (through.length === 0 || !link.dialThrough) throw error
      await link.dialThrough(peer.chain, through, signal()).catch((other: unknown) => {
        throw peer.addresses.length === 0 ? other : error
      })
    }
  }

  #wait(peer: Peer): void {
    const { ledger } = this.#options
    backOff(peer, this.#now(), ledger.clock.random(1)[0]! / 256)
    if (!isMember(ledger, ledger.own.state.chain)) peer.due = Math.min(peer.due, this.#now() + WAIT_TO_BE_ADMITTED)
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
    const { contacts, link, track } = this.#options
    const near = contacts.near().filter(peer => !this.#isHub(peer))
    if (near.length < DIALLED || !contacts.targets().some(peer => !peer.connected)) return
    const since = new Map(
      link
        .connections()
        .filter(({ inbound }) => !inbound)
        .map(connection => [connection.peer, connection.since])
    )
    const oldest = near.filter(peer => since.has(peer.chain) && !peer.running).sort((a, b) => since.get(a.chain)! - since.get(b.chain)!)[0]
    if (!oldest) return
    oldest.due = this.#now() + ROTATE_EVERY
    const quiet = (): undefined => undefined
    void track(link.hangUp(oldest.chain).then(quiet, quiet))
  }

  #isLinked({ chain }: Peer): boolean {
    return this.#options.link.connections().some(connection => connection.peer === chain)
  }

  #hear(event: PeerEvent): void {
    const { contacts, changed, failed } = this.#options
    switch (event.t) {
      case 'connected':
        return this.#connected(event.peer)
      case 'disconnected':
        return this.#disconnected(event.peer)
      case 'found':
        contacts.found(event.peer, event.addresses)
        return this.keep()
      case 'worker-up':
        return this.keep()
      case 'worker-down':
        contacts.allLeft()
        return changed()
      case 'handler-failed':
        return failed(event.error)
      case 'addresses':
        return changed()
      default:
        return event satisfies never
    }
  }

  /** Also when we thought so already: the connection may be a new one. */
  #connected(chain: Key): void {
    const peer = this.#options.contacts.of(chain)
    peer.connected = true
    peer.why = null
    this.#options.met(peer)
    this.#options.changed()
  }

  #disconnected(chain: Key): void {
    const { contacts, changed } = this.#options
    const peer = contacts.of(chain)
    peer.connected = this.#isLinked(peer)
    if (!peer.connected) contacts.left(peer)
    changed()
    this.keep()
  }
}
