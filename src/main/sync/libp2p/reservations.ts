/** Being reached through hubs: a reservation with each, asked for again when it is lost with its hub. */
import type { Libp2p } from 'libp2p'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import type { PeerAddress } from '../peer-types.ts'
import { dialable, hubOf, keyOf, peerIdOf } from './identity.ts'

/** Between two tries, ms; and how long the hub's answer may take. */
const RETRY = 20_000
const DEADLINE = 10_000

export interface ReservationEnds {
  readonly libp2p: Libp2p
  readonly listenThrough: (hub: string) => Promise<void>
  readonly addresses: () => readonly string[]
  /** Hubs that stand fast from the start: addresses that end in their /p2p/ part. */
  readonly relays: readonly string[]
}

export interface Reservations {
  through(hubs: readonly PeerAddress[]): void
}

/** By hub, the addresses of one. */
function hubsAt(relays: readonly string[]): PeerAddress[] {
  const hubs = new Map<PeerAddress['peer'], string[]>()
  for (const relay of relays) {
    const id = multiaddr(relay)
      .getComponents()
      .findLast(part => part.name === 'p2p')?.value
    const key = id === undefined ? undefined : keyOf(peerIdFromString(id))
    if (key !== undefined) hubs.set(key, [...(hubs.get(key) ?? []), relay])
  }
  return [...hubs].map(([peer, addresses]) => ({ peer, addresses }))
}

export function keepReservations({ libp2p, listenThrough, addresses, relays }: ReservationEnds): Reservations {
  const fast = hubsAt(relays)
  let hubs: readonly PeerAddress[] = fast
  const asking = new Set<string>()

  const reserve = async ({ peer, addresses: known }: PeerAddress): Promise<void> => {
    const id = peerIdOf(peer)
    const usable = dialable(id, known).filter(address => hubOf(address) === undefined)
    if (asking.has(peer) || usable.length === 0) return
    if (addresses().some(own => own.includes(`/p2p/${id.toString()}/p2p-circuit`))) return
    asking.add(peer)
    try {
      const open = libp2p.getConnections(id).find(connection => connection.status === 'open')
      const connection = open ?? (await libp2p.dial(usable, { signal: AbortSignal.timeout(DEADLINE) }))
      // one who dialled us came from a port at which nobody listens: what is advertised are its own addresses
      const at = usable.find(address => address.toString().startsWith(connection.remoteAddr.toString())) ?? usable[0]!
      await listenThrough(at.toString())
    } finally {
      asking.delete(peer)
    }
  }
  const missing = (): void => {
    for (const hub of hubs) void reserve(hub).catch(() => undefined)
  }
  setInterval(missing, RETRY)
  missing()
  return {
    through(wanted) {
      hubs = [...fast, ...wanted.filter(({ peer }) => !fast.some(one => one.peer === peer))]
      missing()
    }
  }
}
