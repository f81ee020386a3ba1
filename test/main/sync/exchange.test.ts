/** Desks that sync over queues: what one files, the others hold, have verified, witness and say that they hold. */
import { expect, it } from 'vitest'
import { forkedChains } from '../../../src/main/ledger/forks.ts'
import { receiveLines } from '../../../src/main/ledger/receive.ts'
import { copiesOf, heldBy, notBeforeOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { headOf, makeWorld, note, notes, pairOf, sizeOf } from '../../kit/desks.ts'
import { textOf } from '../../kit/note-text.ts'
import { HandMade } from '../../kit/liar.ts'

it('what is filed at one desk is held, readable and witnessed at the other', async () => {
  const { world, a, b } = await pairOf(1)
  note(b, 'from the south')
  note(a, 'from the north')
  await world.settle()
  for (const [at, chain] of [
    [a, b.chain],
    [b, a.chain]
  ] as const) {
    expect(sizeOf(at, chain)).toBe(1)
    expect(witnessesOf(at.ledger, chain, 0).map(({ desk }) => desk)).toEqual([at.chain])
    expect(copiesOf(at.ledger, chain, 0, 0).map(({ desk }) => desk)).toEqual([at.chain])
  }
  expect(textOf(a, b.chain, 0)).toBe('from the south')
  expect(textOf(b, a.chain, 0)).toBe('from the north')
  expect(witnessesOf(a.ledger, a.chain, 0).map(({ office }) => office)).toEqual([b.office])
  expect(copiesOf(a.ledger, a.chain, 0, 0).map(({ office }) => office)).toEqual([b.office])
  expect([a.troubles, b.troubles]).toEqual([[], []])
})

it('the desk that was off the network catches up when it is back', async () => {
  const { world, a, b } = await pairOf(2)
  await world.stop(b)
  notes(
    a,
    Array.from({ length: 40 }, (_, i) => `note ${i}`)
  )
  notes(
    a,
    Array.from({ length: 300 }, (_, i) => `single ${i}`),
    [b.office]
  )
  note(b, 'meanwhile')
  await world.settle()
  expect(sizeOf(b, a.chain)).toBe(0)
  world.start(b)
  await world.settle()
  expect(headOf(b, a.chain)).toBe(headOf(a, a.chain))
  expect(headOf(a, b.chain)).toBe(headOf(b, b.chain))
  expect(textOf(b, a.chain, 0, 39)).toBe('note 39')
  expect(heldBy(a.ledger, a.chain).offices).toBe(1)
  expect(a.exchange!.state()).toMatchObject([{ chain: b.chain, connected: true, behind: 0, ahead: 0, trouble: null }])
})

it('a third desk hears of the others through the one it knows', async () => {
  const world = makeWorld(3)
  const a = world.found('North')
  world.start(a)
  const b = world.join('South')
  const c = world.join('East')
  world.start(b)
  world.start(c)
  await world.settle()
  note(b, 'south')
  await world.settle(12_000)
  expect(textOf(c, b.chain, 0)).toBe('south')
  expect(
    witnessesOf(b.ledger, b.chain, 0)
      .map(({ desk }) => desk)
      .sort()
  ).toEqual([a.chain, c.chain].sort())
  expect(copiesOf(c.ledger, b.chain, 0, 0)).toHaveLength(2)
})

it('what a desk had seen of others travels with its lines, and bounds them from below everywhere', async () => {
  const { world, a, b } = await pairOf(4)
  note(a, 'first')
  await world.settle()
  note(a, 'after it was witnessed')
  await world.settle()
  const since = notBeforeOf(a.ledger, a.chain, 1)
  expect(since).toBeGreaterThan(1_700_000_000)
  expect(notBeforeOf(b.ledger, a.chain, 1)).toBe(since)
  expect(notBeforeOf(b.ledger, a.chain, 0)).toBe(notBeforeOf(a.ledger, a.chain, 0))
})

it('who is refused is not called connected, and a stranger is forgotten when it leaves', async () => {
  const world = makeWorld(6)
  const a = world.found('North')
  world.start(a)
  const stranger = world.newcomer('Nobody')
  world.start(stranger)
  await world.settle()
  expect(stranger.exchange!.state()).toMatchObject([{ chain: a.chain, connected: false, lastContact: null, trouble: 'peer-refused' }])
  expect(a.exchange!.state()).toEqual([])
})

it('evidence of a fork reaches those who never met either half', async () => {
  const world = makeWorld(7)
  const a = world.found('North')
  world.start(a)
  const liar = world.join('South')
  const c = world.join('East')
  world.start(c)
  await world.settle()
  const halves = [0, 1].map(() => new HandMade(world, liar, a.ledger.registry))
  for (const half of halves) half.add()
  await receiveLines(a.ledger, halves[0]!.batch())
  world.network.cut(a.chain, c.chain)
  await receiveLines(a.ledger, halves[1]!.batch())
  expect(forkedChains(a.ledger).size).toBe(1)
  expect(forkedChains(c.ledger).size).toBe(0)
  world.network.heal(a.chain, c.chain)
  await world.settle(70_000)
  expect([...forkedChains(c.ledger).keys()]).toEqual([liar.chain])
})

it('a list of 500 rows asks nothing of the store once a chain was read', async () => {
  const world = makeWorld(8)
  const a = world.found('North')
  world.start(a)
  const others = ['South', 'East', 'West'].map(name => world.join(name))
  for (const desk of others) world.start(desk)
  await world.settle()
  notes(
    a,
    Array.from({ length: 500 }, (_, i) => `note ${i}`),
    'everyone'
  )
  await world.settle()
  expect(copiesOf(a.ledger, a.chain, 0, 0)).toHaveLength(3)
  const { size } = a.ledger.own.state
  const begun = performance.now()
  a.store.close() // whatever is asked from here on is not asked of the database
  for (let i = 0; i < 500; i++) {
    expect(copiesOf(a.ledger, a.chain, i % size, 0)).toHaveLength(3)
    expect(witnessesOf(a.ledger, a.chain, 0)).toHaveLength(3)
  }
  expect(performance.now() - begun).toBeLessThan(1_000)
})
