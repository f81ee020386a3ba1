/** `record add`, `record list`, `record show`. The form's logic needs a browser: what is added here says "logic not checked". */
import { basename, resolve } from 'node:path'
import type { Output, RecordId } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { readForm } from '../../../shared/forms/read-form.ts'
import { valuesFromJson } from '../../../shared/forms/values-json.ts'
import { uuid7 } from '../../../shared/names.ts'
import { columns, counted, type Answer, type Voice } from '../answer.ts'
import { readJson } from '../files.ts'
import { deskOptions, type Globals } from '../globals.ts'
import { withPerson } from '../reach.ts'
import type { Reached } from '../reached.ts'
import { stageFiles } from '../staging.ts'

type Form = Output<'listForms'>[number]
type Filed = Output<'fileRecords'>[number]
type FieldInputs = Parameters<Reached['office']['fileRecord']>[0]['values']

/** The newest version of a form, or the one named. Throws unknown-form. */
export function pickForm(forms: readonly Form[], id: string, version: string | undefined): Form {
  const found = forms
    .filter(form => form.form === id && form.state === 'published')
    .find(form => (version === undefined ? form.newest : form.version === version))
  if (!found) throw new OfficeError('unknown-form', { form: version === undefined ? id : `${id} version ${version}` })
  return found
}

/** A batch holds at most so many records, and so many characters of JSON: a call may be 8 MiB. */
const BATCH_RECORDS = 500
const BATCH_CHARACTERS = 2_000_000

function batches<T extends { readonly values: FieldInputs }>(records: readonly T[]): T[][] {
  const made: T[][] = []
  let room = 0
  for (const record of records) {
    const size = JSON.stringify(record.values).length
    const last = made.at(-1)
    if (!last || last.length === BATCH_RECORDS || size > room) {
      made.push([record])
      room = BATCH_CHARACTERS - size
    } else {
      last.push(record)
      room -= size
    }
  }
  return made
}

/** Asks once more with the same ids where no answer came: what was filed is not filed twice. */
async function fileBatch({ office }: Reached, packageHash: string, records: { id: string; values: FieldInputs }[]): Promise<Filed[]> {
  const ask = (): Promise<Filed[]> => office.fileRecords({ package: packageHash, records, provenance: { engine: null, language: null } })
  try {
    return await ask()
  } catch (error) {
    if (error instanceof OfficeError && error.code === 'unknown-outcome') return ask()
    throw error
  }
}

export const newId = (): string => {
  const { now, random } = deskOptions('.', null)
  return uuid7(now(), random(10))
}

export interface AddFlags {
  readonly form: string
  readonly version: string | undefined
  readonly values: string
}

export function addRecords(globals: Globals, flags: AddFlags, voice: Voice): Promise<Answer> {
  const file = resolve(flags.values)
  const json = readJson(file)
  const given = Array.isArray(json) ? (json as unknown[]) : [json]
  if (given.length === 0) throw new OfficeError('bad-input', { field: flags.values, wanted: 'one record or more', got: 'none' })
  return withPerson(globals, {}, async reached => {
    const form = pickForm(await reached.office.listForms({}), flags.form, flags.version)
    const info = readForm((await reached.office.getForm({ package: form.package })).xml)
    const staged = await stageFiles(reached.files, given, file)
    const records = staged.values.map((value, i) => {
      try {
        return { id: newId(), values: valuesFromJson(value, info, { attachment: staged.attachment }) as unknown as FieldInputs }
      } catch (error) {
        throw given.length === 1 ? error : inRecord(error, i)
      }
    })
    const filed: Filed[] = []
    for (const batch of batches(records)) {
      filed.push(...(await fileBatch(reached, form.package, batch)))
      if (records.length > batch.length) voice.tell(`${counted(filed.length, 'record')} of ${records.length} filed`)
    }
    return {
      value: { filed: filed.length, form: form.form, version: form.version, logic: 'not checked', records: filed.map(({ id, ref }) => ({ ref, ...id })) },
      text: [
        ...filed.slice(0, 20).map(({ ref }) => ref),
        ...(filed.length > 20 ? [`… ${filed.at(-1)!.ref}`] : []),
        `${counted(filed.length, 'record')} of ${form.title} filed. Logic not checked: that takes the form's own page.`
      ]
    }
  })
}

function inRecord(error: unknown, index: number): unknown {
  if (!(error instanceof OfficeError) || error.code !== 'bad-values') return error
  return new OfficeError('bad-values', { ...error.detail, path: `record ${index + 1}, ${String(error.detail['path'])}` }, { cause: error })
}

export interface ListFlags {
  readonly search: string
  readonly form: string | undefined
  readonly office: string | undefined
  readonly limit: number
  readonly offset: number
}

export function listRecords(globals: Globals, { search, form, office: at, limit, offset }: ListFlags): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const found = await office.listRecords({ search, limit, offset, ...(form === undefined ? {} : { form }), ...(at === undefined ? {} : { office: at }) })
    const rows = found.rows.map(row => [row.ref, row.formTitle, row.office, row.author, row.time, row.state, row.title])
    return { value: found, text: [...columns(rows), `${rows.length} of ${counted(found.total, 'record')}`] }
  })
}

const shown = (value: unknown): string =>
  value === null
    ? '(not asked)'
    : typeof value === 'string'
      ? value
      : Array.isArray(value)
        ? value.join(', ')
        : basename(String((value as { name?: string }).name))
const idText = ({ line, index }: RecordId): string => `${line}.${index}`

export function showRecord(globals: Globals, record: string): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const page = await office.getRecord({ record })
    const { row, proof, versions } = page
    const current = versions.findLast(version => version.current)
    return {
      value: page,
      text: [
        `${row.ref}  ${row.formTitle} ${row.version}  ${row.state}`,
        `filed by ${row.author} at ${row.desk}, ${row.office}, ${row.time} (claimed)`,
        `block ${proof.height} of ${proof.desk}, entry ${idText(row.id)}`,
        `witnessed by ${proof.witnesses.length}, copies at ${counted(proof.copies.length, 'other office')}`,
        ...(current?.engine === null ? ['logic not checked'] : []),
        '',
        ...(current?.values ? columns(current.values.map(([path, value]) => [path, shown(value)])) : ['The values are not on this desk.'])
      ]
    }
  })
}
