import { expect, it } from 'vitest'
import type { Checked } from '../../../src/shared/contract.ts'
import { openKit, PASSPHRASE, PERSON } from '../../kit/filed-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

type Values = Checked<'fileRecord'>['values']

/** What the list calls a record with these values. */
async function titled(...records: Values[]): Promise<string[]> {
  const desk = await openKit(tempFolder())
  await desk.call('startNetwork', { network: 'Northern Arizona', office: 'Yuma', person: PERSON, passphrase: PASSPHRASE })
  const [form] = await desk.call('listForms', {})
  for (const values of records)
    await desk.call('fileRecord', { id: desk.newId(), package: form!.package, values, provenance: { engine: null, language: null }, draft: null })
  const { rows } = await desk.call('listRecords', { sort: 'ref', descending: false })
  await desk.close()
  return rows.map(row => row.title)
}

it('a record is called by the answer that names it, wherever it stands in the form', async () => {
  const [plain, kind, meta] = await titled(
    [
      ['/data/finding[1]/name', 'Drum'],
      ['/data/site/address', '3 Old Mill Road'],
      ['/data/site/name', 'Page boat ramp']
    ],
    [
      ['/data/reporter/address', 'Main Street'],
      ['/data/site/site_name', 'Old market square']
    ],
    [
      ['/data/meta/instanceName', 'Inspection 7'],
      ['/data/name', 'Page boat ramp']
    ]
  )
  expect([plain, kind, meta]).toEqual(['Page boat ramp', 'Old market square', 'Inspection 7'])
})

it('without one it is called by the first words in it, never by the codes of choices', async () => {
  expect(
    await titled([
      ['/data/a', 'yes'],
      ['/data/b', 'Three barrels of solvent'],
      ['/data/c', '2026-11-04'],
      ['/data/d', 'R. Yazzie']
    ])
  ).toEqual(['Three barrels of solvent · R. Yazzie'])
})
