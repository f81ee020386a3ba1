import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { openDesk } from '../../src/main/desk.ts'
import { addPerson, deskOptions, fileOne, foundOffice, newId, openOffice, PASSPHRASE, signIn } from '../kit/office-desk.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { codeFrom } from '../kit/code-of.ts'

/** Line 0 of the registry as it is stored, by another reader. */
function registryLines(folder: string): string[] {
  const db = new Sqlite(join(folder, 'ledger.db'), { readonly: true })
  try {
    return db.prepare<[], Buffer>('SELECT line FROM lines ORDER BY line_id').pluck().all().map(String)
  } finally {
    db.close()
  }
}

const founding = { network: 'Arizona', office: 'Yuma', person: 'Ana', passphrase: PASSPHRASE }

it('a first run that is killed anywhere leaves an empty folder or a whole desk, and nothing is signed twice', async () => {
  const folder = tempFolder()
  const shots = tempFolder()
  let n = 0
  /** Called wherever the desk asks for time or randomness: the folder as a kill at that moment would leave it. */
  const shoot = (): void => {
    if (!existsSync(join(folder, 'keys.json')) || n >= 60) return
    const to = join(shots, String(n++))
    cpSync(folder, to, { recursive: true, filter: path => !/lock(-journal)?$/.test(path) })
  }
  let armed = false
  const office = await openOffice(folder, {
    now: () => (armed && shoot(), Date.now()),
    random: length => (armed && shoot(), crypto.getRandomValues(new Uint8Array(length)))
  })
  const seat = office.seat()
  armed = true
  await seat.call('startNetwork', founding)
  armed = false
  await office.close()
  const line0 = registryLines(folder)[0]!

  const seen = new Set<string>()
  for (let i = 0; i < n; i++) {
    const at = join(shots, String(i))
    const again = await openOffice(at)
    const ana = again.seat()
    const { state, trouble } = await ana.call('deskState', {})
    if (state === 'new') {
      seen.add('empty')
      if (i % 7 === 0) expect((await ana.call('startNetwork', founding)).recoveryKey.split(' ').length).toBe(24)
    } else {
      seen.add('whole')
      expect([state, trouble?.code]).toEqual(['readonly', 'folder-moved']) // the copy is another folder
      await ana.call('rebindFolder', { person: 'Ana', passphrase: PASSPHRASE })
      await ana.call('signIn', { person: 'Ana', passphrase: PASSPHRASE })
      const forms = await ana.call('listForms', {})
      expect(forms.length).toBeGreaterThan(0)
      await fileOne(ana, forms[0]!.package, 'Gate')
      expect((await ana.call('deskState', {})).trouble).toBe(null)
      await again.close()
      expect(registryLines(at)[0]).toBe(line0)
    }
    await again.close()
  }
  expect([...seen].sort()).toEqual(['empty', 'whole'])
}, 240_000)

it('a first run that fails can be tried again in the same program', async () => {
  const folder = tempFolder()
  let failing = true
  const office = await openOffice(folder, {
    random: length => {
      if (failing && length === 10) throw new Error('no randomness now')
      return crypto.getRandomValues(new Uint8Array(length))
    }
  })
  const seat = office.seat()
  expect(await seat.code('startNetwork', founding)).toBe('internal')
  failing = false
  expect((await seat.call('deskState', {})).state).toBe('new')
  expect(await seat.code('startNetwork', { ...founding, passphrase: 'short' })).toBe('weak-passphrase')
  await seat.call('startNetwork', founding)
  expect(await seat.code('startNetwork', founding)).toBe('desk-exists')
})

it('two first runs at once make one desk', async () => {
  const office = await openOffice()
  const [a, b] = [office.seat(), office.seat()]
  const codes = await Promise.all([a.code('startNetwork', founding), b.code('startNetwork', founding)])
  expect(codes.sort()).toEqual(['desk-exists', 'ok'])
  expect((await b.call('deskState', {})).people.map(person => person.name)).toEqual(['Ana'])
})

it('a lost ledger is said to be lost, before and after signing in, and no empty one is made in its place', async () => {
  const office = await foundOffice()
  await fileOne(office.ana, office.form, 'Gate')
  await office.close()
  const kept = tempFolder()
  for (const end of ['', '-wal', '-shm']) {
    const path = join(office.folder, `ledger.db${end}`)
    if (existsSync(path)) copyFileSync(path, join(kept, `ledger.db${end}`))
    rmSync(path, { force: true })
  }
  const lost = await openOffice(office.folder)
  const seat = lost.seat()
  const state = await seat.call('deskState', {})
  expect([state.state, state.trouble?.code, state.people.map(person => person.name)]).toEqual(['readonly', 'rolled-back', ['Ana']])
  expect(await seat.code('signIn', { person: 'Ana', passphrase: PASSPHRASE })).toBe('rolled-back')
  expect(await seat.code('startNetwork', founding)).toBe('desk-exists')
  await lost.close()
  expect(existsSync(join(office.folder, 'ledger.db'))).toBe(false)
  cpSync(kept, office.folder, { recursive: true })
  const back = await signIn(await openOffice(office.folder))
  expect((await back.call('listRecords', {})).total).toBe(1)
  await fileOne(back, office.form, 'Weir')
})

it.each([
  ['an older copy of the ledger', (folder: string, older: string) => copyFileSync(join(older, 'ledger.db'), join(folder, 'ledger.db'))],
  ['a ledger whose log was deleted', undefined]
])(
  '%s: what is there is read, nothing is signed, and the desk says so',
  async (_, replace) => {
    const folder = tempFolder()
    const older = tempFolder()
    const office = await foundOffice(folder)
    await fileOne(office.ana, office.form, 'Gate')
    await office.close() // its log is in the file now
    copyFileSync(join(folder, 'ledger.db'), join(older, 'ledger.db'))
    const later = await openOffice(folder)
    const seat = await signIn(later)
    await fileOne(seat, office.form, 'Weir')
    if (replace) {
      await later.close()
      replace(folder, older)
    } else {
      copyFileSync(join(folder, 'ledger.db'), join(older, 'ledger.db'))
      await later.close()
      copyFileSync(join(older, 'ledger.db'), join(folder, 'ledger.db'))
    }
    const back = await openOffice(folder)
    const ana = await signIn(back)
    const state = await ana.call('deskState', {})
    expect([state.state, state.trouble?.code]).toEqual(['readonly', 'rolled-back'])
    expect((await ana.call('listRecords', {})).rows.map(row => row.title)).toEqual(['Gate'])
    expect(await ana.code('fileRecord', { id: newId(), package: office.form, values: [], provenance: { engine: null, language: null } })).toBe('rolled-back')
    await back.close()
    const twice = await openOffice(folder)
    expect((await (await signIn(twice)).call('deskState', {})).trouble?.code).toBe('rolled-back')
  },
  60_000
)

it('a lost or damaged mark stops signing, not reading, and says so; that of the registry too', async () => {
  for (const name of ['mark', 'mark-registry']) {
    const office = await foundOffice()
    await fileOne(office.ana, office.form, 'Gate')
    await office.close()
    writeFileSync(join(office.folder, name), Buffer.alloc(8192, 7))
    const back = await openOffice(office.folder)
    const ana = await signIn(back)
    expect((await ana.call('deskState', {})).trouble?.code).toBe('mark-damaged')
    expect((await ana.call('listRecords', {})).total).toBe(1)
    const call =
      name === 'mark'
        ? ana.code('voidRecord', {
            id: '01900000-0000-7000-8000-000000000000',
            record: (await ana.call('listRecords', {})).rows[0]!.id,
            amends: [(await ana.call('listRecords', {})).rows[0]!.id],
            reason: 'r'
          })
        : ana.code('addPerson', { name: 'Bea', role: 'clerk', passphrase: PASSPHRASE })
    expect(await call).toBe('mark-damaged')
    await back.close()
  }
}, 60_000)

it('keys.json damaged or lost: a clear error, nothing new is begun over the old, and all is well when it is back', async () => {
  const office = await foundOffice()
  await office.close()
  const path = join(office.folder, 'keys.json')
  const kept = readFileSync(path)
  writeFileSync(path, kept.subarray(0, kept.length / 2))
  expect(await codeFrom(openDesk(deskOptions(office.folder)))).toBe('damaged-keys')
  rmSync(path)
  const without = await openOffice(office.folder)
  const state = await without.seat().call('deskState', {})
  expect([state.state, state.trouble?.code, state.people]).toEqual(['readonly', 'keys-lost', []])
  expect(await without.seat().code('signIn', { person: 'Ana', passphrase: PASSPHRASE })).toBe('keys-lost')
  await without.close()
  expect(existsSync(path)).toBe(false)
  writeFileSync(path, kept)
  const back = await openOffice(office.folder)
  expect((await back.seat().call('deskState', {})).state).toBe('locked')
})

it('keys.json lost for good: the recovery key brings people back under their names, on the same chain, and nothing else does', async () => {
  const office = await foundOffice()
  const bea = await addPerson(office, office.ana, 'Bea', 'clerk')
  await fileOne(bea, office.form, 'Gate')
  const before = await office.ana.call('deskState', {})
  await office.close()
  rmSync(join(office.folder, 'keys.json'))

  const back = await openOffice(office.folder)
  const seat = back.seat()
  const asked = { person: 'Bea', passphrase: 'quartz meadow signal' }
  expect(await seat.code('recover', { ...asked, recoveryKey: (await foundOffice()).recoveryKey })).toBe('recovery-mismatch')
  expect(existsSync(join(office.folder, 'keys.json'))).toBe(false)
  const bea2 = await seat.call('recover', { ...asked, recoveryKey: office.recoveryKey })
  expect([bea2.person, bea2.role]).toEqual([before.people.find(({ name }) => name === 'Bea')!.person, 'clerk'])
  await fileOne(seat, office.form, 'Weir')
  const ana = back.seat()
  expect((await ana.call('recover', { ...asked, person: 'Ana', recoveryKey: office.recoveryKey })).role).toBe('admin')
  expect((await ana.call('listRecords', { sort: 'ref', descending: false })).rows.map(row => [row.ref, row.title, row.author])).toEqual([
    ['YUM-1-000001', 'Gate', 'Bea'],
    ['YUM-1-000002', 'Weir', 'Bea']
  ])
  const after = await ana.call('deskState', {})
  expect(after.live).toBe(true)
  expect([
    after.state,
    after.trouble,
    after.desk,
    after.people.map(({ name, here }) => [name, here]).sort((a, b) => String(a[0]).localeCompare(String(b[0])))
  ]).toEqual([
    'open',
    null,
    before.desk,
    [
      ['Ana', true],
      ['Bea', true]
    ]
  ])
  await back.close()
  const later = await openOffice(office.folder)
  expect(await later.seat().code('signIn', { person: 'Ana', passphrase: 'quartz meadow signal' })).toBe('ok')
})

it('a folder of someone else’s database, or one that is in use, is refused and left as it is', async () => {
  const folder = tempFolder()
  const db = new Sqlite(join(folder, 'ledger.db'))
  db.exec('CREATE TABLE theirs (a)')
  db.close()
  const before = readFileSync(join(folder, 'ledger.db'))
  expect(await codeFrom(openDesk(deskOptions(folder)))).toBe('not-our-database')
  expect(readFileSync(join(folder, 'ledger.db')).equals(before)).toBe(true)
  const office = await openOffice()
  expect(await codeFrom(openDesk(deskOptions(office.folder)))).toBe('folder-in-use')
  await office.close()
  await (await openOffice(office.folder)).close()
})

it('a ledger of a newer program is read, and nothing is written: no record, no draft, no file', async () => {
  const office = await foundOffice()
  await fileOne(office.ana, office.form, 'Gate')
  await office.close()
  const db = new Sqlite(join(office.folder, 'ledger.db'))
  db.pragma('user_version = 99')
  db.close()
  const back = await openOffice(office.folder)
  const ana = await signIn(back)
  const state = await ana.call('deskState', {})
  expect([state.state, state.trouble?.code, state.me?.name]).toEqual(['readonly', 'newer-database', 'Ana'])
  expect((await ana.call('listRecords', { search: 'gate' })).total).toBe(1)
  const id = '01900000-0000-7000-8000-000000000000'
  expect(await ana.code('fileRecord', { id, package: office.form, values: [], provenance: { engine: null, language: null } })).toBe('newer-database')
  expect(await ana.code('saveDraft', { id, package: office.form, instance: '<x/>' })).toBe('newer-database')
  expect(await codeFrom(back.desk.putFile(ana.session, new Uint8Array([1])))).toBe('newer-database')
  expect(await ana.code('createInvitation', { office: 'Tuba City' })).toBe('newer-database')
  expect(await ana.code('createBackup', { passphrase: 'kept in the safe' })).toBe('ok')
}, 60_000)

it('a copied folder reads and signs nothing until someone who can open it says that it moved', async () => {
  const office = await foundOffice()
  await fileOne(office.ana, office.form, 'Gate')
  await office.close()
  const copy = join(tempFolder(), 'copy')
  mkdirSync(copy)
  cpSync(office.folder, copy, { recursive: true })
  const moved = await openOffice(copy)
  const ana = await signIn(moved)
  expect((await ana.call('deskState', {})).trouble?.code).toBe('folder-moved')
  expect((await ana.call('listRecords', {})).total).toBe(1)
  expect(
    await ana.code('fileRecord', { id: '01900000-0000-7000-8000-000000000000', package: office.form, values: [], provenance: { engine: null, language: null } })
  ).toBe('folder-moved')
  expect(await ana.code('addPerson', { name: 'Bea', role: 'clerk', passphrase: PASSPHRASE })).toBe('folder-moved')
  const other = moved.seat()
  expect(await other.code('rebindFolder', { person: 'Ana', passphrase: 'not the passphrase' })).toBe('wrong-passphrase')
  await other.call('rebindFolder', { person: 'Ana', passphrase: PASSPHRASE })
  expect(await ana.code('listRecords', {})).toBe('not-signed-in') // all is opened anew
  const again = await signIn(moved)
  expect((await again.call('deskState', {})).trouble).toBe(null)
  await fileOne(again, office.form, 'Weir')
  await other.call('rebindFolder', { person: 'Ana', passphrase: PASSPHRASE }) // of a folder that stands: changes nothing
  await fileOne(again, office.form, 'Dam')
  expect((await again.call('listRecords', {})).total).toBe(3)
}, 60_000)

it('after close nothing answers, whoever asks, and no new desk is made', async () => {
  const office = await openOffice()
  const seat = office.seat()
  await office.close()
  await office.close()
  for (const name of ['deskState', 'startNetwork', 'listRecords'] as const) expect(await seat.code(name, founding)).toBe('not-signed-in')
  expect(existsSync(join(office.folder, 'keys.json'))).toBe(false)
})
