import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { foundOffice, newId, openOffice, PASSPHRASE, turnableClock } from '../../kit/office-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const HOUR = 3_600_000
const stagedIn = (folder: string): number[] => {
  const db = new Sqlite(join(folder, 'ledger.db'), { readonly: true })
  const counts = ['staged', 'staged_pieces'].map(table => Number(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()))
  db.close()
  return counts
}

it('with a draft go the files that were handed in for it, and no other draft’s', async () => {
  const { ana, desk, form, folder } = await foundOffice()
  const put = (): Promise<{ sha256: string; size: number }> => desk.putFile(ana.session, new Uint8Array(randomBytes(300_000)))
  const [own, shared] = [await put(), await put()]
  const [first, second] = [newId(), newId()]
  const named = (file: { sha256: string; size: number }) => ({ name: 'a.jpg', type: 'image/jpeg', ...file })
  await ana.call('saveDraft', { id: first, package: form, instance: '<x/>', staged: [named(own), named(shared)] })
  await ana.call('saveDraft', { id: second, package: form, instance: '<x/>', staged: [named(shared)] })
  expect(stagedIn(folder)).toEqual([2, 4])
  await ana.call('deleteDraft', { id: first })
  expect(stagedIn(folder)).toEqual([1, 2])
  await ana.call('deleteDraft', { id: second })
  expect(stagedIn(folder)).toEqual([0, 0])
})

it('what was handed in before a crash and is named by no draft is cleared at the next start, and nothing that is named', async () => {
  const clock = turnableClock()
  const folder = tempFolder()
  const office = await foundOffice(folder, clock.options)
  const { ana, desk, form } = office
  await desk.putFile(ana.session, new Uint8Array(randomBytes(300_000)))
  const file = await desk.putFile(ana.session, new Uint8Array(randomBytes(10)))
  await ana.call('saveDraft', { id: newId(), package: form, instance: '<x/>', staged: [{ name: 'a.jpg', type: 'image/jpeg', ...file }] })
  await office.close()
  const start = async (): Promise<void> => {
    const again = await openOffice(folder, clock.options)
    await again.seat().call('signIn', { person: 'Ana', passphrase: PASSPHRASE })
    await again.close()
  }
  await start()
  expect(stagedIn(folder)).toEqual([2, 3]) // a page may be about to name it
  clock.ahead = HOUR + 1
  await start()
  expect(stagedIn(folder)).toEqual([1, 1])
})
