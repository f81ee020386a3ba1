import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pad, paddedSize, unpad } from '../../../src/shared/record/padding.ts'

describe('padded sizes', () => {
  it.each([
    [0, 223],
    [219, 223],
    [220, 309],
    [1024, 1137],
    [1133, 1137],
    [1134, 1332],
    [4056, 4060],
    [4057, 8120],
    [8116, 8120],
    // Padmé by hand: 8,121 = 2^12 + 4,025, 4 bits of exponent, so units of 2^8
    [8117, 8192],
    [8188, 8192],
    // 2^13 + 1: 4 bits, units of 2^9
    [8189, 8704],
    // 2^16 + 1: 5 bits, units of 2^11
    [65_533, 67_584],
    [524_288, 540_672],
    [2 ** 32 - 1, 2 ** 32 + 2 ** 26]
  ])('of %i bytes is %i', (n, size) => expect(paddedSize(n)).toBe(size))

  it('hold the text and its length, grow with it, and waste less than 12 % above 8 KiB', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), n => {
        const size = paddedSize(n)
        expect(size).toBeGreaterThanOrEqual(n + 4)
        expect(paddedSize(n + 1)).toBeGreaterThanOrEqual(size)
        if (n > 8116) expect(size).toBeLessThan((n + 4) * 1.12)
        expect(paddedSize(size - 4)).toBe(size)
      })
    )
  })

  it('are refused for what is no size', () => {
    for (const wrong of [-1, 1.5, NaN, 2 ** 32]) expect(() => paddedSize(wrong)).toThrow(RangeError)
  })
})

describe('padding', () => {
  it('comes off again, whatever the text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 6000 }), text => {
        const padded = pad(text)
        expect(padded.length).toBe(paddedSize(text.length))
        expect(unpad(padded)).toEqual(text)
      })
    )
  })

  it('is refused when it is not exactly ours', () => {
    const padded = pad(Uint8Array.of(1, 2, 3))
    const changed = (at: number, to: number): Uint8Array => Object.assign(padded.slice(), { [at]: to })
    expect(unpad(changed(222, 1))).toBeUndefined()
    expect(unpad(changed(7, 1))).toBeUndefined()
    expect(unpad(changed(2, 1))).toBeUndefined() // a length beyond the end
    expect(unpad(changed(0, 255))).toBeUndefined()
    expect(unpad(padded.subarray(0, 222))).toBeUndefined()
    expect(unpad(new Uint8Array(309))).toBeUndefined() // a longer padding than needed
    expect(unpad(new Uint8Array(3))).toBeUndefined()
    expect(unpad(new Uint8Array(256))).toBeUndefined() // no step
    expect(unpad(new Uint8Array(223))).toEqual(new Uint8Array(0))
  })
})
