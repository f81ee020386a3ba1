/** What this desk answers to members and to others, whatever they send. */
import { expect, it } from 'vitest'
import { toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import type { Json } from '../../../src/shared/ledger/jcs.ts'
import type { Key } from '../../../src/shared/names.ts'
import { readFrame, writeFrame, type Frame } from '../../../src/shared/sync/messages.ts'
import { answerJoin } from '../../../src/main/ledger/admission.ts'
import { allowPeer } from '../../../src/main/sync/join.ts'
import { serveRegistry } from '../../../src/main/sync/registry-door.ts'
import { servePeer } from '../../../src/main/sync/serve-peer.ts'
import { makeWorld, note, notes, type TestDesk, type World } from '../../kit/desks.ts'
import { attach } from '../../kit/desk-files.ts'

interface Scene {
  readonly world: World
  readonly a: TestDesk
  readonly b: TestDesk
  readonly c: TestDesk
  readonly told: unknown[]
  /** The answer to `from`, or the code of the refusal. */
  readonly ask: (from: Key, body: Uint8Array) => Promise<Frame | string>
}
function scene(seed: number): Scene {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South')
  const c = world.join('East')
  const told: unknown[] = []
  const serve = servePeer({
    ledger: a.ledger,
    addresses: () => ['/ip4/127.0.0.1/tcp/1'],
    known: () => [[c.chain, ['/ip4/127.0.0.1/tcp/2']]],
    greeted: from => void told.push(['greeted', from]),
    announced: (...said) => void told.push(said),
    given: (from, blobs) => void told.push([from, blobs.length])
  })
  const ask = async (from: Key, body: Uint8Array): Promise<Frame | string> => {
    try {
      return readFrame(await serve(from, body))!
    } catch (error) {
      if (error instanceof OfficeError) return error.code
      throw error
    }
  }
  return { world, a, b, c, told, ask }
}
const frame = (t: string, fields: Record<string, Json> = {}): Uint8Array => writeFrame({ t, room: 1_000_000, ...fields })
const states = (answer: Frame | string): unknown => (typeof answer === 'string' ? answer : answer.header['states'])

it('strangers are refused before anything is read', async () => {
  const { world, ask, a } = scene(211)
  const stranger = world.newcomer('Nobody')
  for (const t of ['hello', 'lines', 'payloads', 'give', 'x']) expect(await ask(stranger.chain, frame(t))).toBe('peer-refused')
  expect(await ask(stranger.chain, world.bytes(100))).toBe('peer-refused')
  const allow = allowPeer(a.ledger)
  expect([allow(stranger.chain, '/muniment/sync/1'), allow(stranger.chain, '/muniment/registry/1')]).toEqual([false, false])
})

it('a member of another network or version hears what is spoken here, and nothing else', async () => {
  const { ask, b, a, told } = scene(212)
  const hello = { v: 1, net: a.ledger.net, kinds: [], time: 1, addresses: [] }
  const spoken = { header: { t: 'hello', v: 1, net: a.ledger.net, blobs: 0 }, blobs: [] }
  expect(await ask(b.chain, frame('hello', { ...hello, net: b.chain }))).toEqual(spoken)
  expect(await ask(b.chain, frame('hello', { ...hello, v: 2 }))).toEqual(spoken)
  expect(told).toEqual([])
  expect(await ask(b.chain, frame('hello', hello))).toMatchObject({
    header: { v: 1, net: a.ledger.net, next: null, peers: [[expect.any(String), ['/ip4/127.0.0.1/tcp/2']]] }
  })
  expect(told).toEqual([['greeted', b.chain]])
})

it('payloads and attachments go to their audience only, by the newest registry', async () => {
  const { world, ask, a, b, c } = scene(213)
  note(a, 'for the south', [b.office])
  note(a, 'for everyone')
  attach(a, [world.bytes(1_000)])
  const wanted = (chain: Key): Uint8Array =>
    frame('payloads', {
      chain,
      want: [
        [0, 0],
        [1, 0],
        [2, 0],
        [3, 0],
        [0, 7]
      ]
    })
  expect(states(await ask(b.chain, wanted(a.chain)))).toEqual(['here', 'here', 'here', 'elsewhere', 'elsewhere'])
  expect(states(await ask(c.chain, wanted(a.chain)))).toEqual(['audience', 'here', 'here', 'elsewhere', 'elsewhere'])
  expect(states(await ask(b.chain, wanted(b.chain)))).toEqual(['elsewhere', 'elsewhere', 'elsewhere', 'elsewhere', 'elsewhere'])
  const pieces = { chain: a.chain, place: [0, 0], sha256: a.chain, from: 0, leaves: true }
  expect(await ask(c.chain, frame('pieces', pieces))).toMatchObject({ header: { count: 0 }, blobs: [] })
  expect(await ask(b.chain, frame('pieces', { ...pieces, place: [2, 0] }))).toMatchObject({ header: { count: 0 } })
})

it('an answer never exceeds a frame; what does not fit is asked for again', async () => {
  const { ask, a, b } = scene(214)
  notes(
    a,
    Array.from({ length: 8 }, () => 'x'.repeat(300_000))
  )
  notes(
    a,
    Array.from({ length: 1_500 }, (_, i) => `line ${i}`),
    [b.office]
  )
  const want = Array.from({ length: 8 }, (_, i) => [0, i])
  expect(states(await ask(b.chain, frame('payloads', { chain: a.chain, want })))).toEqual(['here', 'here', 'here', 'later', 'later', 'later', 'later', 'later'])
  const answer = await ask(b.chain, frame('lines', { chain: a.chain, from: 0, most: 1_000 }))
  expect(typeof answer !== 'string' && answer.blobs.length).toBeGreaterThan(100)
  expect(await ask(b.chain, frame('lines', { chain: a.chain, from: 9_999, most: 1 }))).toMatchObject({ header: { size: 0 }, blobs: [] })
})

it('whatever a member sends, it is answered or refused, and nothing else happens', async () => {
  const { world, ask, a, b } = scene(215)
  note(a, 'one')
  const kinds: [string, Record<string, Json>][] = [
    ['hello', { v: 1, net: a.ledger.net, time: 1, addresses: [] }],
    ['heads', { after: a.chain }],
    ['lines', { chain: a.chain, from: 0, most: 10 }],
    ['prove', { chain: a.chain, from: 1 }],
    ['payloads', { chain: a.chain, want: [[0, 0]] }],
    ['pieces', { chain: a.chain, place: [0, 0], sha256: a.chain, from: 0, leaves: true }],
    ['package', { want: a.chain, from: 0 }],
    ['notes', { chain: a.chain, from: 0 }],
    ['announce', { chain: a.chain, size: 3 }]
  ]
  const odd: Json[] = [null, -1, 2 ** 52, 'x', [], {}, [[1]], [[-1, 0]], [[0, 2 ** 50]], true, toBase64url(world.bytes(32)), ['x'.repeat(5_000)]]
  for (const [t, fields] of kinds) {
    expect(await ask(b.chain, frame(t, fields))).toMatchObject({ header: { t } })
    for (const field of Object.keys(fields)) {
      for (const value of odd) await ask(b.chain, frame(t, { ...fields, [field]: value }))
      const { [field]: _, ...rest } = fields
      await ask(b.chain, frame(t, rest))
    }
    const good = frame(t, fields)
    for (let n = 0; n < 60; n++) {
      const at = Math.floor(world.random() * good.length)
      await ask(
        b.chain,
        good.map((byte, i) => (i === at ? byte ^ (1 << Math.floor(world.random() * 8)) : byte))
      )
    }
  }
  for (let n = 0; n < 200; n++) expect(await ask(b.chain, world.bytes(Math.floor(world.random() * 300)))).toBe('bad-input')
  expect(await ask(b.chain, frame('unknown'))).toBe('bad-input')
  expect(a.ledger.own.trouble).toBe(null)
})

it('the registry door gives registry lines to whom the registry concerns, and nothing else', async () => {
  const { world, a, b } = scene(216)
  const { desk: waiting, request } = world.asking('West')
  const stranger = world.newcomer('Nobody')
  const door = serveRegistry(a.ledger)
  const ask = (from: Key, body: Uint8Array): Promise<string> =>
    door(from, body).then(
      answer => String(readFrame(answer)!.blobs.length),
      (error: unknown) => (error instanceof OfficeError ? error.code : 'other')
    )
  const lines = frame('lines', { chain: world.registryKey, from: 0, most: 100 })
  expect(await ask(stranger.chain, lines)).toBe('peer-refused')
  expect(await ask(waiting.chain, lines)).toBe('peer-refused')
  answerJoin(a.ledger, waiting.chain, request)
  expect(await ask(waiting.chain, lines)).toBe('4')
  expect(await ask(b.chain, lines)).toBe('4')
  expect(await ask(b.chain, frame('lines', { chain: a.chain, from: 0, most: 1 }))).toBe('bad-input')
  expect(await ask(b.chain, frame('payloads', { chain: world.registryKey, want: [[0, 0]] }))).toBe('bad-input')
  expect(await ask(b.chain, utf8('x'))).toBe('bad-input')
})
