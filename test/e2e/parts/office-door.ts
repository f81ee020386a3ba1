/** The desk's calls from outside the page, through the door of the command line: for many records at once. */
import { randomBytes } from 'node:crypto'
import { throughDoor } from '../../../src/main/cli/door.ts'
import type { FieldValue } from '../../../src/shared/contract.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { valuesFromJson } from '../../../src/shared/forms/values-json.ts'
import { uuid7 } from '../../../src/shared/names.ts'

const BATCH = 100

/** Files records of the newest version of a form, as a person of the desk; resolves to their references. */
export async function fileMany(folder: string, person: string, passphrase: string, form: string, records: readonly object[]): Promise<string[]> {
  const reached = await throughDoor(folder)
  if (!reached) throw new Error('the desk does not run')
  const { office } = reached
  try {
    await office.signIn({ person, passphrase })
    const row = (await office.listForms({})).find(one => one.form === form && one.newest)
    if (!row) throw new Error(`no form ${form}`)
    const info = readForm((await office.getForm({ package: row.package })).xml)
    const refs: string[] = []
    for (let at = 0; at < records.length; at += BATCH) {
      const batch = records
        .slice(at, at + BATCH)
        .map(json => ({ id: uuid7(Date.now(), randomBytes(10)), values: valuesFromJson(json, info) as unknown as FieldValue[] }))
      const filed = await office.fileRecords({ package: row.package, records: batch, provenance: { engine: null, language: null } })
      refs.push(...filed.map(({ ref }) => ref))
    }
    return refs
  } finally {
    await reached.end()
  }
}
