/** N7, N8, N9: an admitted desk that sends frames that are none, opens streams without end, or does not read what it asked for. */
import type { Stream } from '@libp2p/interface'
import type { Random } from '../../../src/main/cli/demo/random.ts'
import { frameOf, kinds, stamp } from '../../../src/main/sync/libp2p/frame.ts'
import { writeFrame } from '../../../src/shared/sync/messages.ts'
import { onScene, HANGS, JOIN, REGISTRY, streamEnds, SYNC, type Liar, type Scene } from '../scene.ts'

/** Faults are refused as they are read; what never ends is given up after ten seconds (libp2p/bounds.ts). */
const AT_ONCE = 15_000
const BY_DEADLINE = 45_000

const head = (length: number, id: number, kind: number): Buffer => {
  const bytes = Buffer.alloc(9)
  bytes.writeUInt32BE(length >>> 0)
  bytes.writeUInt32BE(id >>> 0, 4)
  bytes[8] = kind
  return bytes
}
const request = (body: Uint8Array, id = 1): Uint8Array => stamp(frameOf(body), id, kinds.request)
const hello = (scene: Scene): Uint8Array => writeFrame({ t: 'hello', v: 1, kinds: [], net: scene.net, time: Date.now(), addresses: [] })

interface Fault {
  readonly name: string
  readonly bytes: readonly Uint8Array[]
  /** The stream stays open, and what was asked is refused. */
  readonly refused?: true
  readonly late?: true
}

const deep = (depth: number): Uint8Array => Buffer.from('{"a":'.repeat(depth) + '0' + '}'.repeat(depth))
/** A frame of the sync protocol: its header as text, and blobs. */
const framed = (...parts: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat(
    parts.flatMap(part => {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(part.length)
      return [length, part]
    })
  )
const text = (json: string): Uint8Array => framed(Buffer.from(json))

function faultsOf(random: Random): Fault[] {
  const ids = [1, 2, 7, 0xffff_ffff]
  return [
    ...[0xffff_ffff, 0x8000_0000, 0x7fff_ffff, 0x4000_0000, 0x0010_0006, 0x0020_0000, 0x0100_0000].map(length => ({
      name: `a length of ${length}`,
      bytes: [head(length, 1, 1)]
    })),
    ...[0, 1, 2, 3, 4].map(length => ({ name: `a length of ${length}, too small for its own head`, bytes: [head(length, 1, 1)] })),
    ...[0, 2, 3, 4, 5, 6, 9, 127, 128, 255].flatMap(kind => ids.map(id => ({ name: `a frame of kind ${kind}, number ${id}`, bytes: [head(5, id, kind)] }))),
    { name: 'a request with the number 0', bytes: [head(6, 0, 1), Buffer.from('x')] },
    { name: 'the same number twice', bytes: [request(Buffer.from('x'), 7), request(Buffer.from('x'), 7)] },
    { name: 'numbers that fall', bytes: [request(Buffer.from('x'), 9), request(Buffer.from('x'), 8)] },
    ...[1, 8, 9, 1_000, 70_000].map(some => ({
      name: `a body of 1 MiB that ends after ${some} bytes`,
      bytes: [head(0x10_0005, 1, 1), Buffer.alloc(some)],
      late: true as const
    })),
    ...[1, 3, 5, 8].map(some => ({ name: `${some} bytes of a head`, bytes: [head(100, 1, 1).subarray(0, some)], late: true as const })),
    ...[1, 10, 100, 1_000, 100_000].map(length => ({
      name: `${length} bytes of noise as a question`,
      bytes: [request(randomBytes(random, length))],
      refused: true as const
    })),
    ...[17, 100, 10_000, 100_000].map(depth => ({ name: `a question ${depth} deep`, bytes: [request(framed(deep(depth)))], refused: true as const })),
    ...[
      '{"blobs":0,"t":"nothing"}',
      '{"blobs":5,"t":"hello"}',
      '{"blobs":-1,"t":"hello"}',
      '{"blobs":1e9,"t":"hello"}',
      '{"t":"hello"}',
      '{"t":"hello","blobs":0}',
      '{"blobs":0,"blobs":0,"t":"hello"}',
      ' {"blobs":0,"t":"hello"}',
      '\ufeff{"blobs":0,"t":"hello"}',
      '{"blobs":0,"t":null}',
      '{"blobs":0,"t":{"t":"hello"}}',
      '[]',
      'null',
      '',
      '"hello"',
      '{"blobs":0,"t":"__proto__"}',
      '{"__proto__":{"t":"hello"},"blobs":0}',
      '{"blobs":0,"t":"constructor"}',
      '{"blobs":0,"t":"\\ud800"}'
    ].map(json => ({ name: `the header ${JSON.stringify(json)}`, bytes: [request(text(json))], refused: true as const })),
    { name: 'a part of 4 GiB in a question', bytes: [request(Buffer.from('ffffffff7b7d', 'hex'))], refused: true },
    { name: 'a part longer than its question', bytes: [request(Buffer.from('000000107b7d', 'hex'))], refused: true },
    { name: 'bytes after the last part', bytes: [request(Buffer.concat([text('{"blobs":0,"t":"heads","after":null}'), Buffer.from([1, 2])]))], refused: true },
    {
      name: 'a hundred thousand parts of nothing',
      bytes: [request(Buffer.concat([text('{"blobs":100001,"t":"give"}'), Buffer.alloc(400_000)]))],
      refused: true
    }
  ]
}

const randomBytes = (random: Random, length: number): Uint8Array => Uint8Array.from({ length }, () => random.below(256))

/** Everything that is answered, as kinds; resolves at the first answer or the end of the stream. */
function firstAnswer(stream: Stream): Promise<number | undefined> {
  let all = Buffer.alloc(0)
  return new Promise(resolve => {
    stream.addEventListener('message', ({ data }) => {
      for (const piece of data instanceof Uint8Array ? [data] : data) all = Buffer.concat([all, piece])
      if (all.length >= 9) resolve(all[8])
    })
    stream.addEventListener('close', () => resolve(undefined))
    setTimeout(() => resolve(-1), AT_ONCE).unref()
  })
}

async function one(liar: Liar, { bytes, refused, late }: Fault): Promise<string | undefined> {
  const stream = await liar.stream(SYNC)
  const answer = firstAnswer(stream)
  try {
    for (const part of bytes) stream.send(part)
  } catch {
    return undefined // it was ended in the middle
  }
  if (refused) {
    const kind = await answer
    stream.abort(new Error('done'))
    return kind === kinds.refused || kind === undefined ? undefined : kind === -1 ? 'no answer at all' : `answered with kind ${kind}`
  }
  const ended = await streamEnds(stream, late ? BY_DEADLINE : AT_ONCE)
  if (!ended) stream.abort(new Error('done'))
  return ended ? undefined : 'the stream is still open'
}

export const frames = onScene('N7', 'lengths that lie, bodies that never end, headers that are none', async scene => {
  const { run } = scene
  const rounds = run.counts === 'nightly' ? 10 : 1
  for (let round = 0; round < rounds; round++) {
    const all = faultsOf(run.random)
    const late = all.filter(fault => fault.late).slice(0, run.few ? 3 : undefined)
    const liar = await scene.liar(scene.members[0]!)
    for (const fault of all) if (!fault.late) scene.tally.played(`${fault.name} (${round})`, await one(liar, fault))
    // those that only time ends run three at a time: a desk has four streams of a protocol
    for (let i = 0; i < late.length; i += 3)
      await Promise.all(late.slice(i, i + 3).map(async fault => scene.tally.played(`${fault.name} (${round})`, await one(liar, fault))))
    const stream = await liar.stream(SYNC)
    const answer = firstAnswer(stream)
    stream.send(request(hello(scene)))
    scene.tally.played(`the same desk is answered when it asks as it should (${round})`, (await answer) === kinds.answer ? undefined : `kind ${await answer}`)
    await liar.node.libp2p.stop()
  }
})

export const floods = onScene('N8', 'streams without end', async scene => {
  const { run } = scene
  const counts = run.counts === 'nightly' ? [300, 1_000, 3_000, 10_000] : run.few ? [300] : [300, 1_000]
  for (const count of counts) {
    const liar = await scene.liar(scene.members[0]!)
    let most = 0
    const open = new Set<Stream>()
    for (let at = 0; at < count; at += 50)
      await Promise.all(
        Array.from({ length: 50 }, async (_, i) => {
          try {
            const stream = await liar.connection.newStream([SYNC, JOIN, REGISTRY][i % 3]!, { signal: AbortSignal.timeout(5_000), maxOutboundStreams: 1e6 })
            open.add(stream)
            stream.addEventListener('close', () => open.delete(stream))
            most = Math.max(most, [...open].filter(({ status, readStatus }) => status === 'open' && readStatus !== 'closed').length)
          } catch {
            // refused, as it should be
          }
        })
      )
    const left = [...open].filter(({ status }) => status === 'open').length
    run.tell(`${count} streams: at most ${most} at once, ${left} at the end`)
    scene.tally.played(`${count} streams: no more than a connection may have`, left <= 16 ? undefined : `${left} are open`)
    const dial = await scene.honestDial()
    scene.tally.played(`an honest dial gets in among ${count} streams`, dial < HANGS ? undefined : `${dial.toFixed(0)} ms`)
    await liar.node.libp2p.stop()
  }
})

/** Asks for as much as an answer holds, again and again. */
function askMuch(scene: Scene, stream: Stream): void {
  const wanted = writeFrame({ t: 'lines', chain: scene.desks.chain, from: 0, most: 1_000, room: 983_040 })
  try {
    for (let id = 1; id <= 16; id++) stream.send(stamp(frameOf(wanted), id, kinds.request))
  } catch {
    // it was ended in the middle
  }
}

export const silent = onScene('N9', 'a peer that does not read what it asked for, and one that reads 1 KB a second', async scene => {
  const { run } = scene
  const count = run.counts === 'nightly' ? 40 : run.few ? 3 : 20
  const ends: Promise<void>[] = []
  for (let i = 0; i < count; i++) {
    const liar = await scene.liar(scene.members[i % 2]!)
    const slow = i % 2 === 1
    const stream = await liar.stream(SYNC)
    const from = performance.now()
    const ended = streamEnds(stream, 120_000)
    if (slow) readSlowly(stream)
    else stream.pause()
    askMuch(scene, stream)
    ends.push(
      ended.then(async was => {
        const took = performance.now() - from
        if (i < 4) run.tell(`${slow ? '1 KB a second' : 'never reading'}: ended after ${(took / 1000).toFixed(1)} s`)
        // who reads slowly may be let go on; what it may not do is hold what others need
        scene.tally.played(`${slow ? 'reads 1 KB a second' : 'never reads'} (${i})`, was || slow ? undefined : 'its stream is never reset')
        await liar.node.libp2p.stop()
      })
    )
  }
  const dial = await scene.honestDial()
  run.tell(`an honest dial in ${dial.toFixed(0)} ms meanwhile`)
  await Promise.all(ends)
})

function readSlowly(stream: Stream): void {
  stream.pause()
  const timer = setInterval(() => {
    if (stream.status !== 'open') return clearInterval(timer)
    stream.resume()
    stream.pause()
  }, 1_000)
}
