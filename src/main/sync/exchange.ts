/**
 * The exchange with all other desks: dials those it knows, and in rounds with each that is near asks what it has, pulls what
 * lacks here, witnesses what it has verified, and tells the others. Rounds with one peer follow each other; everything is
 * idempotent, so a round that breaks off anywhere is simply begun again.
 */
import type { Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { isKey, type Key } from '../../shared/names.ts'
import type { Frame } from '../../shared/sync/messages.ts'
import { plan, readHeads, type Ask, type Head } from '../../shared/sync/plan.ts'
import { forkedChains } from '../ledger/forks.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { VerifyLines } from '../ledger/receive.ts'
import { knownPeers, readAddresses, rememberPeer } from './address-book.ts'
import { plannedHeads } from './heads.ts'
import { sizeInReceipt, takeVouching } from '../ledger/intake.ts'
import type { PeerEvent, PeerLink } from './peer-link.ts'
import { backOff, clockDisputed, FIRST_WAIT, newPeer, type Peer } from './peers.ts'
import { compareWith, pullFiles, pullLines, pullNotes, pullPackages, pullPayloads, type Pull } from './pull.ts'
import { ask } from './questions.ts'
import { serveRegistry } from './registry-door.ts'
import { helloHeader, isMember, servePeer } from './serve-peer.ts'
import { debounced, realTimers, type Timers } from './timers.ts'
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
  /** Payloads (positions in the store) or files of a chain were committed. */
  readonly onPayloads?: (chain: Key, positions: readonly number[]) => void
  readonly onPackages?: () => void
  /** Something of what `state` shows has changed: contact, cosignatures, receipts. */
  readonly onPeers?: () => void
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
}

export interface Exchange {
  /** Tries every known desk now; how many answered. */
  syncNow(): Promise<number>
  state(): readonly PeerState[]
  /** Our own chain, or the registry, grew here. */
  announce(): void
  addAddress(peer: Key, address: string): void
  /** Nobody is being asked or dialled at this moment. */
  idle(): boolean
  close(): Promise<void>
}

/** A record that is filed is followed by others: tell the peers once. */
const ANNOUNCE_AFTER = 50
const DIAL_DEADLINE = 20_000
/** Connections this desk dials beside hubs; the rest travels by gossip. */
const DIALLED = 8
/** Whoever waits to be admitted asks this often: someone is looking at a screen. */
const WAIT_TO_BE_ADMITTED = 3_000
const KEEP_CONTACT_EVERY = 60_000
/** A round with everyone near although nobody announced anything: an announcement may have been lost. */
const ROUND_EVERY = 60_000

/** Bytes of one gift: a few of the largest receipts, or a thousand cosignatures. */
const PARCEL = 262_144

function parcelsOf(blobs: readonly Bytes[]): Bytes[][] {
  const parcels: Bytes[][] = []
  let room = 0
  for (const blob of blobs) {
    if (parcels.length === 0 || blob.length > room) {
      parcels.push([])
      room = PARCEL
    }
    parcels.at(-1)!.push(blob)
    room -= blob.length
  }
  return parcels
}

export const startExchange = (options: ExchangeOptions): Exchange => new Exchanging(options).start()

class Exchanging implements Exchange {
  readonly #options: ExchangeOptions
  readonly #ledger: Ledger
  readonly #link: PeerLink
  readonly #timers: Timers
  readonly #peers = new Map<Key, Peer>()
  readonly #closing = new AbortController()
  readonly #undo: (() => void)[] = []
  readonly #witnessing: Witnessing
  readonly #announcing: ReturnType<typeof debounced>
  /** Chains that have grown since the last announcement. */
  readonly #grown = new Set<Key>()
  /** Chains being pulled now, and the peers whose round passed over them for that. */
  readonly #pulling = new Map<Key, Set<Peer>>()
  readonly #busy = new Set<Promise<unknown>>()
  #undoKeep: (() => void) | null = null
  #undoRounds: (() => void) | null = null
  readonly #retries = new Set<() => void>()

  constructor(options: ExchangeOptions) {
    this.#options = options
    this.#ledger = options.ledger
    this.#link = options.link
    this.#timers = options.timers ?? realTimers
    this.#announcing = debounced(this.#timers, ANNOUNCE_AFTER, () => this.#tellGrown())
    this.#witnessing = startWitnessing({
      ledger: this.#ledger,
      timers: this.#timers,
      paused: () => clockDisputed(this.#peers.values()),
      give: blobs => this.#give(blobs),
      failed: error => this.#options.onTrouble?.(error)
    })
  }

  start(): this {
    for (const [chain, known] of knownPeers(this.#ledger)) if (chain !== this.#ledger.own.state.chain) this.#peers.set(chain, newPeer(chain, known))
    const serve = servePeer({
      ledger: this.#ledger,
      addresses: () => this.#link.self.addresses,
      known: () =>
        [...this.#peers.values()]
          .filter(peer => peer.last !== null && peer.addresses.length > 0 && isMember(this.#ledger, peer.chain))
          .map(peer => [peer.chain, peer.addresses]),
      greeted: (from, hello) => this.#greeted(from, hello),
      announced: (from, chain, size) => this.#announced(from, chain, size),
      given: (from, blobs) => this.#track(this.#given(from, blobs))
    })
    this.#undo.push(
      this.#link.answer(SYNC, serve),
      this.#link.answer(REGISTRY, serveRegistry(this.#ledger)),
      this.#link.listen(event => this.#hear(event))
    )
    for (const { peer } of this.#link.connections()) this.#connected(peer)
    for (const { state } of this.#ledger.chains.values()) this.#witnessing.grew(state.chain) // what was verified before the last stop
    this.#keep()
    this.#goRound()
    return this
  }

  #goRound(): void {
    this.#undoRounds = this.#timers.after(ROUND_EVERY, () => {
      for (const peer of this.#near()) void this.#round(peer)
      this.#goRound()
    })
  }

  // ——— what others see ———

  state(): PeerState[] {
    const chains = new Set([...this.#members(), ...[...this.#peers.values()].filter(peer => peer.connected).map(peer => peer.chain)])
    return [...chains].map(chain => {
      const peer = this.#peers.get(chain) ?? newPeer(chain)
      return { chain, connected: peer.connected, lastContact: peer.last, ...this.#distance(peer), addresses: peer.addresses, trouble: peer.trouble }
    })
  }

  #distance({ sizes }: Peer): { behind: number; ahead: number } {
    let [behind, ahead] = [0, 0]
    for (const { state } of this.#ledger.chains.values()) ahead += Math.max(0, state.size - (sizes.get(state.chain) ?? 0))
    for (const [chain, size] of sizes) behind += Math.max(0, size - (this.#ledger.chains.get(chain)?.state.size ?? 0))
    return { behind, ahead }
  }

  idle(): boolean {
    return this.#busy.size === 0
  }

  async syncNow(): Promise<number> {
    const answers = await Promise.all(
      this.#targets().map(async peer => {
        if (!peer.connected) await this.#dial(peer)
        return peer.connected && (await this.#round(peer))
      })
    )
    return answers.filter(Boolean).length
  }

  announce(): void {
    for (const own of [this.#ledger.own, this.#ledger.ownRegistry]) if (own) this.#grown.add(own.state.chain)
    this.#announcing.soon()
    this.#keep()
  }

  addAddress(chain: Key, address: string): void {
    const peer = this.#peer(chain)
    peer.addresses = rememberPeer(this.#ledger, chain, [address], null).addresses
    peer.due = 0
    this.#keep()
  }

  async close(): Promise<void> {
    this.#closing.abort()
    for (const undo of this.#undo.splice(0)) undo()
    this.#announcing.cancel()
    this.#witnessing.close()
    this.#undoKeep?.()
    this.#undoRounds?.()
    for (const undo of this.#retries) undo()
    await Promise.allSettled(this.#busy)
  }

  // ——— connections ———

  #peer(chain: Key): Peer {
    let peer = this.#peers.get(chain)
    if (!peer) this.#peers.set(chain, (peer = newPeer(chain)))
    return peer
  }

  #track<T>(work: Promise<T>): Promise<T> {
    this.#busy.add(work)
    const done = (): void => void this.#busy.delete(work)
    work.then(done, done)
    return work
  }

  #members(): Key[] {
    const { registry, own } = this.#ledger
    return [...registry.desks.keys()].filter(chain => chain !== own.state.chain && isMember(this.#ledger, chain))
  }

  /** Whom to reach: members; while the registry is not here, whoever we were told of. */
  #targets(): Peer[] {
    const chains = this.#ledger.registry.size === 0 ? [...this.#peers.keys()] : this.#members()
    return chains.map(chain => this.#peer(chain)).filter(peer => peer.connected || peer.addresses.length > 0)
  }

  #isHub(chain: Key): boolean {
    const { registry } = this.#ledger
    return registry.policyAt(registry.size).hubs.includes(chain)
  }

  /** Dials whom it is time to dial, and comes back when the next is due. */
  #keep(): void {
    if (this.#closing.signal.aborted) return
    const now = this.#ledger.clock.monotonic()
    const targets = this.#targets()
    let room = DIALLED - targets.filter(peer => (peer.connected || peer.dialling) && !this.#isHub(peer.chain)).length
    const waiting = targets.filter(peer => !peer.connected && !peer.dialling).sort((a, b) => a.due - b.due || (a.last ?? 0) - (b.last ?? 0))
    let next = Infinity
    for (const peer of waiting) {
      if (!this.#isHub(peer.chain) && room <= 0) continue
      if (peer.due > now) next = Math.min(next, peer.due)
      else {
        if (!this.#isHub(peer.chain)) room--
        void this.#track(this.#dial(peer))
      }
    }
    this.#undoKeep?.()
    this.#undoKeep = next === Infinity ? null : this.#timers.after(Math.max(1, next - now), () => this.#keep())
  }

  async #dial(peer: Peer): Promise<void> {
    if (peer.connected || peer.dialling || this.#closing.signal.aborted) return
    peer.dialling = true
    try {
      await this.#link.dial(peer.chain, peer.addresses, AbortSignal.any([this.#closing.signal, AbortSignal.timeout(DIAL_DEADLINE)]))
      if (!peer.connected && this.#isLinked(peer)) this.#connected(peer.chain)
    } catch (error) {
      this.#unreachable(peer, error)
    } finally {
      peer.dialling = false
      if (!peer.connected) this.#keep()
    }
  }

  #unreachable(peer: Peer, error: unknown): void {
    backOff(peer, this.#ledger.clock.monotonic(), this.#ledger.clock.random(1)[0]! / 256)
    peer.trouble = error instanceof OfficeError ? error.code : 'internal'
    if (!(error instanceof OfficeError)) this.#options.onTrouble?.(error)
    this.#options.onPeers?.()
  }

  #hear(event: PeerEvent): void {
    if (event.t === 'connected') this.#connected(event.peer)
    else if (event.t === 'disconnected') this.#disconnected(event.peer)
    else if (event.t === 'found') this.#found(event.peer, event.addresses)
    else if (event.t === 'worker-up') this.#keep()
    else if (event.t === 'handler-failed') this.#options.onTrouble?.(event.error)
    else for (const peer of this.#peers.values()) peer.connected = false
  }

  #isLinked({ chain }: Peer): boolean {
    return this.#link.connections().some(connection => connection.peer === chain)
  }

  /** Also when we thought so already: the connection may be a new one. */
  #connected(chain: Key): void {
    const peer = this.#peer(chain)
    peer.connected = true
    void this.#round(peer)
    this.#options.onPeers?.()
  }

  #disconnected(chain: Key): void {
    const peer = this.#peer(chain)
    peer.connected = false
    this.#options.onPeers?.()
    this.#keep()
  }

  #found(chain: Key, addresses: readonly string[]): void {
    if (!isMember(this.#ledger, chain) && this.#ledger.registry.size > 0) return
    const peer = this.#peer(chain)
    peer.addresses = [...new Set([...addresses, ...peer.addresses])].slice(0, 8)
    if (!peer.connected) peer.due = 0
    this.#keep()
  }

  // ——— rounds ———

  /** A round with a peer, or one more after the one under way. False when it did not come to its end. */
  #round(peer: Peer): Promise<boolean> {
    if (peer.running) {
      peer.again = true
      return peer.running
    }
    const run = async (): Promise<boolean> => {
      let went = true
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
    try {
      const met = isMember(this.#ledger, peer.chain) && (await this.#meet(peer, trouble))
      if (!met) await this.#askAtDoor(peer, trouble)
      peer.trouble = trouble[0] ?? null
      return met
    } catch (error) {
      peer.trouble = error instanceof OfficeError ? error.code : 'internal'
      const expected = error instanceof OfficeError && (error.code === 'peer-unreachable' || error.code === 'peer-refused')
      if (!expected && !this.#closing.signal.aborted) this.#options.onTrouble?.(error)
      this.#later(peer)
      return false
    } finally {
      this.#options.onPeers?.()
    }
  }

  /** A round broke off: again after a while, over a new connection when this one is gone. */
  #later(peer: Peer): void {
    if (this.#closing.signal.aborted) return
    peer.connected = this.#isLinked(peer)
    backOff(peer, this.#ledger.clock.monotonic(), this.#ledger.clock.random(1)[0]! / 256)
    if (!isMember(this.#ledger, this.#ledger.own.state.chain)) peer.due = Math.min(peer.due, this.#ledger.clock.monotonic() + WAIT_TO_BE_ADMITTED)
    if (!peer.connected) return this.#keep()
    const undo = this.#timers.after(peer.due - this.#ledger.clock.monotonic(), () => {
      this.#retries.delete(undo)
      if (peer.connected) void this.#round(peer)
    })
    this.#retries.add(undo)
  }

  #pull(peer: Peer): Pull {
    return {
      ledger: this.#ledger,
      link: this.#link,
      signal: this.#closing.signal,
      verifyLines: this.#options.verifyLines,
      tookLines: (chain, from, to) => {
        peer.sizes.set(chain, Math.max(to, peer.sizes.get(chain) ?? 0))
        this.#tookLines(chain, from, to)
      },
      tookPayloads: (chain, positions) => {
        this.#witnessing.grew(chain)
        this.#options.onPayloads?.(chain, positions)
      },
      tookPackages: () => this.#options.onPackages?.()
    }
  }

  #tookLines(chain: Key, from: number, to: number): void {
    this.#grown.add(chain)
    this.#announcing.soon()
    this.#witnessing.grew(chain)
    this.#options.onLines?.(chain, from, to)
    if (chain === this.#ledger.registryChain.state.chain) this.#keep()
  }

  /** The whole of what members do with each other. False when the peer does not take us for one. */
  async #meet(peer: Peer, trouble: string[]): Promise<boolean> {
    const pull = this.#pull(peer)
    const theirs = await this.#hello(peer, pull)
    if (!theirs) return false
    const registry = this.#ledger.registryChain.state.chain
    const before = this.#ledger.registry.size
    const first = theirs.filter(head => head.chain === registry)
    for (const wanted of plan(plannedHeads(this.#ledger), first).lines) await this.#pullChain(peer, pull, wanted, trouble)
    if (this.#ledger.registry.size > before && !isMember(this.#ledger, peer.chain)) return false
    await this.#note(trouble, pullPayloads(pull, peer.chain, registry))
    await pullPackages(pull, peer.chain)
    const { lines, suspects, notes } = plan(plannedHeads(this.#ledger), theirs)
    for (const { chain, from } of suspects) if ((await compareWith(pull, peer.chain, chain, from)) === 'forked') trouble.push('chain-forked')
    for (const wanted of lines) await this.#pullChain(peer, pull, wanted, trouble)
    const chains = [...this.#ledger.chains.keys()].filter(chain => chain !== registry)
    for (const chain of chains) await this.#note(trouble, pullPayloads(pull, peer.chain, chain))
    for (const chain of chains) await this.#note(trouble, pullFiles(pull, peer.chain, chain))
    const fresh: Bytes[] = []
    for (const chain of notes) fresh.push(...(await pullNotes(pull, peer.chain, chain)))
    this.#give(fresh, peer.chain)
    return true
  }

  async #note(trouble: string[], work: Promise<string | null>): Promise<void> {
    const fault = await work
    if (fault !== null) trouble.push(fault)
  }

  /** Chains of the peer, all pages; undefined when it refuses the hello. */
  async #hello(peer: Peer, pull: Pull): Promise<Head[] | undefined> {
    let frame: Frame
    try {
      frame = await ask(pull, peer.chain, SYNC, { t: 'hello', ...helloHeader({ ledger: this.#ledger, addresses: () => this.#link.self.addresses }) })
    } catch (error) {
      if (error instanceof OfficeError && error.code === 'peer-refused') return undefined
      throw error
    }
    if (frame.header['net'] !== this.#ledger.net) return undefined
    this.#greeted(peer.chain, frame)
    this.#meetOthers(frame)
    peer.wait = FIRST_WAIT
    const all: Head[] = []
    for (let page = frame; ;) {
      const heads = readHeads(page.header['heads'])
      const next = page.header['next']
      if (!heads) throw new OfficeError('peer-refused', { peer: peer.chain, detail: 'its answer could not be read' })
      all.push(...heads)
      if (!isKey(next) || all.length > 8_191) break
      page = await ask(pull, peer.chain, SYNC, { t: 'heads', after: next })
    }
    for (const { chain, size } of all) peer.sizes.set(chain, size)
    return all
  }

  /** Its clock, its addresses, and that it was here. */
  #greeted(chain: Key, { header }: Frame): void {
    const peer = this.#peer(chain)
    const now = this.#ledger.clock.now()
    if (typeof header['time'] === 'number') peer.clockOff = header['time'] - now
    const before = peer.last
    peer.last = now
    const addresses = readAddresses(header['addresses'])
    const isNew = addresses.some(address => !peer.addresses.includes(address))
    if (isNew || before === null || now - before > KEEP_CONTACT_EVERY) peer.addresses = rememberPeer(this.#ledger, chain, addresses, now).addresses
  }

  #meetOthers({ header }: Frame): void {
    const peers = header['peers']
    if (!Array.isArray(peers)) return
    for (const item of peers as readonly unknown[]) {
      const [chain, addresses] = Array.isArray(item) ? (item as readonly unknown[]) : []
      if (!isKey(chain) || chain === this.#ledger.own.state.chain || !isMember(this.#ledger, chain)) continue
      const peer = this.#peer(chain)
      const fresh = readAddresses(addresses as never).filter(address => !peer.addresses.includes(address))
      if (fresh.length > 0) peer.addresses = [...peer.addresses, ...fresh].slice(0, 8)
    }
    this.#keep()
  }

  async #pullChain(peer: Peer, pull: Pull, wanted: Ask, trouble: string[]): Promise<void> {
    const others = this.#pulling.get(wanted.chain)
    if (others) return void others.add(peer)
    if (forkedChains(this.#ledger).has(wanted.chain)) return void trouble.push('chain-forked')
    const passedOver = new Set<Peer>()
    this.#pulling.set(wanted.chain, passedOver)
    try {
      await this.#note(trouble, pullLines(pull, peer.chain, wanted))
    } finally {
      this.#pulling.delete(wanted.chain)
      for (const other of passedOver) if (other.connected) void this.#round(other)
    }
  }

  /** One of us does not know the other as a member yet: registry lines tell. If they make us members, we meet. */
  async #askAtDoor(peer: Peer, trouble: string[]): Promise<void> {
    const { registryChain, registry } = this.#ledger
    const before = registry.size
    const wanted: Ask = { chain: registryChain.state.chain, kind: 'registry', from: before, to: Number.MAX_SAFE_INTEGER }
    if (this.#ledger.ownRegistry || this.#pulling.has(wanted.chain)) return
    this.#pulling.set(wanted.chain, new Set())
    try {
      const fault = await pullLines(this.#pull(peer), peer.chain, wanted, REGISTRY)
      if (fault !== null) trouble.push(fault)
    } finally {
      this.#pulling.delete(wanted.chain)
    }
    if (registry.size > before) peer.again = true
    else trouble.push('peer-refused')
  }

  // ——— telling ———

  #near(): Peer[] {
    return [...this.#peers.values()].filter(peer => peer.connected && isMember(this.#ledger, peer.chain))
  }

  #tell(peer: Peer, header: { readonly t: string; readonly [field: string]: string | number }, blobs: readonly Bytes[] = []): void {
    const quiet = (): undefined => undefined // it will be told again at the next hello
    void this.#track(ask({ link: this.#link, signal: this.#closing.signal }, peer.chain, SYNC, header, blobs).then(quiet, quiet))
  }

  #tellGrown(): void {
    for (const chain of this.#grown) {
      const size = this.#ledger.chains.get(chain)?.state.size ?? 0
      for (const peer of this.#near()) if ((peer.sizes.get(chain) ?? 0) < size) this.#tell(peer, { t: 'announce', chain, size })
    }
    this.#grown.clear()
  }

  #announced(from: Key, chain: Key, size: number): void {
    const peer = this.#peer(from)
    peer.sizes.set(chain, Math.max(size, peer.sizes.get(chain) ?? 0))
    if (size > (this.#ledger.chains.get(chain)?.state.size ?? 0)) void this.#round(peer)
  }

  /** What was newly signed, by us or by others, to everyone near but whom it came from. */
  #give(blobs: readonly Bytes[], but?: Key): void {
    if (blobs.length === 0) return
    const parcels = parcelsOf(blobs)
    for (const peer of this.#near()) if (peer.chain !== but) for (const parcel of parcels) this.#tell(peer, { t: 'give' }, parcel)
    this.#options.onPeers?.()
  }

  async #given(from: Key, blobs: readonly Bytes[]): Promise<void> {
    for (const blob of blobs) {
      const said = sizeInReceipt(blob)
      if (said?.desk === from) this.#peer(from).sizes.set(said.chain, Math.max(said.size, this.#peer(from).sizes.get(said.chain) ?? 0))
    }
    try {
      this.#give(await takeVouching(this.#ledger, blobs), from)
    } catch (error) {
      this.#options.onTrouble?.(error)
    }
  }
}
