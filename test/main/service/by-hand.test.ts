/** A desk that never has a network: it joins by files, records go to and fro on a stick, and what is shown of copies is true. */
import { expect, it } from 'vitest'
import { fileOne, foundOffice, openOffice, PASSPHRASE, type Seat, type TestOffice } from '../../kit/office-desk.ts'

/** Saves what a seat of one desk makes and hands it in at another, in pieces, as a page does. */
async function carry(from: TestOffice, by: Seat, office: string, to: TestOffice, taker: Seat): ReturnType<typeof taker.call<'importBundle'>> {
  const { download } = await by.call('exportBundle', { office })
  const { sha256 } = await to.desk.upload(taker.session, pieces(from, by, download))
  return taker.call('importBundle', { sha256 })
}
async function* pieces({ desk }: TestOffice, { session }: Seat, path: string): AsyncGenerator<Uint8Array> {
  const download = await desk.openFile(session, path)
  if ('stream' in download) yield* download.stream
  else yield download.bytes
}

it('joins by a request out and a bundle in, and from then on both know what the other keeps', async () => {
  const yuma = await foundOffice()
  const { ana } = yuma
  const invitation = await ana.call('createInvitation', { office: 'Page', role: 'supervisor' })
  const page = await openOffice()
  const newcomer = page.seat()
  const { words } = await newcomer.call('joinNetwork', { invitation: invitation.text, person: 'Carl', passphrase: PASSPHRASE })
  const { name, text } = await newcomer.call('joinRequest', {})
  expect([name, text.startsWith('muniment-join:')]).toEqual(['Page-request.muniment-join', true])
  expect(await ana.code('takeJoinRequest', { text: text.slice(0, -40) })).toBe('join-request-unreadable')
  expect(await ana.call('takeJoinRequest', { text })).toEqual({ state: 'waiting' })
  expect(await ana.call('takeJoinRequest', { text })).toEqual({ state: 'waiting' })
  const [request] = (await ana.call('network', {})).requests
  expect(request).toMatchObject({ person: 'Carl', office: 'Page', words })
  await ana.call('admitRequest', { id: request!.id })
  const answered = await carry(yuma, ana, 'Page', page, newcomer)
  expect(answered).toMatchObject({ desk: 'Yuma desk 1', office: 'Yuma', for: 'Page', refused: [] })
  expect(await newcomer.call('deskState', {})).toMatchObject({ state: 'open', office: { name: 'Page' }, me: { name: 'Carl', role: 'supervisor' } })
  expect(await newcomer.code('joinRequest', {})).toBe('not-found')

  await fileOne(ana, yuma.form, 'Harbor crane')
  expect((await ana.call('status', {})).onlyHere).toBe(1)
  const there = await carry(yuma, ana, 'Page', page, newcomer)
  expect(there.lines).toBeGreaterThan(0)
  expect(there.vouched).toBeGreaterThan(0)
  expect((await newcomer.call('listRecords', {})).total).toBe(1)
  const back = await carry(page, newcomer, 'Yuma', yuma, ana)
  expect(back.statements).toBeGreaterThan(0)
  expect(await ana.call('status', {})).toMatchObject({ onlyHere: 0, copied: 1, offices: 1 })
  const [desk] = (await ana.call('network', {})).offices.find(office => office.name === 'Page')!.desks
  expect(desk).toMatchObject({ connected: false, why: 'network-off', stick: expect.any(String) })
  const plan = await ana.call('planBundle', { office: 'Page' })
  expect(plan.desks).toEqual(['Page desk 1'])
  expect(plan.lines).toBeLessThan(plan.all)
})

it('somebody without rights at an admitted desk takes no file in', async () => {
  const yuma = await foundOffice()
  const nobody = yuma.seat()
  expect(await nobody.code('importBundle', { sha256: 'A'.repeat(43) })).toBe('not-signed-in')
})
