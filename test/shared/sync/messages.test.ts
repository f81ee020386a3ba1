import fc from 'fast-check'
import { expect, it } from 'vitest'
import { concat, utf8 } from '../../../src/shared/bytes.ts'
import { MAX_FRAME_BYTES } from '../../../src/shared/ledger/limits.ts'
import { readFrame, writeFrame } from '../../../src/shared/sync/messages.ts'

const blob = fc.uint8Array({ maxLength: 64 })
const header = fc.record({ t: fc.constantFrom('hello', 'lines', 'payloads'), from: fc.nat(), text: fc.string().filter(text => text.isWellFormed()) })
const length4 = (length: number): Uint8Array => Uint8Array.of(length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255)
const framed = (head: string, ...blobs: readonly Uint8Array[]): Uint8Array =>
  concat(length4(utf8(head).length), utf8(head), ...blobs.flatMap(item => [length4(item.length), item]))

it('a frame is read as it was written, wherever in a buffer it lies', () => {
  fc.assert(
    fc.property(header, fc.array(blob, { maxLength: 5 }), fc.nat(16), (head, blobs, offset) => {
      const frame = writeFrame(head, blobs)
      const within = new Uint8Array(frame.length + 32)
      within.set(frame, offset)
      expect(readFrame(within.subarray(offset, offset + frame.length))).toEqual({ header: { ...head, blobs: blobs.length }, blobs })
    })
  )
})

it('every cut, every byte too many and every lying length is refused', () => {
  const frame = writeFrame({ t: 'lines', size: 3 }, [utf8('one'), utf8(''), utf8('three')])
  for (let length = 0; length < frame.length; length++) expect(readFrame(frame.subarray(0, length)), `${length} bytes`).toBeUndefined()
  expect(readFrame(concat(frame, Uint8Array.of(0)))).toBeUndefined()
  expect(readFrame(concat(frame, length4(0)))).toBeUndefined() // a blob that the header does not count
  const lengths = [0, 4 + new DataView(frame.buffer).getUint32(0)]
  for (const at of lengths)
    for (let byte = 0; byte < 4; byte++)
      for (const change of [1, 0x80, 0xff]) {
        const lie = Uint8Array.from(frame)
        lie[at + byte] = lie[at + byte]! ^ change
        expect(readFrame(lie)?.blobs, `${at}+${byte}`).not.toEqual(readFrame(frame)!.blobs)
      }
})

it('a length that promises gigabytes allocates nothing and is refused', () => {
  expect(readFrame(concat(length4(0xffffffff), utf8('{}')))).toBeUndefined()
})

it('the header is a canonical object with a kind and the number of blobs', () => {
  expect(readFrame(framed('{"blobs":0,"t":"x"}'))).toBeDefined()
  for (const head of [
    '{"t":"x","blobs":0}',
    '{"blobs":0, "t":"x"}',
    '{"blobs":0}',
    '{"t":"x"}',
    '{"blobs":1,"t":"x"}',
    '{"blobs":"0","t":"x"}',
    '{"blobs":0,"t":1}',
    '[]',
    'null',
    '"x"',
    ''
  ])
    expect(readFrame(framed(head)), head).toBeUndefined()
  expect(readFrame(framed('{"blobs":0,"t":"x"}', utf8('a')))).toBeUndefined()
  expect(readFrame(concat(length4(2), Uint8Array.of(0xff, 0xfe)))).toBeUndefined()
})

it('a writer can not lie about its blobs, nor write more than a frame holds', () => {
  expect(readFrame(writeFrame({ t: 'x', blobs: 7 }, [utf8('a')]))?.header['blobs']).toBe(1)
  const most = MAX_FRAME_BYTES - writeFrame({ t: 'x' }, [new Uint8Array(0)]).length
  expect(readFrame(writeFrame({ t: 'x' }, [new Uint8Array(most)]))?.blobs[0]?.length).toBe(most)
  expect(() => writeFrame({ t: 'x' }, [new Uint8Array(most + 1)])).toThrow(/at most/)
  expect(readFrame(new Uint8Array(MAX_FRAME_BYTES + 1))).toBeUndefined()
})

it('no bytes at all make it throw', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), bytes => void readFrame(bytes)))
})
