/** Successions that collide, by stick and in one process: nothing is chosen silently, and a later one settles it; evidence goes through. */
import { expect, it } from 'vitest'
import type { Output } from '../../src/shared/contract.ts'
import { native, verify } from '../../src/main/keys/native.ts'
import { checkEvidence } from '../../src/shared/record/evidence-check.ts'
import { canonical } from '../../src/shared/ledger/jcs.ts'
import { fileOne, foundOffice, openOffice, type Seat, type TestOffice } from '../kit/office-desk.ts'
import { tempFolder } from '../kit/temp-folder.ts'

const SAFE = 'kept in the safe'
async function restore(bytes: Uint8Array): Promise<{ office: TestOffice; seat: Seat }> {
  const office = await openOffice(tempFolder())
  const seat = office.seat()
  const { sha256 } = await office.desk.upload(seat.session, new Blob([Uint8Array.from(bytes)]).stream())
  await seat.call('restoreBackup', { sha256, passphrase: SAFE, person: 'Ana' })
  await seat.call('signIn', { person: 'Ana', passphrase: SAFE })
  return { office, seat }
}
async function succeed(seat: Seat, recoveryKey: string, reason: string): Promise<void> {
  const draft = await seat.call('draftSuccession', { reason })
  expect((await seat.call('approveByRecovery', { id: draft.id, recoveryKey })).state).toBe('filed')
}
async function carry(from: { office: TestOffice; seat: Seat }, to: { office: TestOffice; seat: Seat }): Promise<Output<'importBundle'>> {
  const { download } = await from.seat.call('exportBundle', {})
  const { bytes } = await from.office.desk.getFile(from.seat.session, download)
  const { sha256 } = await to.office.desk.putFile(to.seat.session, Uint8Array.from(bytes))
  return to.seat.call('importBundle', { sha256 })
}

it('two restored desks both begin a registry with one recovery key: neither is chosen, nothing is decided, and a third settles it', async () => {
  const first = await foundOffice()
  await fileOne(first.ana, first.form, 'Before')
  const { download } = await first.ana.call('createBackup', { passphrase: SAFE })
  const { bytes } = await first.desk.getFile(first.ana.session, download!)
  await first.close()
  const left = await restore(bytes)
  const right = await restore(bytes)
  await succeed(left.seat, first.recoveryKey, 'left')
  await succeed(right.seat, first.recoveryKey, 'right')
  await fileOne(left.seat, first.form, 'On the left')
  expect((await carry(right, left)).refused).toContain('registry-competing')
  const view = await left.seat.call('succession', {})
  expect([view.competing.length, view.here, view.former[0]!.reason]).toEqual([1, true, 'left'])
  const admit = await left.seat.call('draftMotion', { what: 'policy', witnesses: 2 })
  expect(admit.fault).toBe('registry-halted')
  expect(await left.seat.code('approveMotion', { id: admit.id, passphrase: SAFE })).toBe('motion-no-effect')
  // it stays so after the next start, and is settled by whoever may
  const draft = await left.seat.call('draftSuccession', { reason: 'left is meant' })
  expect((await left.seat.call('approveMotion', { id: draft.id, passphrase: SAFE })).state).toBe('filed')
  const after = await left.seat.call('succession', {})
  expect([after.competing, after.former.map(({ reason }) => reason)]).toEqual([[], ['left is meant', 'left']])
  expect((await left.seat.call('draftMotion', { what: 'policy', witnesses: 2 })).fault).toBeNull()
  // the other one gives way to it
  await carry(left, right)
  const gone = await right.seat.call('succession', {})
  expect([gone.former.map(({ chain }) => chain), gone.here]).toEqual([after.former.map(({ chain }) => chain), false])
  // of the chain whose key burnt no checkpoint was ever signed: no evidence is made of it; what came after goes through all three registries
  const [old] = (await left.seat.call('listRecords', { search: 'before' })).rows
  expect(await left.seat.code('proveRecord', { record: old!.ref })).toBe('no-checkpoint')
  for (const search of ['on the left']) {
    const [row] = (await left.seat.call('listRecords', { search })).rows
    const made = await left.seat.call('proveRecord', { record: row!.ref })
    const file = await left.office.desk.getFile(left.seat.session, made.download)
    const text = Buffer.from(file.bytes).toString()
    expect(checkEvidence(text, { hashing: native, verify })).toMatchObject({ verdict: 'sound', findings: [] })
    expect(text.split('\\"t\\":\\"succeed\\"').length - 1).toBe(2)
    const lines = JSON.parse(text) as { registry: { lines: string[] } }
    lines.registry.lines = lines.registry.lines.filter(line => !line.includes('left is meant') && !line.includes('"t":"succeed"'))
    expect(checkEvidence(canonical(lines as never), { hashing: native, verify }).verdict).not.toBe('sound')
  }
}, 180_000)
