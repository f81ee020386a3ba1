/** One damaged draft takes no other away, and is said to be there. */
import Sqlite from 'better-sqlite3'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { foundOffice, newId, openOffice, signIn } from '../../kit/office-desk.ts'

it('the others are listed, the damaged one is named, and files staged for drafts are kept', async () => {
  const office = await foundOffice()
  const { ana, form } = office
  const ids = [newId(), newId(), newId()]
  for (const id of ids) await ana.call('saveDraft', { id, package: form, instance: '<data/>', name: `draft ${id}` })
  await office.close()
  const db = new Sqlite(join(office.folder, 'ledger.db'))
  db.prepare('UPDATE drafts SET cipher = zeroblob(length(cipher)) WHERE id LIKE ?').run(`%/${ids[1]}`)
  db.close()
  const seat = await signIn(await openOffice(office.folder))
  const listed = await seat.call('listDrafts', {})
  expect(new Set(listed.map(draft => draft.id))).toEqual(new Set([ids[0], ids[2]]))
  expect(await seat.call('damagedDrafts', {})).toEqual([{ id: ids[1] }])
  expect(await seat.code('getDraft', { id: ids[1] })).toBe('damaged-database')
  expect((await seat.call('getDraft', { id: ids[0]! })).instance).toBe('<data/>')
})
