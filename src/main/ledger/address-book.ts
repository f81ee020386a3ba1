/** Where desks were reached or said they are: the `peers` table. Addresses are hints; the link proves who answers there. */
import { textOf, utf8 } from '../../shared/bytes.ts'
import { canonical, parseCanonical, type Json } from '../../shared/ledger/jcs.ts'
import { isKey, type Key } from '../../shared/names.ts'
import { getGuarded, listGuarded, putGuarded } from '../store/guarded.ts'
import type { Ledger } from './ledger.ts'

export interface Known {
  /** Multiaddrs, the newest first. */
  readonly addresses: readonly string[]
  /** ms since 1970 of the last answered hello. */
  readonly last: number | null
  /** ms since 1970 at which a bundle that it made was last taken in here. */
  readonly stick: number | null
}

const MOST_ADDRESSES = 8
const MOST_CHARACTERS = 300

const isAddress = (value: unknown): value is string => typeof value === 'string' && value.length <= MOST_CHARACTERS && /^\/[!-~]+$/.test(value)
/** What of a peer's claim may be kept. */
export const readAddresses = (value: Json | undefined): string[] => (Array.isArray(value) ? value.filter(isAddress).slice(0, MOST_ADDRESSES) : [])

function parse(body: Uint8Array): Known {
  const parsed = parseCanonical(textOf(body) ?? '') as { addresses?: Json; last?: Json; stick?: Json } | undefined
  const time = (value: Json | undefined): number | null => (typeof value === 'number' ? value : null)
  return { addresses: readAddresses(parsed?.addresses), last: time(parsed?.last), stick: time(parsed?.stick) }
}

type Needs = Pick<Ledger, 'store' | 'guard'>

export const knownPeers = ({ store, guard }: Needs): Map<Key, Known> =>
  new Map(listGuarded(store.ledger, guard, 'peers').flatMap(({ chain, body }): [Key, Known][] => (isKey(chain) ? [[chain, parse(body)]] : [])))

/** Adds addresses (the newest first) and the last contact; writes only when something is new. */
export const rememberPeer = (needs: Needs, peer: Key, addresses: readonly string[], last: number | null): Known => remember(needs, peer, { addresses, last })

/** A bundle that the desk made was taken in. */
export const rememberStick = (needs: Needs, peer: Key, stick: number): Known => remember(needs, peer, { stick })

function remember({ store, guard }: Needs, peer: Key, { addresses = [], last, stick }: Partial<Known>): Known {
  const row = getGuarded(store.ledger, guard, 'peers', peer)
  const before = row ? parse(row.body) : { addresses: [], last: null, stick: null }
  const known: Known = {
    addresses: [...new Set([...addresses.filter(isAddress), ...before.addresses])].slice(0, MOST_ADDRESSES),
    last: last ?? before.last,
    stick: stick ?? before.stick
  }
  const body = utf8(canonical(known as unknown as Json))
  if (!store.readonly && (!row || !Buffer.from(row.body).equals(body))) putGuarded(store.ledger, guard, 'peers', { chain: peer, body })
  return known
}
