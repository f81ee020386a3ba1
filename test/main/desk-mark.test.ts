/** Desks by their doors that may not sign, and every way back: nobody is locked out for good. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { DeskState } from '../../src/shared/contract.ts'
import { addPerson, fileOne, foundOffice, newId, openOffice, PASSPHRASE, signIn, type Seat, type TestOffice } from '../kit/office-desk.ts'
import { copyOf, putBack } from '../kit/rolled-folder.ts'

const stateOf = (seat: Seat): Promise<DeskState> => seat.call('deskState', {})
const ana = { person: 'Ana', passphrase: PASSPHRASE }
const draft = async (seat: Seat, form: string): Promise<void> =>
  void (await seat.call('saveDraft', { id: newId(), package: form, instance: '<data/>', name: 'half done' }))
const refs = async (seat: Seat): Promise<string[]> => (await seat.call('listRecords', {})).rows.map(row => row.ref).sort()

async function expectSigning(office: TestOffice, seat: Seat, form: string): Promise<void> {
  expect((await stateOf(seat)).trouble).toBe(null)
  await fileOne(seat, form, 'after')
  expect((await seat.call('mark', {})).mayContinue).toBe(false)
  await office.close()
  const again = await openOffice(office.folder)
  const later = await signIn(again)
  expect((await stateOf(later)).trouble).toBe(null)
  await fileOne(later, form, 'later')
  await again.close()
}

it('the only desk there is, its ledger put back: drafts and reading go on, and it goes on under a new key with its records', async () => {
  const first = await foundOffice()
  await fileOne(first.ana, first.form, 'one')
  const bea = await addPerson(first, first.ana, 'Bea', 'clerk')
  await first.close()
  const copy = copyOf(first.folder)
  const between = await openOffice(first.folder)
  await fileOne(await signIn(between), first.form, 'lost')
  await between.close()
  putBack(first.folder, copy)
  expect(bea).toBeDefined()

  const office = await openOffice(first.folder)
  const seat = await signIn(office)
  expect([(await stateOf(seat)).state, (await stateOf(seat)).trouble?.code]).toEqual(['readonly', 'rolled-back'])
  await draft(seat, first.form)
  expect(await refs(seat)).toEqual(['YUM-1-000001'])
  expect((await seat.call('mark', {})).chains.map(({ kind, held, marked, trouble }) => [kind, held, marked, trouble])).toEqual([
    ['desk', 1, 2, 'rolled-back'],
    ['registry', expect.any(Number), expect.any(Number), null]
  ])
  expect(await seat.code('continueDesk', { ...ana, passphrase: 'wrong wrong wrong' })).toBe('wrong-passphrase')
  const before = (await stateOf(seat)).desk
  expect((await seat.call('continueDesk', ana)).admitted).toBe(true)
  const after = await signIn(office)
  const { desk } = await stateOf(after)
  expect([desk?.chain === before?.chain, desk?.number]).toEqual([false, 2])
  expect((await after.call('listDrafts', {})).map(({ name }) => name)).toEqual(['half done'])
  expect(await refs(after)).toEqual(['YUM-1-000001'])
  expect((await fileOne(after, first.form, 'two')).ref).toBe('YUM-2-000001')

  // Bea's key was of the old desk: she asks by signing in, is admitted, and files under her own name
  const asking = await signIn(office, 'Bea')
  expect(await asking.code('fileRecord', { id: newId(), package: first.form, values: [], provenance: { engine: null, language: null } })).toBe('not-authorised')
  const waiting = await after.call('listContinuing', {})
  expect(waiting.map(({ person, newDesk, known }) => [person, newDesk, known])).toEqual([['Bea', false, true]])
  await after.call('admitContinuing', { id: waiting[0]!.id })
  const back = await signIn(office, 'Bea')
  await fileOne(back, first.form, 'three')
  expect((await after.call('listRecords', {})).rows.map(row => row.author).sort()).toEqual(['Ana', 'Ana', 'Bea'])
  await expectSigning(office, await signIn(office), first.form)
  // the old passphrase still opens it, after another passphrase too
  const last = await openOffice(first.folder)
  const end = await signIn(last, 'Bea')
  await end.call('changePassphrase', { old: PASSPHRASE, new: 'another lantern entirely' })
  expect(await last.seat().code('signIn', { person: 'Bea', passphrase: 'another lantern entirely' })).toBe('ok')
})

it('a mark that was deleted stops signing; at the only desk the recovery key stands for it, and never for one that survives', async () => {
  for (const damage of [rmSync, (path: string) => writeFileSync(path, 'x'.repeat(8192))]) {
    const first = await foundOffice()
    await fileOne(first.ana, first.form, 'one')
    await first.close()
    for (const name of ['mark', 'mark-registry']) damage(join(first.folder, name))
    const office = await openOffice(first.folder)
    const seat = await signIn(office)
    expect((await stateOf(seat)).trouble?.code).toBe('mark-damaged')
    expect(await seat.code('fileRecord', { id: newId(), package: first.form, values: [], provenance: { engine: null, language: null } })).toBe('mark-damaged')
    expect(await seat.code('vouchForMark', { recoveryKey: 'abandon '.repeat(23) + 'art' })).toBe('recovery-mismatch')
    await seat.call('vouchForMark', { recoveryKey: first.recoveryKey })
    await expectSigning(office, seat, first.form)
  }
  const first = await foundOffice()
  await first.close()
  const copy = copyOf(first.folder)
  const between = await openOffice(first.folder)
  await fileOne(await signIn(between), first.form, 'lost')
  await between.close()
  putBack(first.folder, copy)
  const office = await openOffice(first.folder)
  const seat = await signIn(office)
  expect(await seat.code('vouchForMark', { recoveryKey: first.recoveryKey })).toBe('mark-survives')
  expect((await stateOf(seat)).trouble?.code).toBe('rolled-back')
})

it('only the mark of the desk is lost: a new key, without anybody else', async () => {
  const first = await foundOffice()
  await fileOne(first.ana, first.form, 'one')
  await first.close()
  rmSync(join(first.folder, 'mark'))
  const office = await openOffice(first.folder)
  await signIn(office)
  expect((await office.seat().call('continueDesk', ana)).admitted).toBe(true)
  const seat = await signIn(office)
  expect(await refs(seat)).toEqual(['YUM-1-000001'])
  await expectSigning(office, seat, first.form)
})

it('a desk that may sign asks for nothing', async () => {
  const office = await foundOffice()
  expect(await office.ana.code('continueDesk', ana)).toBe('not-stopped')
  expect(await office.ana.code('vouchForMark', { recoveryKey: office.recoveryKey })).toBe('ok')
})
