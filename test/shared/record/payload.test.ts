import fc from 'fast-check'
import { expect, it } from 'vitest'
import { native } from '../../../src/main/keys/native.ts'
import { utf8 } from '../../../src/shared/bytes.ts'
import { noble } from '../../../src/shared/hashing.ts'
import { MAX_FIELDS, MAX_PATH_BYTES, MAX_PAYLOAD_BYTES } from '../../../src/shared/ledger/limits.ts'
import type { EntryId, Key } from '../../../src/shared/names.ts'
import {
  commitPayload,
  comparePaths,
  isPath,
  leafOf,
  leafOfItem,
  makePayload,
  payloadText,
  readPayload,
  textAt,
  valueAt,
  valueHash,
  type Binding,
  type FieldValue,
  type Item,
  type Payload,
  type Shown
} from '../../../src/shared/record/payload.ts'
import { hashOf, keyOf, testClock } from '../../kit/people.ts'

const { random } = testClock('payloads')
const salt = (): Uint8Array => random(16)
const binding: Binding = { net: hashOf('net'), chain: keyOf('chain').key, entry: '0197a3b0-0000-7000-8000-000000000000' as EntryId, form: hashOf('package') }
const commit = (payload: Payload, more: Partial<Binding> = {}): string => commitPayload(native, { ...binding, ...more }, payload)
const attachment = { chunks: hashOf('chunks'), name: 'a.jpg', sha256: hashOf('file'), size: 7, type: 'image/jpeg' }

const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter(value => value.isWellFormed())
const value: fc.Arbitrary<FieldValue> = fc.oneof(fc.constant(null), text, fc.array(text, { maxLength: 3 }), fc.constant(attachment))
const name = fc.stringMatching(/^[a-zA-ZäöñŁ字][a-zA-Z0-9_.-]{0,5}$/u)
const path = fc
  .array(fc.tuple(name, fc.option(fc.integer({ min: 1, max: 12 }), { nil: null })), { minLength: 1, maxLength: 3 })
  .map(steps => steps.map(([step, index]) => `/${step}${index === null ? '' : `[${index}]`}`).join(''))
const values = fc.uniqueArray(fc.tuple(path, value), { selector: ([at]) => at, maxLength: 8 })
const payload = values.map(list => makePayload(list, salt))

it('a payload is read back as it was made, in the order of its paths as UTF-8', () => {
  fc.assert(
    fc.property(values, list => {
      const made = makePayload(list, salt)
      expect(readPayload(payloadText(made))).toEqual(made)
      const paths = made.map(item => Buffer.from(item[1]))
      expect(paths).toEqual([...paths].sort(Buffer.compare))
      for (const [at, given] of list) expect(valueAt(made, at)).toEqual(given)
    })
  )
  fc.assert(fc.property(text, text, (a, b) => Math.sign(comparePaths(a, b)) === Buffer.compare(Buffer.from(a), Buffer.from(b))))
})

it('both hashings give the same commitment', () => {
  fc.assert(fc.property(payload, made => commitPayload(noble, binding, made) === commitPayload(native, binding, made)))
})

it('the commitment binds network, chain, entry, form, and of every field path, value and salt, and their order', () => {
  fc.assert(
    fc.property(
      payload.filter(made => made.length > 0),
      fc.nat(),
      (made, pick) => {
        const at = pick % made.length
        const [itsSalt, itsPath, itsValue] = made[at]!
        const bySwap = (item: Item): Payload => made.map((old, i) => (i === at ? item : old))
        const others: string[] = [
          commit(made, { net: hashOf('another') }),
          commit(made, { net: null }),
          commit(made, { chain: keyOf('another').key as Key }),
          commit(made, { entry: '0197a3b0-0000-7000-8000-000000000001' as EntryId }),
          commit(made, { form: hashOf('another') }),
          commit(made, { form: 'void' }),
          commit(bySwap([itsSalt, `${itsPath}x`, itsValue])),
          commit(bySwap([itsSalt, itsPath, `${JSON.stringify(itsValue)}x`])),
          commit(bySwap([itsSalt, itsPath, itsValue === null ? '' : null])),
          commit(bySwap([makePayload([['/a', null]], salt)[0]![0], itsPath, itsValue])),
          commit(made.filter((_, i) => i !== at)),
          commit([...made, made[at]!])
        ]
        if (made.length > 1) others.push(commit([...made.slice(1), made[0]!]))
        expect(new Set([commit(made), ...others]).size).toBe(others.length + 1)
      }
    ),
    { numRuns: 60 }
  )
})

it('a list of one text is not that text, nor is nothing an empty text or an empty list', () => {
  const hashes = [null, '', [], ['a'], 'a', ['a', ''], '["a"]', attachment].map(one => valueHash(native, 'AAAAAAAAAAAAAAAAAAAAAA', one))
  expect(new Set(hashes).size).toBe(hashes.length)
})

it('two payloads never share a commitment: the same values filed twice show nothing of each other', () => {
  fc.assert(
    fc.property(
      values.filter(list => list.length > 0),
      list => commit(makePayload(list, salt)) !== commit(makePayload(list, salt))
    )
  )
})

it('withholding a value, or a value with its place, leaves the commitment as it was', () => {
  const placed = (item: Shown): Item => [item[1], valueHash(native, item[0], item[2])]
  const bare = (item: Shown): Item => leafOfItem(native, item)
  fc.assert(
    fc.property(payload, fc.array(fc.constantFrom('shown', 'placed', 'bare'), { minLength: 8, maxLength: 8 }), (made, how) => {
      const redacted = made.map((item, i): Item => (how[i] === 'placed' ? placed(item) : how[i] === 'bare' ? bare(item) : item))
      expect(commit(redacted)).toBe(commit(made))
      const read = readPayload(JSON.stringify(redacted), true)
      expect(read).toEqual(redacted)
      const isPlaced = redacted.some(item => typeof item !== 'string' && item.length === 2) // those are evidence's alone
      expect(readPayload(JSON.stringify(redacted)) === undefined).toBe(isPlaced)
    })
  )
})

it('a leaf can not be made of another path and value', () => {
  const whole = leafOf(native, '/a', hashOf('x'))
  expect(leafOf(native, '/a\n', hashOf('x'))).not.toBe(whole)
  expect(isPath('/a\n')).toBe(false) // so that a path can not carry a line of its own into the hash
  expect(isPath('/a b')).toBe(false)
})

const S = 'AAAAAAAAAAAAAAAAAAAAAA'
it.each([
  ['text that is not canonical', `[["${S}", "/a",null]]`],
  ['no list', '{}'],
  ['a path out of order', `[["${S}","/b",null],["${S}","/a",null]]`],
  ['a path twice', `[["${S}","/a",null],["${S}","/a",""]]`],
  ['a path out of order around a withheld one', `[["${S}","/b",null],"${hashOf('leaf')}",["${S}","/a",null]]`],
  ['a salt that is too short', '[["AAAA","/a",null]]'],
  ['a salt with stray bits', `[["${'A'.repeat(21)}B","/a",null]]`],
  ['a path without a slash', `[["${S}","a",null]]`],
  ['a path with an index of 0', `[["${S}","/a[0]",null]]`],
  ['a path with an empty step', `[["${S}","//a",null]]`],
  ['a number', `[["${S}","/a",1]]`],
  ['a flag', `[["${S}","/a",true]]`],
  ['a list of lists', `[["${S}","/a",[[]]]]`],
  ['an attachment with more', `[["${S}","/a",{"chunks":"${hashOf('c')}","more":1,"name":"a","sha256":"${hashOf('s')}","size":1,"type":"a"}]]`],
  ['an attachment with less', `[["${S}","/a",{"chunks":"${hashOf('c')}","name":"a","size":1,"type":"a"}]]`],
  ['an item of four', `[["${S}","/a",null,null]]`],
  ['a leaf that is no hash', '["leaf"]'],
  ['a place without its hash', '[["/a","x"]]']
])('%s is no payload', (_, given) => {
  expect(readPayload(given, true)).toBeUndefined()
})

it('what can not be kept is refused by its path when it is made', () => {
  expect(() => makePayload([['a', null]], salt)).toThrow(/^a: not a path/)
  expect(() => makePayload([['/a', 1 as never]], salt)).toThrow(/^\/a: /)
  expect(() =>
    makePayload(
      [
        ['/a', ''],
        ['/a', null]
      ],
      salt
    )
  ).toThrow(/^\/a: the path stands twice/)
  expect(() => makePayload([['/a', ['x', 1 as never]]], salt)).toThrow(/^\/a: /)
  expect(() => payloadText(makePayload([['/a', '\ud800']], salt))).toThrow(RangeError)
})

it('limits hold at saving and at reading: fields, bytes of a path, bytes of the whole', () => {
  const many = Array.from({ length: MAX_FIELDS + 1 }, (_, i): [string, null] => [`/a/f${i}`, null])
  expect(makePayload(many.slice(1), salt)).toHaveLength(MAX_FIELDS)
  expect(() => makePayload(many, salt)).toThrow(/4097 fields/)
  const long = `/${'字'.repeat(341)}`
  expect(utf8(long).length).toBe(MAX_PATH_BYTES)
  expect([isPath(long), isPath(`${long}a`), isPath(`/${'a'.repeat(1023)}`), isPath(`/${'a'.repeat(1024)}`)]).toEqual([true, false, true, false])
  const frame = payloadText(makePayload([['/a', '']], salt)).length
  const full = makePayload([['/a', 'ñ'.repeat((MAX_PAYLOAD_BYTES - frame) / 2)]], salt)
  expect(readPayload(payloadText(full))).toEqual(full)
  expect(() => payloadText(makePayload([['/a', 'ñ'.repeat((MAX_PAYLOAD_BYTES - frame) / 2 + 1)]], salt))).toThrow(/524288/)
})

it('the program finds its own paths beside those of a form', () => {
  const made = makePayload(
    [
      ['/data/name', 'x'],
      ['@reason', 'a slip'],
      ['@engine', null]
    ],
    salt
  )
  expect([textAt(made, '@reason'), textAt(made, '@engine'), textAt(made, '@name'), textAt(null, '@reason')]).toEqual(['a slip', null, null, null])
  expect(made.map(item => item[1])).toEqual(['/data/name', '@engine', '@reason'])
})
