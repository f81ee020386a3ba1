/** Review at a desk: who may decide about what, where a record stands, and what waits for whom. */
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Input, Output } from '../../../src/shared/contract.ts'
import { addPerson, fileOne, foundOffice, newId, openOffice, provenance, signIn, valuesOf, type Founded, type Seat } from '../../kit/office-desk.ts'
import { until } from '../../kit/until.ts'

type Rule = Output<'listForms'>[number]['review']
type Shown = Output<'getRecord'>
type Decision = Input<'reviewRecords'>['decision']

async function withReview(office: Founded, rule: Rule): Promise<string> {
  const { xml } = await office.ana.call('getForm', { package: office.form })
  return (await office.ana.call('importForm', { xml, review: rule })).package
}

const show = (seat: Seat, ref: string): Promise<Shown> => seat.call('getRecord', { record: ref })
async function decision(seat: Seat, refs: readonly string[], what: Decision, reason = ''): Promise<Input<'reviewRecords'>> {
  const shown = await Promise.all(refs.map(ref => show(seat, ref)))
  return { records: shown.map(({ row, heads }) => ({ id: newId(), record: row.id, binds: heads[0]! })), decision: what, reason }
}
const decide = async (seat: Seat, ref: string, what: Decision, reason?: string): Promise<string> =>
  seat.code('reviewRecords', await decision(seat, [ref], what, reason))
const stateOf = async (seat: Seat, ref: string): Promise<string> => (await show(seat, ref)).review.state
const waiting = async (seat: Seat, work: 'to-review' | 'returned'): Promise<number> => (await seat.call('listRecords', { work, limit: 1 })).total

async function amend(seat: Seat, ref: string, form: string, title: string): Promise<void> {
  const { row, heads } = await show(seat, ref)
  await seat.call('amendRecord', {
    id: newId(),
    record: row.id,
    amends: heads,
    values: await valuesOf(seat, form, title),
    package: form,
    reason: 'read again',
    provenance
  })
}

it('four eyes: two other supervisors approve, a return goes back to its author, and what is amended is looked at anew', async () => {
  const office = await foundOffice()
  const { ana } = office
  const [ben, cruz, dee] = [
    await addPerson(office, ana, 'Ben', 'supervisor'),
    await addPerson(office, ana, 'Cruz', 'clerk'),
    await addPerson(office, ana, 'Dee', 'supervisor')
  ]
  const form = await withReview(office, 'four-eyes')
  expect((await ana.call('listForms', {})).find(one => one.package === form)?.review).toBe('four-eyes')
  const { ref } = await fileOne(cruz, form, 'Gate 4')
  expect(await show(ben, ref)).toMatchObject({
    row: { state: 'filed', review: 'in-review' },
    review: { rule: 'four-eyes', needed: 2, approved: 0, may: { decide: true, submit: false, withdraw: false }, decisions: [] }
  })
  expect([await waiting(ben, 'to-review'), await waiting(dee, 'to-review'), await waiting(cruz, 'to-review')]).toEqual([1, 1, 0])
  expect((await show(cruz, ref)).review.may.decide).toBe(false)
  expect(await decide(cruz, ref, 'approve')).toBe('not-authorised')
  expect(await decide(ben, ref, 'return')).toBe('bad-input') // without a word of what to mend

  expect(await decide(ben, ref, 'approve', 'The sum agrees.')).toBe('ok')
  expect([await stateOf(ben, ref), await waiting(ben, 'to-review'), await waiting(dee, 'to-review')]).toEqual(['in-review', 0, 1])
  expect(await decide(ben, ref, 'approve')).toBe('decided-already')
  expect(await decide(dee, ref, 'return', 'The date is missing.')).toBe('ok')
  expect([await stateOf(cruz, ref), await waiting(cruz, 'returned'), await waiting(ben, 'returned'), await waiting(dee, 'returned')]).toEqual([
    'returned',
    1,
    0,
    0
  ])
  expect((await show(cruz, ref)).review.decisions).toMatchObject([
    { decision: 'approve', person: 'Ben', reason: 'The sum agrees.', stands: true },
    { decision: 'return', person: 'Dee', reason: 'The date is missing.', stands: true }
  ])

  const before = await decision(dee, [ref], 'approve')
  await amend(cruz, ref, form, 'Gate 4, dated')
  expect(await dee.code('reviewRecords', before)).toBe('stale-version')
  expect([await stateOf(ben, ref), await waiting(cruz, 'returned'), await waiting(ben, 'to-review')]).toEqual(['in-review', 0, 1])
  expect((await show(ben, ref)).review.decisions.map(({ stands }) => stands)).toEqual([false, false])
  for (const seat of [ben, dee]) expect(await decide(seat, ref, 'approve')).toBe('ok')
  expect((await show(ana, ref)).row).toMatchObject({ state: 'amended', review: 'approved' })
  expect((await ana.call('listRecords', { review: 'approved' })).rows.map(row => row.ref)).toEqual([ref])
  expect(await decide(dee, ref, 'withdraw')).toBe('ok')
  expect([await stateOf(ana, ref), await decide(dee, ref, 'withdraw')]).toEqual(['in-review', 'nothing-to-withdraw'])
}, 60_000)

it('nobody decides about what they wrote; what is asked again signs nothing twice; many are decided at once or none', async () => {
  const office = await foundOffice()
  const { ana } = office
  const ben = await addPerson(office, ana, 'Ben', 'supervisor')
  const form = await withReview(office, 'one')
  const mine = await fileOne(ben, form, 'Written by Ben')
  expect(await decide(ben, mine.ref, 'approve')).toBe('own-work')
  expect([await waiting(ben, 'to-review'), await waiting(ana, 'to-review')]).toEqual([0, 1])
  const refs = await Promise.all(['A', 'B', 'C'].map(async title => (await fileOne(ana, form, title)).ref))
  const all = await decision(ben, refs, 'approve')
  const lines = async (): Promise<number> => (await ana.call('listChains', {})).reduce((sum, chain) => sum + chain.lines, 0)
  expect(await ben.code('reviewRecords', { ...all, records: [...all.records, ...(await decision(ben, [mine.ref], 'approve')).records] })).toBe('own-work')
  const [count] = [await lines()]
  const made = await ben.call('reviewRecords', all)
  expect([made.map(one => one.already), await lines()]).toEqual([[false, false, false], count + 1])
  expect([(await ben.call('reviewRecords', all)).map(one => one.already), await lines()]).toEqual([[true, true, true], count + 1])
  for (const ref of refs) expect(await stateOf(ana, ref)).toBe('approved')
}, 60_000)

it('a form without review asks for none until a record is submitted; what was decided is verified with the rest and comes back when the index is made again', async () => {
  const office = await foundOffice()
  const { ana, form, folder } = office
  const ben = await addPerson(office, ana, 'Ben', 'supervisor')
  const { ref } = await fileOne(ana, form, 'Gate')
  expect((await show(ana, ref)).review).toMatchObject({ state: 'none', may: { decide: false, submit: true } })
  expect(await decide(ben, ref, 'approve')).toBe('not-in-review')
  expect([await decide(ana, ref, 'submit', 'A second look, please.'), await decide(ana, ref, 'submit')]).toEqual(['ok', 'in-review-already'])
  expect(await decide(ben, ref, 'approve')).toBe('ok')
  await ana.call('startVerify', {})
  await until(office, 'verified', async () => (await ana.call('verifyJob', {})).state !== 'running')
  expect((await ana.call('verifyJob', {})).verdict).toMatchObject({ verdict: 'sound', findings: [] })
  await office.close()
  for (const name of readdirSync(folder)) if (name.startsWith('index.db')) rmSync(join(folder, name))
  const again = await openOffice(folder)
  const seat = await signIn(again)
  expect((await show(seat, ref)).review).toMatchObject({
    state: 'approved',
    approved: 1,
    decisions: [
      { decision: 'submit', person: 'Ana' },
      { decision: 'approve', person: 'Ben' }
    ]
  })
}, 60_000)
