import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { addPerson, fileOne, foundOffice, newId, openOffice, PASSPHRASE, provenance, signIn, turnableClock, valuesOf } from '../../kit/office-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

it('signing in opens the desk; wrong passphrases are refused, counted and slowed down; unknown people are named', async () => {
  const first = await foundOffice()
  await first.close()
  const clock = turnableClock()
  const office = await openOffice(first.folder, clock.options)
  const seat = office.seat()
  expect((await seat.call('deskState', {})).state).toBe('locked')
  expect(await seat.code('listRecords', {})).toBe('not-signed-in')
  expect(await seat.code('signIn', { person: 'Bea', passphrase: PASSPHRASE })).toBe('unknown-person')
  for (let i = 0; i < 5; i++) expect(await seat.code('signIn', { person: 'Ana', passphrase: `wrong ${i}` })).toBe('wrong-passphrase')
  expect(await seat.code('signIn', { person: 'Ana', passphrase: PASSPHRASE })).toBe('too-many-tries')
  clock.ahead = 2_001
  expect(await seat.code('signIn', { person: 'Ana', passphrase: PASSPHRASE })).toBe('ok')
  expect((await seat.call('deskState', {})).me).toMatchObject({ name: 'Ana', role: 'admin', here: true, active: true })
})

it('many sign in at once to a closed desk, and it opens once', async () => {
  const first = await foundOffice()
  await addPerson(first, first.ana, 'Bea', 'clerk')
  await first.close()
  const office = await openOffice(first.folder)
  const names = ['Ana', 'Bea', 'Ana', 'Bea']
  const seats = names.map(() => office.seat())
  expect(await Promise.all(seats.map((seat, i) => seat.code('signIn', { person: names[i]!, passphrase: PASSPHRASE })))).toEqual(['ok', 'ok', 'ok', 'ok'])
  await fileOne(seats[1]!, first.form, 'Gate')
  for (const seat of seats) expect((await seat.call('listRecords', {})).total).toBe(1)
})

it('a lock closes every session, in the middle of a sign-in too, and pages are told', async () => {
  const office = await foundOffice()
  const bea = office.seat()
  const coming = bea.code('signIn', { person: 'Ana', passphrase: PASSPHRASE })
  office.news.length = 0
  office.desk.lock()
  expect(office.news).toEqual(['deskChanged'])
  expect(await coming).toBe('not-signed-in')
  expect(await office.ana.code('listRecords', {})).toBe('not-signed-in')
  expect((await office.ana.call('deskState', {})).state).toBe('locked')
  expect((await signIn(office)).session.rank).toBe('admin')
})

it('a lock in the middle of admitting somebody admits nobody', async () => {
  const office = await foundOffice()
  const adding = office.ana.code('addPerson', { name: 'Bea', role: 'clerk', passphrase: PASSPHRASE })
  office.desk.lock()
  expect(await adding).toBe('not-signed-in')
  const ana = await signIn(office)
  expect((await ana.call('deskState', {})).people.map(person => person.name)).toEqual(['Ana'])
  expect(await ana.code('addPerson', { name: 'Bea', role: 'clerk', passphrase: PASSPHRASE })).toBe('ok')
})

it('a desk nobody works at is locked after a quarter of an hour, by itself', async () => {
  const clock = turnableClock()
  const office = await foundOffice(tempFolder(), clock.options)
  clock.ahead = 15 * 60_000
  expect((await office.ana.call('deskState', {})).state).toBe('locked')
  expect(await office.ana.code('status', {})).toBe('not-signed-in')
})

it('two of one name can not use one desk, a weak passphrase is refused, and a changed one is the only one', async () => {
  const { ana, ...office } = await foundOffice()
  const bea = await addPerson({ ...office }, ana, 'Bea', 'clerk')
  expect(await ana.code('addPerson', { name: 'Bea', role: 'clerk', passphrase: PASSPHRASE })).toBe('bad-input')
  expect(await ana.code('addPerson', { name: 'Cy', role: 'clerk', passphrase: 'short' })).toBe('weak-passphrase')
  expect(await bea.code('changePassphrase', { old: 'not this one', new: 'quartz meadow signal' })).toBe('wrong-passphrase')
  expect(await bea.code('changePassphrase', { old: PASSPHRASE, new: 'quartz meadow signal' })).toBe('ok')
  await bea.call('signOut', {})
  expect(await bea.code('signIn', { person: 'Bea', passphrase: PASSPHRASE })).toBe('wrong-passphrase')
  expect(await bea.code('signIn', { person: 'Bea', passphrase: 'quartz meadow signal' })).toBe('ok')
})

it('a person’s drafts are their own: others neither see, nor open, nor end, nor overwrite them', async () => {
  const office = await foundOffice()
  const { ana, form } = office
  const bea = await addPerson(office, ana, 'Bea', 'clerk')
  const id = newId()
  await bea.call('saveDraft', { id, package: form, instance: '<a>hers</a>', name: 'Gate', answered: 1, total: 4 })
  expect(await ana.call('listDrafts', {})).toEqual([])
  expect(await ana.code('getDraft', { id })).toBe('not-found')
  await ana.call('deleteDraft', { id })
  await ana.call('saveDraft', { id, package: form, instance: '<a>his</a>' })
  await ana.call('fileRecord', { id: newId(), package: form, values: await valuesOf(ana, form, 'Gate'), provenance, draft: id })
  expect(await ana.code('getDraft', { id })).toBe('not-found') // filing ended his own
  expect((await bea.call('getDraft', { id })).instance).toBe('<a>hers</a>')
  expect((await bea.call('status', {})).drafts).toBe(1)
  await office.close()
  const again = await openOffice(office.folder)
  expect((await (await signIn(again, 'Bea')).call('listDrafts', {})).map(draft => [draft.id, draft.name, draft.answered])).toEqual([[id, 'Gate', 1]])
})

it('the recovery key brings a person back under their name and history; the lost passphrase is dead', async () => {
  const first = await foundOffice()
  await fileOne(first.ana, first.form, 'Gate')
  await first.close()
  const office = await openOffice(first.folder)
  const seat = office.seat()
  const words = first.recoveryKey.split(' ')
  const asked = { person: 'Ana', passphrase: 'quartz meadow signal' }
  for (const wrong of ['', 'abandon '.repeat(24), words.slice(1).join(' '), [...words].reverse().join(' '), 'x'.repeat(1000)])
    expect(await seat.code('recover', { ...asked, recoveryKey: wrong })).toBe('recovery-mismatch')
  expect(await seat.code('recover', { ...asked, recoveryKey: first.recoveryKey, passphrase: 'short' })).toBe('weak-passphrase')
  expect((await seat.call('deskState', {})).people.map(person => person.name)).toEqual(['Ana'])

  const before = (await seat.call('deskState', {})).people[0]!
  const typed = words.map((word, i) => `${i + 1}. ${word.toUpperCase()}`).join('\n')
  const back = await seat.call('recover', { ...asked, recoveryKey: typed })
  expect([back.person, back.key === before.key, back.role]).toEqual([before.person, false, 'admin'])
  const values = await valuesOf(seat, first.form, 'Weir')
  await seat.call('fileRecord', { id: newId(), package: first.form, values, provenance })
  const { rows } = await seat.call('listRecords', { sort: 'ref', descending: false })
  expect(rows.map(row => [row.title, row.author, row.state])).toEqual([
    ['Gate', 'Ana', 'filed'],
    ['Weir', 'Ana', 'filed']
  ])
  expect((await seat.call('deskState', {})).people.map(person => person.name)).toEqual(['Ana'])
  await office.close()
  const later = await openOffice(first.folder)
  const again = later.seat()
  expect(await again.code('signIn', { person: 'Ana', passphrase: PASSPHRASE })).toBe('wrong-passphrase')
  expect(await again.code('signIn', { person: 'Ana', passphrase: 'quartz meadow signal' })).toBe('ok')
})

it('who is recovered has the rights they had, and no more', async () => {
  const office = await foundOffice()
  const bea = await addPerson(office, office.ana, 'Bea', 'clerk')
  const file = await office.desk.putFile(bea.session, new Uint8Array([1, 2]))
  const values = [...(await valuesOf(bea, office.form, 'Gate')), ['/x/photo', { name: 'a.png', type: 'image/png', ...file }]] as Awaited<
    ReturnType<typeof valuesOf>
  >
  const { id } = await bea.call('fileRecord', { id: newId(), package: office.form, values, provenance })
  const path = `attachment/${id.line}/${id.index}/${file.sha256}`
  expect((await office.desk.getFile(bea.session, path)).bytes.length).toBe(2)
  const seat = office.seat()
  const back = await seat.call('recover', { recoveryKey: office.recoveryKey, person: 'Bea', passphrase: 'quartz meadow signal' })
  expect([back.role, seat.session.rank]).toEqual(['clerk', 'clerk'])
  expect(await seat.code('createBackup', { passphrase: 'kept in the safe' })).toBe('not-allowed')
  // The lost key is revoked: whoever still sits there has no rights.
  expect(bea.session.rank).toBe('person')
  expect(await bea.code('listRecords', {})).toBe('not-allowed')
  await expect(office.desk.getFile(bea.session, path)).rejects.toMatchObject({ code: 'not-allowed' })
  expect((await office.ana.call('deskState', {})).people.map(person => person.name).sort()).toEqual(['Ana', 'Bea'])
})

it('where it takes two administrators, the recovery key is one of them, and who is recovered waits for the other', async () => {
  const office = await foundOffice()
  const bea = await addPerson(office, office.ana, 'Bea', 'admin')
  const draft = await office.ana.call('draftMotion', { what: 'policy', quorum: 2 })
  expect((await office.ana.call('approveMotion', { id: draft.id, passphrase: PASSPHRASE })).state).toBe('filed')
  const seat = office.seat()
  const back = await seat.call('recover', { recoveryKey: office.recoveryKey, person: 'Ana', passphrase: 'quartz meadow signal' })
  expect([back.role, back.active, seat.session.rank]).toEqual([null, false, 'person'])
  expect(await seat.code('listRecords', {})).toBe('not-allowed')
  // Again before the other has approved: it is still Ana who comes back, not a newcomer of her name with more rights.
  await seat.call('recover', { recoveryKey: office.recoveryKey, person: 'Ana', passphrase: 'quartz meadow signal' })
  const open = (await bea.call('decisions', {})).motions.filter(({ state }) => state === 'open')
  expect(open.map(({ parts }) => parts.map(({ kind }) => kind))).toEqual([
    ['admit-key', 'revoke-key'],
    ['admit-key', 'revoke-key']
  ])
  const { key } = (await seat.call('deskState', {})).me!
  const motion = open.find(({ parts }) => parts[0]!.signed.includes(key))
  expect([motion!.has, motion!.needed]).toEqual([1, 2])
  expect((await bea.call('approveMotion', { id: motion!.id, passphrase: PASSPHRASE })).state).toBe('filed')
  expect((await seat.call('deskState', {})).me).toMatchObject({ name: 'Ana', role: 'admin', active: true })
  expect(office.ana.session.rank).toBe('person')
  expect((await bea.call('deskState', {})).people.map(({ name }) => name).sort()).toEqual(['Ana', 'Bea'])
})

it('a recovery that can not be written down leaves everybody as they were', async () => {
  const first = await foundOffice()
  await first.close()
  writeFileSync(join(first.folder, 'mark-registry'), Buffer.alloc(8192))
  const office = await openOffice(first.folder)
  const seat = office.seat()
  expect(await seat.code('recover', { recoveryKey: first.recoveryKey, person: 'Ana', passphrase: 'quartz meadow signal' })).toBe('mark-damaged')
  expect((await seat.call('deskState', {})).people.map(person => person.name)).toEqual(['Ana'])
  await signIn(office)
})

it('a network is live once its recovery key is confirmed by its own words', async () => {
  const a = await foundOffice()
  const b = await foundOffice()
  expect((await a.ana.call('deskState', {})).live).toBe(false)
  expect(await a.ana.code('confirmRecovery', { recoveryKey: b.recoveryKey })).toBe('recovery-mismatch')
  await a.ana.call('confirmRecovery', { recoveryKey: ` ${a.recoveryKey.toUpperCase()}\n` })
  expect((await a.ana.call('deskState', {})).live).toBe(true)
  await b.ana.call('addPerson', { name: 'Bea', role: 'admin', passphrase: PASSPHRASE })
  expect((await b.ana.call('deskState', {})).live).toBe(true)
})
