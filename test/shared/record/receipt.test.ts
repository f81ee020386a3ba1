import fc from 'fast-check'
import { expect, it } from 'vitest'
import { verify } from '../../../src/main/keys/native.ts'
import type { Instant } from '../../../src/shared/names.ts'
import { openReceipt, receiptCovers, signReceipt, type Receipt } from '../../../src/shared/record/receipt.ts'
import { hashOf, keyOf } from '../../kit/people.ts'

const desk = keyOf('holder')
const receipt: Receipt = {
  chain: keyOf('chain').key,
  desk: desk.key,
  except: [
    [2, 0],
    [2, 3],
    [7, 1]
  ],
  net: hashOf('net'),
  ranges: [
    [0, 4],
    [6, 9]
  ],
  root: hashOf('root'),
  seq: 3,
  size: 10,
  time: '2026-11-22T08:00:00.000Z' as Instant,
  v: 1
}
const opened = (more: Partial<Record<keyof Receipt, unknown>>): Receipt | undefined =>
  openReceipt(signReceipt({ ...receipt, ...more } as Receipt, desk.sign), verify)

it('a receipt is opened as it was signed, and says which payloads are held', () => {
  expect(opened({})).toEqual(receipt)
  const held = [
    [0, 0],
    [2, 1],
    [3, 9],
    [6, 0],
    [8, 5]
  ] as const
  const not = [
    [2, 0],
    [2, 3],
    [4, 0],
    [5, 0],
    [7, 1],
    [9, 0],
    [10, 0]
  ] as const
  for (const [height, index] of held) expect(receiptCovers(receipt, height, index), `${height}.${index}`).toBe(true)
  for (const [height, index] of not) expect(receiptCovers(receipt, height, index), `${height}.${index}`).toBe(false)
})

it('whatever character of it is changed, taken out or put in, it is refused', () => {
  const text = signReceipt(receipt, desk.sign)
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom('a', '0', '"', ' ', '', '}', '\n', 'ñ'), (at, other) => {
      const changed = text.slice(0, at) + other + text.slice(at + 1)
      return changed === text || openReceipt(changed, verify) === undefined
    }),
    { numRuns: 400 }
  )
  expect(openReceipt(`${text}\n`, verify)).toBeUndefined()
  expect(openReceipt(` ${text}`, verify)).toBeUndefined()
})

it("another desk's signature under it is none", () => {
  expect(openReceipt(signReceipt(receipt, keyOf('a liar').sign), verify)).toBeUndefined()
  expect(openReceipt(signReceipt({ ...receipt, desk: keyOf('a liar').key }, desk.sign), verify)).toBeUndefined()
})

it.each([
  ['a range that is empty', { ranges: [[4, 4]] }],
  ['a range that runs backwards', { ranges: [[4, 2]] }],
  ['a range beyond the chain', { ranges: [[0, 11]] }],
  [
    'ranges that touch',
    {
      ranges: [
        [0, 4],
        [4, 9]
      ]
    }
  ],
  [
    'ranges out of order',
    {
      ranges: [
        [6, 9],
        [0, 4]
      ]
    }
  ],
  ['a range of three', { ranges: [[0, 1, 2]] }],
  ['a range below zero', { ranges: [[-1, 2]] }],
  [
    'exceptions out of order',
    {
      except: [
        [2, 3],
        [2, 0]
      ]
    }
  ],
  [
    'an exception twice',
    {
      except: [
        [2, 0],
        [2, 0]
      ]
    }
  ],
  ['a sequence of 0', { seq: 0 }],
  ['another version', { v: 2 }],
  ['a field too many', { more: 1 }]
])('%s is refused, though its desk signed it', (_, more) => {
  expect(opened(more as never)).toBeUndefined()
})

it('a receipt for nothing is a receipt', () => {
  expect(opened({ ranges: [], except: [], size: 0 })?.ranges).toEqual([])
})
