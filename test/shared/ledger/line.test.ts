import fc from 'fast-check'
import { expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { concat, textOf, toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import { noble } from '../../../src/shared/hashing.ts'
import { canonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { MAX_ENTRIES, MAX_LINE_BYTES } from '../../../src/shared/ledger/limits.ts'
import { cut, isPoint, isRefused, open, seal, type AnyEntry, type Body, type Opened } from '../../../src/shared/ledger/line.ts'
import { isInstant, uuid7, type Key } from '../../../src/shared/names.ts'
import { TestNetwork } from '../../kit/chain-kit.ts'
import { hashOf, keyOf } from '../../kit/people.ts'

const n = new TestNetwork('lines')
const { chain, signer } = n.desk
const opaque = (more: Record<string, Json> = {}): AnyEntry => ({ t: 'opaque', id: n.id, ...more }) as AnyEntry
const body = (more: Partial<Body> = {}): Body => chain.body(signer, [opaque()], more)
const sealed = (made = body()): Opened => seal(made, native, signer.sign)
const reopen = (line: Uint8Array): Opened | { fault: string } => open(line, native, verify)
const good = sealed(body({ entries: [opaque({ text: 'ñ 🌵 "quoted"\n' })] }))

it('a sealed line is opened as what was sealed, by either hashing', () => {
  for (const h of [native, noble]) expect(open(good.line, h, verify)).toEqual(good)
  const parts = cut(good.line)!
  expect(textOf(good.line)).toBe(`{"body":${canonical(good.body as unknown as Json)},"sig":"${parts.sig}"}`)
  expect(good.hash).toBe(toBase64url(native.sha256(Uint8Array.of(0), good.line)))
})

it('whatever byte of a line is changed, to whatever else, it is refused', () => {
  fc.assert(
    fc.property(fc.nat(good.line.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const line = Uint8Array.from(good.line)
      line[at] = line[at]! ^ change
      expect(isRefused(reopen(line))).toBe(true)
    }),
    { numRuns: 600 }
  )
})

it('no byte can be put in, taken out or put at either end', () => {
  fc.assert(
    fc.property(fc.nat(good.line.length), fc.integer({ min: 0, max: 255 }), fc.boolean(), (at, byte, out) => {
      const line = out
        ? concat(good.line.subarray(0, at), good.line.subarray(at + 1))
        : concat(good.line.subarray(0, at), Uint8Array.of(byte), good.line.subarray(at))
      expect(line.length === good.line.length || isRefused(reopen(line))).toBe(true)
    }),
    { numRuns: 300 }
  )
  for (let length = 0; length < good.line.length; length += 7) expect(isRefused(reopen(good.line.subarray(0, length)))).toBe(true)
})

it('what is refused is never taken for opened, whatever the bytes are', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), bytes => isRefused(reopen(bytes))))
  fc.assert(fc.property(fc.json(), text => isRefused(reopen(concat(utf8('{"body":'), utf8(text), utf8(`,"sig":"${'A'.repeat(86)}"}`))))))
})

it('a signature over the body alone, or under another tag, is none', () => {
  const bytes = cut(good.line)!.body
  for (const message of [bytes, concat(utf8('muniment/block/v2\n'), bytes), concat(utf8('muniment/receipt/v1\n'), bytes)]) {
    const line = concat(good.line.subarray(0, good.line.length - 88), utf8(`${toBase64url(signer.sign(message))}"}`))
    expect(reopen(line)).toMatchObject({ fault: 'line-signature' })
  }
})

it('a key of low order signs nothing', () => {
  const line = concat(utf8('{"body":'), utf8(canonical({ ...body(), author: 'A'.repeat(43) } as unknown as Json)), utf8(`,"sig":"${'A'.repeat(86)}"}`))
  expect(reopen(line)).toMatchObject({ fault: 'line-signature' })
})

const wrong: Record<string, Partial<Record<keyof Body, unknown>>> = {
  'a key that is too short': { author: 'AAAA' },
  'a key with stray bits': { author: `${'A'.repeat(42)}B` },
  'a chain that is no key': { chain: 'AAAA' },
  'a boot that is no 16 bytes': { boot: 'A'.repeat(43) },
  'a height that is no whole number': { height: 0.5 },
  'a height below zero': { height: -1 },
  'a link at height 0': { prev: hashOf('x') },
  'no link above height 0': { height: 1 },
  'a network that is no hash': { net: 'x' },
  'a registry without a root': { reg: { size: 1 } },
  'a registry with more': { reg: { root: hashOf('x'), size: 1, more: 1 } },
  'a seen that is no hash': { seen: 1 },
  'a tick below zero': { tick: -1 },
  'a time without milliseconds': { time: '2026-11-22T08:00:00Z' },
  'a time on a day that is not': { time: '2026-02-29T08:00:00.000Z' },
  'a time in another zone': { time: '2026-11-22T08:00:00.000+01:00' },
  'no entries': { entries: [] },
  'entries that are no list': { entries: {} },
  'an entry that is no object': { entries: ['x'] },
  'an entry without a kind': { entries: [{ id: n.id }] },
  'a kind with a capital': { entries: [{ t: 'Record', id: n.id }] },
  'an id that is no UUIDv7': { entries: [{ t: 'x', id: n.id.replace(/-7/, '-4') }] },
  'an id in capitals': { entries: [{ t: 'x', id: n.id.toUpperCase() }] },
  'another version': { v: 2 }
}
it.each(Object.entries(wrong))('a body with %s is neither sealed nor opened', (_, change) => {
  const made = { ...body(), ...change } as unknown as Body
  const isSealed = (): boolean => {
    try {
      return sealed(made).hash !== undefined
    } catch {
      return false
    }
  }
  expect(isSealed() && !('v' in change)).toBe(false) // the version is the type's
  let text: string
  try {
    text = canonical(made as unknown as Json)
  } catch {
    return // not even canonical JSON
  }
  const line = concat(utf8('{"body":'), utf8(text), utf8(`,"sig":"${toBase64url(signer.sign(concat(utf8('muniment/block/v1\n'), utf8(text))))}"}`))
  expect(['line-shape', 'line-version']).toContain((reopen(line) as { fault: string }).fault)
})

it('a line may hold 1,024 entries and 65,535 bytes, and no more', () => {
  const ids = Array.from({ length: MAX_ENTRIES + 1 }, (_, i) => uuid7(1_795_334_400_000 + i, new Uint8Array(10)))
  const short = ids.map(id => ({ t: 'x', id }) as AnyEntry)
  expect(() => sealed(body({ entries: short }))).toThrow(/1 to 1024/)
  const fill = (length: number): Body => body({ entries: [{ ...opaque(), text: 'x'.repeat(length) } as AnyEntry] })
  const spare = MAX_LINE_BYTES - sealed(fill(0)).line.length
  expect(isRefused(reopen(sealed(fill(spare)).line))).toBe(false)
  expect(() => sealed(fill(spare + 1))).toThrow(/at most 65535/)
})

it('the same id twice in a line is refused; every day of the calendar is an instant, and only those', () => {
  const id = n.id
  expect(() =>
    sealed(
      body({
        entries: [
          { ...opaque(), id },
          { ...opaque(), id }
        ]
      })
    )
  ).toThrow(/the same id twice/)
  for (const day of ['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01']) expect(isInstant(`${day}T23:59:59.999Z`), day).toBe(true)
  for (const day of ['2026-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00'])
    expect(isInstant(`${day}T00:00:00.000Z`), day).toBe(false)
  expect(isInstant('2026-11-22T23:59:60.000Z')).toBe(false)
  fc.assert(fc.property(fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }), date => isInstant(date.toISOString())))
})

it('a point is a root and a size, nothing else', () => {
  expect(isPoint({ root: hashOf('x'), size: 0 })).toBe(true)
  for (const value of [null, [], {}, { root: hashOf('x') }, { root: 'x', size: 1 }, { root: hashOf('x'), size: 1.5 }, { root: hashOf('x'), size: 1, more: 1 }])
    expect(isPoint(value)).toBe(false)
})

it("another's key can not be put in the author's place", () => {
  const other = keyOf('somebody else')
  expect(reopen(seal(body({ author: other.key as Key }), native, signer.sign).line)).toMatchObject({ fault: 'line-signature' })
})
