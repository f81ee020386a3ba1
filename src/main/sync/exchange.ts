/**
 * The exchange with all other desks: goes round with each that is near (round.ts), witnesses what was verified, and tells the
 * others what is new. Rounds with one peer follow each other; everything is idempotent.
 */
import type { Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Key } from '../../shared/names.ts'
import { sizeInReceipt, takeVouching } from '../ledger/intake.ts'
import { frozenFrom } from '../ledger/forks.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { settleRegistry } from '../ledger/settle.ts'
import type { VerifyLines } from '../ledger/receive.ts'
import { Contacts } from './contacts.ts'
import { Dialling } from './dialling.ts'
import { lineSettings } from '../ledger/budget.ts'
import { makeLineCap, type LineCap } from './line-cap.ts'
import { askToBeDialled, dialBackOver, type ReachTest } from './dial-back.ts'
import type { PeerLink, WhyUnreachable } from './peer-types.ts'
import { clockDisputed, FIRST_WAIT, fitRoom, type Doing, type Peer } from './peers.ts'
import type { Pull } from './pull.ts'
import { serveRegistry } from './registry-door.ts'
import { askAtDoor, Claims, follow, meet, type Round } from './round.ts'
import { isMember, servePeer } from './serve-peer.ts'
import { Telling } from './telling.ts'
import { realTimers, type Timers } from './timers.ts'
import { startWitnessing, type Witnessing } from './witnessing.ts'

const SYNC = '/muniment/sync/1'
const REGISTRY = '/muniment/registry/1'

export interface ExchangeOptions {
  readonly ledger: Ledger
  readonly link: PeerLink
  readonly timers?: Timers
  readonly verifyLines?: VerifyLines | undefined
  /** Lines of a chain were committed: heights [from, to). */
  readonly onLines?: (chain: Key, from: number, to: number) => void
  /** Lines of a chain were put aside and others stand in their place. */
  readonly onRewritten?: (chain: Key) => void
  /** A chain's key was found to have signed two histories, or better evidence of it came. */
  readonly onForked?: (chain: Key) => void
  /** Payloads (positions in the store) or files of a chain were committed. */
  readonly onPayloads?: (chain: Key, positions: readonly number[]) => void
  readonly onPackages?: () => void
  /** Something of what `state` shows has changed: contact, cosignatures, receipts. */
  readonly onPeers?: () => void
  /** Lines of the chain that this desk goes on from were not those that the network keeps: they were taken off it. */
  readonly onLeft?: () => void
  readonly onTrouble?: (error: unknown) => void
}

export interface PeerState {
  readonly chain: Key
  readonly connected: boolean
  /** ms since 1970 of the last answered hello; null: never. */
  readonly lastContact: number | null
  /** Lines it has announced that are not here; lines that are here and that it is not known to hold. */
  readonly behind: number
  readonly ahead: number
  readonly addresses: readonly string[]
  readonly trouble: string | null
  /** The connection there is: since when (ms since 1970), from which side, and the hub that relays it. */
  readonly connection: { readonly since: number; readonly address: string; readonly inbound: boolean; readonly via: Key | null } | null
  /** The last try to reach it (ms since 1970), and why that came to nothing. */
  readonly tried: number | null
  readonly why: WhyUnreachable | null
  /** Its clock less ours, ms. */
  readonly clockOff: number | null
  readonly doing: Doing | null
}

export interface Exchange {
  /** Tries every known desk now; how many answered. */
  syncNow(): Promise<number>
  state(): readonly PeerState[]
  /** Our own chain, or the registry, grew here. */
  announce(): void
  /** Something that was signed here, for everyone near: it also comes with the next round. */
  give(blobs: readonly Bytes[]): void
  addAddress(peer: Key, address: string): void
  /** Two desks disagree with our clock by more than a day. */
  clockDisputed(): boolean
  /** Asks desks that are near to dial this one anew; the answers, the first that reached it last. */
  testReach(): Promise<readonly ReachTest[]>
  /** Nobody is being asked or dialled at this moment. */
  idle(): boolean
  close(): Promise<void>
}

/** A round with everyone near although nobody announced anything: an announcement may have been lost. */
const ROUND_EVERY = 60_000

export const startExchange = (options: ExchangeOptions): Exchange => new Exchanging(options).start()

class Exchanging implements Exchange {
  readonly #options: ExchangeOptions
  readonly #ledger: Ledger
  readonly #link: PeerLink
  readonly #cap: LineCap
  readonly #timers: Timers
  readonly #closing = new AbortController()
  readonly #undo: (() => void)[] = []
  readonly #contacts: Contacts
  readonly #dialling: Dialling
  readonly #telling: Telling
  readonly #witnessing: Witnessing
  readonly #claims: Claims
  readonly #busy = new Set<Promise<unknown>>()

  constructor(options: ExchangeOptions) {
    this.#options = options
    const { ledger, timers = realTimers } = options
    this.#cap = makeLineCap(() => lineSettings(ledger).cap, ledger.clock.monotonic, timers)
    const link = this.#cap.over(options.link)
    this.#ledger = ledger
    this.#link = link
    this.#timers = timers
    const track = <T>(work: Promise<T>): Promise<T> => this.#track(work)
    const failed = (error: unknown): void => this.#options.onTrouble?.(error)
    const closing = this.#closing.signal
    const contacts = new Contacts(ledger)
    this.#contacts = contacts
    this.#claims = new Claims(peer => peer.connected && void this.#round(peer))
    this.#telling = new Telling({ ledger, contacts, timers, track, asker: { link, signal: closing } })
    const changed = (): void => this.#options.onPeers?.()
    this.#dialling = new Dialling({ ledger, link, contacts, timers, closing, changed, failed, track, met: peer => void this.#round(peer) })
    this.#witnessing = startWitnessing({ ledger, timers, failed, paused: () => clockDisputed(contacts.all()), give: blobs => this.#give(blobs) })
  }

  start(): this {
    const serve = servePeer({
      ledger: this.#ledger,
      addresses: () => this.#link.self.addresses,
      known: () => this.#contacts.known(),
      greeted: (from, hello) => this.#contacts.greeted(from, hello),
      announced: (from, chain, size) => this.#announced(from, chain, size),
      room: this.#cap.room,
      given: (from, blobs) => void this.#track(this.#given(from, blobs)),
      ...(this.#link.probe ? { dialBack: dialBackOver(this.#link, this.#ledger.clock.monotonic, this.#closing.signal) } : {})
    })
    this.#undo.push(this.#link.answer(SYNC, serve), this.#link.answer(REGISTRY, serveRegistry(this.#ledger)))
    for (const { state } of this.#ledger.chains.values()) this.#witnessing.grew(state.chain) // what was verified before the last stop
    this.#settle()
    this.#dialling.start()
    this.#goRound()
    return this
  }

  #goRound(): void {
    const undo = this.#timers.after(ROUND_EVERY, () => {
      this.#undo.splice(this.#undo.indexOf(undo), 1)
      for (const peer of this.#contacts.near()) void this.#round(peer)
      this.#goRound()
    })
    this.#undo.push(undo)
  }

  // ——— what others see ———

  state(): PeerState[] {
    const seen = new Set([...this.#contacts.members(), ...this.#contacts.targets()])
    return [...seen].map(peer => ({
      chain: peer.chain,
      connected: peer.connected && peer.present,
      lastContact: peer.last,
      ...this.#distance(peer),
      addresses: peer.addresses,
      trouble: peer.trouble,
      connection: this.#connectionTo(peer.chain),
      tried: peer.tried,
      why: peer.connected ? null : peer.why,
      clockOff: peer.clockOff,
      doing: peer.doing
    }))
  }

  /** The direct one, where there are several. */
  #connectionTo(chain: Key): PeerState['connection'] {
    const open = this.#link.connections().filter(({ peer }) => peer === chain)
    const one = open.find(({ via }) => via === undefined) ?? open[0]
    return one ? { since: one.since, address: one.address, inbound: one.inbound, via: one.via ?? null } : null
  }

  clockDisputed(): boolean {
    return clockDisputed(this.#contacts.all())
  }

  testReach(): Promise<readonly ReachTest[]> {
    const asker = { link: this.#link, signal: this.#closing.signal }
    return this.#track(askToBeDialled(asker, this.#contacts.near(), this.#link.self.addresses, this.#ledger.clock.now))
  }

  #distance({ sizes }: Peer): { behind: number; ahead: number } {
    let [behind, ahead] = [0, 0]
    // what waits for a decision is on its way to nobody
    const waits = (chain: Key): boolean => frozenFrom(this.#ledger, chain) !== undefined
    for (const { state } of this.#ledger.chains.values()) if (!waits(state.chain)) ahead += Math.max(0, state.size - (sizes.get(state.chain) ?? 0))
    for (const [chain, size] of sizes) if (!waits(chain)) behind += Math.max(0, size - (this.#ledger.chains.get(chain)?.state.size ?? 0))
    return { behind, ahead }
  }

  idle(): boolean {
    return this.#busy.size === 0
  }

  async syncNow(): Promise<number> {
    const answers = await Promise.all(
      this.#contacts.targets().map(async peer => {
        if (!peer.connected) await this.#dialling.dial(peer)
        return peer.connected && (await this.#round(peer))
      })
    )
    return answers.filter(Boolean).length
  }

  announce(): void {
    for (const own of [this.#ledger.own, this.#ledger.ownRegistry]) if (own) this.#telling.grew(own.state.chain)
    this.#dialling.keep()
  }

  give(blobs: readonly Bytes[]): void {
    this.#give(blobs)
  }

  addAddress(chain: Key, address: string): void {
    this.#contacts.addAddress(chain, address)
    this.#dialling.keep()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    for (const undo of this.#undo.splice(0)) undo()
    this.#dialling.stop()
    this.#telling.stop()
    this.#witnessing.close()
    await Promise.allSettled(this.#busy)
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#busy.add(work)
    const done = (): void => void this.#busy.delete(work)
    work.then(done, done)
    return work
  }

  // ——— rounds ———

  /** A round with a peer, or one more after the one under way. False when it did not come to its end. */
  #round(peer: Peer, whole = true): Promise<boolean> {
    peer.whole ||= whole
    if (peer.running) {
      peer.again = true
      return peer.running
    }
    const run = async (): Promise<boolean> => {
      let went: boolean
      do {
        peer.again = false
        went = await this.#once(peer)
      } while (peer.again && peer.connected && !this.#closing.signal.aborted)
      peer.running = null
      return went
    }
    peer.running = this.#track(run())
    return peer.running
  }

  async #once(peer: Peer): Promise<boolean> {
    const trouble: string[] = []
    const round = this.#roundWith(peer, trouble)
    const { whole } = peer
    peer.whole = false
    try {
      const met = isMember(this.#ledger, peer.chain) && (whole ? await meet(round) : await follow(round).then(() => true))
      if (!met && (await askAtDoor(round))) peer.again = peer.whole = true
      else if (!met) this.#dialling.later(peer) // it does not take us for a member yet: nothing else would make us ask again soon
      peer.trouble = trouble[0] ?? null
      return met
    } catch (error) {
      peer.whole = true
      peer.trouble = error instanceof OfficeError ? error.code : 'internal'
      const expected = error instanceof OfficeError && (error.code === 'peer-unreachable' || error.code === 'peer-refused')
      if (!expected && !this.#closing.signal.aborted) this.#options.onTrouble?.(error)
      this.#dialling.later(peer)
      return false
    } finally {
      peer.doing = null
      this.#tellForks()
      this.#options.onPeers?.()
    }
  }

  #roundWith(peer: Peer, trouble: string[]): Round {
    return {
      peer,
      pull: this.#pullFrom(peer),
      claims: this.#claims,
      trouble,
      addresses: () => this.#link.self.addresses,
      greeted: hello => {
        peer.wait = FIRST_WAIT
        this.#contacts.greeted(peer.chain, hello)
        this.#contacts.heardOf(hello)
        this.#dialling.keep()
      },
      otherHalf: chain => {
        this.#options.onForked?.(chain)
        this.#settle()
      },
      fresh: blobs => {
        this.#give(blobs, peer.chain)
        this.#heardOwn(blobs)
        if (blobs.length > 0) this.#settle()
      }
    }
  }

  #pullFrom(peer: Peer): Pull {
    return {
      ledger: this.#ledger,
      link: this.#link,
      signal: this.#closing.signal,
      room: () => Math.min(peer.room, this.#cap.room()),
      took: ms => fitRoom(peer, ms),
      verifyLines: this.#options.verifyLines,
      tookLines: (chain, from, to) => {
        peer.sizes.set(chain, Math.max(to, peer.sizes.get(chain) ?? 0))
        this.#tookLines(chain, from, to)
      },
      tookPayloads: (chain, positions) => {
        this.#witnessing.grew(chain)
        this.#options.onPayloads?.(chain, positions)
      },
      tookPackages: () => this.#options.onPackages?.(),
      doing: doing => void (peer.doing = doing),
      left: () => this.#options.onLeft?.()
    }
  }

  #tookLines(chain: Key, from: number, to: number): void {
    this.#telling.grew(chain)
    this.#witnessing.grew(chain)
    this.#options.onLines?.(chain, from, to)
    if (chain !== this.#ledger.registryChain.state.chain) return
    this.#dialling.keep()
    this.#settle()
  }

  /** What follows from the registry or from a motion that came: lines that were accepted, motions that have enough approvals. */
  #settle(): void {
    const { registry } = this.#ledger
    const size = registry.size
    const settled = settleRegistry(this.#ledger)
    for (const { chain, from, to, rewritten } of settled) {
      if (rewritten) this.#options.onRewritten?.(chain)
      this.#telling.grew(chain)
      this.#witnessing.grew(chain)
      this.#options.onLines?.(chain, from, to)
    }
    if (registry.size > size) this.#dialling.keep()
    // lines that entered by a decision have no content here yet
    if (settled.some(({ chain }) => chain !== registry.chain)) for (const peer of this.#contacts.near()) void this.#round(peer)
  }

  // ——— what others tell ———

  #announced(from: Key, chain: Key, size: number): void {
    const peer = this.#contacts.of(from)
    peer.sizes.set(chain, Math.max(size, peer.sizes.get(chain) ?? 0))
    const held = this.#ledger.chains.get(chain)
    if (size <= (held?.state.size ?? 0)) return
    const known = held !== undefined && chain !== this.#ledger.registryChain.state.chain && peer.last !== null
    if (known) peer.announced.set(chain, size)
    void this.#round(peer, !known)
  }

  #tellForks(): void {
    for (const chain of this.#telling.giveForks()) this.#options.onForked?.(chain)
  }

  #give(blobs: readonly Bytes[], but?: Key): void {
    if (blobs.length === 0) return
    this.#telling.give(blobs, but)
    this.#options.onPeers?.()
  }

  /** A receipt of ours that is not here: this folder was put back, and must say anew what it holds, under a later number. */
  #heardOwn(blobs: readonly Bytes[]): void {
    for (const blob of blobs) {
      const said = sizeInReceipt(blob)
      if (said?.desk === this.#ledger.own.state.chain) this.#witnessing.grew(said.chain)
    }
  }

  async #given(from: Key, blobs: readonly Bytes[]): Promise<void> {
    const { sizes } = this.#contacts.of(from)
    for (const blob of blobs) {
      const said = sizeInReceipt(blob)
      if (said?.desk === from) sizes.set(said.chain, Math.max(said.size, sizes.get(said.chain) ?? 0))
    }
    try {
      const fresh = await takeVouching(this.#ledger, blobs)
      this.#give(fresh, from)
      this.#heardOwn(fresh)
      if (fresh.length > 0) this.#settle()
      this.#tellForks()
    } catch (error) {
      this.#options.onTrouble?.(error)
    }
  }
}
