/** A payload was stored, and the program ended before its list was told: the next start writes the row again. */
import { expect, it } from 'vitest'
import { indexKeyOf } from '../../../src/main/keys/cipher.ts'
import { openKeyring, unlock } from '../../../src/main/keys/keyring.ts'
import { openIndex } from '../../../src/main/store/open.ts'
import { fileOne, foundOffice, openOffice, PASSPHRASE, signIn } from '../../kit/office-desk.ts'

it('a row that lacks what the ledger holds is written again when the desk is opened', async () => {
  const office = await foundOffice()
  await fileOne(office.ana, office.form, 'Gate')
  await office.close()
  const { desk } = await unlock(openKeyring(office.folder), 'Ana', PASSPHRASE)
  const index = openIndex(office.folder, indexKeyOf(desk.vaultKey))
  expect(index.prepare(`UPDATE records SET held = 0, title = ''`).run().changes).toBe(1)
  index.close()
  const seat = await signIn(await openOffice(office.folder))
  expect((await seat.call('listRecords', {})).rows[0]).toMatchObject({ title: 'Gate' })
})
