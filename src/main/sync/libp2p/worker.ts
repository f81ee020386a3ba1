/** The worker thread in which libp2p lives. It may die at any moment; the office starts it again. */
import { parentPort, workerData } from 'node:worker_threads'
import type { PeerId } from '@libp2p/interface'
import type { Multiaddr } from '@multiformats/multiaddr'
import type { Key } from '../../../shared/names.ts'
import { peerProtocols, type PeerProtocol, type WhyUnreachable } from '../peer-types.ts'
import { Answering, type Verdict } from './answering.ts'
import { openAsker } from './asking.ts'
import { DIAL_DEADLINE } from './bounds.ts'
import { Guests } from './guests.ts'
import { describe, dialable, hubOf, keyOf, peerIdOf, throughHubs } from './identity.ts'
import { boundListen, notListenable } from './listening.ts'
import { keepReservations } from './reservations.ts'
import type { ToOffice, ToWorker, WorkerOptions } from './messages.ts'
import { startNode } from './node.ts'
import { whyUnreachable } from './why-unreachable.ts'

/** Rejections that nobody awaited: survivable, unless they pour. */
const MOST_STRAY_REJECTIONS = 100

if (parentPort === null) throw new Error('worker.ts runs in a worker thread')
const port = parentPort
const options = workerData as WorkerOptions

const tell = (message: ToOffice, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer)
const fail = (id: number, detail: string, why: WhyUnreachable): void => tell({ t: 'failed', id, failure: { code: 'peer-unreachable', detail, why } })

let stray = 0
process.on('unhandledRejection', reason => {
  if (++stray > MOST_STRAY_REJECTIONS) throw reason
})

let lastGate = 0
const gates = new Map<number, (verdict: Verdict) => void>()
const gate = (peer: Key, protocol: PeerProtocol): Promise<Verdict> =>
  new Promise(resolve => {
    gates.set(++lastGate, resolve)
    tell({ t: 'gate', gate: lastGate, peer, protocol })
  })

const answering = new Answering({
  gate,
  asked: (asked, peer, protocol, body) => tell({ t: 'asked', asked, peer, protocol, body }, [body.buffer])
})

const { libp2p, listenThrough } = await startNode(options, {
  async member(peer) {
    const key = keyOf(peer)
    return key !== undefined && (await gate(key, '/muniment/sync/1')).member
  },
  found({ id, multiaddrs }) {
    const peer = keyOf(id)
    const usable = dialable(id, multiaddrs.map(String)).map(String)
    if (peer !== undefined && usable.length > 0) tell({ t: 'found', peer, addresses: usable })
  }
}).catch((error: unknown) => {
  const bad = notListenable(options.listen) ?? (/EADDRNOTAVAIL|EINVAL|EACCES/.exec(String(error)) ? options.listen.join(' ') : undefined)
  const taken = /EADDRINUSE.*/.exec(String(error))?.[0]
  tell({ t: 'not-started', code: taken ? 'port-in-use' : bad === undefined ? 'internal' : 'bad-input', detail: taken ?? bad ?? describe(error) })
  throw error
})

const asker = openAsker({
  open(peer, protocol, signal) {
    const [connection] = libp2p
      .getConnections(peer)
      .filter(connection => connection.status === 'open')
      .sort((a, b) => Number(a.limits !== undefined) - Number(b.limits !== undefined) || a.timeline.open - b.timeline.open)
    if (connection === undefined) return Promise.reject(new Error('not connected'))
    return connection.newStream(protocol, { signal, runOnLimitedConnection: true, maxOutboundStreams: 4 })
  },
  answered: (id, body) => tell({ t: 'answered', id, body }, [body.buffer]),
  failed: (id, failure) => tell({ t: 'failed', id, failure })
})

const guests = new Guests({ gate, visits: peer => answering.visits(peer) })
const self = keyOf(libp2p.peerId)!
const addresses = (): string[] => libp2p.getMultiaddrs().map(String)

for (const protocol of peerProtocols) {
  await libp2p.handle(
    protocol,
    (stream, connection) => {
      const peer = keyOf(connection.remotePeer)
      if (peer === undefined) stream.abort(new Error('not a desk key'))
      else void answering.visit(stream, peer, protocol)
    },
    { maxInboundStreams: 4, maxOutboundStreams: 4, runOnLimitedConnection: true }
  )
}

libp2p.addEventListener('connection:open', ({ detail: connection }) => {
  const peer = keyOf(connection.remotePeer)
  if (peer === undefined) return connection.abort(new Error('not a desk key'))
  const inbound = connection.direction === 'inbound'
  const address = connection.remoteAddr.toString()
  const via = hubOf(connection.remoteAddr)
  tell({ t: 'open', connection: connection.id, about: { peer, address, since: connection.timeline.open, inbound, ...(via === undefined ? {} : { via }) } })
  if (inbound) void guests.arrived(connection, peer)
})
libp2p.addEventListener('connection:close', ({ detail: connection }) => {
  guests.left(connection.id)
  tell({ t: 'shut', connection: connection.id })
})
libp2p.addEventListener('self:peer:update', () => tell({ t: 'addresses', addresses: addresses() }))

const reservations = keepReservations({ libp2p, listenThrough, addresses, relays: options.relays })

const dials = new Map<number, AbortController>()
async function dial(id: number, peer: Key, addressesOf: (target: PeerId) => Multiaddr[]): Promise<void> {
  const stop = new AbortController()
  dials.set(id, stop)
  try {
    const target = peerIdOf(peer)
    const usable = addressesOf(target)
    const connected = libp2p.getConnections(target).some(connection => connection.status === 'open')
    if (!connected && usable.length === 0) return fail(id, 'no address given leads to this key', 'no-address')
    if (!connected) await libp2p.dial(usable, { signal: AbortSignal.any([stop.signal, AbortSignal.timeout(DIAL_DEADLINE)]) })
    tell({ t: 'done', id })
  } catch (error) {
    fail(id, describe(error), whyUnreachable(error))
  } finally {
    dials.delete(id)
  }
}

/** A connection of its own beside those there are, closed at once. */
async function probe(id: number, peer: Key, wanted: readonly string[]): Promise<void> {
  const stop = new AbortController()
  dials.set(id, stop)
  try {
    const usable = dialable(peerIdOf(peer), wanted)
    if (usable.length === 0) return fail(id, 'no address given leads to this key', 'no-address')
    const connection = await libp2p.dial(usable, { force: true, signal: AbortSignal.any([stop.signal, AbortSignal.timeout(DIAL_DEADLINE)]) })
    tell({ t: 'probed', id, address: connection.remoteAddr.toString() })
    void connection.close({ signal: AbortSignal.timeout(2_000) }).catch(() => connection.abort(new Error('probed')))
  } catch (error) {
    fail(id, describe(error), whyUnreachable(error))
  } finally {
    dials.delete(id)
  }
}

async function hangUp(id: number, peer: Key): Promise<void> {
  try {
    await libp2p.hangUp(peerIdOf(peer), { signal: AbortSignal.timeout(2_000) })
  } catch {
    for (const connection of libp2p.getConnections(peerIdOf(peer))) connection.abort(new Error('hung up'))
  }
  tell({ t: 'done', id })
}

async function close(): Promise<void> {
  await Promise.race([libp2p.stop(), new Promise(resolve => setTimeout(resolve, 2_000))]).catch(() => undefined)
  process.exit()
}

port.on('message', (message: ToWorker) => {
  switch (message.t) {
    case 'dial':
      return void dial(message.id, message.peer, target => dialable(target, message.addresses))
    case 'dial-through':
      return void dial(message.id, message.peer, target => throughHubs(target, message.hubs))
    case 'request':
      return asker.ask(message)
    case 'cancel':
      dials.get(message.id)?.abort()
      return asker.cancel(message.id)
    case 'probe':
      return void probe(message.id, message.peer, message.addresses)
    case 'relay-through':
      return reservations.through(message.hubs)
    case 'hang-up':
      return void hangUp(message.id, message.peer)
    case 'verdict':
      gates.get(message.gate)?.(message)
      return void gates.delete(message.gate)
    case 'answer':
      return answering.answer(message.asked, message.frame, message.member, message.shut)
    case 'pulse':
      return tell({ t: 'pulse' })
    case 'close':
      return void close()
    default:
      return message satisfies never
  }
})

setInterval(() => {
  const now = performance.now()
  asker.tick(now)
  answering.tick(now)
  guests.tick(now)
}, 1_000)

tell({ t: 'ready', peer: self, addresses: addresses(), bound: boundListen(options.listen, addresses()) })
