/** What is new, told to whoever is near: that a chain has grown; cosignatures, receipts and evidence, to be passed on. */
import { utf8, type Bytes } from '../../shared/bytes.ts'
import type { Key } from '../../shared/names.ts'
import { forkedChains, forkTexts } from '../ledger/forks.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Contacts } from './contacts.ts'
import type { Peer } from './peers.ts'
import { ask, type Asker } from './questions.ts'
import { debounced, type Timers } from './timers.ts'

const SYNC = '/muniment/sync/1'
/** A record that is filed is followed by others: tell the peers once, ms. */
const ANNOUNCE_AFTER = 50
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

export interface TellingOptions {
  readonly ledger: Ledger
  readonly contacts: Contacts
  readonly asker: Asker
  readonly timers: Timers
  readonly track: <T>(work: Promise<T>) => Promise<T>
}

export class Telling {
  readonly #options: TellingOptions
  readonly #announcing: ReturnType<typeof debounced>
  /** Chains that have grown since the last announcement. */
  readonly #grown = new Set<Key>()
  readonly #toldForks = new Set<string>()

  constructor(options: TellingOptions) {
    this.#options = options
    this.#announcing = debounced(options.timers, ANNOUNCE_AFTER, () => this.#announce())
  }

  stop(): void {
    this.#announcing.cancel()
  }

  grew(chain: Key): void {
    this.#grown.add(chain)
    this.#announcing.soon()
  }

  #tell(peer: Peer, header: { readonly t: string; readonly [field: string]: string | number }, blobs: readonly Bytes[] = []): void {
    const quiet = (): undefined => undefined // it will be told again at the next hello
    void this.#options.track(ask(this.#options.asker, peer.chain, SYNC, header, blobs).then(quiet, quiet))
  }

  #announce(): void {
    const { ledger, contacts } = this.#options
    for (const chain of this.#grown) {
      const size = ledger.chains.get(chain)?.state.size ?? 0
      for (const peer of contacts.near()) if ((peer.sizes.get(chain) ?? 0) < size) this.#tell(peer, { t: 'announce', chain, size })
    }
    this.#grown.clear()
  }

  /** What was newly signed, by us or by others, to everyone near but whom it came from. */
  give(blobs: readonly Bytes[], but?: Key): void {
    const parcels = parcelsOf(blobs)
    for (const peer of this.#options.contacts.near()) if (peer.chain !== but) for (const parcel of parcels) this.#tell(peer, { t: 'give' }, parcel)
  }

  /** Evidence that was found or came: to everyone near, once. The forked chains, when there was any. */
  giveForks(): Key[] {
    const { ledger } = this.#options
    const fresh = forkTexts(ledger).filter(text => !this.#toldForks.has(text))
    if (fresh.length === 0) return []
    for (const text of fresh) this.#toldForks.add(text)
    this.give(fresh.map(utf8))
    return [...forkedChains(ledger).keys()]
  }
}
