/** The libp2p node as Muniment runs it: no DHT, no pubsub, no open relay. The figures are those of stack.md, measured under 200 idle sockets. */
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify, identifyPush } from '@libp2p/identify'
import { mdns } from '@libp2p/mdns'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { webSockets } from '@libp2p/websockets'
import { createLibp2p, type Libp2p } from 'libp2p'
import { multiaddr } from '@multiformats/multiaddr'
import type { ConnectionGater, PeerDiscovery, PeerId, PeerInfo } from '@libp2p/interface'
import { keyOf, privateKeyOf } from './identity.ts'
import type { WorkerOptions } from './messages.ts'
import { guardWebSockets } from './websocket-guard.ts'
import { guardedYamux } from './yamux-guard.ts'

/** Our own name on the LAN, so that other libp2p programs are neither asked nor told. */
const LAN_NAME = '_muniment._udp.local'

/** A hub has room for every desk of a network of hundreds of offices, and for what it relays between them. */
const HUB_CONNECTIONS = 1_024

export interface Node {
  readonly libp2p: Libp2p
  /** Ask the hub at an address, to which we are connected, to relay to us; rejects when it refuses. */
  listenThrough(hub: string): Promise<void>
}

export interface NodeEnds {
  /** Whether a peer may use the sync protocol; a hub relays between members only. */
  member(peer: PeerId): Promise<boolean>
  /** Somebody on the LAN says that it is here. libp2p's own `peer:discovery` also tells of every peer that dials us. */
  found(about: PeerInfo): void
}

/** Rejects when an address can not be listened on. */
export async function startNode(options: WorkerOptions, { member, found }: NodeEnds): Promise<Node> {
  let listenMore: ((address: string) => Promise<void>) | undefined
  const libp2p = await createLibp2p({
    privateKey: await privateKeyOf(options.seed),
    nodeInfo: { name: 'muniment', version: '1', userAgent: 'muniment' },
    addresses: { listen: [...options.listen] },
    transports: [tcp(), webSockets(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [guardedYamux({ maxInboundStreams: 16, maxOutboundStreams: 16, streamOptions: { maxStreamWindowSize: 1 << 20 } })],
    connectionGater: gater(member),
    connectionManager: {
      maxConnections: options.hub ? HUB_CONNECTIONS : 128,
      maxIncomingPendingConnections: 256,
      inboundConnectionThreshold: 50,
      inboundUpgradeTimeout: 2_500,
      maxParallelDials: 16,
      dialTimeout: 12_000,
      addressDialTimeout: 5_000,
      reconnectRetries: 0
    },
    // A slow line (64 kbit/s) with a full window answers a ping after half a minute: do not take it for dead before.
    connectionMonitor: { pingInterval: 15_000, pingTimeout: { minTimeout: 40_000, maxTimeout: 60_000 } },
    peerDiscovery: options.mdns ? [listenOnLan(found)] : [],
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      ping: ping({ maxInboundStreams: 2, maxOutboundStreams: 2 }),
      ...(options.hub ? { relay: circuitRelayServer({ reservations: { applyDefaultLimit: false, maxReservations: HUB_CONNECTIONS } }) } : {}),
      listeners: components => {
        listenMore = address => components.transportManager.listen([multiaddr(address)])
        components.events.addEventListener('transport:listening', ({ detail }) => guardWebSockets(detail))
        return {}
      }
    }
  })
  return {
    libp2p,
    listenThrough: async hub => listenMore?.(`${hub}/p2p-circuit`)
  }
}

const listenOnLan =
  (found: NodeEnds['found']) =>
  (components: Parameters<ReturnType<typeof mdns>>[0]): PeerDiscovery => {
    const lan = mdns({ serviceTag: LAN_NAME, interval: 20_000 })(components)
    lan.addEventListener('peer', ({ detail }) => found(detail))
    return lan
  }

/** Private addresses are where offices live, so none is denied; identities that are no desk key are. */
const gater = (member: (peer: PeerId) => Promise<boolean>): ConnectionGater => ({
  denyDialMultiaddr: () => false,
  denyInboundEncryptedConnection: peer => keyOf(peer) === undefined,
  denyInboundRelayReservation: async peer => !(await member(peer)),
  denyOutboundRelayedConnection: async (source, destination) => !((await member(source)) && (await member(destination))),
  filterMultiaddrForPeer: () => true
})
