/** The ledger can not be synced: it is said at once and to every page, nothing more is written, and a start later all is well. */
import Sqlite from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import { foundOffice, newId, openOffice, provenance, signIn, valuesOf } from '../../kit/office-desk.ts'

const statement = Object.getPrototypeOf(new Sqlite(':memory:').prepare('SELECT 1')) as { run: (this: Sqlite.Statement) => unknown }
const { run } = statement
afterEach(() => void (statement.run = run))

/** As better-sqlite3 says it. */
function failToSync(): void {
  statement.run = function (...values: unknown[]) {
    if (this.source === 'COMMIT') throw Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' })
    return run.apply(this, values as [])
  }
}

it('a commit that could not be synced is not acknowledged; the desk says it is read-only, tells its pages, and files again after a new start', async () => {
  const office = await foundOffice()
  const { ana, form } = office
  const input = { package: form, values: await valuesOf(ana, form, 'Gate'), provenance }
  const heard: string[] = []
  office.desk.listen(({ kind }) => void heard.push(kind))
  failToSync()
  expect(await ana.code('fileRecord', { ...input, id: newId() })).toBe('disk-failed')
  statement.run = run
  expect(heard).toContain('deskChanged')
  expect(await ana.code('fileRecord', { ...input, id: newId() })).toBe('disk-failed')
  const { state, trouble } = await ana.call('deskState', {})
  expect([state, trouble?.code, trouble?.message]).toEqual(['readonly', 'disk-failed', 'The disk refused to store this: disk I/O error.'])
  expect((await ana.call('listRecords', {})).total).toBe(0)
  await office.close()
  const seat = await signIn(await openOffice(office.folder))
  expect((await seat.call('deskState', {})).state).toBe('open')
  expect((await seat.call('fileRecord', { ...input, id: newId() })).ref).toBe('YUM-1-000001')
})
