import { expect, it } from 'vitest'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { addPerson, fileOne, firstForm, foundOffice, narrowForm, newId, openOffice, provenance, signIn, valuesOf } from '../../kit/office-desk.ts'

const textOf = ({ line, index }: { line: string; index: number }): string => `${line}.${index}`

it('one id makes one record: asked again, asked twice at once, asked after a restart, and while the index is made again', async () => {
  const office = await foundOffice()
  const { ana, form } = office
  const id = newId()
  const values = await valuesOf(ana, form, 'Gate')
  const input = { id, package: form, values, provenance }
  const [a, b] = await Promise.all([ana.call('fileRecord', input), ana.call('fileRecord', input)])
  expect([a!.already, b!.already]).toEqual([false, true])
  expect(b).toEqual({ ...a, already: true })
  const lone = await narrowForm(ana, form) // one record a line
  const others = await valuesOf(ana, lone, 'Weir')
  await ana.call('fileRecords', { package: lone, records: Array.from({ length: 1_000 }, () => ({ id: newId(), values: others })), provenance })
  const last = newId()
  const bulk = await ana.call('fileRecords', { package: lone, records: [{ id: last, values: others }], provenance })
  await office.close()

  const again = await openOffice(office.folder)
  rmSync(join(office.folder, 'index.db'))
  const seat = await signIn(again)
  expect(await seat.call('fileRecord', { ...input, id: last })).toEqual({ ...bulk[0]!, already: true }) // not yet in the index
  expect(await seat.call('fileRecord', input)).toEqual({ ...a, already: true })
  expect(await seat.call('fileRecords', { package: form, records: [{ id, values }], provenance })).toEqual([{ ...a, already: true }])
})

it('in bulk too: what was filed is answered, what is named twice is filed once, in the order asked', async () => {
  const { ana, form } = await foundOffice()
  const values = await valuesOf(ana, form, 'Weir')
  const [x, y, z] = [newId(), newId(), newId()]
  const first = await ana.call('fileRecord', { id: y, package: form, values, provenance })
  const records = [x, y, z, x].map(id => ({ id, values }))
  const filed = await ana.call('fileRecords', { package: form, records, provenance })
  expect(filed.map(item => item.ref)).toEqual(['YUM-1-000002', first.ref, 'YUM-1-000003', 'YUM-1-000002'])
  expect((await ana.call('listRecords', {})).total).toBe(3)
  expect((await ana.call('fileRecords', { package: form, records, provenance })).every(item => item.already)).toBe(true)
})

it('an id that is no UUIDv7 in lower case is refused as bad input', async () => {
  const { ana, form } = await foundOffice()
  const values = await valuesOf(ana, form)
  for (const id of ['x'.repeat(36), newId().toUpperCase(), '00000000-0000-4000-8000-000000000000'])
    expect(await ana.code('fileRecord', { id, package: form, values, provenance })).toBe('bad-input')
})

it('amending keeps the record, its history and who said why; an amendment of an old version is refused', async () => {
  const { ana, form } = await foundOffice()
  const { id, ref } = await fileOne(ana, form, 'Gate')
  const values = await valuesOf(ana, form, 'Gate, repaired')
  const change = { record: id, amends: [id], values, package: form, reason: 'second visit', provenance }
  const changeId = newId()
  const amended = await ana.call('amendRecord', { ...change, id: changeId })
  expect(amended.ref).toBe(ref)
  expect(await ana.call('amendRecord', { ...change, id: changeId })).toEqual({ ...amended, already: true })
  expect(await ana.code('amendRecord', { ...change, id: newId() })).toBe('stale-version')
  const page = await ana.call('getRecord', { record: ref })
  expect([page.row.state, page.row.versions, page.row.title]).toEqual(['amended', 2, 'Gate, repaired'])
  expect(page.versions.map(version => [version.kind, version.reason, version.current])).toEqual([
    ['record', null, false],
    ['amend', 'second visit', true]
  ])
  expect(page.versions[0]!.values!.find(([, value]) => value === 'Gate')).toBeDefined()
})

it('a voided record is found, shown, and changed no more', async () => {
  const { ana, form } = await foundOffice()
  const { id } = await fileOne(ana, form, 'Gate')
  const voided = await ana.call('voidRecord', { id: newId(), record: id, amends: [id], reason: 'entered twice' })
  const { rows } = await ana.call('listRecords', { search: 'gate' })
  expect(rows.map(row => row.state)).toEqual(['voided'])
  const values = await valuesOf(ana, form, 'x')
  expect(await ana.code('amendRecord', { id: newId(), record: id, amends: [voided.id], values, package: form, reason: 'r', provenance })).toBe('voided-record')
  expect(await ana.code('voidRecord', { id: newId(), record: id, amends: [voided.id], reason: 'r' })).toBe('voided-record')
})

it('an amendment by another form is refused before it is signed: it would have no effect anywhere', async () => {
  const { ana, form } = await foundOffice()
  const other = (await ana.call('listForms', {})).find(item => item.package !== form)!.package
  const { id } = await fileOne(ana, form, 'Gate')
  const lines = async (): Promise<number> => (await ana.call('listChains', {})).find(chain => chain.kind === 'desk')!.lines
  const before = await lines()
  expect(
    await ana.code('amendRecord', { id: newId(), record: id, amends: [id], values: await valuesOf(ana, other), package: other, reason: 'r', provenance })
  ).toBe('bad-values')
  expect(await lines()).toBe(before)
})

it('what is not there is said to be not there: records, forms, files', async () => {
  const { ana, form } = await foundOffice()
  expect(await ana.code('getRecord', { record: 'YUM-1-000009' })).toBe('not-found')
  const nowhere = { line: 'A'.repeat(43), index: 0 }
  const values = await valuesOf(ana, form)
  expect(await ana.code('amendRecord', { id: newId(), record: nowhere, amends: [nowhere], values, package: form, reason: 'r', provenance })).toBe('not-found')
  expect(await ana.code('fileRecord', { id: newId(), package: 'A'.repeat(43), values, provenance })).toBe('unknown-form')
  const file = { name: 'a.png', type: 'image/png', size: 3, sha256: 'A'.repeat(43) }
  expect(await ana.code('fileRecord', { id: newId(), package: form, values: [...values, ['/x/photo', file]], provenance })).toBe('bad-values')
  expect(await ana.code('fileRecord', { id: newId(), package: form, values: [['no path', 'x']], provenance })).toBe('bad-values')
  expect((await ana.call('listRecords', {})).total).toBe(0)
})

it('a viewer reads; a clerk files and changes what others at the office filed; nobody files in a stranger’s name', async () => {
  const office = await foundOffice()
  const { ana, form } = office
  const bea = await addPerson(office, ana, 'Bea', 'clerk')
  const cy = await addPerson(office, ana, 'Cy', 'viewer')
  const { id } = await fileOne(bea, await firstForm(bea), 'Gate')
  const row = (await cy.call('listRecords', {})).rows[0]!
  expect(row.author).toBe('Bea')
  const values = await valuesOf(cy, form, 'x')
  expect(await cy.code('fileRecord', { id: newId(), package: form, values, provenance, person: 'Ana', author: 'Ana' })).toBe('not-allowed')
  await ana.call('amendRecord', { id: newId(), record: id, amends: [id], values, package: form, reason: 'typo', provenance })
  expect((await cy.call('getRecord', { record: textOf(id) })).versions.map(version => version.author)).toEqual(['Bea', 'Ana'])
})
