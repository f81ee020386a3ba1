/** `review`: what waits for a decision, and deciding. */
import type { Input } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { columns, counted, type Answer } from '../answer.ts'
import type { Globals } from '../globals.ts'
import { withPerson } from '../reach.ts'
import { newId } from './records.ts'

type Decision = Input<'reviewRecords'>['decision']

export function listReviews(globals: Globals, limit: number): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const found = await office.listRecords({ work: 'to-review', descending: false, limit })
    const rows = found.rows.map(row => [row.ref, row.formTitle, row.office, row.author, row.time, row.title])
    return { value: found, text: [...columns(rows), `${counted(found.total, 'record')} to decide about`] }
  })
}

const told: Readonly<Record<Decision, string>> = {
  approve: 'approved',
  return: 'returned to its author',
  submit: 'submitted for review',
  withdraw: 'decision taken back'
}

/** Each as it says now; all or none. */
export function review(globals: Globals, refs: readonly string[], decision: Decision, reason: string): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const records = []
    for (const ref of refs) {
      const { row, heads } = await office.getRecord({ record: ref })
      const [head, more] = heads
      if (!head || more) throw new OfficeError('stale-version')
      records.push({ id: newId(), record: row.id, binds: head })
    }
    await office.reviewRecords({ records, decision, reason })
    const now = []
    for (const ref of refs) now.push({ ref, review: (await office.getRecord({ record: ref })).row.review })
    return { value: { decision, records: now }, text: now.map(one => `${one.ref}: ${told[decision]} (${one.review})`) }
  })
}
