import { expect, it } from 'vitest'
import { append, pack, type Prepared } from '../../../src/main/ledger/append.ts'
import { provedPayload } from '../../../src/main/ledger/open-payload.ts'
import { entryOf } from '../../../src/main/ledger/payloads.ts'
import { lineAt } from '../../../src/main/store/lines.ts'
import { payloadAt } from '../../../src/main/store/payloads.ts'
import { lineIdOf } from '../../../src/main/store/positions.ts'
import { clockMarks } from '../../../src/shared/ledger/chain.ts'
import { MAX_LINE_BYTES } from '../../../src/shared/ledger/limits.ts'
import type { Carrier } from '../../../src/shared/record/entry.ts'
import { compose, file, makeWorld, note, type TestDesk } from '../../kit/desks.ts'

const founded = (seed: number): TestDesk => makeWorld(seed).found('North')

it('entries that are not for everyone stand alone in their lines; all others together, in the order given', () => {
  const desk = founded(1)
  const open = (): Prepared => compose(desk, [['@text', 'a']])
  const closed = (): Prepared => compose(desk, [['@text', 'b']], [desk.office])
  const given = [open(), open(), closed(), closed(), open(), open(), closed()]
  const lines = pack(given)
  expect(lines.map(line => line.length)).toEqual([2, 1, 1, 2, 1])
  expect(lines.flat()).toEqual(given)
})

it('as many entries go into a line as it holds, and every line can be signed', () => {
  const desk = founded(2)
  const filed = file(
    desk,
    Array.from({ length: 700 }, (_, i) => compose(desk, [['@text', `${i}`]]))
  )
  const { no, state } = desk.ledger.own
  const sizes = Array.from({ length: state.size }, (_, height) => lineAt(desk.store.ledger, lineIdOf(no, height))!.line.length)
  expect([filed.length, new Set(filed.map(({ pos }) => pos)).size]).toEqual([700, 700])
  expect(sizes.every(size => size <= MAX_LINE_BYTES)).toBe(true)
  expect(sizes.slice(0, -1).every(size => size > MAX_LINE_BYTES - 2_000)).toBe(true)
})

it('what every other desk would refuse is not signed: nothing is stored and the chain goes on as it was', () => {
  const desk = founded(3)
  note(desk, 'before')
  const { own } = desk.ledger
  const [state, marked] = [own.state, desk.mark.value]
  const good = compose(desk, [['@text', 'x']])
  for (const entry of [
    { ...good.entry, more: 1 },
    { ...good.entry, t: 'void' },
    { ...good.entry, size: -1 }
  ])
    expect(() => append(desk.ledger, own, desk.keys.person, [good, { ...good, entry: entry as never }])).toThrow(/every desk would refuse|entries/)
  expect([own.state, desk.mark.value, lineAt(desk.store.ledger, lineIdOf(own.no, 1))]).toEqual([state, marked, undefined])
  expect(own.trouble).toBeNull()
  expect(note(desk, 'after').ref.index).toBe(0)
})

it('a payload is stored padded once: the ciphertext has the size that the line says, and its tag', () => {
  const desk = founded(4)
  for (const length of [0, 10, 300, 5_000]) {
    const { pos, ref } = note(desk, 'x'.repeat(length))
    const height = desk.ledger.own.state.size - 1
    const entry = entryOf(desk.ledger, desk.chain, [height, ref.index])!.entry as Carrier
    expect(payloadAt(desk.store.ledger, pos)!.cipher.length).toBe(entry.size + 16)
    expect(provedPayload(desk.ledger, desk.ledger.net, desk.chain, entry, pos)).toBeDefined()
  }
})

it('lines of one start carry ticks that fit their times', () => {
  const world = makeWorld(5)
  const desk = world.found('North')
  for (let i = 0; i < 4; i++) note(desk, `${i}`)
  const { no, state } = desk.ledger.own
  const bodies = Array.from({ length: state.size }, (_, height) => entryOf(desk.ledger, desk.chain, [height, 0])!.body)
  expect(no).toBeGreaterThan(0)
  expect(bodies.map(({ tick }) => tick === null)).toEqual([true, false, false, false])
  bodies.slice(1).forEach((body, i) => expect(clockMarks({ lastTime: bodies[i]!.time, lastBoot: bodies[i]!.boot }, body)).toEqual([]))
})
