/** Filing, amending, resolving and voiding: values of a form → entry and payload → `append`. */
import { OfficeError } from '../../shared/errors.ts'
import type { FieldInput } from '../../shared/contract.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { EntryId } from '../../shared/names.ts'
import { compareRefs, type Ref, type ReviewEntry } from '../../shared/record/entry.ts'
import type { FieldValue } from '../../shared/record/payload.ts'
import type { Form } from '../../shared/record/registry-facts.ts'
import { allows } from '../../shared/record/judge.ts'
import type { Appended, Prepared } from './append.ts'
import { append } from './append.ts'
import { attachmentOf, storeFiles, type Source } from './attachments.ts'
import { carry, type Bare, type Values } from './compose.ts'
import type { KeySigner, Ledger } from './ledger.ts'

/** The person filing: their key at this desk, and who they are. */
export interface Author {
  readonly signer: KeySigner
  readonly person: string
}
export interface Filing {
  readonly id: EntryId
  readonly values: readonly FieldInput[]
}
/** What the program adds to the values: how the form's logic was checked, in which language. */
export interface Provenance {
  readonly engine: string | null
  readonly language: string | null
}
/** Where the bytes of a file named in the values come from: staged by the author, or of the record's earlier versions. */
export type FindSource = (sha256: string) => Source | undefined

function resolveValues(values: readonly FieldInput[], find: FindSource): { values: Values; sources: Source[] } {
  const sources: Source[] = []
  const resolved = values.map(([path, value]): readonly [string, FieldValue] => {
    if (!path.startsWith('/')) throw new OfficeError('bad-values', { path, detail: 'not a path of a form' })
    if (value === null || typeof value === 'string' || Array.isArray(value)) return [path, value]
    const source = find(value.sha256)
    if (!source) throw new OfficeError('bad-values', { path, detail: `the file ${value.name} was not found on this desk; attach it again` })
    sources.push(source)
    return [path, attachmentOf(source, value.name, value.type)]
  })
  return { values: resolved, sources }
}

/** That no form engine checked the logic is said; a language that was not chosen is left out. */
const ownValues = ({ engine, language }: Provenance): Values => [['@engine', engine], ...(language === null ? [] : [['@language', language] as const])]

interface WithFiles extends Prepared {
  readonly sources: readonly Source[]
}

function prepare(ledger: Ledger, form: Form, bare: Bare, input: readonly FieldInput[], more: Values, find: FindSource): WithFiles {
  const { values, sources } = resolveValues(input, find)
  try {
    const { entry, payload } = carry(ledger.clock, { net: ledger.net, chain: ledger.own.state.chain }, bare, form.audience, [...values, ...more])
    const store = (pos: number): void => storeFiles(ledger, ledger.own.state.chain, entry, pos, sources)
    return { entry, payload, sources, ...(sources.length > 0 ? { store } : {}) }
  } catch (error) {
    if (error instanceof RangeError) throw new OfficeError('bad-values', { path: error.message.split(':')[0]!, detail: error.message }, { cause: error })
    throw error
  }
}

/** What `form` says of a record of another form has no effect anywhere: refused before it is signed. */
export function requireSameForm(form: Form, record: Form): void {
  if (form.form !== record.form) throw new OfficeError('bad-values', { path: 'package', detail: `the record is of the form ${record.form}, not ${form.form}` })
}

const formFields = (form: Form): { form: string; version: string; package: string } => ({ form: form.form, version: form.version, package: form.package })

/** Refuses before anything is signed what every receiver would leave without effect. */
export function requireMay(ledger: Ledger, author: Author, form: string | null, own: boolean, wanted: 'clerk' | 'supervisor' = 'clerk'): void {
  const { registry } = ledger
  const desk = registry.deskAt(ledger.own.state.chain, registry.size)
  if (!desk) throw new OfficeError('not-admitted')
  const person = registry.personOf(author.signer.key, desk.chain, registry.size)
  if (person && allows(registry.grantsOf(person, registry.size), wanted, desk.office, form, own)) return
  const what = wanted === 'supervisor' ? 'decide about records of this form' : own ? 'file this form' : "change another person's record"
  throw new OfficeError('not-authorised', { who: 'you', what })
}

export function requireForm(ledger: Ledger, packageHash: string, filing: boolean): Form {
  const form = ledger.registry.formAt(packageHash as Form['package'], ledger.registry.size)
  if (!form || (filing && form.state !== 'published')) throw new OfficeError('unknown-form', { form: packageHash.slice(0, 8) })
  return form
}

/** File records of one form, in order, in one transaction. Answers in that order. `done` runs in the same transaction. */
export function fileRecords(
  ledger: Ledger,
  author: Author,
  form: Form,
  filings: readonly Filing[],
  provenance: Provenance,
  find: FindSource,
  done?: () => void
): { filed: Appended; ref: number }[] {
  requireMay(ledger, author, form.form, true)
  const first = ledger.nextRef
  const own = ownValues(provenance)
  const { form: name, version, package: hash } = form
  const prepared = filings.map(({ id, values }, i) =>
    prepare(ledger, form, { form: name, id, package: hash, ref: first + i, t: 'record', version }, values, own, find)
  )
  const filed = append(ledger, ledger.own, author.signer, andThen(prepared, done))
  ledger.nextRef = first + filings.length
  return filed.map((item, i) => ({ filed: item, ref: first + i }))
}

/** Once all are stored, in the same transaction: what was staged is no longer, and what the caller adds. Records may share a file. */
function andThen(prepared: readonly WithFiles[], done?: () => void): readonly Prepared[] {
  const last = prepared.at(-1)
  if (!last) return prepared
  const store = (pos: number): void => {
    last.store?.(pos)
    for (const { sources } of prepared) for (const source of sources) source.drop?.()
    done?.()
  }
  return [...prepared.slice(0, -1), { ...last, store }]
}

export interface Change {
  readonly id: EntryId
  readonly record: Ref
  /** The versions it changes: one, or every open head (which resolves a conflict). */
  readonly heads: readonly Ref[]
  readonly reason: string
  /** Whose record it is: the author's own or another's. */
  readonly own: boolean
}

const json = (ref: Ref): Ref & Json => ({ index: ref.index, line: ref.line }) as Ref & Json

export function amendRecord(
  ledger: Ledger,
  author: Author,
  form: Form,
  change: Change,
  values: readonly FieldInput[],
  provenance: Provenance,
  find: FindSource,
  done?: () => void
): Appended {
  requireMay(ledger, author, form.form, change.own)
  const named: Record<string, Json> = change.heads.length === 1 ? { amends: json(change.heads[0]!) } : { heads: change.heads.toSorted(compareRefs).map(json) }
  const bare = {
    t: change.heads.length === 1 ? 'amend' : 'resolve',
    id: change.id,
    ...formFields(form),
    record: json(change.record),
    ...named
  } as unknown as Bare
  const prepared = prepare(ledger, form, bare, values, [...ownValues(provenance), ['@reason', change.reason]], find)
  return append(ledger, ledger.own, author.signer, andThen([prepared], done))[0]!
}

export function voidRecord(ledger: Ledger, author: Author, form: Form, change: Change): Appended {
  requireMay(ledger, author, form.form, change.own)
  const bare: Bare = { t: 'void', id: change.id, record: json(change.record), amends: json(change.heads[0]!) }
  const { entry, payload } = carry(ledger.clock, { net: ledger.net, chain: ledger.own.state.chain }, bare, form.audience, [['@reason', change.reason]])
  return append(ledger, ledger.own, author.signer, [{ entry, payload }])[0]!
}

export interface Decision {
  readonly id: EntryId
  readonly form: Form
  readonly record: Ref
  readonly binds: Ref
  readonly decision: ReviewEntry['decision']
  /** Empty: none was given. */
  readonly reason: string
}

/** In one transaction. Who may was asked before. */
export function reviewRecords(ledger: Ledger, author: Author, decisions: readonly Decision[]): Appended[] {
  const prepared = decisions.map(({ id, form, record, binds, decision, reason }): Prepared => {
    const bare = { t: 'review', id, record: json(record), binds: json(binds), decision } as unknown as Bare
    return carry(ledger.clock, { net: ledger.net, chain: ledger.own.state.chain }, bare, form.audience, [['@reason', reason === '' ? null : reason]])
  })
  return append(ledger, ledger.own, author.signer, prepared)
}
