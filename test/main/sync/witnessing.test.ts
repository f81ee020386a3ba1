/** What a desk says of others' chains is made up for when what kept it from speaking is over. */
import { expect, it } from 'vitest'
import { utf8 } from '../../../src/shared/bytes.ts'
import type { Key } from '../../../src/shared/names.ts'
import { isCarrier } from '../../../src/shared/record/entry.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import { storedText } from '../../../src/main/ledger/open-payload.ts'
import { entryOf, receivePayloads } from '../../../src/main/ledger/payloads.ts'
import { receiveLines } from '../../../src/main/ledger/receive.ts'
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

/** Lines and content from one desk to another, without a network, and so without what was said of them. */
async function carry(from: TestDesk, to: TestDesk, chain: Key): Promise<void> {
  const at = to.ledger.chains.get(chain)?.state.size ?? 0
  const handed = handLines(from.ledger, chain, at, { lines: 1_000, bytes: 900_000 })!
  await receiveLines(to.ledger, { chain, kind: 'desk', ...handed })
  for (let height = at; height < to.ledger.chains.get(chain)!.state.size; height++) {
    const { entry, pos } = entryOf(from.ledger, chain, [height, 0])!
    if (isCarrier(entry)) receivePayloads(to.ledger, chain, [{ place: [height, 0], bytes: utf8(storedText(from.ledger, chain, entry, pos)!) }])
  }
}

it('a desk that was put back, and hears later what it had said, says anew what it holds now under a later number', async () => {
  const { world, a, b, c } = await three(302)
  note(a, 'before')
  await world.settle(10_000)
  const copy = await world.snapshot(c)
  world.start(c)
  world.clockOff.set(c.name, 6 * YEAR) // its number for what it says next is years ahead
  note(a, 'while it was ahead')
  await world.settle(70_000)
  world.clockOff.clear()
  const at = a.ledger.own.no
  const before = receiptOf(a.store.ledger, c.chain, at)!.seq
  expect(before).toBeGreaterThan(world.now + 5 * YEAR)
  await world.rollBack(c, copy)
  note(a, 'while it was off')
  await world.settle(10_000)
  await carry(a, c, a.chain)
  for (const { chain } of [a, b]) world.network.cut(c.chain, chain)
  world.start(c)
  await world.settle(10_000)
  expect(receiptOf(c.store.ledger, c.chain, c.ledger.chains.get(a.chain)!.no)!.seq).toBeLessThan(before) // it has forgotten, and nobody hears it
  for (const { chain } of [a, b]) world.network.heal(c.chain, chain)
  await world.settle(200_000)
  expect(receiptOf(a.store.ledger, c.chain, at)!.seq).toBeGreaterThan(before)
  expect(copiesOf(a.ledger, a.chain, 2, 0).map(({ desk }) => desk)).toContain(c.chain)
})
