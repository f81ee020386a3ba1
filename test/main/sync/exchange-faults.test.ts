/** Sync under faults: dropped connections, lost and repeated messages, restarts, rollbacks and clones, and peers that lie. */
import { describe, expect, it } from 'vitest'
import { canonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { readFrame, writeFrame, type Frame } from '../../../src/shared/sync/messages.ts'
import { utf8 } from '../../../src/shared/bytes.ts'
import { forkedChains } from '../../../src/main/ledger/forks.ts'
import { copiesOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import type { AnswerPeer, PeerLink } from '../../../src/main/sync/peer-types.ts'
import { headOf, makeWorld, note, notes, pairOf, sizeOf, type TestDesk, type World } from '../../kit/desks.ts'
import { textOf } from '../../kit/note-text.ts'
import { attach, bytesOfFile } from '../../kit/desk-files.ts'

/** Everything at one desk is at the other. */
function expectSame(a: TestDesk, b: TestDesk): void {
  for (const chain of [a.chain, b.chain, a.ledger.registryChain.state.chain]) expect(headOf(b, chain)).toBe(headOf(a, chain))
}

describe('a connection may be lost between any two messages', () => {
  for (const seed of [101, 102, 103, 104, 105, 106]) {
    it(`and the desks still come to hold the same (seed ${seed})`, async () => {
      const { world, a, b } = await pairOf(seed)
      notes(
        a,
        Array.from({ length: 60 }, (_, i) => `bulk ${i}`)
      )
      for (let i = 0; i < 15; i++) note(i % 2 === 0 ? a : b, `note ${i}`)
      attach(b, [world.bytes(300_000)])
      for (let n = 0; n < 60; n++) {
        const many = 1 + Math.floor(world.random() * 6)
        for (let i = 0; i < many; i++) await world.network.deliverAny()
        const fate = world.random()
        if (fate < 0.35) {
          world.network.cut(a.chain, b.chain)
          world.network.heal(a.chain, b.chain)
        } else if (fate < 0.5 && world.network.queued.length > 0) await world.network.lose(0)
        else if (fate < 0.65 && world.network.queued.length > 0) await world.network.repeat(0)
        else if (fate < 0.75) note(a, `between ${n}`)
        await world.pass(Math.floor(world.random() * 400))
      }
      await world.settle(130_000)
      expectSame(a, b)
      expect(textOf(b, a.chain, 0, 59)).toBe('bulk 59')
      expect(bytesOfFile(a, b.chain, [sizeOf(b, b.chain) - 1, 0], 0)?.length).toBe(300_000)
      expect(witnessesOf(a.ledger, a.chain, sizeOf(a, a.chain) - 1)).toHaveLength(1)
      expect(copiesOf(a.ledger, a.chain, 0, 0)).toHaveLength(1)
      expect([a.troubles, b.troubles]).toEqual([[], []])
    })
  }
})

describe('a desk may be stopped at any moment', () => {
  for (const seed of [111, 112, 113]) {
    it(`and goes on from what it had committed (seed ${seed})`, async () => {
      const { world, a, b } = await pairOf(seed)
      for (let i = 0; i < 40; i++) note(a, `note ${i}`)
      for (let n = 0; n < 12; n++) {
        await world.pass(Math.floor(world.random() * 200))
        for (let i = 0; i < world.random() * 20; i++) await world.network.deliverAny()
        const victim = world.random() < 0.5 ? a : b
        await world.restart(victim)
        world.start(victim)
        note(a, `after ${n}`)
      }
      await world.settle(130_000)
      expectSame(a, b)
      expect(textOf(b, a.chain, sizeOf(a, a.chain) - 1)).toBe('after 11')
      expect([a.ledger.own.trouble, b.ledger.own.trouble]).toEqual([null, null])
    })
  }
})

it('a payload is handed only to its audience, its line to everyone', async () => {
  const world = makeWorld(121)
  const a = world.found('North')
  world.start(a)
  const b = world.join('South')
  const c = world.join('East')
  world.start(b)
  world.start(c)
  note(a, 'for the south', [b.office])
  await world.settle()
  expect([sizeOf(b, a.chain), sizeOf(c, a.chain)]).toEqual([1, 1])
  expect([textOf(b, a.chain, 0), textOf(c, a.chain, 0)]).toEqual(['for the south', null])
  expect(copiesOf(c.ledger, a.chain, 0, 0).map(({ desk }) => desk)).toEqual([b.chain])
})

it('attachments of any size come whole, piece by piece', async () => {
  const { world, a, b } = await pairOf(122)
  const files = [new Uint8Array(0), world.bytes(1), world.bytes(262_144), world.bytes(2_000_000)]
  attach(a, files)
  await world.settle()
  files.forEach((file, n) => expect(bytesOfFile(b, a.chain, [0, 0], n)).toEqual(file))
  expect(copiesOf(a.ledger, a.chain, 0, 0)).toHaveLength(1)
})

/** b's answers, changed on their way out. */
function corrupt(desk: TestDesk, change: (asked: Frame, answer: Frame) => Frame | null): void {
  const { link } = desk
  const patched: PeerLink = {
    ...link!,
    self: link!.self,
    answer: (protocol, handler) =>
      link!.answer(protocol, async (from, body) => {
        const answer = await (handler as AnswerPeer)(from, body)
        const changed = change(readFrame(body)!, readFrame(answer)!)
        return changed ? writeFrame(changed.header, changed.blobs) : answer
      })
  }
  Object.assign(desk, { link: patched })
}
/** A world in which b lies in its answers. */
async function lying(seed: number, change: (asked: Frame, answer: Frame) => Frame | null): Promise<{ world: World; a: TestDesk; b: TestDesk; c: TestDesk }> {
  const world = makeWorld(seed)
  const a = world.found('North')
  world.start(a)
  const b = world.join('South')
  const c = world.join('East')
  world.start(b)
  world.start(c)
  await world.settle()
  await world.stop(a)
  await world.stop(b)
  world.start(b, {}, desk => corrupt(desk, change))
  return { world, a, b, c }
}
const header = (frame: Frame, fields: Record<string, Json>): Frame => {
  const { blobs: _, ...rest } = frame.header
  return { header: { ...rest, t: frame.header.t, ...fields }, blobs: frame.blobs }
}

describe('a peer that lies is found out, named in its trouble, and harms nobody else', () => {
  const lies: [string, string | null, (asked: Frame, answer: Frame) => Frame | null][] = [
    [
      'payloads with another value',
      'payload-commitment',
      (asked, answer) =>
        asked.header.t === 'payloads'
          ? { ...header(answer, {}), blobs: answer.blobs.map(blob => utf8(Buffer.from(blob).toString().replace('south', 'SOUTH'))) }
          : null
    ],
    [
      'payloads that are no payloads',
      'payload-malformed',
      (asked, answer) => (asked.header.t === 'payloads' ? { ...header(answer, {}), blobs: answer.blobs.map(() => utf8(canonical(['x']))) } : null)
    ],
    ['lines without their proof', 'proof-wrong', (asked, answer) => (asked.header.t === 'lines' ? header(answer, { proof: ['A'.repeat(43)] }) : null)],
    [
      'lines under a changed note',
      'note-wrong',
      (asked, answer) =>
        asked.header.t === 'lines' && answer.blobs.length > 0 ? { ...header(answer, {}), blobs: [utf8('x'), ...answer.blobs.slice(1)] } : null
    ],
    ['a hello of another network', 'wrong-network', (asked, answer) => (asked.header.t === 'hello' ? header(answer, { net: 'A'.repeat(43) }) : null)],
    ['a hello in another version', 'version', (asked, answer) => (asked.header.t === 'hello' ? header(answer, { v: 2 }) : null)],
    ['heads that can not be read', 'peer-refused', (asked, answer) => (asked.header.t === 'hello' ? header(answer, { heads: [1] }) : null)],
    [
      'that it has far more than it has',
      null,
      (asked, answer) =>
        asked.header.t === 'hello'
          ? header(answer, {
              heads: (answer.header['heads'] as unknown as Json[][]).map(([chain, kind, size, ...rest]) => [chain!, kind!, Number(size) + 1_000, ...rest])
            })
          : null
    ],
    [
      'notes that are none',
      null,
      (asked, answer) => (asked.header.t === 'notes' ? { ...header(answer, {}), blobs: [utf8('muniment/x'), utf8('{"receipt":1'), utf8('{}')] } : null)
    ]
  ]
  for (const [what, code, change] of lies) {
    it(what, async () => {
      const { world, a, b, c } = await lying(131, change)
      note(b, 'from the south')
      note(b, 'more from the south')
      b.exchange!.addAddress(c.chain, c.link!.self.addresses[0]!)
      await world.settle(5_000)
      const seen = c.exchange!.state().find(peer => peer.chain === b.chain)!
      expect(code === null || seen.trouble === code).toBe(true)
      expect(forkedChains(c.ledger).size).toBe(0)
      expect(textOf(c, b.chain, 0)).toBe(code === null ? 'from the south' : null)
      world.start(a)
      note(a, 'honest')
      await world.settle(70_000)
      expect(textOf(c, a.chain, 0)).toBe('honest')
      expect(c.troubles).toEqual([])
    })
  }
})

it('a database that was rolled back stops signing, fetches its lines back, and goes on when the mark says that is all', async () => {
  const { world, a, b } = await pairOf(141)
  note(b, 'one')
  await world.settle()
  const old = await world.snapshot(b)
  world.start(b)
  note(b, 'two')
  note(b, 'three')
  await world.settle()
  await world.rollBack(b, old)
  expect(b.ledger.own.trouble?.code).toBe('rolled-back')
  expect(() => note(b, 'never')).toThrow(/rolled back/)
  world.start(b)
  await world.settle()
  expect(headOf(b, b.chain)).toBe(headOf(a, b.chain))
  expect(b.ledger.own.trouble).toBe(null)
  expect(textOf(b, b.chain, 2)).toBe('three')
  note(b, 'four')
  await world.settle()
  expect(textOf(a, b.chain, 3)).toBe('four')
  expect(forkedChains(a.ledger).size).toBe(0)
})

it('a whole folder that was rolled back, its mark too, is told by the first peer and signs nothing more', async () => {
  const { world, a, b } = await pairOf(142)
  note(b, 'one')
  await world.settle()
  const old = await world.snapshot(b)
  const mark = b.mark.value
  world.start(b)
  note(b, 'two')
  await world.settle()
  Object.assign(b.mark, { value: mark })
  await world.rollBack(b, old)
  expect(b.ledger.own.trouble).toBe(null)
  world.start(b)
  await world.settle()
  expect(b.ledger.own.trouble?.code).toBe('rolled-back')
  expect(sizeOf(b, b.chain)).toBe(2)
  expect(forkedChains(a.ledger).size).toBe(0)
})

it('a clone that signed on before it met anyone who could tell stops at the first contact, and its second line never leaves', async () => {
  const { world, a, b } = await pairOf(143)
  note(b, 'one')
  await world.settle()
  const old = await world.snapshot(b)
  const mark = b.mark.value
  world.start(b)
  note(b, 'two at the original')
  await world.settle()
  Object.assign(b.mark, { value: mark })
  await world.rollBack(b, old)
  note(b, 'two at the clone')
  world.start(b)
  await world.settle(70_000)
  expect(b.ledger.own.trouble?.code).toBe('rolled-back')
  expect(forkedChains(a.ledger).size).toBe(0)
  expect(textOf(a, b.chain, 1)).toBe('two at the original')
  await world.restart(b)
  expect(b.ledger.own.trouble?.code).toBe('rolled-back')
  expect(textOf(b, b.chain, 1)).toBe('two at the clone')
})

it('a clone that met others first is found when these meet: evidence is kept by all, and all others go on', async () => {
  const { world, a, b } = await pairOf(145)
  const c = world.join('East')
  world.start(c)
  note(b, 'one')
  await world.settle()
  const old = await world.snapshot(b)
  const mark = b.mark.value
  await world.stop(c)
  world.start(b)
  note(b, 'two at the original')
  await world.settle()
  Object.assign(b.mark, { value: mark })
  await world.rollBack(b, old)
  await world.stop(a)
  world.start(c)
  world.start(b)
  b.exchange!.addAddress(c.chain, c.link!.self.addresses[0]!)
  note(b, 'two at the clone')
  await world.settle(10_000)
  expect(textOf(c, b.chain, 1)).toBe('two at the clone')
  world.start(a)
  for (const desk of [b, c]) desk.exchange!.addAddress(a.chain, a.link!.self.addresses[0]!)
  await world.settle(70_000)
  expect(b.ledger.own.trouble?.code).toBe('rolled-back')
  for (const desk of [a, b, c]) expect([...forkedChains(desk.ledger).keys()]).toEqual([b.chain])
  await world.restart(b)
  expect(b.ledger.own.trouble?.code).toBe('rolled-back')
  expect(textOf(a, b.chain, 1)).toBe('two at the original')
  note(c, 'goes on')
  await world.settle()
  expect(textOf(a, c.chain, 0)).toBe('goes on')
})

it('while two peers disagree with our clock by more than a day nothing is witnessed, and all else goes on', async () => {
  const { world, a, b } = await pairOf(144)
  const c = world.join('East')
  world.start(c)
  await world.settle()
  world.clockOff.set('South', 3 * 86_400_000)
  await world.settle(70_000)
  note(a, 'one')
  await world.settle()
  expect(witnessesOf(a.ledger, a.chain, 0).map(({ desk }) => desk)).toEqual([c.chain])
  expect(textOf(b, a.chain, 0)).toBe('one')
  world.clockOff.delete('South')
  await world.settle(70_000)
  note(a, 'two')
  await world.settle()
  expect(witnessesOf(a.ledger, a.chain, 1)).toHaveLength(2)
})
