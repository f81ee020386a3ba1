/**
 * The exchange with all other desks: goes round with each that is near (round.ts), witnesses what was verified, and tells the
 * others what is new. Rounds with one peer follow each other; everything is idempotent.
 */
import { utf8, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Key } from '../../shared/names.ts'
import { forkedChains, forkTexts } from '../ledger/forks.ts'
import { sizeInReceipt, takeVouching } from '../ledger/intake.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { VerifyLines } from '../ledger/receive.ts'
import { Contacts } from './contacts.ts'
import type { PeerLink } from './peer-types.ts'
import { clockDisputed, FIRST_WAIT, fitRoom, type Peer } from './peers.ts'
import type { Pull } from './pull.ts'
import { ask } from './questions.ts'
import { serveRegistry } from './registry-door.ts'
import { askAtDoor, Claims, follow, meet, type Round } from './round.ts'
import { isMember, servePeer } from './serve-peer.ts'
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
  readonly #closing = new AbortController()
  readonly #undo: (() => void)[] = []
  readonly #contacts: Contacts
  readonly #witnessing: Witnessing
  readonly #announcing: ReturnType<typeof debounced>
  readonly #claims: Claims
  /** Chains that have grown since the last announcement. */
  readonly #grown = new Set<Key>()
  readonly #busy = new Set<Promise<unknown>>()
  #toldForks = 0

  constructor(options: ExchangeOptions) {
    this.#options = options
    this.#ledger = options.ledger
    this.#link = options.link
    this.#timers = options.timers ?? realTimers
    this.#announcing = debounced(this.#timers, ANNOUNCE_AFTER, () => this.#tellGrown())
    this.#claims = new Claims(peer => peer.connected && void this.#round(peer))
    this.#contacts = new Contacts({
      ledger: this.#ledger,
      link: this.#link,
      timers: this.#timers,
      closing: this.#closing.signal,
      met: peer => void this.#round(peer),
      changed: () => this.#options.onPeers?.(),
      failed: error => this.#options.onTrouble?.(error),
      track: work => this.#track(work)
    })
    this.#witnessing = startWitnessing({
      ledger: this.#ledger,
      timers: this.#timers,
      paused: () => clockDisputed(this.#contacts.all()),
      give: blobs => this.#give(blobs),
      failed: error => this.#options.onTrouble?.(error)
    })
  }

  start(): this {
    const serve = servePeer({
      ledger: this.#ledger,
      addresses: () => this.#link.self.addresses,
      known: () => this.#contacts.known(),
      greeted: (from, hello) => this.#contacts.greeted(from, hello),
      announced: (from, chain, size) => this.#announced(from, chain, size),
      given: (from, blobs) => void this.#track(this.#given(from, blobs))
    })
    this.#undo.push(this.#link.answer(SYNC, serve), this.#link.answer(REGISTRY, serveRegistry(this.#ledger)))
    for (const { state } of this.#ledger.chains.values()) this.#witnessing.grew(state.chain) // what was verified before the last stop
    this.#contacts.start()
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
      trouble: peer.trouble
    }))
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
      this.#contacts.targets().map(async peer => {
        if (!peer.connected) await this.#contacts.dial(peer)
        return peer.connected && (await this.#round(peer))
      })
    )
    return answers.filter(Boolean).length
  }

  announce(): void {
    for (const own of [this.#ledger.own, this.#ledger.ownRegistry]) if (own) this.#grown.add(own.state.chain)
    this.#announcing.soon()
    this.#contacts.keep()
  }

  addAddress(chain: Key, address: string): void {
    this.#contacts.addAddress(chain, address)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    for (const undo of this.#undo.splice(0)) undo()
    this.#contacts.stop()
    this.#announcing.cancel()
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
      peer.trouble = trouble[0] ?? null
      return met
    } catch (error) {
      peer.whole = true
      peer.trouble = error instanceof OfficeError ? error.code : 'internal'
      const expected = error instanceof OfficeError && (error.code === 'peer-unreachable' || error.code === 'peer-refused')
      if (!expected && !this.#closing.signal.aborted) this.#options.onTrouble?.(error)
      this.#contacts.later(peer)
      return false
    } finally {
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
      },
      fresh: blobs => this.#give(blobs, peer.chain)
    }
  }

  #pullFrom(peer: Peer): Pull {
    return {
      ledger: this.#ledger,
      link: this.#link,
      signal: this.#closing.signal,
      room: () => peer.room,
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
      tookPackages: () => this.#options.onPackages?.()
    }
  }

  #tookLines(chain: Key, from: number, to: number): void {
    this.#grown.add(chain)
    this.#announcing.soon()
    this.#witnessing.grew(chain)
    this.#options.onLines?.(chain, from, to)
    if (chain === this.#ledger.registryChain.state.chain) this.#contacts.keep()
  }

  // ——— telling ———

  #tell(peer: Peer, header: { readonly t: string; readonly [field: string]: string | number }, blobs: readonly Bytes[] = []): void {
    const quiet = (): undefined => undefined // it will be told again at the next hello
    void this.#track(ask({ link: this.#link, signal: this.#closing.signal }, peer.chain, SYNC, header, blobs).then(quiet, quiet))
  }

  #tellGrown(): void {
    for (const chain of this.#grown) {
      const size = this.#ledger.chains.get(chain)?.state.size ?? 0
      for (const peer of this.#contacts.near()) if ((peer.sizes.get(chain) ?? 0) < size) this.#tell(peer, { t: 'announce', chain, size })
    }
    this.#grown.clear()
  }

  #announced(from: Key, chain: Key, size: number): void {
    const peer = this.#contacts.of(from)
    peer.sizes.set(chain, Math.max(size, peer.sizes.get(chain) ?? 0))
    const held = this.#ledger.chains.get(chain)
    if (size <= (held?.state.size ?? 0)) return
    const known = held !== undefined && chain !== this.#ledger.registryChain.state.chain && peer.last !== null
    if (known) peer.announced.set(chain, size)
    void this.#round(peer, !known)
  }

  /** Evidence that was found or came: to everyone near, once. */
  #tellForks(): void {
    if (forkedChains(this.#ledger).size === this.#toldForks) return
    this.#toldForks = forkedChains(this.#ledger).size
    this.#give(forkTexts(this.#ledger).map(utf8))
  }

  /** What was newly signed, by us or by others, to everyone near but whom it came from. */
  #give(blobs: readonly Bytes[], but?: Key): void {
    if (blobs.length === 0) return
    const parcels = parcelsOf(blobs)
    for (const peer of this.#contacts.near()) if (peer.chain !== but) for (const parcel of parcels) this.#tell(peer, { t: 'give' }, parcel)
    this.#options.onPeers?.()
  }

  async #given(from: Key, blobs: readonly Bytes[]): Promise<void> {
    const { sizes } = this.#contacts.of(from)
    for (const blob of blobs) {
      const said = sizeInReceipt(blob)
      if (said?.desk === from) sizes.set(said.chain, Math.max(said.size, sizes.get(said.chain) ?? 0))
    }
    try {
      this.#give(await takeVouching(this.#ledger, blobs), from)
      this.#tellForks()
    } catch (error) {
      this.#options.onTrouble?.(error)
    }
  }
}
