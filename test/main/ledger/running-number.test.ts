/** The desk's running number when it starts again: from its newest record, however long ago that was. */
import { expect, it } from 'vitest'
import type { AnyEntry } from '../../../src/shared/ledger/line.ts'
import { append, type Prepared } from '../../../src/main/ledger/append.ts'
import { newId } from '../../../src/main/ledger/compose.ts'
import { getMeta, putMeta } from '../../../src/main/store/meta.ts'
import { makeWorld, type TestDesk } from '../../kit/desks.ts'

const opaque = (desk: TestDesk): Prepared => ({ entry: { t: 'opaque', id: newId(desk.ledger.clock), data: 'x' } as AnyEntry, payload: null })
const record = (desk: TestDesk, ref: number): Prepared => ({
  entry: {
    t: 'record',
    id: newId(desk.ledger.clock),
    audience: 'everyone',
    commitment: 'A'.repeat(43),
    form: 'f',
    version: '1',
    package: 'A'.repeat(43),
    ref,
    size: 223
  } as unknown as AnyEntry,
  payload: null
})
const put = (desk: TestDesk, item: Prepared): unknown => append(desk.ledger, desk.ledger.own, desk.keys.person, [item])

it('goes on from the newest record, and what was read once is not read back again', async () => {
  const world = makeWorld(3)
  const desk = world.found('North')
  put(desk, record(desk, 7))
  await world.restart(desk)
  expect(desk.ledger.nextRef).toBe(8)
  for (let i = 0; i < 600; i++) put(desk, opaque(desk))
  await world.restart(desk)
  expect(desk.ledger.nextRef).toBe(8)
  const { guard, own, store } = desk.ledger
  expect(getMeta(store.ledger, guard, 'last-ref')).toBe(`${own.state.size} 7`)

  putMeta(store.ledger, guard, 'last-ref', `${own.state.size} 41`) // the lines below are not asked any more
  put(desk, opaque(desk))
  await world.restart(desk)
  expect(desk.ledger.nextRef).toBe(42)
  put(desk, record(desk, 42))
  await world.restart(desk)
  expect(desk.ledger.nextRef).toBe(43)

  putMeta(desk.ledger.store.ledger, desk.ledger.guard, 'last-ref', `${own.state.size + 9000} 99`) // more lines than there are: an older ledger was put back
  await world.restart(desk)
  expect(desk.ledger.nextRef).toBe(43)
})
