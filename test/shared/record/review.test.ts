import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Json } from '../../../src/shared/ledger/jcs.ts'
import type { Key, OfficeId, PersonId } from '../../../src/shared/names.ts'
import type { Ref, VersionEntry } from '../../../src/shared/record/entry.ts'
import { foldRecord, type Folded, type Version } from '../../../src/shared/record/fold.ts'
import { reviewOf, type ReviewRule, type Vote } from '../../../src/shared/record/review.ts'
import { hashOf } from '../../kit/people.ts'

const refOf = (name: string): Ref & Json => ({ index: 0, line: hashOf(name) }) as Ref & Json
/** Who wrote which version, by name of the version. */
const WRITERS: Readonly<Record<string, string>> = { record: 'ana', first: 'ana', second: 'cruz' }
const version = (name: string, entry: Record<string, unknown>): Version => ({
  ref: refOf(name),
  entry: entry as unknown as VersionEntry,
  judgement: { effect: 'counts', person: null, office: '' as OfficeId }
})
const original = version('record', { t: 'record' })
const amended = (name: string, of: string): Version => version(name, { t: 'amend', record: original.ref, amends: refOf(of) })
const writerOf = ({ ref }: Version): PersonId | null => (Object.entries(WRITERS).find(([name]) => hashOf(name) === ref.line)?.[1] ?? null) as PersonId | null

type Decision = Vote['entry']['decision']
let at = 0
const vote = (person: string, decision: Decision, binds = 'record', office = 'yuma', chain = office): Vote => ({
  entry: { t: 'review', record: original.ref, binds: refOf(binds), decision } as unknown as Vote['entry'],
  person: person as PersonId,
  office: office as OfficeId,
  chain: chain as Key,
  pos: at++
})
const filed: Folded = foldRecord([original])
const review = (rule: ReviewRule, votes: readonly Vote[], folded: Folded = filed): string => reviewOf(folded, rule, writerOf, votes).state

it('a record of a form without review is in none until somebody submits it, and then takes one approval', () => {
  expect(review('none', [])).toBe('none')
  expect(review('none', [vote('ben', 'approve')])).toBe('none')
  const submitted = vote('ana', 'submit')
  expect(review('none', [submitted])).toBe('in-review')
  expect(review('none', [submitted, vote('ben', 'approve')])).toBe('approved')
  expect(review('none', [submitted, vote('ana', 'withdraw')])).toBe('none')
})

it('one approval is enough for one, two persons for four eyes, two offices for two offices', () => {
  const [ben, cruz, dee] = [vote('ben', 'approve'), vote('cruz', 'approve'), vote('dee', 'approve', 'record', 'mesa')]
  expect(review('one', [ben])).toBe('approved')
  expect([review('four-eyes', [ben]), review('four-eyes', [ben, cruz])]).toEqual(['in-review', 'approved'])
  expect([review('two-offices', [ben, cruz]), review('two-offices', [ben, dee])]).toEqual(['in-review', 'approved'])
})

it('nobody approves what they wrote a version of, and one person at two desks is one', () => {
  expect(review('one', [vote('ana', 'approve')])).toBe('in-review')
  expect(review('one', [vote('ana', 'return')])).toBe('in-review')
  const byCruz = foldRecord([original, amended('second', 'record')])
  expect(review('one', [vote('cruz', 'approve', 'second')], byCruz)).toBe('in-review')
  expect(review('one', [vote('ana', 'approve', 'second')], byCruz)).toBe('in-review')
  expect(review('four-eyes', [vote('ben', 'approve'), vote('ben', 'approve', 'record', 'mesa')])).toBe('in-review')
  expect(review('two-offices', [vote('ben', 'approve'), vote('ben', 'approve', 'record', 'mesa')])).toBe('in-review')
})

it('a return stands against any approval until it is taken back or the record is amended', () => {
  const back = vote('ben', 'return')
  expect(review('one', [back, vote('cruz', 'approve')])).toBe('returned')
  expect(review('one', [back, vote('cruz', 'approve'), vote('ben', 'withdraw')])).toBe('approved')
  expect(review('one', [back], foldRecord([original, amended('first', 'record')]))).toBe('in-review')
  expect(review('one', [back, vote('ben', 'approve', 'first')], foldRecord([original, amended('first', 'record')]))).toBe('approved')
  expect(review('one', [back, vote('ben', 'approve')])).toBe('approved') // they decided otherwise
  expect(review('one', [vote('ben', 'return', 'record', 'yuma'), vote('ben', 'approve', 'record', 'mesa')])).toBe('returned')
})

it('an approval binds the version that was looked at', () => {
  expect(review('one', [vote('ben', 'approve')], foldRecord([original, amended('first', 'record')]))).toBe('in-review')
  expect(review('one', [vote('ben', 'approve', 'first')], foldRecord([original, amended('first', 'record')]))).toBe('approved')
})

it('what is submitted stays in review over its amendments', () => {
  expect(review('none', [vote('ana', 'submit')], foldRecord([original, amended('first', 'record')]))).toBe('in-review')
})

it('a void, and two versions that contradict each other, are in no review', () => {
  const voided = foldRecord([original, version('void', { t: 'void', record: original.ref, amends: original.ref })])
  expect(review('one', [], voided)).toBe('none')
  expect(review('one', [vote('ben', 'approve', 'first')], foldRecord([original, amended('first', 'record'), amended('second', 'record')]))).toBe('none')
})

it('whatever is said in whatever order it arrives gives one state, and authors or a lone person never approve for two', () => {
  const said = fc.record({
    person: fc.constantFrom('ana', 'ben', 'cruz', 'dee'),
    decision: fc.constantFrom<Decision>('submit', 'approve', 'return', 'withdraw'),
    binds: fc.constantFrom('record', 'first'),
    office: fc.constantFrom('yuma', 'mesa')
  })
  const rules = fc.constantFrom<ReviewRule>('none', 'one', 'four-eyes', 'two-offices')
  fc.assert(
    fc.property(fc.array(said, { maxLength: 14 }), rules, fc.boolean(), fc.infiniteStream(fc.nat()), (list, rule, isAmended, order) => {
      const votes = list.map(({ person, decision, binds, office }) => vote(person, decision, binds, office))
      const folded = isAmended ? foldRecord([original, amended('first', 'record')]) : filed
      const shuffled = votes
        .map(one => [order.next().value as number, one] as const)
        .toSorted(([a], [b]) => a - b)
        .map(([, one]) => one)
      const [one, other] = [reviewOf(folded, rule, writerOf, votes), reviewOf(folded, rule, writerOf, shuffled)]
      expect(other.state).toBe(one.state)
      const approvers = one.standing.filter(({ entry }) => entry.decision === 'approve').map(({ person }) => person)
      expect(approvers).not.toContain('ana')
      expect(new Set(approvers).size).toBe(approvers.length)
      if (one.state === 'approved') expect(approvers.length).toBeGreaterThanOrEqual(rule === 'one' || rule === 'none' ? 1 : 2)
    }),
    { numRuns: 500 }
  )
})
