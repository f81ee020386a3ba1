/** `form list`, `form import`, and `person add`: what an administrator publishes and whom they let use this desk. */
import type { Role } from '../../../shared/contract.ts'
import { columns, counted, type Answer } from '../answer.ts'
import { readText } from '../files.ts'
import type { Globals } from '../globals.ts'
import { readPassphrase } from '../passphrase.ts'
import { withPerson } from '../reach.ts'

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

export function importForm(globals: Globals, file: string): Promise<Answer> {
  const xml = readText(file)
  return withPerson(globals, {}, async ({ office }) => {
    const form = await office.importForm({ xml })
    const lacks = form.unsupported.map(({ path, what }) => `not yet here: ${what} (${path})`)
    return { value: form, text: [`Published: ${form.title}, ${form.form} version ${form.version}, ${counted(form.questions, 'question')}.`, ...lacks] }
  })
}

export function addPerson(globals: Globals, name: string, role: Role, passphraseFile: string | undefined): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const passphrase = await readPassphrase(passphraseFile, '--new-passphrase-file', `A new passphrase for ${name}: `)
    const person = await office.addPerson({ name, role, passphrase })
    return { value: person, text: [`${person.name} may use this desk as ${role}.`] }
  })
}
