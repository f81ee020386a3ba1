/** `form list`, `form import`, and `person add`: what an administrator publishes and whom they let use this desk. */
import type { ReviewRule } from '../../../shared/record/review.ts'
import type { Role } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { columns, counted, type Answer } from '../answer.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { withPerson } from '../reach.ts'
import { formOfFile, problemText } from './form-check.ts'

export function listForms(globals: Globals): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const forms = await office.listForms({})
    const rows = forms.map(form => [
      form.form,
      form.version,
      form.title,
      form.state,
      counted(form.questions, 'question'),
      counted(form.records, 'record'),
      form.newest ? '' : 'older version'
    ])
    return { value: { forms }, text: rows.length === 0 ? ['There are no forms on this desk.'] : columns(rows) }
  })
}

/** What is wrong with a workbook is the answer (exit code 1); a file that can not be read at all is refused. */
export async function importForm(globals: Globals, file: string, review?: ReviewRule): Promise<Answer> {
  const { xml, errors, warnings } = formOfFile(file)
  if (xml === undefined) {
    if (errors.every(error => error.sheet === '')) throw new OfficeError('form-not-readable', { detail: (errors[0]?.message ?? '').replace(/\.$/, '') })
    const text = [...problemText(errors, warnings), `Nothing was published: ${counted(errors.length, 'error')}.`]
    return { value: { ok: false, errors, warnings }, text, code: 1 }
  }
  return withPerson(globals, {}, async ({ office }) => {
    const form = await office.importForm({ xml, ...(review === undefined ? {} : { review }) })
    const lacks = form.unsupported.map(({ path, what }) => `not yet here: ${what} (${path})`)
    const done = `Published: ${form.title}, ${form.form} version ${form.version}, ${counted(form.questions, 'question')}.`
    return { value: { ...form, warnings }, text: [...problemText([], warnings), done, ...lacks] }
  })
}

export function addPerson(globals: Globals, name: string, role: Role, passphraseFile: string | undefined): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const passphrase = await readPassphrase(passphraseFile, '--new-passphrase-file', `A new passphrase for ${name}: `)
    const person = await office.addPerson({ name, role, passphrase })
    return { value: person, text: [`${person.name} may use this desk as ${role}.`] }
  })
}
