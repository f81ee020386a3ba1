/** Desks that meet over real connections, by their doors: joining and its refusals, names on their way, two changes at once. */
import { expect, it, onTestFinished } from 'vitest'
import type { DeskState, Input, NewsKind } from '../../src/shared/contract.ts'
import {
  fileOne,
  foundOffice,
  newId,
  openOffice,
  PASSPHRASE,
  provenance,
  signIn,
  turnableClock,
  valuesOf,
  type Founded,
  type Seat,
  type TestOffice
} from '../kit/office-desk.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { online, until } from '../kit/until.ts'

const invite = (ana: Seat, over: Partial<Input<'createInvitation'>> = {}): Promise<{ id: string; text: string }> =>
  ana.call('createInvitation', { office: 'Tuba City', role: 'supervisor', ...over })
const stateOf = (seat: Seat): Promise<DeskState> => seat.call('deskState', {})

async function joined(keeper: Founded, folder = tempFolder()): Promise<{ office: TestOffice; bea: Seat; states: DeskState[] }> {
  const { text } = await invite(keeper.ana)
  const office = await openOffice(folder, online)
  const bea = office.seat()
  const states: DeskState[] = []
  const stop = office.desk.listen(
    () =>
      void stateOf(bea).then(
        state => states.push(state),
        () => undefined
      )
  )
  onTestFinished(stop)
  const { words } = await bea.call('joinNetwork', { invitation: text, person: 'Bea', passphrase: PASSPHRASE })
  await until(keeper, 'the request', async () => (await keeper.ana.call('network', {})).requests.length > 0)
  const [request] = (await keeper.ana.call('network', {})).requests
  expect([request!.words, request!.person, request!.office]).toEqual([words, 'Bea', 'Tuba City'])
  await keeper.ana.call('admitRequest', { id: request!.id })
  await until(office, 'admission', async () => (await stateOf(bea)).state === 'open' && (await bea.call('listForms', {})).some(form => form.questions > 0))
  return { office, bea, states }
}

it('a newcomer joins, never sees an id where a name will be, files, and two changes at once are a conflict that is settled', async () => {
  const north = await foundOffice(tempFolder(), online)
  const { ana, form } = north
  const { office: south, bea, states } = await joined(north)
  for (const state of [...states, await stateOf(bea)]) {
    expect([state.network?.name, state.office === null ? 'Tuba City' : state.office.name]).toEqual(['Arizona', 'Tuba City'])
    for (const person of state.people) expect(person.name).toBe('Bea')
    expect(state.desk?.name).toMatch(/^Tuba City/)
  }
  const { id, ref } = await fileOne(ana, form, 'Gate')
  await until(south, 'the record', async () => (await bea.call('listRecords', { search: 'gate' })).total === 1)
  await until(north, 'its copy', async () => (await ana.call('listRecords', {})).rows[0]!.copies === 1)
  expect((await bea.call('listRecords', {})).rows[0]!.author).toBe('Ana')
  // An id is one record on one chain: the same id at another desk is that desk's own record.
  const twin = newId()
  const mine = await fileOne(ana, form, 'Twin', twin)
  await until(south, 'the first twin', async () => (await bea.call('listRecords', { search: 'twin' })).total === 1)
  const hers = await fileOne(bea, form, 'Twin', twin)
  expect([mine.already, hers.already, mine.id.line === hers.id.line]).toEqual([false, false, false])
  await until(north, 'the twin', async () => (await ana.call('listRecords', { search: 'twin' })).total === 2)
  expect(await fileOne(ana, form, 'Twin', twin)).toEqual({ ...mine, already: true })

  const change = async (seat: Seat, title: string): Promise<void> => {
    await seat.call('amendRecord', {
      id: newId(),
      record: id,
      amends: [id],
      values: await valuesOf(seat, form, title),
      package: form,
      reason: title,
      provenance
    })
  }
  await Promise.all([change(ana, 'Gate, blue'), change(bea, 'Gate, red')])
  for (const [office, seat] of [
    [north, ana],
    [south, bea]
  ] as const)
    await until(office, 'the conflict', async () => (await seat.call('getRecord', { record: ref })).row.state === 'conflict')
  const page = await ana.call('getRecord', { record: ref })
  expect(page.heads.length).toBe(2)
  expect(
    await ana.code('amendRecord', {
      id: newId(),
      record: id,
      amends: [page.heads[0]!],
      values: await valuesOf(ana, form, 'x'),
      package: form,
      reason: 'x',
      provenance
    })
  ).toBe('stale-version')
  expect(await ana.code('voidRecord', { id: newId(), record: id, amends: page.heads, reason: 'x' })).toBe('bad-input')
  await ana.call('amendRecord', {
    id: newId(),
    record: id,
    amends: page.heads,
    values: await valuesOf(ana, form, 'Gate, purple'),
    package: form,
    reason: 'both were there',
    provenance
  })
  for (const [office, seat] of [
    [north, ana],
    [south, bea]
  ] as const)
    await until(office, 'the settlement', async () => (await seat.call('listRecords', { search: 'purple' })).rows[0]?.state === 'amended')

  // Started again without a network it still knows all names, and who may do what.
  await south.close()
  const alone = await openOffice(south.folder)
  const seat = alone.seat()
  expect((await stateOf(seat)).network?.name).toBe('Arizona')
  expect((await stateOf(seat)).office?.name).toBe('Tuba City')
  await seat.call('signIn', { person: 'Bea', passphrase: PASSPHRASE })
  expect((await stateOf(seat)).me?.role).toBe('supervisor')
  expect(await seat.code('addPerson', { name: 'Cy', role: 'clerk', passphrase: PASSPHRASE })).toBe('not-allowed')
}, 120_000)

it('at the newcomer’s door every wrong invitation is named, and the folder stays empty', async () => {
  const keeper = await foundOffice()
  const other = await foundOffice()
  const { text } = await invite(keeper.ana, { hours: 1 })
  const clock = turnableClock()
  const office = await openOffice(tempFolder(), clock.options)
  const seat = office.seat()
  const join = (invitation: string, passphrase = PASSPHRASE): Promise<string> => seat.code('joinNetwork', { invitation, person: 'Bea', passphrase })
  for (const wrong of [
    '',
    'hello',
    text.slice(0, -9),
    text.slice(0, 80),
    text.replace(/.$/, last => (last === 'A' ? 'B' : 'A')),
    `${text}${text}`,
    '{}',
    'x'.repeat(16_000)
  ])
    expect([wrong.slice(0, 20), await join(wrong)]).toEqual([wrong.slice(0, 20), 'invitation-unreadable'])
  expect(await join(text, 'short')).toBe('weak-passphrase')
  clock.ahead = 3_600_001
  expect((await seat.call('readInvitation', { invitation: text })).expired).toBe(true)
  expect(await join(text)).toBe('invitation-expired')
  clock.ahead = 0
  expect(await other.ana.code('joinNetwork', { invitation: text, person: 'Bea', passphrase: PASSPHRASE })).toBe('invitation-foreign')
  expect(await keeper.ana.code('joinNetwork', { invitation: text, person: 'Bea', passphrase: PASSPHRASE })).toBe('desk-exists')
  expect((await stateOf(seat)).state).toBe('new')
  expect(await join(text)).toBe('ok')
  const state = await stateOf(seat)
  expect([state.state, state.network?.name, state.me?.name, state.people.map(person => person.name)]).toEqual(['joining', 'Arizona', 'Bea', ['Bea']])
  // What somebody who was not admitted may do is little, and after a lock they come in by their passphrase.
  for (const name of ['listRecords', 'listForms', 'listDrafts', 'network'] as const) expect(await seat.code(name, {})).toBe('not-allowed')
  office.desk.lock()
  expect((await stateOf(seat)).people.map(person => person.name)).toEqual(['Bea'])
  await signIn(office, 'Bea')
})

it('an invitation that was used, cancelled or refused lets nobody in, and the newcomer is told', async () => {
  const north = await foundOffice(tempFolder(), online)
  const { ana } = north
  const trouble = async (text: string): Promise<{ office: TestOffice; seat: Seat; code: () => Promise<string | undefined> }> => {
    const office = await openOffice(tempFolder(), online)
    const seat = office.seat()
    await seat.call('joinNetwork', { invitation: text, person: 'Cy', passphrase: PASSPHRASE })
    return { office, seat, code: async () => (await stateOf(seat)).trouble?.code }
  }
  const refused = await invite(ana)
  const cy = await trouble(refused.text)
  await until(north, 'the request', async () => (await ana.call('network', {})).requests.length > 0)
  await ana.call('refuseRequest', { id: (await ana.call('network', {})).requests[0]!.id })
  await until(cy.office, 'the refusal', async () => (await cy.code()) === 'join-refused')
  expect((await stateOf(cy.seat)).state).toBe('joining')

  const cancelled = await invite(ana)
  await ana.call('cancelInvitation', { id: cancelled.id })
  const dee = await trouble(cancelled.text)
  await until(dee.office, 'the answer', async () =>
    ['invitation-wrong', 'invitation-used', 'join-closed', 'peer-unreachable'].includes((await dee.code()) ?? '')
  )
  expect((await ana.call('network', {})).requests).toEqual([])
}, 120_000)

it('the registry’s desk may be away: the newcomer says so, keeps asking, and is let in when it is back', async () => {
  const first = await foundOffice(tempFolder(), online)
  const { text } = await invite(first.ana)
  const port = /\/tcp\/(\d+)/.exec(first.desk.peer!)![1]!
  await first.close()
  const south = await openOffice(tempFolder(), online)
  const bea = south.seat()
  const news: NewsKind[] = south.news
  await bea.call('joinNetwork', { invitation: text, person: 'Bea', passphrase: PASSPHRASE })
  await until(south, 'the trouble', async () => (await stateOf(bea)).trouble?.code === 'peer-unreachable')
  expect(news).toContain('joinChanged')
  const again = await openOffice(first.folder, { listen: [`/ip4/127.0.0.1/tcp/${port}`] })
  const ana = await signIn(again)
  await until(again, 'the request', async () => (await ana.call('network', {})).requests.length > 0)
  await until(south, 'no trouble', async () => (await stateOf(bea)).trouble === null)
  await ana.call('admitRequest', { id: (await ana.call('network', {})).requests[0]!.id })
  await until(south, 'admission', async () => (await stateOf(bea)).state === 'open')
  expect((await stateOf(bea)).me).toMatchObject({ name: 'Bea', role: 'supervisor' })
}, 120_000)

it('only desks of the network are given addresses, and only addresses', async () => {
  const { ana } = await foundOffice()
  const { desk } = await stateOf(ana)
  expect(await ana.code('addAddress', { chain: 'A'.repeat(43), address: '/ip4/192.0.2.7/tcp/4433' })).toBe('not-found')
  for (const address of [
    '',
    'http://192.0.2.7',
    '/ip4/192.0.2.7',
    '/ip4/192.0.2.7/tcp/x',
    '/ip4/192.0.2.7/tcp/44 33',
    '/unix/tmp/x',
    '/ip4/1.2.3.4/tcp/80/../../x'
  ])
    expect([address, await ana.code('addAddress', { chain: desk!.chain, address })]).toEqual([address, 'bad-input'])
  for (const address of ['/ip4/192.0.2.7/tcp/4433', '/dns4/hub.example/tcp/443/wss', '/ip6/2001:db8::7/tcp/4433/ws'])
    expect(await ana.code('addAddress', { chain: desk!.chain, address })).toBe('ok')
})

it('a forgotten passphrase at a desk that joined: the recovery key opens it, nothing is lost, and the new key is admitted over the network', async () => {
  const north = await foundOffice(tempFolder(), online)
  const { office: south, bea } = await joined(north)
  const form = north.form
  await until(south, 'the form', async () => (await bea.code('getForm', { package: form })) === 'ok')
  await fileOne(bea, form, 'Only here')
  const { key } = (await stateOf(bea)).me!
  await south.close()

  const again = await openOffice(south.folder, online)
  const seat = again.seat()
  const asked = { person: 'Bea', passphrase: 'quartz meadow signal' }
  expect(await seat.code('recover', { ...asked, recoveryKey: (await foundOffice()).recoveryKey })).toBe('recovery-mismatch')
  const back = await seat.call('recover', { ...asked, recoveryKey: north.recoveryKey })
  expect(back).toMatchObject({ name: 'Bea', here: true })
  await until(again, 'admission', async () => (await stateOf(seat)).me?.role === 'supervisor')
  const me = (await stateOf(seat)).me!
  expect(me.key).not.toBe(key)
  expect((await seat.call('listRecords', { search: 'only' })).rows.map(row => [row.title, row.author])).toEqual([['Only here', 'Bea']])
  await fileOne(seat, form, 'Afterwards')
  await until(north, 'what was filed since', async () => (await north.ana.call('listRecords', {})).total === 2)
  expect((await north.ana.call('listRecords', { sort: 'ref', descending: false })).rows.map(row => [row.author, row.state])).toEqual([
    ['Bea', 'filed'],
    ['Bea', 'filed']
  ])
})
