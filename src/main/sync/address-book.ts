/** Where desks were reached or said they are: the `peers` table. Addresses are hints; the link proves who answers there. */
import { textOf, utf8 } from '../../shared/bytes.ts'
import { canonical, parseCanonical, type Json } from '../../shared/ledger/jcs.ts'
import { isKey, type Key } from '../../shared/names.ts'
import { getGuarded, listGuarded, putGuarded } from '../store/guarded.ts'
import type { Ledger } from '../ledger/ledger.ts'

export interface Known {
  /** Multiaddrs, the newest first. */
  readonly addresses: readonly string[]
  /** ms since 1970 of the last answered hello. */
  readonly last: number | null
}

const MOST_ADDRESSES = 8
const MOST_CHARACTERS = 300

const isAddress = (value: unknown): value is string => typeof value === 'string' && value.length <= MOST_CHARACTERS && /^\/[!-~]+$/.test(value)
/** What of a peer's claim may be kept. */
export const readAddresses = (value: Json | undefined): string[] => (Array.isArray(value) ? value.filter(isAddress).slice(0, MOST_ADDRESSES) : [])

function parse(body: Uint8Array): Known {
  const parsed = parseCanonical(textOf(body) ?? '') as { addresses?: Json; last?: Json } | undefined
  return { addresses: readAddresses(parsed?.addresses), last: typeof parsed?.last === 'number' ? parsed.last : null }
}

type Needs = Pick<Ledger, 'store' | 'guard'>

export const knownPeers = ({ store, guard }: Needs): Map<Key, Known> =>
  new Map(listGuarded(store.ledger, guard, 'peers').flatMap(({ chain, body }): [Key, Known][] => (isKey(chain) ? [[chain, parse(body)]] : [])))

/** Adds addresses (the newest first) and the last contact; writes only when something is new. */
export function rememberPeer({ store, guard }: Needs, peer: Key, addresses: readonly string[], last: number | null): Known {
  const row = getGuarded(store.ledger, guard, 'peers', peer)
  const before = row ? parse(row.body) : { addresses: [], last: null }
  const known: Known = { addresses: [...new Set([...addresses.filter(isAddress), ...before.addresses])].slice(0, MOST_ADDRESSES), last: last ?? before.last }
  const body = utf8(canonical(known as unknown as Json))
  if (!store.readonly && (!row || !Buffer.from(row.body).equals(body))) putGuarded(store.ledger, guard, 'peers', { chain: peer, body })
  return known
}
