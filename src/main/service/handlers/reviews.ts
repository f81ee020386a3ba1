/** Review: submit, approve, return, take back. */
import type { Checked } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { EntryId, PersonId } from '../../../shared/names.ts'
import { refText } from '../../../shared/record/entry.ts'
import { requireMay, reviewRecords as appendDecisions, type Author, type Decision } from '../../ledger/file-record.ts'
import { requireSpace } from '../../store/reserve.ts'
import { requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import { reviewNow } from '../record-review.ts'
import type { LiveSession } from '../sessions.ts'
import { afterAppend, already, refOf, requireCurrent, type Filed } from './records.ts'

type Wanted = Checked<'reviewRecords'>
type Which = Wanted['records'][number]

/** What nobody would count is refused before it is signed. */
function requireUseful(running: Running, author: Author & { readonly id: PersonId }, { record }: Which, decision: Wanted['decision'], ref: string): void {
  const { reviewed } = reviewNow(running, refText(refOf(record)))
  const { state, standing, authors } = reviewed
  const mine = standing.find(({ person }) => person === author.id)
  if (decision === 'submit') {
    if (state !== 'none') throw new OfficeError('in-review-already', { ref })
  } else if (decision === 'withdraw') {
    if (!mine) throw new OfficeError('nothing-to-withdraw', { ref })
  } else {
    if (state === 'none') throw new OfficeError('not-in-review', { ref })
    if (authors.has(author.id)) throw new OfficeError('own-work', { ref })
    if (mine?.entry.decision === decision) throw new OfficeError('decided-already', { ref })
  }
}

function decisionOf(running: Running, author: Author & { readonly id: PersonId }, which: Which, { decision, reason }: Wanted): Decision & { ref: string } {
  const { form, own, ref } = requireCurrent(running, which.record, [which.binds])
  requireMay(running.ledger, author, form.form, own(author.id), decision === 'approve' || decision === 'return' ? 'supervisor' : 'clerk')
  requireUseful(running, author, which, decision, ref)
  return { id: which.id as EntryId, form, record: refOf(which.record), binds: refOf(which.binds), decision, reason, ref }
}

/** All or none. Throws stale-version where a record changed since it was looked at. */
export function reviewRecords(context: Context, input: Wanted, session: LiveSession): Filed[] {
  const running = requireRunning(context)
  const author = requireAuthor(session)
  if (input.decision === 'return' && input.reason === '')
    throw new OfficeError('bad-input', { field: 'reason', wanted: 'what is to be mended', got: 'nothing' })
  const known = input.records.map(({ id }) => already(running, id))
  const fresh = input.records.filter((_, i) => !known[i])
  if (fresh.length === 0) return known.map(found => found!)
  requireSpace(context.options.folder)
  const decisions = fresh.map(which => decisionOf(running, author, which, input))
  const appended = appendDecisions(running.ledger, author, decisions)
  const made = new Map(
    decisions.map(({ id, ref }, i): [string, Filed] => [id, { id: { line: appended[i]!.ref.line, index: appended[i]!.ref.index }, ref, already: false }])
  )
  afterAppend(context, running)
  return input.records.map(({ id }, i) => known[i] ?? made.get(id)!)
}
