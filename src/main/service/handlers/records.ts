/** Records: file, amend, void, list, show. */
import type { Checked, Output, RecordId } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { EntryId, Hash, PersonId } from '../../../shared/names.ts'
import { isCarrier, isFormCarrier, isVersion, refText, type Ref } from '../../../shared/record/entry.ts'
import type { Form } from '../../../shared/record/registry-facts.ts'
import type { Appended } from '../../ledger/append.ts'
import { stagedSource, storedSource, type Source } from '../../ledger/attachments.ts'
import { amendRecord, fileRecords, requireForm, requireSameForm, voidRecord, type Author } from '../../ledger/file-record.ts'
import { chainKeyOf } from '../../ledger/ledger.ts'
import { entryAt } from '../../ledger/stored-entry.ts'
import { chainNoOfLine, lineIdOfPos } from '../../store/positions.ts'
import { listRecords as listIndexed } from '../../store/index/list.ts'
import { recordBy, recordByRef, recordFacets as facets } from '../../store/index/records.ts'
import { versionAt, versionsOf } from '../../store/index/versions.ts'
import { requireSpace } from '../../store/reserve.ts'
import { deleteDraft } from '../../store/drafts.ts'
import { requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import { freshIndex } from '../fresh-index.ts'
import { ownEntry } from '../own-entry.ts'
import { rowView } from '../record-view.ts'
import { showRecord } from '../record-page.ts'
import { showReview } from '../record-review.ts'
import type { LiveSession } from '../sessions.ts'
import { isStagedFor } from './drafts.ts'

export type Filed = { id: RecordId; ref: string; already: boolean }

export const refOf = (id: RecordId): Ref => ({ line: id.line as Hash, index: id.index })

/**
 * What a client's id has made already: asking again answers the same, so a retry never files twice. Throws while the line
 * it made is not yet behind the mark: it is not acknowledged before (design 7).
 */
export function already(running: Running, entryId: string): Filed | undefined {
  freshIndex(running)
  const found = ownEntry(running, entryId)
  if (!found) return undefined
  const { own } = running.ledger
  if (own.trouble && found.height >= (own.mark?.value.size ?? 0)) throw new OfficeError(own.trouble.code, own.trouble.detail)
  return { id: { line: found.line, index: found.index }, ref: found.ref, already: true }
}

const filedView = (running: Running, filed: Appended, ref: number): Filed => ({
  id: { line: filed.ref.line, index: filed.ref.index },
  ref: running.projection.titles.reference(running.ledger.own.state.chain, ref),
  already: false
})

/** It is filed and behind the mark: an index that fails now (a cache, made again with the next question) does not unsay it. */
export function afterAppend(context: Context, running: Running): void {
  try {
    freshIndex(running)
  } catch (error) {
    console.error(error)
  }
  running.network?.announce()
  context.news.tell('headMoved')
}

/**
 * Bytes of a file named in values: staged by the author, else of an earlier version of the record. What another draft than
 * the one that ends here names too goes on being staged.
 */
const sourcesFor =
  (running: Running, author: Author, record: Ref | null, draft: string | null) =>
  (sha256: string): Source | undefined => {
    const staged = stagedSource(running.ledger, author.person, sha256)
    if (staged && isStagedFor(running, author.person, sha256, draft)) return { size: staged.size, sha256: staged.sha256, piece: staged.piece }
    if (staged || !record) return staged
    for (const row of versionsOf(running.index, refText(record))) {
      const stored = entryAt(running.projection, row.pos)
      if (!stored || !isCarrier(stored.entry)) continue
      const source = storedSource(running.ledger, chainKeyOf(running.ledger, chainNoOfLine(lineIdOfPos(row.pos))), stored.entry, row.pos, sha256)
      if (source) return source
    }
    return undefined
  }

function endDraft(running: Running, author: Author, draft: string | null): (() => void) | undefined {
  return draft === null ? undefined : () => void deleteDraft(running.ledger.store.ledger, running.guard, `${author.person}/${draft}`)
}

export function fileRecord(context: Context, input: Checked<'fileRecord'>, session: LiveSession): Filed {
  const running = requireRunning(context)
  const author = requireAuthor(session)
  const known = already(running, input.id)
  if (known) return known
  requireSpace(context.options.folder)
  const form = requireForm(running.ledger, input.package, true)
  const [filed] = fileRecords(
    running.ledger,
    author,
    form,
    [{ id: input.id as EntryId, values: input.values }],
    input.provenance,
    sourcesFor(running, author, null, input.draft),
    endDraft(running, author, input.draft)
  )
  afterAppend(context, running)
  if (input.draft !== null) context.news.tell('draftsChanged')
  return filedView(running, filed!.filed, filed!.ref)
}

export function fileMany(context: Context, input: Checked<'fileRecords'>, session: LiveSession): Filed[] {
  const running = requireRunning(context)
  const author = requireAuthor(session)
  const known = input.records.map(record => already(running, record.id))
  const fresh = new Map(input.records.filter((_, i) => !known[i]).map(record => [record.id, record]))
  if (fresh.size === 0) return known.map(found => found!)
  requireSpace(context.options.folder)
  const form = requireForm(running.ledger, input.package, true)
  const filings = [...fresh.values()].map(record => ({ id: record.id as EntryId, values: record.values }))
  const filed = fileRecords(running.ledger, author, form, filings, input.provenance, sourcesFor(running, author, null, null))
  const views = new Map(filings.map(({ id }, i) => [id as string, filedView(running, filed[i]!.filed, filed[i]!.ref)]))
  afterAppend(context, running)
  return input.records.map((record, i) => known[i] ?? views.get(record.id)!)
}

/** The record to change, with its open heads; refuses when others have changed it meanwhile. */
export function requireCurrent(
  running: Running,
  record: RecordId,
  amends: readonly RecordId[]
): { form: Form; own: (person: PersonId) => boolean; ref: string } {
  freshIndex(running)
  const text = refText(refOf(record))
  const row = recordBy(running.index, text)
  if (!row) throw new OfficeError('not-found', { what: 'record', id: text.slice(0, 12) })
  const page = showRecord(running, text)
  if (row.state === 'voided') throw new OfficeError('voided-record')
  const heads = page.heads.map(head => refText(refOf(head))).toSorted()
  if (
    heads.join() !==
    amends
      .map(head => refText(refOf(head)))
      .toSorted()
      .join()
  )
    throw new OfficeError('stale-version')
  const original = versionAt(running.index, record.line, record.index)
  const stored = original && entryAt(running.projection, original.pos)
  if (!stored || !isVersion(stored.entry) || !isFormCarrier(stored.entry)) throw new OfficeError('not-found', { what: 'record', id: row.ref })
  return { form: requireForm(running.ledger, stored.entry.package, false), own: person => original.person === person, ref: row.ref }
}

/** What every change of a record has: which, of which heads, why, and whether one's own. */
const changeOf = ({ id, record, amends, reason }: Checked<'voidRecord'>, own: boolean) => ({
  id: id as EntryId,
  record: refOf(record),
  heads: amends.map(refOf),
  reason,
  own
})

export function amend(context: Context, input: Checked<'amendRecord'>, session: LiveSession): Filed {
  const running = requireRunning(context)
  const author = requireAuthor(session)
  const known = already(running, input.id)
  if (known) return known
  requireSpace(context.options.folder)
  const current = requireCurrent(running, input.record, input.amends)
  const form = requireForm(running.ledger, input.package, false)
  requireSameForm(form, current.form)
  const change = changeOf(input, current.own(author.id))
  const filed = amendRecord(
    running.ledger,
    author,
    form,
    change,
    input.values,
    input.provenance,
    sourcesFor(running, author, change.record, input.draft),
    endDraft(running, author, input.draft)
  )
  afterAppend(context, running)
  if (input.draft !== null) context.news.tell('draftsChanged')
  return { id: { line: filed.ref.line, index: filed.ref.index }, ref: current.ref, already: false }
}

export function voidOne(context: Context, input: Checked<'voidRecord'>, session: LiveSession): Filed {
  const running = requireRunning(context)
  const author = requireAuthor(session)
  const known = already(running, input.id)
  if (known) return known
  requireSpace(context.options.folder)
  const current = requireCurrent(running, input.record, input.amends)
  if (input.amends.length !== 1)
    throw new OfficeError('bad-input', { field: 'amends', wanted: 'one version: settle the conflict by an amendment first', got: input.amends.length })
  const filed = voidRecord(running.ledger, author, current.form, changeOf(input, current.own(author.id)))
  afterAppend(context, running)
  return { id: { line: filed.ref.line, index: filed.ref.index }, ref: current.ref, already: false }
}

export function list(context: Context, { work, ...query }: Checked<'listRecords'>, session: LiveSession): Output<'listRecords'> {
  const running = requireRunning(context)
  freshIndex(running)
  const { total, rows } = listIndexed(running.index, { ...query, work: work && { what: work, person: session.person ?? '' } })
  return { total, rows: rows.map(row => rowView(running, row)) }
}

export function recordFacets(context: Context): Output<'recordFacets'> {
  const running = requireRunning(context)
  freshIndex(running)
  const { forms, offices, authors, states } = facets(running.index)
  return {
    forms: forms.map(({ value, title, n }) => ({ form: value, title, records: n })),
    offices: offices.map(({ value, n }) => ({ office: value, records: n })),
    authors: authors.map(({ value, n }) => ({ author: value, records: n })),
    states: states.map(({ value, n }) => ({ state: value, records: n }))
  }
}

/** By `line.index`, or by reference number. */
export function show(context: Context, { record }: Checked<'getRecord'>, session: LiveSession): Output<'getRecord'> {
  const running = requireRunning(context)
  freshIndex(running)
  const found = recordBy(running.index, record)?.record ?? onlyOne(recordByRef(running.index, record))
  if (found === undefined) throw new OfficeError('not-found', { what: 'record', id: record })
  return { ...showRecord(running, found), review: showReview(running, found, session) }
}

const onlyOne = (rows: readonly { record: string }[]): string | undefined => (rows.length === 1 ? rows[0]!.record : undefined)
