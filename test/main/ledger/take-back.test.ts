/** Our own lines coming back, and when that is enough to sign again: never one line too early. */
import { expect, it } from 'vitest'
import { utf8 } from '../../../src/shared/bytes.ts'
import { signCheckpoint } from '../../../src/main/ledger/checkpoint.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import { isRefusedBatch, receiveLines, type LineBatch } from '../../../src/main/ledger/receive.ts'
import { noticeOwnAhead, takeBackOwn } from '../../../src/main/ledger/take-back.ts'
import { makeWorld, note, sizeOf, type TestDesk, type World } from '../../kit/desks.ts'
import { HandMade } from '../../kit/liar.ts'

const ROOM = { lines: 1_000, bytes: 900_000 }
/** b has filed five lines, all of which a holds; its database was put back to two. `marked`: what its mark says. */
async function rolledBack(seed: number, marked: number): Promise<{ world: World; a: TestDesk; b: TestDesk; batch: (from: number, to: number) => LineBatch }> {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South')
  await receiveLines(b.ledger, { chain: world.registryKey, kind: 'registry', ...handLines(a.ledger, world.registryKey, 0, ROOM)! })
  for (let i = 0; i < 2; i++) note(b, `note ${i}`)
  const old = await world.snapshot(b)
  const marks = [b.mark.value]
  for (let i = 2; i < 5; i++) {
    note(b, `note ${i}`)
    marks.push(b.mark.value)
  }
  await receiveLines(a.ledger, { chain: b.chain, kind: 'desk', ...handLines(b.ledger, b.chain, 0, ROOM)! })
  Object.assign(b.mark, { value: marks[marked - 2]! })
  await world.rollBack(b, old)
  return { world, a, b, batch: (from, to) => ({ chain: b.chain, kind: 'desk', ...handLines(a.ledger, b.chain, from, { lines: to - from, bytes: 900_000 })! }) }
}

it('signing goes on when all that the mark says is back, and not one line before', async () => {
  const { world, b, batch } = await rolledBack(221, 5)
  const { own } = b.ledger
  expect(own.trouble?.code).toBe('rolled-back')
  expect(takeBackOwn(b.ledger, own, batch(2, 4))).toMatchObject({ from: 2, to: 4 })
  expect(own.trouble?.code).toBe('rolled-back')
  expect(takeBackOwn(b.ledger, own, batch(4, 5))).toMatchObject({ from: 4, to: 5 })
  expect(own.trouble).toBe(null)
  await world.restart(b)
  note(b, 'goes on')
  expect(signCheckpoint(b.ledger, b.ledger.own)?.size).toBe(6)
})

it('where the mark was rolled back too, what comes back is kept and nothing is signed: nobody can say that it is all', async () => {
  for (const marked of [2, 3, 4]) {
    const { world, b, batch } = await rolledBack(222, marked)
    const { own } = b.ledger
    expect(noticeOwnAhead(b.ledger, own, batch(2, 5).note)).toBe(true)
    for (const to of [3, 4, 5]) {
      expect(takeBackOwn(b.ledger, own, batch(to - 1, to))).toMatchObject({ to })
      expect(own.trouble?.code).toBe('rolled-back')
    }
    expect(() => note(b, 'never')).toThrow(/rolled back/)
    await world.restart(b)
    expect(b.ledger.own.trouble?.code).toBe('rolled-back')
    expect(b.mark.value.size).toBe(marked)
  }
})

it('lines that our key did not sign, or that do not follow ours, are not taken back', async () => {
  const { world, a, b, batch } = await rolledBack(223, 5)
  const { own } = b.ledger
  const forged = new HandMade(world, b, a.ledger.registry)
  for (let i = 0; i < 6; i++) forged.add()
  const refused = (of: LineBatch): string => {
    const result = takeBackOwn(b.ledger, own, of)
    return isRefusedBatch(result) ? result.fault : 'taken'
  }
  expect(refused({ ...batch(2, 5), note: forged.note(6, { key: a.keys.desk }) })).toBe('note-wrong')
  expect(refused({ ...batch(2, 5), note: utf8('x') })).toBe('note-wrong')
  expect(refused({ ...batch(2, 4), proof: [] })).toBe('proof-wrong')
  expect(refused(forged.batch(2, 6))).toBe('wrong-link')
  expect(sizeOf(b, b.chain)).toBe(2)
})

it('a peer that says it has more of our chain, and shows nothing that our key signed, stops nobody', async () => {
  const world = makeWorld(224)
  const a = world.found('North')
  const b = world.join('South')
  note(a, 'one')
  const forged = new HandMade(world, a, a.ledger.registry)
  for (let i = 0; i < 3; i++) forged.add()
  expect(noticeOwnAhead(a.ledger, a.ledger.own, forged.note(3, { key: b.keys.desk }))).toBe(false)
  expect(noticeOwnAhead(a.ledger, a.ledger.own, utf8(signCheckpoint(a.ledger, a.ledger.own)!.note))).toBe(false)
  note(a, 'two')
})
