/** What a desk says of others' chains is made up for when what kept it from speaking is over. */
import { expect, it } from 'vitest'
import { copiesOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { receiptOf } from '../../../src/main/store/receipts.ts'
import { makeWorld, note, type TestDesk, type World } from '../../kit/desks.ts'

const YEAR = 365 * 86_400_000

async function three(seed: number): Promise<{ world: World; a: TestDesk; b: TestDesk; c: TestDesk }> {
  const world = makeWorld(seed)
  const a = world.found('North')
  const [b, c] = [world.join('South'), world.join('East')]
  world.startAll()
  await world.settle()
  return { world, a, b, c }
}

it('a line that came while the clock was in doubt is witnessed when it no longer is, although nothing new is filed', async () => {
  const { world, a, b, c } = await three(301)
  world.clockOff.set(c.name, -6 * YEAR)
  await world.settle(70_000)
  note(a, 'meanwhile')
  await world.settle(10_000)
  expect(witnessesOf(a.ledger, a.chain, 0).map(({ desk }) => desk)).toEqual([b.chain])
  world.clockOff.clear()
  await world.settle(200_000)
  expect(
    witnessesOf(a.ledger, a.chain, 0)
      .map(({ desk }) => desk)
      .sort()
  ).toEqual([b.chain, c.chain].sort())
})

it('a desk that was put back says anew what it holds under a later number, also when its clock had been years ahead', async () => {
  const { world, a, c } = await three(302)
  note(a, 'before')
  await world.settle(10_000)
  const copy = await world.snapshot(c)
  world.start(c)
  world.clockOff.set(c.name, 6 * YEAR)
  note(a, 'while it was ahead')
  await world.settle(70_000)
  world.clockOff.clear()
  const at = a.ledger.own.no
  const before = receiptOf(a.store.ledger, c.chain, at)!.seq
  expect(before).toBeGreaterThan(world.now + 5 * YEAR)
  await world.rollBack(c, copy)
  world.start(c)
  await world.settle(70_000)
  note(a, 'after')
  await world.settle(70_000)
  expect(receiptOf(a.store.ledger, c.chain, at)!.seq).toBeGreaterThan(before)
  expect(copiesOf(a.ledger, a.chain, 2, 0).map(({ desk }) => desk)).toContain(c.chain)
})
