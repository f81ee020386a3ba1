/** The mark can not be written: nothing is acknowledged, nothing more is signed, and a start later all is settled. */
import { expect, it, vi } from 'vitest'
import { foundOffice, newId, openOffice, provenance, signIn, valuesOf } from '../../kit/office-desk.ts'

const disk = vi.hoisted(() => ({ failing: false }))
vi.mock('../../../src/main/keys/mark.ts', async original => {
  const real = await original<typeof import('../../../src/main/keys/mark.ts')>()
  return {
    ...real,
    openMark: (path: string) => {
      const mark = real.openMark(path)
      const advance: typeof mark.advance = to => {
        if (disk.failing) throw new Error('EIO')
        mark.advance(to)
      }
      return {
        get value() {
          return mark.value
        },
        advance,
        rebind: mark.rebind,
        close: mark.close
      }
    }
  }
})

it('what is committed but not marked is not acknowledged, not even to a retry; after a new start it is, once', async () => {
  const office = await foundOffice()
  const { ana, form } = office
  const values = await valuesOf(ana, form, 'Gate')
  const before = { id: newId(), package: form, values, provenance }
  const input = { ...before, id: newId() }
  const first = await ana.call('fileRecord', before)
  disk.failing = true
  expect(await ana.code('fileRecord', input)).toBe('disk-failed')
  disk.failing = false
  expect(await ana.code('fileRecord', input)).toBe('disk-failed')
  expect(await ana.code('fileRecord', { ...input, id: newId() })).toBe('disk-failed')
  expect(await ana.call('fileRecord', before)).toEqual({ ...first, already: true })
  const state = await ana.call('deskState', {})
  expect([state.state, state.trouble?.code]).toEqual(['readonly', 'disk-failed'])
  expect((await ana.call('listRecords', { search: 'gate' })).total).toBeGreaterThan(0)
  await office.close()
  const seat = await signIn(await openOffice(office.folder))
  expect((await seat.call('deskState', {})).trouble).toBe(null)
  expect(await seat.call('fileRecord', input)).toMatchObject({ ref: 'YUM-1-000002', already: true })
  expect((await seat.call('fileRecord', { ...input, id: newId() })).ref).toBe('YUM-1-000003')
})
