import fc from 'fast-check'
import { expect, it } from 'vitest'
import { native } from '../../../src/main/keys/native.ts'
import { putUtf8, textOf, utf8 } from '../../../src/shared/bytes.ts'
import { noble } from '../../../src/shared/hashing.ts'
import { MAX_FIELDS, MAX_PAYLOAD_BYTES } from '../../../src/shared/ledger/limits.ts'
import type { EntryId } from '../../../src/shared/names.ts'
import { composePayload } from '../../../src/shared/record/payload-bytes.ts'
import { scanPayload } from '../../../src/shared/record/payload-scan.ts'
import { commitPayload, makePayload, payloadText, readPayload, type Binding, type FieldValue } from '../../../src/shared/record/payload.ts'
import { hashOf, keyOf, testClock } from '../../kit/people.ts'

const { random } = testClock('payload bytes')
const binding: Binding = { net: hashOf('net'), chain: keyOf('chain').key, entry: '0197a3b0-0000-7000-8000-000000000000' as EntryId, form: hashOf('package') }
const attachment = { chunks: hashOf('chunks'), name: 'a.jpg', sha256: hashOf('file'), size: 7, type: 'image/jpeg' }

const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.string({ maxLength: 200 })).filter(value => value.isWellFormed())
/** Long texts are written otherwise than short ones, and some need more room than there is at first. */
const long = fc
  .tuple(fc.constantFrom('a', 'ä', '字', '🜚', '"', '\\', '\n', '\x7f'), fc.integer({ min: 90, max: 9_000 }), fc.constantFrom('', '', '"', '\x1f', 'ŋ'))
  .map(([unit, count, end]) => unit.repeat(count) + end)

const value: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 2, arbitrary: fc.constant(null) },
  { weight: 6, arbitrary: text },
  { weight: 1, arbitrary: long },
  fc.array(text, { maxLength: 3 }),
  fc.constant(attachment)
)
const path = fc
  .array(fc.stringMatching(/^[a-zA-ZäöñŁ字][a-zA-Z0-9_.-]{0,5}$/u), { minLength: 1, maxLength: 3 })
  .map(steps => steps.map(step => `/${step}`).join(''))
const fields = fc.uniqueArray(fc.tuple(path, value), { selector: ([at]) => at, maxLength: 12 })
type Fields = readonly (readonly [string, FieldValue])[]

/** The same random bytes, all at once or 16 at a time. */
function salts(count: number): { all: () => Uint8Array; each: () => Uint8Array } {
  const bytes = random(16 * count)
  let at = 0
  return { all: () => bytes, each: () => bytes.subarray(at, (at += 16)) }
}

const plain = (list: Fields): boolean => list.length > 0 && list.every(([, v]) => v === null || (typeof v === 'string' && JSON.stringify(v) === `"${v}"`))

it('composed as bytes, a payload is the text and the commitment that its definition gives', () => {
  fc.assert(
    fc.property(fields, list => {
      const { all, each } = salts(list.length)
      const made = makePayload(list, each)
      const { bytes, commitment } = composePayload(native, binding, list, all)
      expect(textOf(bytes)).toBe(payloadText(made))
      expect(commitment).toBe(commitPayload(native, binding, made))
      expect(composePayload(noble, binding, list, all).commitment).toBe(commitment)
    }),
    { numRuns: 500 }
  )
})

it('a text of any length and width finds room', () => {
  for (let units = 1_000; units <= 128_000; units *= 2) {
    const { all, each } = salts(1)
    const list: Fields = [['/a', '字'.repeat(units)]]
    expect(textOf(composePayload(native, binding, list, all).bytes)).toBe(payloadText(makePayload(list, each)))
  }
})

it('a text that does not fit is not cut', () => {
  const into = new Uint8Array(10)
  expect(putUtf8(into, 2, 'Diné')).toBe(7)
  expect(textOf(into.subarray(2, 7))).toBe('Diné')
  expect(() => putUtf8(into, 6, 'Diné')).toThrow(/no room/)
})

it('scanned as bytes, it has that commitment, whichever payload came before', () => {
  let scanned = 0
  fc.assert(
    fc.property(fields, list => {
      const { bytes, commitment } = composePayload(native, binding, list, random)
      const found = scanPayload(native, binding, bytes)
      if (plain(list)) scanned++
      expect(found).toBe(plain(list) ? commitment : undefined)
    }),
    { numRuns: 500 }
  )
  expect(scanned).toBeGreaterThan(100)
})

it('both bind to the place that is named, whichever was named before', () => {
  const places: readonly Binding[] = [
    binding,
    { ...binding, chain: keyOf('another').key },
    { ...binding, net: null },
    { ...binding, net: null, form: 'note' },
    { ...binding, entry: '0197a3b0-0000-7000-8000-000000000001' as EntryId }
  ]
  const list: Fields = [
    ['/data/a', 'x'.repeat(300)],
    ['/data/b', null]
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...places), { minLength: 2, maxLength: 8 }), order => {
      for (const place of order) {
        const { all, each } = salts(list.length)
        const { bytes, commitment } = composePayload(native, place, list, all)
        expect(commitment).toBe(commitPayload(native, place, makePayload(list, each)))
        expect(scanPayload(native, place, bytes)).toBe(commitment)
      }
    })
  )
})

it('what is scanned is a payload to the definition too: nothing changed passes for another', () => {
  let passed = 0
  const changed = fc.tuple(
    fields.filter(list => plain(list)),
    fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(...'[]",:\\null/@AQgwx0 \x00\x1f\x7f'.split('').map(c => c.charCodeAt(0))))), {
      minLength: 1,
      maxLength: 2
    }),
    fc.constantFrom('put', 'cut', 'add')
  )
  fc.assert(
    fc.property(changed, ([list, marks, how]) => {
      let { bytes } = composePayload(native, binding, list, random)
      for (const [at, code] of marks) {
        const where = at % bytes.length
        const middle = how === 'cut' ? [] : [code]
        bytes = Uint8Array.from([...bytes.subarray(0, where), ...middle, ...bytes.subarray(how === 'add' ? where : where + 1)])
      }
      const found = scanPayload(native, binding, bytes)
      if (found === undefined) return
      passed++
      const payload = readPayload(textOf(bytes)!)
      expect(payload).toBeDefined()
      expect(found).toBe(commitPayload(native, binding, payload!))
    }),
    { numRuns: 20_000 }
  )
  expect(passed).toBeGreaterThan(1000)
})

it('fields in another order, or the same twice, are no payload', () => {
  const salt = 'A'.repeat(22)
  const of = (...paths: string[]): Uint8Array => utf8(`[${paths.map(at => `["${salt}","${at}",null]`).join(',')}]`)
  expect(scanPayload(native, binding, of('/a', '/b', '/c'))).toBeDefined()
  for (const wrong of [of('/b', '/a'), of('/a', '/a'), of('/a', '/c', '/b'), of('/a', '/b', '/b'), of('/b', '/c', '/a')])
    expect(scanPayload(native, binding, wrong)).toBeUndefined()
  expect(scanPayload(native, binding, of('/b', '/c'))).toBeDefined()
})

it('too many fields, too many bytes and what is no value are refused by name', () => {
  const many = Array.from({ length: MAX_FIELDS + 1 }, (_, i): [string, null] => [`/data/f${i}`, null])
  expect(() => composePayload(native, binding, many, random)).toThrow(/4097 fields/)
  expect(() => composePayload(native, binding, [['/a', 'x'.repeat(MAX_PAYLOAD_BYTES)]], random)).toThrow(RangeError)
  expect(() => composePayload(native, binding, [['/a', '\ud800']], random)).toThrow(RangeError)
  expect(() => composePayload(native, binding, [['a', null]], random)).toThrow(/^a: /)
  expect(() =>
    composePayload(
      native,
      binding,
      [
        ['/a', null],
        ['/a', 'x']
      ],
      random
    )
  ).toThrow(/^\/a: the path stands twice/)
  expect(textOf(composePayload(native, binding, [], random).bytes)).toBe('[]')
})
