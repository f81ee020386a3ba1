import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ShortMac } from '../../../src/main/keys/short-mac.ts'

it('is the HMAC-SHA-256 that createHmac gives, of any text, whatever came before', () => {
  const key = fc.uint8Array({ maxLength: 64 })
  const messages = fc.array(
    fc.tuple(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.string({ minLength: 600, maxLength: 900 })), fc.uint8Array({ maxLength: 300 })),
    {
      minLength: 1,
      maxLength: 4
    }
  )
  fc.assert(
    fc.property(key, messages, (bytes, list) => {
      const mac = new ShortMac(bytes)
      const wanted = list.map(([text, more]) => createHmac('sha256', bytes).update(text).update(more).digest('binary'))
      expect(list.map(([text, more]) => mac.of(text, more))).toEqual(wanted)
      bytes.fill(0)
      expect(mac.of(list[0]![0], list[0]![1])).toBe(wanted[0])
    }),
    { numRuns: 300 }
  )
})

it('takes no key longer than a block, and shows it to nobody', () => {
  expect(() => new ShortMac(new Uint8Array(65))).toThrow(/64 bytes/)
  expect(Object.keys(new ShortMac(new Uint8Array(32)))).toEqual([])
})

it('answers nothing any more once it was wiped', () => {
  const mac = new ShortMac(new Uint8Array(32).fill(7))
  mac.wipe()
  expect(() => mac.of('seed')).toThrow(/wiped/)
})
