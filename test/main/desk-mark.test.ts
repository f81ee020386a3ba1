/** Desks by their doors that may not sign, and every way back: nobody is locked out for good. */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { DeskState, Role } from '../../src/shared/contract.ts'
import { addPerson, fileOne, foundOffice, newId, openOffice, PASSPHRASE, signIn, type Founded, type Seat, type TestOffice } from '../kit/office-desk.ts'
import { copyOf, putBack } from '../kit/rolled-folder.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { online, until } from '../kit/until.ts'

const stateOf = (seat: Seat): Promise<DeskState> => seat.call('deskState', {})
/** For those in which desks meet over real connections. */
const LONG = 180_000
const ana = { person: 'Ana', passphrase: PASSPHRASE }
const draft = async (seat: Seat, form: string): Promise<void> =>
  void (await seat.call('saveDraft', { id: newId(), package: form, instance: '<data/>', name: 'half done' }))
const refs = async (seat: Seat): Promise<string[]> => (await seat.call('listRecords', {})).rows.map(row => row.ref).sort()

async function expectSigning(office: TestOffice, seat: Seat, form: string, person = 'Ana'): Promise<void> {
  expect((await stateOf(seat)).trouble).toBe(null)
  await fileOne(seat, form, 'after')
  expect((await seat.call('mark', {})).mayContinue).toBe(false)
  await office.close()
  const again = await openOffice(office.folder)
  const later = await signIn(again, person)
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

/** Yuma keeps the registry; Bea's desk in Tuba City has filed one record that Yuma holds. */
async function pair(role: Role = 'clerk'): Promise<{ yuma: Founded; tuba: TestOffice; bea: Seat; address: { chain: string; address: string } }> {
  const yuma = await foundOffice(tempFolder(), online)
  const { text } = await yuma.ana.call('createInvitation', { office: 'Tuba City', role })
  const tuba = await openOffice(tempFolder(), online)
  const bea = tuba.seat()
  await bea.call('joinNetwork', { invitation: text, person: 'Bea', passphrase: PASSPHRASE })
  await until(yuma, 'the request', async () => (await yuma.ana.call('network', {})).requests.length > 0)
  await yuma.ana.call('admitRequest', { id: (await yuma.ana.call('network', {})).requests[0]!.id })
  await until(tuba, 'forms', async () => (await stateOf(bea)).state === 'open' && (await bea.code('getForm', { package: yuma.form })) === 'ok')
  await fileOne(bea, yuma.form, 'one')
  await until(yuma, 'the first record', async () => (await yuma.ana.call('listRecords', {})).total === 1)
  await until(tuba, 'its copy', async () => (await bea.call('listRecords', {})).rows[0]!.copies === 1)
  const { self } = await yuma.ana.call('network', {})
  return { yuma, tuba, bea, address: { chain: self!.peer, address: self!.addresses[0]! } }
}

it(
  'a whole folder put back, its mark too: the first office that holds more tells, the desk asks, is admitted, moves on by itself, and files what it had lost sight of',
  async () => {
    const { yuma, tuba, bea } = await pair()
    await tuba.close()
    const copy = copyOf(tuba.folder)
    let office = await openOffice(tuba.folder, online)
    let seat = await signIn(office, 'Bea')
    await fileOne(seat, yuma.form, 'two')
    await until(yuma, 'the second record', async () => (await yuma.ana.call('listRecords', {})).total === 2)
    await office.close()
    putBack(tuba.folder, copy, true)
    expect(bea).toBeDefined()

    // before any office is reached it signs on: nobody could tell it
    office = await openOffice(tuba.folder)
    await fileOne(await signIn(office, 'Bea'), yuma.form, 'two again')
    await office.close()

    office = await openOffice(tuba.folder, online)
    seat = await signIn(office, 'Bea')
    await until(office, 'it is told', async () => (await stateOf(seat)).trouble?.code === 'rolled-back')
    const view = await seat.call('mark', {})
    expect([view.chains[0]!.forked, view.mayContinue]).toEqual([true, true])
    const { words } = await seat.call('continueDesk', { person: 'Bea', passphrase: PASSPHRASE })
    await until(yuma, 'the request for a new key', async () => (await yuma.ana.call('listContinuing', {})).length > 0)
    const [request] = await yuma.ana.call('listContinuing', {})
    expect([request!.words, request!.person, request!.held, request!.cut]).toEqual([words, 'Bea', null, 2])
    await yuma.ana.call('admitContinuing', { id: request!.id })
    await until(office, 'the new key', async () => (await office.seat().call('deskState', {})).desk?.number === 2)
    seat = await signIn(office, 'Bea')
    await until(office, 'the other half', async () => (await seat.call('mark', {})).left === 1)
    await until(office, 'the record that was lost', async () => (await refs(seat)).includes('TUB-1-000002'))
    expect(await refs(seat)).toEqual(['TUB-1-000001', 'TUB-1-000002'])
    expect(await seat.call('fileAgain', {})).toEqual({ filed: 1, already: 0, left: 0 })
    expect(await refs(seat)).toEqual(['TUB-1-000001', 'TUB-1-000002', 'TUB-2-000001'])
    await until(yuma, 'all three', async () => (await yuma.ana.call('listRecords', {})).rows.filter(row => row.state === 'filed').length === 3)
    expect((await yuma.ana.call('listChains', {})).flatMap(({ trouble }) => trouble)).toEqual([])
    await expectSigning(office, seat, yuma.form, 'Bea')
  },
  LONG
)

it(
  'a mark that is lost is made again when another office holds exactly what is here',
  async () => {
    const { yuma, tuba } = await pair()
    await tuba.close()
    rmSync(join(tuba.folder, 'mark'))
    const office = await openOffice(tuba.folder, online)
    const seat = await signIn(office, 'Bea')
    await until(office, 'the word of Yuma', async () => (await stateOf(seat)).trouble === null)
    await expectSigning(office, seat, yuma.form, 'Bea')
  },
  LONG
)

it(
  'a copy of a folder asks for a key of its own; the original goes on undisturbed',
  async () => {
    const { yuma, tuba, bea } = await pair()
    const folder = copyOf(tuba.folder)
    const copy = await openOffice(folder, online)
    const seat = copy.seat()
    expect((await stateOf(seat)).trouble?.code).toBe('folder-moved')
    const { text, words } = await seat.call('continueDesk', { person: 'Bea', passphrase: PASSPHRASE })
    const taken = await yuma.ana.call('takeContinuing', { text })
    expect([taken.words, taken.person]).toEqual([words, 'Bea'])
    await yuma.ana.call('admitContinuing', { id: taken.id })
    await until(copy, 'its own key', async () => (await copy.seat().call('deskState', {})).desk?.number === 2)
    const there = await signIn(copy, 'Bea')
    await fileOne(there, yuma.form, 'at the copy')
    await until(yuma, 'the record of the copy', async () => (await yuma.ana.call('listRecords', { search: '' })).total === 2)
    await fileOne(bea, yuma.form, 'at the original')
    await until(yuma, 'the record of the original', async () => (await yuma.ana.call('listRecords', {})).total === 3)
    expect([(await stateOf(bea)).trouble, (await stateOf(there)).trouble]).toEqual([null, null])
    expect((await yuma.ana.call('listChains', {})).flatMap(({ trouble }) => trouble)).toEqual([])
  },
  LONG
)

it(
  'a folder restored from a backup goes on from the desk that it was made of, under the key that it has',
  async () => {
    const { yuma, tuba, bea } = await pair('admin')
    const { download } = await bea.call('createBackup', { passphrase: PASSPHRASE })
    const { bytes } = await tuba.desk.getFile(bea.session, download!)
    await fileOne(bea, yuma.form, 'after the backup')
    await until(yuma, 'what the backup lacks', async () => (await yuma.ana.call('listRecords', {})).total === 2)
    await tuba.close()

    const office = await openOffice(tempFolder(), online)
    const first = office.seat()
    const { sha256 } = await office.desk.upload(first.session, new Blob([Uint8Array.from(bytes)]).stream())
    await first.call('restoreBackup', { sha256, passphrase: PASSPHRASE, person: 'Bea' })
    await first.call('signIn', { person: 'Bea', passphrase: PASSPHRASE })
    expect([(await stateOf(first)).trouble?.code, await refs(first)]).toEqual(['restored', ['TUB-1-000001']])
    const { text, admitted } = await first.call('continueDesk', { person: 'Bea', passphrase: PASSPHRASE })
    expect(admitted).toBe(false)
    const taken = await yuma.ana.call('takeContinuing', { text })
    expect([taken.person, taken.known, taken.held, taken.here, taken.cut]).toEqual(['Bea', true, 1, 2, 2])
    await yuma.ana.call('admitContinuing', { id: taken.id })
    await until(office, 'its admission', async () => (await office.seat().call('deskState', {})).trouble === null)
    const seat = await signIn(office, 'Bea')
    await until(office, 'what the backup lacked', async () => (await refs(seat)).length === 2)
    await expectSigning(office, seat, yuma.form, 'Bea')
  },
  LONG
)
