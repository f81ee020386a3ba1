import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { readBackup } from '../../../src/main/ledger/read-backup.ts'
import { shippedForms } from '../../../src/shared/forms/shipped/shipped.ts'
import { openKeyring, unlock } from '../../../src/main/keys/keyring.ts'
import {
  addPerson,
  fileOne,
  foundOffice,
  newId,
  openOffice,
  PASSPHRASE,
  provenance,
  signIn,
  valuesOf,
  type Founded,
  type Seat,
  type TestOffice
} from '../../kit/office-desk.ts'

const SAFE = 'kept in the safe'

async function backedUp(): Promise<{ office: Founded; bytes: Uint8Array; photo: string }> {
  const office = await foundOffice()
  const { ana, desk, form } = office
  const photo = await desk.putFile(ana.session, new Uint8Array(randomBytes(300_000)))
  const values = [...(await valuesOf(ana, form, 'Harbor crane')), ['/inspection/photos', { name: 'a.jpg', type: 'image/jpeg', ...photo }]] as Awaited<
    ReturnType<typeof valuesOf>
  >
  await ana.call('fileRecord', { id: newId(), package: form, values, provenance })
  await fileOne(ana, form, 'Weir')
  const { download } = await ana.call('createBackup', { passphrase: SAFE })
  const { bytes } = await desk.getFile(ana.session, download!)
  const { last } = await ana.call('backups', {})
  expect([last?.records, last?.lines, last?.size]).toEqual([2, (await ana.call('listChains', {})).reduce((sum, chain) => sum + chain.lines, 0), bytes.length])
  return { office, bytes, photo: photo.sha256 }
}

async function restore(office: TestOffice, bytes: Uint8Array, passphrase = SAFE): Promise<{ seat: Seat; code: string; value: unknown }> {
  const seat = office.seat()
  const { sha256 } = await office.desk.upload(seat.session, new Blob([Uint8Array.from(bytes)]).stream())
  const reply = await seat.ask('restoreBackup', { sha256, passphrase, person: 'Dana' })
  return { seat, code: reply.ok ? 'ok' : reply.code, value: reply.ok ? reply.value : null }
}

it('a backup is restored into an empty folder: it is read, searched and verified there, and nothing can be filed', async () => {
  const { office, bytes, photo } = await backedUp()
  const restored = await openOffice()
  const { seat, code, value } = await restore(restored, bytes)
  expect([code, value]).toEqual(['ok', { lines: 3 + shippedForms.length, records: 2, network: 'Arizona' }])
  expect((await seat.call('deskState', {})).people.map(person => person.name)).toEqual(['Dana'])
  await seat.call('signIn', { person: 'Dana', passphrase: SAFE })
  const state = await seat.call('deskState', {})
  expect([state.state, state.trouble?.code, state.me?.name, state.network?.name]).toEqual(['readonly', 'restored', 'Dana', 'Arizona'])
  const { rows } = await seat.call('listRecords', { search: 'harbor' })
  expect(rows.map(row => [row.title, row.author, row.ref])).toEqual([['Harbor crane', 'Ana', 'YUM-1-000001']])
  const { id } = rows[0]!
  expect((await restored.desk.getFile(seat.session, `attachment/${id.line}/${id.index}/${photo}`)).bytes.length).toBe(300_000)
  expect(await seat.code('fileRecord', { id: newId(), package: office.form, values: [], provenance })).toBe('not-allowed')
  expect(await seat.code('addPerson', { name: 'Cy', role: 'clerk', passphrase: PASSPHRASE })).toBe('not-allowed')
  expect(await seat.code('recover', { recoveryKey: office.recoveryKey, person: 'Ana', passphrase: PASSPHRASE })).toBe('restored')
  expect(await verdictOf(seat)).toBe('sound')
  await restored.close()
  const again = await openOffice(restored.folder)
  const later = again.seat()
  expect((await later.call('deskState', {})).state).toBe('readonly')
  await later.call('signIn', { person: 'Dana', passphrase: SAFE })
  again.desk.lock()
  expect((await later.call('deskState', {})).people.map(person => person.name)).toContain('Dana')
  await later.call('signIn', { person: 'Dana', passphrase: SAFE })
  expect((await later.call('listRecords', {})).total).toBe(2)
  // The desk it was made from goes on as before.
  await fileOne(office.ana, office.form, 'Dam')
}, 60_000)

async function verdictOf(seat: Seat): Promise<string> {
  await seat.call('startVerify', {})
  for (;;) {
    const job = await seat.call('verifyJob', {})
    if (job.state !== 'running')
      return job.verdict?.findings.some(finding => finding.state === 'open')
        ? JSON.stringify(job.verdict.findings)
        : (job.verdict?.verdict ?? JSON.stringify(job.error))
    await new Promise(resolve => setImmediate(resolve))
  }
}

it('what is no backup, is damaged, or has another passphrase is refused, and the folder is as empty as before', async () => {
  const { bytes } = await backedUp()
  const changed = Uint8Array.from(bytes)
  changed[bytes.length >> 1]! ^= 1
  let office = await openOffice()
  for (const [what, file, passphrase, wanted] of [
    ['another passphrase', bytes, 'not this one', 'backup-locked'],
    ['one bit changed', changed, SAFE, 'backup-damaged'],
    ['cut off', bytes.subarray(0, bytes.length - 70_000), SAFE, 'backup-damaged'],
    ['something else', new Uint8Array(randomBytes(1_000)), SAFE, 'not-a-backup'],
    ['empty', new Uint8Array(0), SAFE, 'not-a-backup']
  ] as const) {
    expect([what, (await restore(office, file, passphrase)).code]).toEqual([what, wanted])
    await office.close()
    office = await openOffice(office.folder)
    expect([what, readdirSync(office.folder).filter(name => name !== 'lock')]).toEqual([what, []])
  }
  const { seat, code } = await restore(office, bytes, 'short')
  expect(code).toBe('weak-passphrase')
  expect((await seat.call('deskState', {})).state).toBe('new')
  const { seat: right, code: ok } = await restore(office, bytes)
  expect(ok).toBe('ok')
  const { sha256 } = { sha256: 'A'.repeat(43) }
  expect(await right.code('restoreBackup', { sha256, passphrase: SAFE, person: 'Dana' })).toBe('desk-exists')
}, 60_000)

it('a backup takes a strong passphrase and an administrator', async () => {
  const office = await foundOffice()
  const sue = await addPerson(office, office.ana, 'Sue', 'records')
  expect(await office.ana.code('createBackup', { passphrase: 'short' })).toBe('weak-passphrase')
  expect(await sue.code('createBackup', { passphrase: SAFE })).toBe('not-allowed')
})

it('a backup holds the vault key, no key that signs, and no index; and in clear it holds nothing', async () => {
  const { office, bytes } = await backedUp()
  await office.close()
  const { desk, person } = await unlock(openKeyring(office.folder), 'Ana', PASSPHRASE)
  const tables: string[] = []
  const inside: Buffer[] = []
  const opened = await readBackup(
    new Blob([Uint8Array.from(bytes)]).stream(),
    { file: 'it', opener: { passphrase: SAFE }, now: Date.now() },
    {
      begin: () => undefined,
      table: ({ table }) => void tables.push(table),
      row: row => void inside.push(...row.map(value => Buffer.from(value instanceof Uint8Array ? value : String(value))))
    }
  )
  expect(Buffer.from(opened.vaultKey).equals(desk.vaultKey)).toBe(true)
  expect(tables).toEqual(expect.arrayContaining(['lines', 'payloads', 'seeds', 'files', 'pieces', 'packages']))
  for (const secret of [desk.seed, desk.sealSecret, desk.secret, desk.registrySeed!, person.seed, desk.vaultKey]) {
    expect(inside.some(value => value.includes(secret))).toBe(false)
    expect(Buffer.from(bytes).includes(secret)).toBe(false)
  }
  for (const text of ['Harbor crane', '{"body":', 'inspection']) expect(Buffer.from(bytes).includes(text)).toBe(false)
  expect(inside.some(value => value.includes('Harbor crane'))).toBe(false)
  expect(tables.filter(name => /^(records|words|versions|applied)/.test(name))).toEqual([])
})

it('restoring leaves the vault key on the disk in no readable form', async () => {
  const { office, bytes } = await backedUp()
  await office.close()
  const { desk } = await unlock(openKeyring(office.folder), 'Ana', PASSPHRASE)
  const restored = await openOffice()
  const { seat } = await restore(restored, bytes)
  await seat.call('signIn', { person: 'Dana', passphrase: SAFE })
  await seat.call('listRecords', { search: 'harbor' })
  expect(existsSync(join(restored.folder, 'restoring'))).toBe(false)
  for (const name of readdirSync(restored.folder)) {
    const file = readFileSync(join(restored.folder, name))
    for (const form of [
      desk.vaultKey,
      Buffer.from(desk.vaultKey.toString('base64url')),
      Buffer.from(desk.vaultKey.toString('hex')),
      Buffer.from('Harbor crane')
    ])
      expect([name, file.includes(form)]).toEqual([name, false])
  }
})

it('a bundle carries records to where they are not yet, and taken in twice changes nothing', async () => {
  const { office } = await backedUp()
  const { ana, desk } = office
  const made = await ana.call('exportBundle', {})
  expect(made.lines).toBeGreaterThan(0)
  const { bytes } = await desk.getFile(ana.session, made.download)
  const { sha256 } = await desk.putFile(ana.session, bytes)
  const taken = await ana.call('importBundle', { sha256 })
  expect([taken.lines, taken.payloads, taken.refused]).toEqual([0, 0, []])
  expect(await ana.code('importBundle', { sha256 })).toBe('not-found') // taken in, it is no longer staged
  expect(await ana.code('exportBundle', { office: 'Nowhere' })).toBe('not-found')
  const other = await desk.putFile(ana.session, new Uint8Array(randomBytes(500)))
  expect(await ana.code('importBundle', { sha256: other.sha256 })).toBe('not-a-bundle')
  expect((await signIn(office)).session.rank).toBe('admin')
})
