import { EventEmitter } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { describe, expect, it, vi } from 'vitest'
import type { Stream } from '@libp2p/interface'
import type { Key } from '../../../src/shared/names.ts'
import { Answering } from '../../../src/main/sync/libp2p/answering.ts'
import { waitBefore } from '../../../src/main/sync/libp2p/bounds.ts'
import { FrameError, frameOf, FrameReader, HEADER, kinds, stamp, type Frame } from '../../../src/main/sync/libp2p/frame.ts'
import { keepWorker } from '../../../src/main/sync/libp2p/keeper.ts'
import { boundListen, notListenable } from '../../../src/main/sync/libp2p/listening.ts'
import type { ToOffice, ToWorker } from '../../../src/main/sync/libp2p/messages.ts'
import { Pipe } from '../../../src/main/sync/libp2p/pipe.ts'
import { yamuxWatch } from '../../../src/main/sync/libp2p/yamux-guard.ts'

const bytes = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, i) => (i * 31) & 255)
const request = (id: number, length: number): Uint8Array<ArrayBuffer> => stamp(frameOf(bytes(length)), id, kinds.request)

describe('frames', () => {
  const sizes = [0, 1, 8, 65_535, 65_536, 65_537, 200_000, 1 << 20]
  const all = Buffer.concat(sizes.map((size, i) => request(i + 1, size)))

  it.each([[7], [HEADER], [4096], [65_536], [all.length]])('come out the same whatever the pieces: %i bytes', piece => {
    const frames: Frame[] = []
    const reader = new FrameReader(
      () => 1 << 20,
      frame => frames.push(frame)
    )
    for (let at = 0; at < all.length; at += piece) reader.push(all.subarray(at, at + piece))
    expect(frames.map(({ id, kind, body }) => [id, kind, body.length])).toEqual(sizes.map((size, i) => [i + 1, kinds.request, size]))
    expect(frames.every(({ body }) => Buffer.compare(body, bytes(body.length)) === 0)).toBe(true)
    expect(reader.under).toBe(0)
  })

  it('a length is judged at its fourth byte, by the limit of that moment', () => {
    let most = 10
    const reader = new FrameReader(
      () => most,
      () => undefined
    )
    reader.push(request(1, 10))
    most = 9
    reader.push(request(2, 10).subarray(0, 3))
    expect(() => reader.push(request(2, 10).subarray(3, 4))).toThrow(FrameError)
  })

  it('a declared MiB takes no more than 64 KiB until that much has come', () => {
    const start = request(1, 1 << 20).subarray(0, HEADER + 1)
    const before = process.memoryUsage().arrayBuffers
    const readers = Array.from({ length: 200 }, () => {
      const reader = new FrameReader(
        () => 1 << 20,
        () => undefined
      )
      reader.push(start)
      return reader
    })
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20)
    expect(readers.every(reader => reader.under === HEADER + 1)).toBe(true)
  })
})

/** A stream that takes `room` bytes and gives what the test sends. */
class FakeStream extends EventEmitter {
  status = 'open'
  remoteWriteStatus = 'writable'
  writeBufferLength = 0
  room = Infinity
  sent: Uint8Array[] = []
  addEventListener(name: string, hear: (event: object) => void): void {
    this.on(name, hear)
  }
  send(piece: Uint8Array): boolean {
    this.sent.push(piece)
    this.room -= piece.length
    if (this.room < 0) this.writeBufferLength += piece.length
    return this.room >= 0
  }
  pause(): void {}
  resume(): void {}
  abort(error: Error): void {
    this.status = 'aborted'
    this.emit('close', { error })
  }
  close(): Promise<void> {
    this.status = 'closing'
    return Promise.resolve()
  }
  give(piece: Uint8Array): void {
    this.emit('message', { data: piece })
  }
  get asStream(): Stream {
    return this as unknown as Stream
  }
}

describe('a pipe', () => {
  const open = (): { stream: FakeStream; pipe: Pipe; ends: string[]; frames: number[] } => {
    const [stream, ends, frames] = [new FakeStream(), [] as string[], [] as number[]]
    const pipe = new Pipe(stream.asStream, {
      largest: () => 1 << 20,
      frame: ({ id }) => frames.push(id),
      ended: () => ends.push('ended'),
      closed: detail => ends.push(detail)
    })
    return { stream, pipe, ends, frames }
  }

  it('is cut when a peer stops in the middle of a frame for ten seconds, and not before', () => {
    const { stream, pipe, ends } = open()
    stream.give(request(1, 100).subarray(0, 50))
    const now = performance.now()
    pipe.tick(now + 9_000)
    expect(ends).toEqual([])
    pipe.tick(now + 10_100)
    expect([ends, stream.status]).toEqual([['the peer stopped in the middle of a frame'], 'aborted'])
  })

  it('may be silent between frames for as long as it likes', () => {
    const { stream, pipe, ends, frames } = open()
    stream.give(request(1, 100))
    pipe.tick(performance.now() + 3_600_000)
    expect([ends, frames]).toEqual([[], [1]])
  })

  it('is cut when a peer takes nothing for 25 seconds, and goes on as long as it takes something', () => {
    const { stream, pipe, ends } = open()
    stream.room = 100_000
    pipe.send(frameOf(bytes(1 << 20)))
    const now = performance.now()
    pipe.tick(now)
    stream.writeBufferLength -= 100
    pipe.tick(now + 20_000)
    pipe.tick(now + 40_000)
    expect(ends).toEqual([])
    pipe.tick(now + 46_000)
    expect(ends).toEqual(['the peer does not read'])
  })

  it('lets small frames overtake large ones that have not begun, and is cut when too many wait', () => {
    const { stream, pipe, ends } = open()
    stream.room = 0
    pipe.send(request(1, 100_000))
    pipe.send(request(2, 100_000))
    pipe.send(request(3, 10))
    stream.room = Infinity
    stream.writeBufferLength = 0
    stream.emit('idle', {})
    return Promise.resolve().then(() => {
      const reader = new FrameReader(
        () => 1 << 20,
        ({ id }) => order.push(id)
      )
      const order: number[] = []
      for (const piece of stream.sent) reader.push(piece)
      expect(order).toEqual([1, 3, 2])
      stream.room = 0
      for (let i = 0; i < 200; i++) pipe.send(request(4 + i, 10))
      expect(ends).toEqual(['the peer does not read'])
    })
  })
})

it('all strangers together have four requests under way at a door, members are not counted among them', async () => {
  const asked: Key[] = []
  const answering = new Answering({
    gate: peer => Promise.resolve({ allowed: true, member: peer === 'member' }),
    asked: (_, peer) => asked.push(peer)
  })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'member']) {
    const stream = new FakeStream()
    await answering.visit(stream.asStream, name as Key, '/muniment/join/1')
    stream.give(request(1, 10))
  }
  expect(asked).toEqual(['a', 'b', 'c', 'd', 'member'])
})

it('a handler that takes a minute frees its place', async () => {
  let asked = 0
  const answering = new Answering({ gate: () => Promise.resolve({ allowed: true, member: true }), asked: () => asked++ })
  const stream = new FakeStream()
  await answering.visit(stream.asStream, 'm' as Key, '/muniment/sync/1')
  for (let id = 1; id <= 20; id++) stream.give(request(id, 1))
  expect(asked).toBe(16)
  answering.tick(performance.now() + 61_000)
  expect(stream.status).toBe('aborted')
  const next = new FakeStream()
  await answering.visit(next.asStream, 'm' as Key, '/muniment/sync/1')
  next.give(request(1, 1))
  expect(asked).toBe(17)
})

it('yamux headers are followed across any cut, and a frame above the window is seen at its header', () => {
  const header = (type: number, length: number): Buffer => {
    const head = Buffer.alloc(12)
    head[1] = type
    head.writeUInt32BE(length, 8)
    return head
  }
  const sound = Buffer.concat([header(0, 5), bytes(5), header(1, 0xffff_ffff), header(2, 7), header(0, 1 << 20), bytes(1 << 20), header(3, 0)])
  for (const piece of [1, 11, 13, 65_536]) {
    const watch = yamuxWatch()
    let good = true
    for (let at = 0; at < sound.length; at += piece) good &&= watch(sound.subarray(at, at + piece))
    expect(good).toBe(true)
    expect(watch(header(0, (1 << 20) + 1))).toBe(false)
  }
})

it('waits before a new start grow from a quarter of a second to half a minute', () => {
  expect([0, 1, 2, 7, 8, 1000].map(waitBefore)).toEqual([250, 500, 1000, 30_000, 30_000, 30_000])
})

it('a chosen port is kept for the next start, on its own kind of listener', () => {
  const own = [
    '/ip4/127.0.0.1/tcp/4001/p2p/x',
    '/ip4/10.0.0.9/tcp/4001/p2p/x',
    '/ip4/127.0.0.1/tcp/4002/ws/p2p/x',
    '/ip6/::1/tcp/4003/p2p/x',
    '/ip4/1.2.3.4/tcp/9/p2p/hub/p2p-circuit'
  ]
  expect(boundListen(['/ip4/0.0.0.0/tcp/0', '/ip4/127.0.0.1/tcp/0/ws', '/ip6/::1/tcp/0', '/ip4/127.0.0.1/tcp/5000'], own)).toEqual([
    '/ip4/0.0.0.0/tcp/4001',
    '/ip4/127.0.0.1/tcp/4002/ws',
    '/ip6/::1/tcp/4003',
    '/ip4/127.0.0.1/tcp/5000'
  ])
  expect(notListenable(['/ip4/0.0.0.0/tcp/0', '/ip6/::/tcp/1/ws'])).toBe(undefined)
  for (const bad of ['', 'x', '/nowhere', '/ip4/0.0.0.0/udp/1', '/dns4/a/tcp/1']) expect(notListenable(['/ip4/0.0.0.0/tcp/0', bad])).toBe(bad)
})

/** A worker that answers its pulse as long as the test wants it to. */
class FakeWorker extends EventEmitter {
  alive = true
  postMessage(message: ToWorker): void {
    if (message.t === 'pulse' && this.alive) this.say({ t: 'pulse' })
  }
  say(message: ToOffice): void {
    this.emit('message', message)
  }
  terminate(): Promise<number> {
    this.emit('exit', 1)
    return Promise.resolve(1)
  }
}

it('a worker that hangs is ended and started again, a lively one is left alone, and one that can not start is tried with ever longer waits', async () => {
  vi.useFakeTimers()
  try {
    const workers: FakeWorker[] = []
    const downs: [string, number][] = []
    let starts = true
    const spawn = (): Worker => {
      const worker = new FakeWorker()
      workers.push(worker)
      queueMicrotask(() =>
        worker.say(starts ? { t: 'ready', peer: 'k' as Key, addresses: [], bound: ['/bound'] } : { t: 'not-started', code: 'port-in-use', detail: 'port' })
      )
      return worker as unknown as Worker
    }
    await keepWorker(
      { seed: new Uint8Array(32), listen: [], mdns: false, hub: false, relays: [] },
      { up: () => undefined, hear: () => undefined, down: (why, wait) => downs.push([why, wait]) },
      spawn
    )
    await vi.advanceTimersByTimeAsync(600_000)
    expect([workers.length, downs]).toEqual([1, []])
    workers[0]!.alive = false
    starts = false
    await vi.advanceTimersByTimeAsync(26_000)
    expect(downs.map(([, wait]) => wait).slice(0, 3)).toEqual([250, 500, 1000])
    expect(downs[0]![0]).toBe('the network worker hung')
    await vi.advanceTimersByTimeAsync(300_000)
    expect(downs.at(-1)![1]).toBe(30_000)
    const before = workers.length
    starts = true
    await vi.advanceTimersByTimeAsync(31_000)
    expect(workers.length).toBe(before + 1)
  } finally {
    vi.useRealTimers()
  }
})
