/** Desks that sync over queues: what one files, the others hold, have verified, witness and say that they hold. */
import { expect, it } from 'vitest'
import { isCarrier } from '../../../src/shared/record/entry.ts'
import { textAt } from '../../../src/shared/record/payload.ts'
import { entryOf, openStoredPayload } from '../../../src/main/ledger/payloads.ts'
import { copiesOf, heldBy, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { headOf, makeWorld, note, notes, sizeOf, type TestDesk } from '../../kit/desks.ts'

const textOf = (desk: TestDesk, chain: TestDesk['chain'], height: number, index = 0): string | null => {
  const found = entryOf(desk.ledger, chain, [height, index])
  return found && isCarrier(found.entry) ? textAt(openStoredPayload(desk.ledger, chain, found.entry, found.pos) ?? null, '@text') : null
}

it('what is filed at one desk is held, readable and witnessed at the other', async () => {
  const world = makeWorld(1)
  const a = world.found('North')
  world.start(a)
  const b = world.join('South')
  world.start(b)
  await world.settle()
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
  const world = makeWorld(2)
  const a = world.found('North')
  world.start(a)
  const b = world.join('South')
  world.start(b)
  await world.settle()
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
