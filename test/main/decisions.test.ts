/** Decisions by the doors of whole desks over real connections: a quorum of two, files carried both ways, a cloned folder. */
import { cpSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { DecisionsView, Input, MotionView } from '../../src/shared/contract.ts'
import { fileOne, foundOffice, openOffice, PASSPHRASE, signIn, type Founded, type Seat, type TestOffice } from '../kit/office-desk.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { online, until } from '../kit/until.ts'

const LONG = 180_000

/** Bea at Tuba City, admitted by Ana. */
async function joined(north: Founded, role: 'admin' | 'clerk'): Promise<{ south: TestOffice; bea: Seat }> {
  const { text } = await north.ana.call('createInvitation', { office: 'Tuba City', role })
  const south = await openOffice(tempFolder(), online)
  const bea = south.seat()
  await bea.call('joinNetwork', { invitation: text, person: 'Bea', passphrase: PASSPHRASE })
  await until(north, 'the request', async () => (await north.ana.call('network', {})).requests.length > 0)
  const [request] = (await north.ana.call('network', {})).requests
  expect(await north.ana.call('admitRequest', { id: request!.id })).toEqual({ admitted: true, needed: 1 })
  await until(south, 'admission', async () => (await bea.code('getForm', { package: north.form })) === 'ok')
  return { south, bea }
}

const view = (seat: Seat): Promise<DecisionsView> => seat.call('decisions', {})
const open = async (seat: Seat): Promise<MotionView[]> => (await view(seat)).motions.filter(({ state }) => state === 'open')
const approve = (seat: Seat, id: string): Promise<MotionView> => seat.call('approveMotion', { id, passphrase: PASSPHRASE })
async function propose(seat: Seat, input: Input<'draftMotion'>): Promise<MotionView> {
  const draft = await seat.call('draftMotion', input)
  expect([draft.state, draft.approvals, draft.parts.every(({ signed }) => signed.startsWith('{"entry":{'))]).toEqual(['draft', [], true])
  return approve(seat, draft.id)
}

it(
  'from one to two: publishing, admitting and revoking wait for the second administrator, near or by file, and what is signed is shown first',
  async () => {
    const north = await foundOffice(tempFolder(), online)
    const { ana, form } = north
    const { south, bea } = await joined(north, 'admin')
    await expect(propose(ana, { what: 'policy', quorum: 4 })).rejects.toThrow('too-few-administrators')
    expect(await propose(ana, { what: 'policy', quorum: 2 })).toMatchObject({ state: 'filed' })
    await until(south, 'the quorum', async () => (await view(bea)).quorum === 2)

    const { xml } = await ana.call('getForm', { package: form })
    expect(await ana.code('importForm', { xml: xml.replace(/( id="[^"]*" version=")[^"]*/, '$1two') })).toBe('waits-for-approval')
    await until(south, 'the proposal', async () => (await open(bea)).length === 1)
    const [waits] = await open(bea)
    expect(waits).toMatchObject({ has: 1, needed: 2, approved: false, fault: null, parts: [{ kind: 'form' }] })
    expect(await bea.code('approveMotion', { id: waits!.id, passphrase: 'not hers' })).toBe('wrong-passphrase')
    expect((await open(bea))[0]!.has).toBe(1)
    await approve(bea, waits!.id)
    for (const [office, seat] of [
      [north, ana],
      [south, bea]
    ] as const)
      await until(office, 'the form', async () => (await seat.call('listForms', {})).some(({ version }) => version === 'two'))

    // a further person: the key waits at its desk until it is admitted
    expect((await ana.call('addPerson', { name: 'Cy', role: 'clerk', passphrase: PASSPHRASE })).role).toBeNull()
    const [admission] = await open(ana)
    expect(admission!.parts[0]).toMatchObject({ kind: 'admit-person', subject: 'Cy' })
    const carried = await ana.call('exportMotion', { id: admission!.id })
    expect(await bea.call('importMotion', { text: carried.text })).toMatchObject({ has: 1 })
    await approve(bea, admission!.id)
    const back = await bea.call('exportMotion', { id: admission!.id })
    expect(await ana.call('importMotion', { text: back.text })).toMatchObject({ state: 'filed' })
    expect((await (await signIn(north, 'Cy')).call('deskState', {})).me?.role).toBe('clerk')
    expect(await ana.code('importMotion', { text: back.text.replace('"v":1', '"v":2') })).toBe('motion-unreadable')

    // withdrawn approvals close a proposal
    const role = await propose(ana, { what: 'role', person: 'Cy', role: 'supervisor' })
    expect(role).toMatchObject({ state: 'open', has: 1 })
    expect(await ana.call('withdrawMotion', { id: role.id, passphrase: PASSPHRASE })).toMatchObject({ state: 'withdrawn', has: 0 })
    await until(south, 'the withdrawal', async () => (await view(bea)).motions.some(({ id, state }) => id === role.id && state === 'withdrawn'))
    expect(await bea.code('approveMotion', { id: role.id, passphrase: PASSPHRASE })).toBe('motion-closed')
  },
  LONG
)

it(
  'a desk is revoked up to what was witnessed; what comes later is kept aside, shown, and counts once it is accepted',
  async () => {
    const north = await foundOffice(tempFolder(), online)
    const { ana, form } = north
    const { south, bea } = await joined(north, 'clerk')
    await fileOne(bea, form, 'Before')
    await until(north, 'the record', async () => (await ana.call('listRecords', { search: 'before' })).total === 1)
    await south.close()
    // what the stolen laptop files afterwards, and brings on a stick
    const offline = await openOffice(south.folder)
    const beaOffline = await signIn(offline, 'Bea')
    await fileOne(beaOffline, form, 'After')
    const chain = (await beaOffline.call('deskState', {})).desk!.chain
    const { download } = await beaOffline.call('exportBundle', {})
    const bundle = (await offline.desk.getFile(beaOffline.session, download)).bytes
    const draft = await ana.call('draftMotion', { what: 'revoke', of: 'desk', subject: chain, reason: 'stolen', upTo: 'held' })
    expect(draft.parts[0]!.cuts).toEqual([{ chain, desk: expect.any(String), size: 1, held: 1, witnessed: expect.any(Number) }])
    expect(await approve(ana, draft.id)).toMatchObject({ state: 'filed' })
    const staged = await north.desk.putFile(ana.session, bundle)
    await ana.call('importBundle', { sha256: staged.sha256 })
    expect((await view(ana)).aside).toMatchObject([{ chain, size: 1, until: 2, lines: [{ height: 1, author: 'Bea', accepted: false }] }])
    expect((await ana.call('listRecords', { search: 'after' })).total).toBe(0)
    expect(await propose(ana, { what: 'accept', chain, to: 100 })).toMatchObject({ state: 'filed' })
    expect((await view(ana)).aside).toEqual([])
    await ana.call('importBundle', { sha256: (await north.desk.putFile(ana.session, bundle)).sha256 })
    await until(north, 'the accepted record', async () => (await ana.call('listRecords', { search: 'after' })).total === 1)
    expect((await ana.call('listRecords', { search: 'after' })).rows[0]!.state).toBe('filed')
  },
  LONG
)

it(
  'a cloned folder: at the first contact the copy is told that it is one, signs no more, and hands out nothing; both halves are where they were',
  async () => {
    const north = await foundOffice(tempFolder(), online)
    const { ana, form } = north
    const { south, bea } = await joined(north, 'clerk')
    await fileOne(bea, form, 'Common')
    await until(north, 'the record', async () => (await ana.call('listRecords', { search: 'common' })).total === 1)
    await south.close()
    const copy = tempFolder()
    cpSync(south.folder, copy, { recursive: true })
    const first = await openOffice(south.folder, online)
    await fileOne(await signIn(first, 'Bea'), form, 'Left')
    await until(north, 'the left half', async () => (await ana.call('listRecords', { search: 'left' })).total === 1)
    await first.close()
    const second = await openOffice(copy, online)
    const twin = second.seat()
    await twin.call('rebindFolder', { person: 'Bea', passphrase: PASSPHRASE }) // "I moved this folder", which is not so
    await twin.call('signIn', { person: 'Bea', passphrase: PASSPHRASE })
    const wrote = await fileOne(twin, form, 'Right').then(
      () => true,
      () => false // it met the others before it could sign
    )
    await until(second, 'the stop', async () => (await twin.call('deskState', {})).trouble?.code === 'rolled-back')
    expect(
      await twin.code('fileRecord', { id: '01900000-0000-7000-8000-000000000000', package: form, values: [], provenance: { engine: null, language: null } })
    ).toBe('rolled-back')
    expect((await twin.call('listRecords', { search: 'right' })).total).toBe(wrote ? 1 : 0)
    expect((await ana.call('listRecords', { search: 'right' })).total).toBe(0)
    expect((await ana.call('listRecords', { search: 'left' })).total).toBe(1)
    expect((await view(ana)).forks).toEqual([]) // nothing that contradicts itself has left: nobody is accused
    await second.close()
  },
  LONG
)
