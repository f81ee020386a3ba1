import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json } from '../../../src/shared/ledger/jcs.ts'
import type { OfficeId } from '../../../src/shared/names.ts'
import { refText, type Ref, type VersionEntry } from '../../../src/shared/record/entry.ts'
import { foldRecord, type Version } from '../../../src/shared/record/fold.ts'
import type { Judgement } from '../../../src/shared/record/judge.ts'
import { hashOf } from '../../kit/people.ts'

const counts: Judgement = { effect: 'counts', person: null, office: '' as OfficeId }
const refOf = (name: string): Ref => ({ index: 0, line: hashOf(name) })
const version = (name: string, entry: Record<string, unknown>, judgement: Judgement = counts): Version => ({
  ref: refOf(name),
  entry: entry as unknown as VersionEntry,
  judgement
})
const original = version('record', { t: 'record' })
const amend = (name: string, of: string, judgement: Judgement = counts): Version =>
  version(name, { t: 'amend', record: original.ref, amends: refOf(of) }, judgement)
const voids = (name: string, of: string): Version => version(name, { t: 'void', record: original.ref, amends: refOf(of) })
const resolve = (name: string, ...heads: readonly string[]): Version =>
  version(name, { t: 'resolve', record: original.ref, heads: heads.map(refOf) as unknown as Json })
const state = (...versions: readonly Version[]): string => foldRecord([original, ...versions]).state
const heads = (...versions: readonly Version[]): string[] =>
  foldRecord([original, ...versions])
    .heads.map(({ ref }) => ref.line)
    .sort()
const named = (...names: readonly string[]): string[] => names.map(hashOf).sort()

it('a record is filed, amended, voided', () => {
  expect(state()).toBe('filed')
  expect(state(amend('a', 'record'), amend('b', 'a'))).toBe('amended')
  expect(heads(amend('a', 'record'), amend('b', 'a'))).toEqual(named('b'))
  expect(state(amend('a', 'record'), voids('v', 'a'))).toBe('voided')
  expect(state(voids('v', 'record'))).toBe('voided')
})

it('two amendments of one version are a conflict, until a resolve names every head', () => {
  const both = [amend('a', 'record'), amend('b', 'record')]
  expect([state(...both), heads(...both)]).toEqual(['conflict', named('a', 'b')])
  expect([state(...both, resolve('r', 'a', 'b')), heads(...both, resolve('r', 'a', 'b'))]).toEqual(['amended', named('r')])
  const three = [...both, amend('c', 'record')]
  expect([state(...three, resolve('r', 'a', 'b')), heads(...three, resolve('r', 'a', 'b'))]).toEqual(['conflict', named('c', 'r')])
  expect(state(...three, resolve('r', 'a', 'b'), resolve('s', 'r', 'c'))).toBe('amended')
  expect(state(...both, resolve('r', 'a', 'b'), resolve('s', 'a', 'b'))).toBe('conflict') // two decisions
})

it('a record voided at one desk and amended at another is a conflict that a resolve, or another void, can settle', () => {
  const both = [amend('a', 'record'), voids('v', 'record')]
  expect([state(...both), heads(...both)]).toEqual(['conflict', named('a', 'v')])
  expect([state(...both, resolve('r', 'a', 'v')), heads(...both, resolve('r', 'a', 'v'))]).toEqual(['amended', named('r')])
  expect(state(...both, voids('w', 'a'))).toBe('voided')
})

it('a record voided twice is voided; a void is not undone by amending, voiding or resolving it', () => {
  const twice = [voids('v', 'record'), voids('w', 'record')]
  expect([state(...twice), heads(...twice)]).toEqual(['voided', named('v', 'w')])
  expect(state(...twice, resolve('r', 'v', 'w'))).toBe('voided')
  expect(state(voids('v', 'record'), amend('a', 'v'))).toBe('voided')
  expect(state(voids('v', 'record'), voids('w', 'v'))).toBe('voided')
  expect(foldRecord([original, voids('v', 'record'), voids('w', 'v')]).counted).toHaveLength(2)
})

it('what has no effect, or waits, changes nothing, nor does what names it', () => {
  for (const judgement of [
    { effect: 'noEffect', why: 'role' },
    { effect: 'waiting', why: 'registry-behind' }
  ] as const) {
    expect(state(amend('a', 'record', judgement), amend('b', 'a'))).toBe('filed')
    expect(foldRecord([version('record', { t: 'record' }, judgement), amend('a', 'record')])).toMatchObject({ state: judgement.effect, counted: [] })
  }
})

it('a version that names nothing that is here, or a version of another record, waits', () => {
  expect(state(amend('b', 'a'))).toBe('filed')
  expect(state(resolve('r', 'a', 'record'))).toBe('filed')
  expect(foldRecord([amend('a', 'record')])).toEqual({ state: 'waiting', heads: [], counted: [] })
  expect(foldRecord([]).state).toBe('waiting')
})

/** Histories in which each version names one to three that may or may not be there. */
const history = fc
  .array(fc.record({ t: fc.constantFrom('amend', 'amend', 'void', 'resolve'), of: fc.array(fc.nat(12), { minLength: 2, maxLength: 3 }), good: fc.nat(5) }), {
    maxLength: 10
  })
  .map(items =>
    items.map(({ t, of, good }, i): Version => {
      const name = `v${i + 1}`
      const names = of.map(n => (n === 0 ? 'record' : `v${n}`)).filter(one => one !== name)
      const judgement: Judgement = good === 0 ? { effect: 'noEffect', why: 'role' } : counts
      const made =
        t === 'resolve' && names.length > 1 ? resolve(name, ...names) : t === 'void' ? voids(name, names[0] ?? 'record') : amend(name, names[0] ?? 'record')
      return { ...made, judgement }
    })
  )

it('however versions arrive, they fold to the same, in the same order', () => {
  fc.assert(
    fc.property(
      history.chain(versions => fc.tuple(fc.constant(versions), fc.shuffledSubarray([original, ...versions], { minLength: versions.length + 1 }))),
      ([versions, shuffled]) => void expect(foldRecord(shuffled)).toEqual(foldRecord([original, ...versions]))
    ),
    { numRuns: 300 }
  )
})

it('what counts comes after what it names, and exactly the heads are named by nothing that counts', () => {
  const namesOf = ({ entry }: Version): string[] => (entry.t === 'record' ? [] : entry.t === 'resolve' ? entry.heads : [entry.amends]).map(refText)
  fc.assert(
    fc.property(history, versions => {
      const folded = foldRecord([original, ...versions])
      const seen = new Set<string>()
      for (const one of folded.counted) {
        for (const name of namesOf(one)) expect(seen.has(name)).toBe(true)
        seen.add(refText(one.ref))
      }
      const replaced = new Set(folded.counted.flatMap(namesOf))
      expect(folded.heads.map(({ ref }) => refText(ref))).toEqual([...seen].filter(ref => !replaced.has(ref)))
      expect(folded.heads.length).toBeGreaterThan(0)
    }),
    { numRuns: 300 }
  )
})
