/** Below the reserve nothing is filed or taken in; all that was filed is still read, searched and exported. */
import { expect, it, vi } from 'vitest'
import { OfficeError } from '../../../src/shared/errors.ts'
import { fileOne, foundOffice, newId, openOffice, provenance, valuesOf } from '../../kit/office-desk.ts'

const disk = vi.hoisted(() => ({ full: false }))
vi.mock('../../../src/main/store/reserve.ts', async original => {
  const real = await original<typeof import('../../../src/main/store/reserve.ts')>()
  return { ...real, requireSpace: (folder: string, more = 0) => real.requireSpace(folder, more, () => (disk.full ? 1_000_000 : 1e12)) }
})

it('below the reserve every call that adds is refused, a retry of what was filed is answered, and reading goes on', async () => {
  const { ana, desk, form } = await foundOffice()
  const values = await valuesOf(ana, form, 'Gate')
  const input = { id: newId(), package: form, values, provenance }
  const filed = await ana.call('fileRecord', input)
  const staged = await desk.putFile(ana.session, new Uint8Array([1]))
  disk.full = true
  const change = { id: newId(), record: filed.id, amends: [filed.id], reason: 'r' }
  expect(await ana.code('fileRecord', { ...input, id: newId() })).toBe('disk-full')
  expect(await ana.code('fileRecords', { package: form, records: [{ id: newId(), values }], provenance })).toBe('disk-full')
  expect(await ana.code('amendRecord', { ...change, values, package: form, provenance })).toBe('disk-full')
  expect(await ana.code('voidRecord', change)).toBe('disk-full')
  await expect(desk.putFile(ana.session, new Uint8Array([2]))).rejects.toBeInstanceOf(OfficeError)
  expect(await ana.call('fileRecord', input)).toEqual({ ...filed, already: true })
  expect((await ana.call('fileRecords', { package: form, records: [{ id: input.id, values }], provenance }))[0]).toEqual({ ...filed, already: true })
  expect((await ana.call('listRecords', { search: 'gate' })).total).toBe(1)
  expect((await ana.call('getRecord', { record: filed.ref })).versions.length).toBe(1)
  expect((await desk.getFile(ana.session, `staged/${staged.sha256}`)).bytes.length).toBe(1)
  expect(await ana.code('exportBundle', {})).toBe('ok')
  expect(await ana.code('saveDraft', { id: newId(), package: form, instance: '<x/>' })).toBe('ok') // the reserve is there for work that is not yet filed
  const empty = await openOffice()
  expect(await empty.seat().code('startNetwork', { network: 'N', office: 'O', person: 'P', passphrase: 'long enough' })).toBe('disk-full')
  disk.full = false
  await fileOne(ana, form, 'Weir')
  expect((await empty.seat().call('deskState', {})).state).toBe('new')
})
