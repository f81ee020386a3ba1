/** The index can not be read or written: what was filed meanwhile is answered as filed, and listed once the index is back. */
import { expect, it, vi } from 'vitest'
import { foundOffice, newId, provenance, valuesOf } from '../../kit/office-desk.ts'

const disk = vi.hoisted(() => ({ failAfter: Infinity }))
vi.mock('../../../src/main/ledger/project.ts', async original => {
  const real = await original<typeof import('../../../src/main/ledger/project.ts')>()
  const catchUp: typeof real.catchUp = (projection, most) => {
    if (disk.failAfter-- <= 0) throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_READ' })
    return real.catchUp(projection, most)
  }
  return { ...real, catchUp }
})

it('a record that is behind the mark is not unsaid by an index that fails after it', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const { ana, form } = await foundOffice()
  const input = { id: newId(), package: form, values: await valuesOf(ana, form, 'Gate'), provenance }
  const before = (await ana.call('listRecords', {})).total
  disk.failAfter = 1 // the question whether it was filed before is still answered
  const filed = await ana.call('fileRecord', input)
  expect(filed.already).toBe(false)
  expect(await ana.code('listRecords', {})).toBe('disk-failed')
  disk.failAfter = Infinity
  expect((await ana.call('listRecords', {})).total).toBe(before + 1)
  expect(await ana.call('fileRecord', input)).toEqual({ ...filed, already: true })
})
