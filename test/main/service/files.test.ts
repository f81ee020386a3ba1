import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import {
  addPerson,
  fileOne,
  foundOffice,
  newId,
  openOffice,
  PASSPHRASE,
  provenance,
  seatAt,
  turnableClock,
  valuesOf,
  type Founded,
  type Seat,
  type Values
} from '../../kit/office-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'
import { codeFrom } from '../../kit/code-of.ts'

const photo = (file: { sha256: string; size: number }): Values[number] => ['/inspection/photo', { name: 'gate.jpg', type: 'image/jpeg', ...file }]

async function fileWithPhoto(office: Founded, seat: Seat, bytes: Uint8Array): Promise<{ id: { line: string; index: number }; sha256: string }> {
  const file = await office.desk.putFile(seat.session, bytes)
  const values = [...(await valuesOf(seat, office.form, 'Gate')).filter(([path]) => path !== '/inspection/photo'), photo(file)]
  const { id } = await seat.call('fileRecord', { id: newId(), package: office.form, values, provenance })
  return { id, sha256: file.sha256 }
}

it('an attachment comes back byte for byte, by its record and no other way', async () => {
  const office = await foundOffice()
  const { ana, desk } = office
  const bytes = new Uint8Array(randomBytes(600_000))
  const { id, sha256 } = await fileWithPhoto(office, ana, bytes)
  const other = await fileOne(ana, office.form, 'Weir')
  const got = await desk.getFile(ana.session, `attachment/${id.line}/${id.index}/${sha256}`)
  expect([got.name, got.type, Buffer.from(got.bytes).equals(bytes)]).toEqual(['gate.jpg', 'image/jpeg', true])
  expect(await codeFrom(desk.getFile(ana.session, `staged/${sha256}`))).toBe('not-found') // the record has taken it
  const h = 'A'.repeat(43)
  for (const path of [
    '',
    'attachment',
    'attachment/',
    `attachment/${id.line}`,
    `attachment/${id.line}/${id.index}`,
    `attachment/${id.line}/${id.index}/${h}`,
    `attachment/${other.id.line}/0/${sha256}`,
    `attachment/${id.line}/1/${sha256}`,
    `attachment/${id.line}/-1/${sha256}`,
    `attachment/${id.line}/NaN/${sha256}`,
    `attachment/${id.line}/1e99/${sha256}`,
    `attachment/../../keys.json`,
    'staged/',
    'staged',
    `staged/${h}`,
    'download/',
    `download/${h}`,
    '../keys.json',
    '/etc/passwd',
    'ledger.db',
    '__proto__/x'
  ])
    expect([path, await codeFrom(desk.getFile(ana.session, path))]).toEqual([path, 'not-found'])
})

it('files are a person’s own until they are filed, and nobody’s before signing in or after lock', async () => {
  const office = await foundOffice()
  const { ana, desk } = office
  const bea = await addPerson(office, ana, 'Bea', 'clerk')
  const staged = await desk.putFile(bea.session, new Uint8Array([1, 2, 3]))
  expect((await desk.getFile(bea.session, `staged/${staged.sha256}`)).bytes).toEqual(new Uint8Array([1, 2, 3]))
  expect(await codeFrom(desk.getFile(ana.session, `staged/${staged.sha256}`))).toBe('not-found')
  const values = await valuesOf(ana, office.form, 'Gate')
  expect(
    await ana.code('fileRecord', {
      id: newId(),
      package: office.form,
      values: [...values.filter(([path]) => path !== '/inspection/photo'), photo(staged)],
      provenance
    })
  ).toBe('bad-values')
  const { id, sha256 } = await fileWithPhoto(office, ana, new Uint8Array([9]))
  const stranger = office.seat()
  const paths = [`staged/${staged.sha256}`, `attachment/${id.line}/${id.index}/${sha256}`]
  for (const path of paths) expect(await codeFrom(desk.getFile(stranger.session, path))).toBe('not-signed-in')
  expect(await codeFrom(desk.putFile(stranger.session, new Uint8Array(1)))).toBe('not-signed-in')
  desk.lock()
  for (const path of paths) expect(await codeFrom(desk.getFile(bea.session, path))).toBe('not-signed-in')
})

it('a download is for the session that asked, for ten minutes, and gone when its person is', async () => {
  const clock = turnableClock()
  const office = await foundOffice(tempFolder(), clock.options)
  const { ana, desk } = office
  const other = office.seat()
  await other.call('signIn', { person: 'Ana', passphrase: PASSPHRASE })
  const backup = (): Promise<string> => ana.call('createBackup', { passphrase: 'kept in the safe' }).then(made => made.download!)
  const first = await backup()
  expect(await codeFrom(desk.getFile(other.session, first))).toBe('not-found')
  expect((await desk.getFile(ana.session, first)).name).toMatch(/^muniment-[A-Za-z0-9]{1,8}-\d{4}-\d\d-\d\dT\d{6}Z\.backup$/)
  expect(await codeFrom(desk.getFile(ana.session, first))).toBe('not-found') // it is made while it is taken: once
  const late = await backup()
  clock.ahead = 600_001
  expect(await codeFrom(desk.getFile(ana.session, late))).toBe('not-found')
  const second = await backup()
  await ana.call('signOut', {})
  expect(await codeFrom(desk.getFile(ana.session, second))).toBe('not-signed-in')
  await ana.call('signIn', { person: 'Ana', passphrase: PASSPHRASE })
  expect(await codeFrom(desk.getFile(ana.session, second))).toBe('not-found')
}, 60_000)

it('a photo that two records, or another draft, name too is not lost with the first that is filed', async () => {
  const office = await foundOffice()
  const { ana, desk, form } = office
  const file = await desk.putFile(ana.session, new Uint8Array(randomBytes(300_000)))
  const values = [...(await valuesOf(ana, form, 'Gate')).filter(([path]) => path !== '/inspection/photo'), photo(file)]
  const [mine, other] = [newId(), newId()]
  const staged = [{ name: 'gate.jpg', type: 'image/jpeg', ...file }]
  for (const id of [mine, other]) await ana.call('saveDraft', { id, package: form, instance: '<x/>', staged })
  const filed = await ana.call('fileRecords', { package: form, records: [newId(), newId()].map(id => ({ id, values })), provenance })
  for (const { id } of filed) expect((await desk.getFile(ana.session, `attachment/${id.line}/${id.index}/${file.sha256}`)).bytes.length).toBe(300_000)
  await ana.call('fileRecord', { id: newId(), package: form, values, provenance, draft: mine })
  expect((await desk.getFile(ana.session, `staged/${file.sha256}`)).bytes.length).toBe(300_000)
  await ana.call('fileRecord', { id: newId(), package: form, values, provenance, draft: other })
  expect(await codeFrom(desk.getFile(ana.session, `staged/${file.sha256}`))).toBe('not-found')
})

it('an amendment keeps the files of earlier versions that it still names', async () => {
  const office = await foundOffice()
  const { ana, desk, form } = office
  const { id, sha256 } = await fileWithPhoto(office, ana, new Uint8Array(randomBytes(300_000)))
  const values = [...(await valuesOf(ana, form, 'Gate, again')).filter(([path]) => path !== '/inspection/photo'), photo({ sha256, size: 300_000 })]
  const amended = await ana.call('amendRecord', { id: newId(), record: id, amends: [id], values, package: form, reason: 'name', provenance })
  expect((await desk.getFile(ana.session, `attachment/${amended.id.line}/${amended.id.index}/${sha256}`)).bytes.length).toBe(300_000)
})

it('a file above 64 MiB is refused', async () => {
  const { ana, desk } = await foundOffice()
  expect(await codeFrom(desk.putFile(ana.session, new Uint8Array(64 * 1024 * 1024 + 1)))).toBe('too-large')
})

it('in an empty folder a file can be brought for restoring, and is of no use to another session', async () => {
  const office = await openOffice()
  const [a, b] = [seatAt(office.desk), seatAt(office.desk)]
  const { sha256 } = await office.desk.upload(a.session, new Blob([new Uint8Array([1])]).stream())
  expect(await b.code('restoreBackup', { sha256, passphrase: 'kept in the safe', person: 'Ana' })).toBe('not-found')
  expect(await a.code('restoreBackup', { sha256, passphrase: 'kept in the safe', person: 'Ana' })).toBe('not-a-backup')
  expect((await a.call('deskState', {})).state).toBe('new')
})
