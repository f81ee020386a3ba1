/** Drafts: a person's own, encrypted, saved on every change. */
import { z } from 'zod'
import type { Checked, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { textOf, utf8 } from '../../../shared/bytes.ts'
import type { Hash } from '../../../shared/names.ts'
import { openDraft, sealDraft } from '../../keys/cipher.ts'
import { dropStaged } from '../../ledger/attachments.ts'
import { stagedBefore } from '../../store/attachments.ts'
import { deleteDraft as drop, draftsOf, getDraft as readRow, putDraft, type DraftRow } from '../../store/drafts.ts'
import { cutLog } from '../../store/erase.ts'
import { recordBy } from '../../store/index/records.ts'
import { requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import type { LiveSession } from '../sessions.ts'
import { formInfo } from './forms.ts'

type Row = Output<'listDrafts'>[number]
const kept = z.object({
  package: z.string(),
  instance: z.string(),
  name: z.string(),
  answered: z.number(),
  total: z.number(),
  saved: z.string(),
  started: z.string(),
  amends: z.object({ line: z.string(), index: z.number() }).nullable(),
  staged: z.array(z.object({ name: z.string(), type: z.string(), size: z.number(), sha256: z.string() })),
  open: z.boolean().default(false)
})
type Kept = z.output<typeof kept>

/** Rows are keyed by person and draft, so that no one's id can touch another's draft. */
const rowId = (person: string, id: string): string => `${person}/${id}`

function opened(running: Running, row: DraftRow): Kept | undefined {
  const bytes = openDraft(running.ledger.vault, row.id, row.person, row.seed, row.cipher)
  const text = bytes && textOf(bytes)
  return text === undefined ? undefined : kept.safeParse(JSON.parse(text)).data
}

function openRow(running: Running, row: DraftRow): Kept {
  const draft = opened(running, row)
  if (!draft) throw new OfficeError('damaged-database', { file: 'ledger.db', detail: 'a draft can not be opened' })
  return draft
}

/** Of one person, those that open; one damaged draft must not take the others away. */
function draftsHere(running: Running, person: string): { readonly open: readonly (readonly [DraftRow, Kept])[]; readonly damaged: readonly string[] } {
  const { rows, damaged } = draftsOf(running.ledger.store.ledger, running.guard, person)
  const open: [DraftRow, Kept][] = []
  const closed = [...damaged]
  for (const row of rows) {
    const draft = opened(running, row)
    if (draft) open.push([row, draft])
    else closed.push(row.id)
  }
  return { open, damaged: closed }
}

const shownId = (rowId: string): string => rowId.slice(rowId.indexOf('/') + 1)

function viewOf(running: Running, row: DraftRow, draft: Kept): Row {
  const form = running.ledger.registry.forms.findLast(entry => entry.package === draft.package)
  const record = draft.amends && recordBy(running.index, `${draft.amends.line}.${draft.amends.index}`)
  return {
    id: shownId(row.id),
    package: draft.package,
    form: form?.form ?? '',
    title: formInfo(running.ledger, draft.package as Hash)?.title ?? form?.form ?? '',
    name: draft.name,
    saved: draft.saved,
    started: draft.started,
    answered: draft.answered,
    total: draft.total,
    amends: draft.amends,
    ref: record?.ref ?? null,
    open: draft.open
  }
}

export function listDrafts(context: Context, _input: object, session: LiveSession): Row[] {
  const running = requireRunning(context)
  const { person } = requireAuthor(session)
  return draftsHere(running, person)
    .open.map(([row, draft]) => viewOf(running, row, draft))
    .toSorted((a, b) => (a.saved < b.saved ? 1 : -1))
}

export function damagedDrafts(context: Context, _input: object, session: LiveSession): Output<'damagedDrafts'> {
  return draftsHere(requireRunning(context), requireAuthor(session).person).damaged.map(id => ({ id: shownId(id) }))
}

function requireRow(running: Running, person: string, id: string): DraftRow {
  const row = readRow(running.ledger.store.ledger, running.guard, rowId(person, id))
  if (!row) throw new OfficeError('not-found', { what: 'draft', id: id.slice(0, 8) })
  return row
}

export function getDraft(context: Context, { id }: Checked<'getDraft'>, session: LiveSession): Output<'getDraft'> {
  const running = requireRunning(context)
  const row = requireRow(running, requireAuthor(session).person, id)
  const draft = openRow(running, row)
  return { ...viewOf(running, row, draft), instance: draft.instance, staged: draft.staged }
}

export function saveDraft(context: Context, input: Checked<'saveDraft'>, session: LiveSession): Row {
  const running = requireRunning(context)
  const { person } = requireAuthor(session)
  const { ledger, guard } = running
  const now = new Date(context.options.now()).toISOString()
  const id = rowId(person, input.id)
  const before = readRow(ledger.store.ledger, guard, id)
  const was = before && openRow(running, before)
  // Leaving the page changes nothing of what was saved, nor when.
  const left = was && !input.open && was.instance === input.instance
  const draft: Kept = {
    package: input.package,
    instance: input.instance,
    name: input.name,
    answered: input.answered,
    total: input.total,
    saved: left ? was.saved : now,
    started: was ? was.started : now,
    amends: input.amends,
    staged: input.staged,
    open: input.open
  }
  const seed = ledger.clock.random(32)
  const row: DraftRow = { id, person, seed, cipher: sealDraft(ledger.vault, id, person, seed, utf8(JSON.stringify(draft))) }
  putDraft(ledger.store.ledger, guard, row)
  if (!was || was.open !== draft.open) context.news.tell('draftsChanged')
  return viewOf(running, row, draft)
}

/** Does any draft of this person, but the one given, name a file that was staged? Of a damaged one nobody knows: then it is kept. */
export function isStagedFor(running: Running, person: string, sha256: string, except: string | null): boolean {
  const { open, damaged } = draftsHere(running, person)
  const id = except === null ? null : rowId(person, except)
  return damaged.length > 0 || open.some(([row, draft]) => row.id !== id && draft.staged.some(file => file.sha256 === sha256))
}

/** A page names a file in its draft within seconds of handing it in; ms. */
const UNNAMED_MS = 3_600_000

/** Files that no draft names: handed in, and then the page, the program or the machine stopped. Looked for when the desk's keys are opened. */
export function clearStaged(running: Running, now: number): void {
  const { ledger } = running
  if (ledger.store.readonly) return
  for (const { owner, sha256 } of stagedBefore(ledger.store.ledger, now - UNNAMED_MS))
    if (!isStagedFor(running, owner, sha256, null)) dropStaged(ledger, owner, sha256)
}

export function deleteDraft(context: Context, { id }: Checked<'deleteDraft'>, session: LiveSession): Record<string, never> {
  const running = requireRunning(context)
  const { person } = requireAuthor(session)
  const { ledger, guard } = running
  const row = readRow(ledger.store.ledger, guard, rowId(person, id))
  const staged = (row && opened(running, row)?.staged) ?? []
  drop(ledger.store.ledger, guard, rowId(person, id))
  for (const { sha256 } of staged) if (!isStagedFor(running, person, sha256, null)) dropStaged(ledger, person, sha256)
  cutLog(ledger.store.ledger) // what was deleted goes from the log too; a reader in the way: at the next cut
  context.news.tell('draftsChanged')
  return {}
}
