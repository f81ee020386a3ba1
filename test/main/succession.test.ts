/** Succession by the doors of whole desks over real connections: the registry's desk is lost, comes back, or all that is left is a backup. */
import { expect, it } from 'vitest'
import type { MotionView, Output } from '../../src/shared/contract.ts'
import { fileOne, foundOffice, openOffice, PASSPHRASE, signIn, type Seat, type TestOffice } from '../kit/office-desk.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { online, until } from '../kit/until.ts'

const LONG = 240_000

async function join(host: TestOffice, by: Seat, office: string, name: string, role: 'admin' | 'clerk'): Promise<{ office: TestOffice; seat: Seat }> {
  const { text } = await by.call('createInvitation', { office, role })
  const desk = await openOffice(tempFolder(), online)
  const seat = desk.seat()
  await seat.call('joinNetwork', { invitation: text, person: name, passphrase: PASSPHRASE })
  await until(host, 'the request', async () => (await by.call('network', {})).requests.length > 0)
  const [request] = (await by.call('network', {})).requests
  expect((await by.call('admitRequest', { id: request!.id })).admitted).toBe(true)
  await until(desk, 'admission', async () => (await seat.call('deskState', {})).me?.role === role && (await seat.call('listForms', {})).length > 3)
  await until(desk, 'the forms', async () =>
    (await Promise.all((await seat.call('listForms', {})).map(one => seat.code('getForm', { package: one.package })))).every(code => code === 'ok')
  )
  return { office: desk, seat }
}

/** Each start listens elsewhere: somebody says where. */
async function introduce(seat: Seat, other: TestOffice, otherSeat: Seat): Promise<void> {
  await seat.call('addAddress', { chain: (await otherSeat.call('deskState', {})).desk!.chain, address: other.desk.peer! })
}
const approve = (seat: Seat, id: string): Promise<MotionView> => seat.call('approveMotion', { id, passphrase: PASSPHRASE })
const succession = (seat: Seat): Promise<Output<'succession'>> => seat.call('succession', {})
const total = async (seat: Seat, search: string): Promise<number> => (await seat.call('listRecords', { search })).total

/** What verification finds wrong; the job's verdict in one word. */
async function verdict(office: TestOffice, seat: Seat): Promise<unknown> {
  await seat.call('startVerify', {})
  let state: Output<'verifyJob'> | undefined
  await until(office, 'the verdict', async () => (state = await seat.call('verifyJob', {})).state !== 'running')
  return state?.verdict && { sound: state.verdict.verdict, findings: state.verdict.findings.map(({ code, detail }) => `${code}: ${detail}`) }
}

it(
  'the registry desk burnt, and nobody else had a key: a backup and the printed recovery key make a working network again',
  async () => {
    const first = await foundOffice()
    const { ana, recoveryKey, form } = first
    await fileOne(ana, form, 'Before the fire')
    const { download } = await ana.call('createBackup', { passphrase: 'kept in the safe' })
    const { bytes } = await first.desk.getFile(ana.session, download!)
    await first.close()

    const restored = await openOffice(tempFolder(), online)
    const seat = restored.seat()
    const { sha256 } = await restored.desk.upload(seat.session, new Blob([Uint8Array.from(bytes)]).stream())
    await seat.call('restoreBackup', { sha256, passphrase: 'kept in the safe', person: 'Ana' })
    await seat.call('signIn', { person: 'Ana', passphrase: 'kept in the safe' })
    expect(await succession(seat)).toMatchObject({ restored: true, needed: 1, former: [] })
    const draft = await seat.call('draftSuccession', { reason: 'the office burnt down' })
    expect(draft.parts.map(({ kind }) => kind)).toEqual(['succeed', 'admit-continues', 'admit-key'])
    expect(await seat.code('approveMotion', { id: draft.id, passphrase: 'kept in the safe' })).toBe('not-allowed')
    const done = await seat.call('approveByRecovery', { id: draft.id, recoveryKey })
    expect(done.state).toBe('filed')
    const state = await seat.call('deskState', {})
    expect(state).toMatchObject({ state: 'open', registryHere: true, trouble: null })
    expect(state.me?.role).toBe('admin')
    expect(await succession(seat)).toMatchObject({ here: true, restored: false, lines: 1, former: [{ reason: 'the office burnt down', lost: [] }] })
    expect(await total(seat, 'fire')).toBe(1)
    await fileOne(seat, form, 'After the fire')
    const { office, seat: bea } = await join(restored, seat, 'Mesa', 'Bea', 'clerk')
    await until(office, 'both records', async () => (await total(bea, 'fire')) === 2)
    await fileOne(bea, form, 'New beginning')
    await until(restored, 'the record', async () => (await total(seat, 'beginning')) === 1)
    for (const [desk, who] of [
      [restored, seat],
      [office, bea]
    ] as const)
      expect(await verdict(desk, who)).toEqual({ sound: 'sound', findings: [] })
  },
  LONG
)

it(
  'the registry desk is gone: two administrators begin a new registry, admit and revoke; the old desk comes back as an ordinary one',
  async () => {
    const north = await foundOffice(tempFolder(), online)
    const { ana, form } = north
    const { office: south, seat: bea } = await join(north, ana, 'Tuba City', 'Bea', 'admin')
    const { office: east, seat: cy } = await join(north, ana, 'Kayenta', 'Cy', 'admin')
    const { office: west, seat: dot } = await join(north, ana, 'Mesa', 'Dot', 'clerk')
    await fileOne(dot, form, 'From Mesa')
    for (const [office, seat] of [
      [south, bea],
      [east, cy]
    ] as const) {
      await until(office, 'everybody', async () => (await seat.call('decisions', {})).people.length === 4)
      await until(office, 'the record', async () => (await total(seat, 'mesa')) === 1)
    }
    // Mesa is away through it all; Yuma goes on alone for two entries that nobody sees, and is gone
    await west.close()
    await Promise.all([south.close(), east.close()])
    await ana.call('addPerson', { name: 'Eve', role: 'clerk', passphrase: PASSPHRASE })
    await ana.call('addPerson', { name: 'Fay', role: 'clerk', passphrase: PASSPHRASE })
    await fileOne(ana, form, 'While alone')
    const { lines } = await succession(ana)
    await north.close()

    const south2 = await openOffice(south.folder, online)
    const bea2 = await signIn(south2, 'Bea')
    const east2 = await openOffice(east.folder, online)
    const cy2 = await signIn(east2, 'Cy')
    await introduce(cy2, south2, bea2)
    const before = await succession(bea2)
    expect(before).toMatchObject({ here: false, keeper: 'Yuma desk 1', since: null, lines: lines - 2, administrators: 4, needed: 3 })
    const draft = await bea2.call('draftSuccession', { reason: 'the desk in Yuma is lost' })
    expect(await approve(bea2, draft.id)).toMatchObject({ state: 'open', has: 1, needed: 3 })
    await until(east2, 'the proposal', async () => (await cy2.call('decisions', {})).motions.some(({ id, state }) => id === draft.id && state === 'open'))
    await approve(cy2, draft.id)
    await until(south2, 'the second approval', async () => (await bea2.call('decisions', {})).motions.some(({ id, has }) => id === draft.id && has === 2))
    expect((await succession(bea2)).here).toBe(false)
    await bea2.call('approveByRecovery', { id: draft.id, recoveryKey: north.recoveryKey })
    await until(south2, 'the new registry', async () => (await succession(bea2)).here)
    await until(east2, 'the new registry', async () => (await succession(cy2)).keeper === 'Tuba City desk 1')

    // it admits and revokes
    const { office: hopi, seat: gus } = await join(south2, bea2, 'Hopi', 'Gus', 'clerk')
    await fileOne(gus, form, 'From Hopi')
    await until(east2, 'the new office', async () => (await total(cy2, 'hopi')) === 1)
    const revoked = await bea2.call('draftMotion', {
      what: 'revoke',
      of: 'desk',
      subject: (await gus.call('deskState', {})).desk!.chain,
      reason: 'closed',
      upTo: 'held'
    })
    expect(await approve(bea2, revoked.id)).toMatchObject({ state: 'filed' })

    // who was away learns of it, with all that it follows from
    const west2 = await openOffice(west.folder, online)
    const dot2 = await signIn(west2, 'Dot')
    await introduce(cy2, west2, dot2)
    await until(west2, 'the new registry', async () => (await succession(dot2)).keeper === 'Tuba City desk 1')
    await until(west2, 'the record', async () => (await total(dot2, 'hopi')) === 1)

    // the old desk comes back with what nobody had seen
    const north2 = await openOffice(north.folder, online)
    const ana2 = await signIn(north2)
    await introduce(ana2, east2, cy2)
    await until(north2, 'the new registry', async () => (await succession(ana2)).keeper === 'Tuba City desk 1')
    expect(await succession(ana2)).toMatchObject({
      here: false,
      former: [{ mine: true, kept: lines - 2, lost: [{ entries: ['admit person'] }, { entries: ['admit person'] }] }]
    })
    expect((await ana2.call('deskState', {})).registryHere).toBe(false)
    expect((await ana2.call('deskState', {})).me?.role).toBe('admin')
    await fileOne(ana2, form, 'Ordinary now')
    for (const [office, seat] of [
      [south2, bea2],
      [east2, cy2],
      [west2, dot2]
    ] as const) {
      await until(office, 'what Yuma filed', async () => (await total(seat, 'ordinary')) === 1 && (await total(seat, 'alone')) === 1)
      await until(office, 'what has no effect', async () => (await succession(seat)).former[0]!.lost.length === 2)
      expect(await verdict(office, seat)).toEqual({ sound: 'sound', findings: [] })
    }
    expect(await verdict(north2, ana2)).toEqual({ sound: 'sound', findings: [] })
    expect(hopi.folder).toBeTruthy()
  },
  LONG
)
