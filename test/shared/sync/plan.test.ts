/** My heads and theirs → what to ask for. */
import { expect, it } from 'vitest'
import type { Json } from '../../../src/shared/ledger/jcs.ts'
import type { Hash, Key } from '../../../src/shared/names.ts'
import { headJson, plan, readHeads, type Head, type OwnHead } from '../../../src/shared/sync/plan.ts'

const name = (letter: string): string => letter.repeat(42) + 'A'
const key = (letter: string): Key => name(letter) as Key
const hash = (letter: string): Hash => name(letter) as Hash
const head = (letter: string, size: number, more: Partial<Head> = {}): Head => ({
  chain: key(letter),
  kind: 'desk',
  size,
  head: size === 0 ? null : hash(String.fromCharCode(97 + (size % 26))),
  vouching: hash('v'),
  ...more
})
const mine = (...heads: Head[]): Map<Key, OwnHead> =>
  new Map(heads.map(one => [one.chain, { ...one, lineAt: height => (height < one.size ? hash(String.fromCharCode(97 + ((height + 1) % 26))) : undefined) }]))

it('what the other has more of is asked for: the registry first, then what lacks least', () => {
  const { lines, behind, ahead } = plan(mine(head('B', 5), head('R', 1, { kind: 'registry' })), [
    head('B', 500),
    head('C', 20),
    head('D', 7),
    head('R', 900, { kind: 'registry' })
  ])
  expect(lines.map(({ chain, from, to }) => [chain[0], from, to])).toEqual([
    ['R', 1, 900],
    ['D', 0, 7],
    ['C', 0, 20],
    ['B', 5, 500]
  ])
  expect([behind, ahead]).toEqual([899 + 7 + 20 + 495, 0])
})

it('what we have more of is counted, and not asked for', () => {
  expect(plan(mine(head('B', 9), head('C', 3)), [head('B', 4)])).toMatchObject({ lines: [], suspects: [], behind: 0, ahead: 8 })
})

it('another line at a height that both hold is suspicious, also when it is the last of both', () => {
  const other = { head: hash('X') }
  expect(plan(mine(head('B', 9)), [head('B', 9, other)]).suspects).toEqual([{ chain: key('B'), from: 9 }])
  expect(plan(mine(head('B', 9)), [head('B', 4, other)]).suspects).toEqual([{ chain: key('B'), from: 4 }])
  expect(plan(mine(head('B', 9)), [head('B', 12, other)])).toMatchObject({ suspects: [], lines: [{ from: 9, to: 12 }] })
  expect(plan(mine(head('B', 9)), [head('B', 4)]).suspects).toEqual([])
})

it('notes are asked for where the other holds others, and not of chains it has nothing of', () => {
  const own = mine(head('B', 2), head('C', 2), head('D', 0))
  expect(plan(own, [head('B', 2), head('C', 2, { vouching: hash('w') }), head('D', 0, { vouching: hash('w') })]).notes).toEqual([key('C')])
})

it('a head that is named twice counts once', () => {
  expect(plan(mine(), [head('B', 3), head('B', 9)])).toMatchObject({ lines: [{ to: 3 }], behind: 3 })
})

it('heads are read as they were written, and nothing malformed is', () => {
  const heads = [head('B', 3), head('R', 0, { kind: 'registry' })]
  const written = heads.map(headJson)
  expect(readHeads(written)).toEqual(heads)
  const wrong = (change: (item: Json[]) => Json[]): unknown => readHeads([change([...(written[0] as Json[])])])
  expect(wrong(item => item.slice(1))).toBeUndefined()
  expect(wrong(item => item.with(0, 'x'))).toBeUndefined()
  expect(wrong(item => item.with(1, 'other'))).toBeUndefined()
  expect(wrong(item => item.with(2, -1))).toBeUndefined()
  expect(wrong(item => item.with(2, 0))).toBeUndefined()
  expect(wrong(item => item.with(3, null))).toBeUndefined()
  expect(wrong(item => item.with(4, 7))).toBeUndefined()
  expect(readHeads('x')).toBeUndefined()
  expect(readHeads(undefined)).toBeUndefined()
  expect(readHeads(Array.from({ length: 3_001 }, () => written[0]!))).toBeUndefined()
})
