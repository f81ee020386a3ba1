/** What strangers and broken peers may send to an open port: nobody is hurt, and an honest desk still gets through. */
import { randomBytes } from 'node:crypto'
import { createConnection, type Socket } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Connection, Stream } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { frameOf, kinds, stamp } from '../../../src/main/sync/libp2p/frame.ts'
import { startNode, type Node } from '../../../src/main/sync/libp2p/node.ts'
import { openPeerLink, type PeerLink, type PeerLinkOptions } from '../../../src/main/sync/peer-link.ts'
import { heard } from '../../suites/peer-link.ts'

const SYNC = '/muniment/sync/1'
const JOIN = '/muniment/join/1'
const TCP = '/ip4/127.0.0.1/tcp/0'
const soon = (): AbortSignal => AbortSignal.timeout(15_000)
const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list)

let honest: PeerLink
let target: PeerLink
let allow: PeerLinkOptions['allow'] = () => true
const toClose: (() => unknown)[] = []
const open = async (more: Partial<PeerLinkOptions> = {}): Promise<PeerLink> => {
  const link = await openPeerLink({ seed: randomBytes(32), listen: [TCP], mdns: false, allow: () => true, ...more })
  toClose.push(() => link.close())
  return link
}
beforeEach(async () => {
  allow = () => true
  ;[honest, target] = await Promise.all([open(), open({ allow: (peer, protocol) => allow(peer, protocol) })])
  target.answer(SYNC, async (_, body) => body)
  target.answer(JOIN, async (_, body) => body)
})
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close()
})

/** Milliseconds from the dial to the answer of an honest desk. */
async function honestExchange(): Promise<number> {
  const from = performance.now()
  await honest.dial(target.self.peer, target.self.addresses, soon())
  expect(await honest.request(target.self.peer, SYNC, bytes(1, 2, 3), soon())).toEqual(bytes(1, 2, 3))
  return performance.now() - from
}

const port = (address = target.self.addresses[0]!): number => Number(/tcp\/(\d+)/.exec(address)![1])
/** From 127.0.0.N: one host may open only fifty connections a second, and these are several hosts. */
async function rawSocket(n = 0, at = port()): Promise<Socket> {
  const socket = createConnection({ host: '127.0.0.1', port: at, localAddress: `127.0.0.${2 + (n % 5)}` })
  socket.on('error', () => undefined)
  toClose.push(() => socket.destroy())
  await once(socket, 'connect')
  return socket
}

const ended = (socket: Socket): Promise<void> => new Promise(resolve => (socket.closed ? resolve() : socket.once('close', () => resolve())))

/** A peer that speaks libp2p well and then does as it likes; its identity is new each time. */
async function liar(): Promise<{ node: Node; connection: Connection; stream: (protocol: string) => Promise<Stream> }> {
  const node = await startNode(
    { seed: randomBytes(32), listen: [], mdns: false, hub: false, relays: [] },
    { member: async () => false, found: () => undefined }
  )
  toClose.push(() => node.libp2p.stop())
  const connection = await node.libp2p.dial(target.self.addresses.map(address => multiaddr(address)))
  return { node, connection, stream: protocol => connection.newStream(protocol, { signal: soon() }) }
}
const closed = (stream: Stream): Promise<unknown> => (stream.status === 'open' ? once(stream as unknown as EventTarget, 'close') : Promise.resolve())

it('two hundred idle sockets do not keep an honest desk out for a second', async () => {
  const idle = await Promise.all(Array.from({ length: 200 }, (_, n) => rawSocket(n)))
  const gone = idle.map(socket => ended(socket.resume()))
  expect(await honestExchange()).toBeLessThan(1_000)
  expect(idle.filter(socket => !socket.closed)).toHaveLength(200)
  await Promise.all(gone)
})

it('garbage, HTTP, TLS and half a handshake on the port are shut out within the upgrade deadline', async () => {
  const first = [
    randomBytes(4096),
    Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'),
    Buffer.from('16030100c8010000c40303', 'hex'),
    Buffer.from('\x13/multistream/1.0.0\n'),
    Buffer.from('\x13/multistream/1.0.0\n\x07/noise\n\xff\xff', 'latin1'),
    Buffer.alloc(64, 0xff),
    Buffer.alloc(64, 0x80)
  ]
  const sockets = await Promise.all(first.map((_, n) => rawSocket(n)))
  const from = performance.now()
  const ends = sockets.map((socket, i) => {
    socket.resume().write(first[i]!)
    return ended(socket)
  })
  expect(await honestExchange()).toBeLessThan(1_000)
  await Promise.all(ends)
  expect(performance.now() - from).toBeLessThan(6_000)
})

it('a socket that sends garbage without end is cut and the desk goes on', async () => {
  const socket = await rawSocket()
  const end = ended(socket)
  const piece = randomBytes(1 << 16)
  const more = (): void => void (!socket.destroyed && socket.write(piece, more))
  more()
  expect(await honestExchange()).toBeLessThan(1_000)
  await end
})

it('sockets that never ask for a WebSocket, or never end to ask, are dropped, and those that do stay', async () => {
  const web = await open({ listen: [`${TCP}/ws`] })
  web.answer(SYNC, async (_, body) => body)
  await honest.dial(web.self.peer, web.self.addresses, soon())
  const at = port(web.self.addresses[0])
  const [silent, slow] = [await rawSocket(0, at), await rawSocket(1, at)]
  slow.write('GET / HTTP/1.1\r\nUpgrade: webs')
  await Promise.all([silent, slow].map(socket => ended(socket.resume())))
  expect(await honest.request(web.self.peer, SYNC, bytes(4), soon())).toEqual(bytes(4))
})

const faults: readonly (readonly [string, Uint8Array])[] = [
  ['a length of 4 GiB', bytes(255, 255, 255, 255, 0, 0, 0, 1, 1)],
  ['a length one above what is allowed', bytes(0, 16, 0, 6, 0, 0, 0, 1, 1)],
  ['a length too small to hold its own head', bytes(0, 0, 0, 4, 0, 0, 0, 1)],
  ['a length of 0', bytes(0, 0, 0, 0)],
  ['a kind that does not exist', bytes(0, 0, 0, 6, 0, 0, 0, 1, 9, 0)],
  ['an answer where a request belongs', stamp(frameOf(bytes(1)), 1, kinds.answer)],
  ['a request with number 0', stamp(frameOf(bytes(1)), 0, kinds.request)],
  ['the same request number twice', Buffer.concat([stamp(frameOf(bytes(1)), 7, kinds.request), stamp(frameOf(bytes(1)), 7, kinds.request)])]
]
it.each(faults)('%s ends that stream at once', async (_, fault) => {
  const peer = await liar()
  const stream = await peer.stream(SYNC)
  const from = performance.now()
  stream.send(fault)
  await closed(stream)
  expect(performance.now() - from).toBeLessThan(1_000)
  await honestExchange()
})

it('a stranger is refused, and held to 16 KiB, at its stream', async () => {
  allow = (peer, protocol) => peer === honest.self.peer || protocol === JOIN
  const peer = await liar()
  const shut = await peer.stream(SYNC)
  const said = once(shut as unknown as EventTarget, 'message')
  const [{ data }] = (await said) as [{ data: { subarray(): Uint8Array } }]
  expect(Uint8Array.from(data.subarray())).toEqual(bytes(0, 0, 0, 5, 0, 0, 0, 0, kinds.door))
  const large = await peer.stream(JOIN)
  large.send(bytes(0, 0, 64, 6, 0, 0, 0, 1, 1))
  await closed(large)
  await honestExchange()
})

it('a peer with a hundred requests at once is worked for on sixteen, the rest are told that we are busy', async () => {
  const held = Promise.withResolvers<Uint8Array>()
  let working = 0
  target.answer(SYNC, (from, body) => (from === honest.self.peer ? Promise.resolve(body) : (working++, held.promise)))
  const peer = await liar()
  const stream = await peer.stream(SYNC)
  let busy = 0
  const all = new Promise<void>(resolve => {
    stream.addEventListener('message', ({ data }) => {
      busy += data.byteLength / 9
      if (busy === 84) resolve()
    })
  })
  for (let id = 1; id <= 100; id++) stream.send(stamp(frameOf(bytes(1)), id, kinds.request))
  await all
  await honestExchange() // the office hears requests in order: whatever it was to hear of the liar's, it has heard by now
  expect(working).toBe(16)
  held.resolve(bytes(1))
})

it('a declared yamux frame of 4 GiB ends the connection before it is collected', async () => {
  const peer = await liar()
  const gone = heard(target, 'disconnected')
  const stream = await peer.stream(SYNC)
  const raw = stream as unknown as { sendFrame(header: object, data: Uint8Array): void; streamId: number }
  raw.sendFrame({ type: 0, flag: 0, streamID: raw.streamId, length: 0xffff_ffff }, bytes(1, 2, 3))
  await gone
  await honestExchange()
})

it('streams beyond the limit are reset and the others go on', async () => {
  const peer = await liar()
  const streams = await Promise.allSettled(Array.from({ length: 40 }, () => peer.stream(SYNC)))
  const usable = streams.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  for (const stream of usable) stream.addEventListener('close', () => undefined)
  expect(usable.filter(stream => stream.status === 'open').length).toBeLessThanOrEqual(16)
  expect(await honestExchange()).toBeLessThan(1_000)
})
