/** What is known of each other desk while this one runs. */
import type { Key } from '../../shared/names.ts'
import type { Known } from '../ledger/address-book.ts'
import type { WhyUnreachable } from './peer-types.ts'

/** Something under way, of which chain, and how many are left: blocks, contents of entries, or records with files. */
export interface Doing {
  readonly what: 'lines' | 'payloads' | 'files'
  readonly chain: Key
  readonly left: number
}

export interface Peer {
  readonly chain: Key
  addresses: readonly string[]
  connected: boolean
  /** A hello was answered over this connection: only then is it a member that is here. */
  present: boolean
  /** ms since 1970 of the last answered hello. */
  last: number | null
  /** Lines it is known to hold, by chain: as it said, or as it was given. */
  readonly sizes: Map<Key, number>
  /** Chains it has announced since they were last pulled, and whether a whole round is due too. */
  readonly announced: Map<Key, number>
  whole: boolean
  /** Chains of which it has given all payloads that it has, as of what its hello said. */
  readonly swept: Map<Key, string>
  /** Bytes to ask for at a time: what its line carries in some seconds. */
  room: number
  trouble: string | null
  /** ms since 1970 of the last try to reach it, and why that came to nothing. */
  tried: number | null
  why: WhyUnreachable | null
  /** What is being fetched from it now. */
  doing: Doing | null
  /** Its clock less ours, ms, as of the last hello. */
  clockOff: number | null
  /** The round under way, and whether to go round again. */
  running: Promise<boolean> | null
  again: boolean
  /** Dialling now; when to try next (monotonic ms), and how long to wait after that. */
  dialling: boolean
  due: number
  wait: number
}

/** Between two tries to reach a desk: 1 s, doubled up to 60 s, ms. */
export const FIRST_WAIT = 1_000
export const LONGEST_WAIT = 60_000

/** Bytes asked for at a time: first, at least, at most. A line of 64 kbit/s carries the least in 8 s. */
const FIRST_ROOM = 262_144
const LEAST_ROOM = 65_536
export const MOST_ROOM = 983_040
const SLOW = 8_000
const FAST = 2_000

/** Fits what is asked for to how long the last full answer took, ms. */
export function fitRoom(peer: Pick<Peer, 'room'>, took: number): void {
  if (took > SLOW) peer.room = Math.max(LEAST_ROOM, peer.room / 2)
  else if (took < FAST) peer.room = Math.min(MOST_ROOM, peer.room * 2)
}

export const newPeer = (chain: Key, known?: Known): Peer => ({
  chain,
  addresses: known?.addresses ?? [],
  connected: false,
  present: false,
  last: known?.last ?? null,
  sizes: new Map(),
  announced: new Map(),
  whole: true,
  swept: new Map(),
  room: FIRST_ROOM,
  trouble: null,
  tried: null,
  why: null,
  doing: null,
  clockOff: null,
  running: null,
  again: false,
  dialling: false,
  due: 0,
  wait: FIRST_WAIT
})

/** A desk could not be reached: try later, and later still (with jitter, so that a whole network does not try at once). */
export function backOff(peer: Peer, now: number, random: number): void {
  peer.due = now + peer.wait * (0.75 + random / 2)
  peer.wait = Math.min(LONGEST_WAIT, peer.wait * 2)
}

const DAY_MS = 86_400_000

/** Two peers disagree with our clock by more than a day: then it is ours that may be wrong, and nothing is witnessed. */
export const clockDisputed = (peers: Iterable<Peer>): boolean =>
  [...peers].filter(({ clockOff }) => clockOff !== null && Math.abs(clockOff) > DAY_MS).length >= 2
