import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { KEYS_FILE } from '../../../src/main/keys/key-file.ts'
import {
  chainKeyOf,
  createKeyring,
  deskSealKeyOf,
  hasMoved,
  openDeskKeys,
  openKeyring,
  openPerson,
  peopleOf,
  rebind,
  recordedPlace,
  registryKeyOf,
  unlock,
  unlockDesk,
  wipe,
  type Keyring
} from '../../../src/main/keys/keyring.ts'
import { addPerson, changePassphrase, forgetPerson, keepRegistry, setPersonId } from '../../../src/main/keys/people.ts'
import { keyOfSeed, sealKeyOf } from '../../../src/main/keys/secrets.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import type { PersonId } from '../../../src/shared/names.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const log2N = 4
const ada = { name: 'Ada Begay', passphrase: 'correct horse', log2N }
const ben = { name: 'Ben Ítalo', passphrase: 'battery staple', log2N }
const failure = async (work: Promise<unknown>): Promise<OfficeError> => {
  try {
    await work
  } catch (error) {
    if (error instanceof OfficeError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

async function made(options: Parameters<typeof createKeyring>[2] = {}) {
  const folder = tempFolder()
  return { folder, ...(await createKeyring(folder, { ...ada, registry: true }, options)) }
}
const fileOf = (folder: string): string => readFileSync(join(folder, KEYS_FILE), 'utf8')
const edit = (ring: Keyring, change: (file: Keyring['file']) => unknown): void =>
  writeFileSync(join(ring.folder, KEYS_FILE), JSON.stringify(change(structuredClone(ring.file))))

describe('a new keyring', () => {
  it('opens again with the passphrase, to the same keys', async () => {
    const { folder, desk, person } = await made()
    const ring = openKeyring(folder)
    const opened = await unlock(ring, ada.name, ada.passphrase)
    expect(opened).toEqual({ desk, person })
    expect(await unlockDesk(ring, ada.name, ada.passphrase)).toEqual(desk)
    expect(await openPerson(ring, ada.name, ada.passphrase)).toEqual(person)
    expect(openDeskKeys(ring, Buffer.from(desk.secret))).toEqual(desk)
    expect([chainKeyOf(ring), deskSealKeyOf(ring), registryKeyOf(ring)]).toEqual([
      keyOfSeed(desk.seed),
      sealKeyOf(desk.sealSecret),
      keyOfSeed(desk.registrySeed!)
    ])
    expect(peopleOf(ring)).toEqual([{ name: ada.name, key: person.key, person: null }])
  })

  it('is a file for its owner alone, in which no secret stands in clear', async () => {
    const { folder, desk, person } = await made()
    expect([readdirSync(folder), statSync(join(folder, KEYS_FILE)).mode & 0o777]).toEqual([[KEYS_FILE], 0o600])
    const text = fileOf(folder)
    for (const secret of [desk.secret, desk.seed, desk.sealSecret, desk.vaultKey, desk.registrySeed!, person.seed])
      for (const form of ['base64url', 'base64', 'hex'] as const) expect(text).not.toContain(secret.toString(form).slice(0, 40))
    expect(text).not.toContain(ada.passphrase)
  })

  it('is never made over another', async () => {
    const { folder, ring } = await made()
    expect(await failure(createKeyring(folder, { ...ben, registry: false }))).toMatchObject({ code: 'desk-exists' })
    writeFileSync(join(folder, KEYS_FILE), '{ damaged')
    expect(await failure(createKeyring(folder, { ...ben, registry: false }))).toMatchObject({ code: 'desk-exists' })
    expect(fileOf(folder)).toBe('{ damaged')
    expect(peopleOf(ring).length).toBe(1)
  })

  it('has no registry key where the desk does not keep it, until it does', async () => {
    const folder = tempFolder()
    const { ring, desk } = await createKeyring(folder, { ...ada, registry: false })
    expect([desk.registrySeed, registryKeyOf(ring)]).toEqual([null, null])
    keepRegistry(ring, desk, Buffer.alloc(32, 5))
    expect((await unlockDesk(openKeyring(folder), ada.name, ada.passphrase)).registrySeed).toEqual(Buffer.alloc(32, 5))
  })

  it('on locking its keys are zeros', async () => {
    const { desk, person } = await made()
    wipe(desk)
    wipe(person)
    for (const bytes of [desk.secret, desk.seed, desk.sealSecret, desk.vaultKey, desk.registrySeed!, person.seed])
      expect(bytes.every(byte => byte === 0)).toBe(true)
  })
})

describe('a passphrase', () => {
  it.each(['', 'seven77', 'ééééééé'])('of fewer than eight characters is refused: %j', async passphrase => {
    expect(await failure(createKeyring(tempFolder(), { ...ada, passphrase, registry: false }))).toMatchObject({
      code: 'weak-passphrase',
      detail: { wanted: 8 }
    })
  })

  it('is the same however its accents were typed', async () => {
    const folder = tempFolder()
    const { ring } = await createKeyring(folder, { ...ada, name: 'José', passphrase: 'contraseña'.normalize('NFD'), registry: false })
    await unlock(ring, 'José'.normalize('NFD'), 'contraseña'.normalize('NFC'))
  })

  it('that is wrong gives the same error whatever is wrong with it', async () => {
    const { ring } = await made()
    const errors = []
    for (const wrong of ['correct horsf', 'Correct horse', 'correct horse ', '', 'x']) errors.push(await failure(unlock(ring, ada.name, wrong)))
    for (const error of errors) expect([error.code, error.message, error.detail]).toEqual(['wrong-passphrase', errors[0]!.message, { person: ada.name }])
  })

  it('of one person does not open another', async () => {
    const { ring, desk } = await made()
    await addPerson(ring, desk, ben)
    expect(await failure(unlock(ring, ben.name, ada.passphrase))).toMatchObject({ code: 'wrong-passphrase' })
    expect(await failure(unlock(ring, 'Cyd', ada.passphrase))).toMatchObject({ code: 'unknown-person' })
  })
})

describe('after wrong passphrases', () => {
  it('five are free, then the wait doubles, over a restart too, and a right one ends it', async () => {
    let now = 1_000_000
    const { folder } = await made({ now: () => now })
    const open = (): Keyring => openKeyring(folder, { now: () => now })
    for (let i = 0; i < 5; i++) expect((await failure(unlock(open(), ada.name, 'wrong'))).code).toBe('wrong-passphrase')
    for (const seconds of [2, 4, 8, 16]) {
      expect(await failure(unlock(open(), ada.name, ada.passphrase))).toMatchObject({ code: 'too-many-tries', detail: { person: ada.name, seconds } })
      now += seconds * 1000 - 1
      expect((await failure(unlock(open(), ada.name, ada.passphrase))).code).toBe('too-many-tries')
      now += 1
      expect((await failure(unlock(open(), ada.name, 'wrong'))).code).toBe('wrong-passphrase')
    }
    now += 32_000
    await unlock(open(), ada.name, ada.passphrase)
    expect((await failure(unlock(open(), ada.name, 'wrong'))).code).toBe('wrong-passphrase')
    await unlock(open(), ada.name, ada.passphrase)
  })

  it('a clock set back keeps nobody out for longer than the wait, and the wait ends at an hour', async () => {
    let now = 9e12
    const { ring } = await made({ now: () => now })
    for (let i = 0; i < 5; i++) await failure(unlock(ring, ada.name, 'wrong'))
    now = 0
    expect((await failure(unlock(ring, ada.name, ada.passphrase))).detail['seconds']).toBe(2)
    edit(ring, file => ({ ...file, people: file.people.map(person => ({ ...person, tries: { count: 60, until: 8e15 } })) }))
    expect((await failure(unlock(openKeyring(ring.folder), ada.name, ada.passphrase))).detail['seconds']).toBe(3600)
  })

  it('others are not kept waiting', async () => {
    const { ring, desk } = await made()
    await addPerson(ring, desk, ben)
    for (let i = 0; i < 6; i++) await failure(unlock(ring, ada.name, 'wrong'))
    await unlock(ring, ben.name, ben.passphrase)
  })

  it('tries at the same time are all counted', async () => {
    const { ring } = await made()
    const codes = (await Promise.all(Array.from({ length: 9 }, () => failure(unlock(ring, ada.name, 'wrong'))))).map(error => error.code)
    expect(codes.filter(code => code === 'wrong-passphrase').length).toBe(5)
  })
})

describe('people', () => {
  it('come, are admitted, change their passphrase and go', async () => {
    const { folder, ring, desk } = await made()
    const person = await addPerson(ring, desk, ben)
    setPersonId(ring, person.key, 'p'.repeat(42).concat('A') as PersonId)
    await changePassphrase(ring, ben.name, ben.passphrase, 'a longer passphrase', log2N + 1)
    const again = openKeyring(folder)
    expect(peopleOf(again)[1]).toEqual({ name: ben.name.normalize('NFC'), key: person.key, person: 'p'.repeat(42).concat('A') })
    expect((await failure(unlock(again, ben.name, ben.passphrase))).code).toBe('wrong-passphrase')
    expect(await unlock(again, ben.name, 'a longer passphrase')).toEqual({ desk, person })
    forgetPerson(again, ada.name)
    expect((await failure(unlock(openKeyring(folder), ada.name, ada.passphrase))).code).toBe('unknown-person')
  })

  it('are refused a name that is taken, and a weak passphrase', async () => {
    const { ring, desk } = await made()
    expect(await failure(addPerson(ring, desk, ada))).toMatchObject({ code: 'bad-input', detail: { field: 'name' } })
    expect((await failure(addPerson(ring, desk, { ...ben, passphrase: 'short' }))).code).toBe('weak-passphrase')
    expect((await failure(changePassphrase(ring, ada.name, ada.passphrase, 'short', log2N))).code).toBe('weak-passphrase')
    await unlock(ring, ada.name, ada.passphrase)
  })

  it('the last one who can open the desk stays', async () => {
    const { ring } = await made()
    expect(() => forgetPerson(ring, ada.name)).toThrow(OfficeError)
  })

  it('who come at the same time are all kept', async () => {
    const { folder, ring, desk } = await made()
    await Promise.all([
      addPerson(ring, desk, ben),
      addPerson(ring, desk, { ...ben, name: 'Cyd' }),
      changePassphrase(ring, ada.name, ada.passphrase, 'another one', log2N)
    ])
    expect(
      peopleOf(openKeyring(folder))
        .map(({ name }) => name)
        .toSorted()
    ).toEqual([ada.name, ben.name.normalize('NFC'), 'Cyd'])
    await unlock(openKeyring(folder), ada.name, 'another one')
  })
})

describe('a file that was changed', () => {
  const other = 'B'.repeat(42).concat('A')
  it.each([
    ['another chain key', (file: Keyring['file']) => ({ ...file, chain: other }), 'wrong-passphrase'],
    ['another seal key', (file: Keyring['file']) => ({ ...file, sealKey: other }), 'damaged-keys'],
    ['another registry key', (file: Keyring['file']) => ({ ...file, registry: other }), 'damaged-keys'],
    ['another public key of a person', (file: Keyring['file']) => ({ ...file, people: file.people.map(one => ({ ...one, key: other })) }), 'wrong-passphrase'],
    ['boxes exchanged', (file: Keyring['file']) => ({ ...file, desk: { ...file.desk, seed: file.desk.vault, vault: file.desk.seed } }), 'damaged-keys'],
    ['a person with the other box', (file: Keyring['file']) => ({ ...file, people: file.people.map(one => ({ ...one, secret: one.seed })) }), 'damaged-keys']
  ])('%s does not open', async (_, change, code) => {
    const { ring } = await made()
    edit(ring, change)
    expect((await failure(unlock(openKeyring(ring.folder), ada.name, ada.passphrase))).code).toBe(code)
  })

  it.each([
    ['no JSON', () => '{'],
    ['nothing', () => null],
    ['a missing field', (file: Keyring['file']) => ({ ...file, chain: undefined })],
    ['an unknown field', (file: Keyring['file']) => ({ ...file, more: 1 })],
    ['a newer version', (file: Keyring['file']) => ({ ...file, v: 2 })],
    ['a box cut short', (file: Keyring['file']) => ({ ...file, desk: { ...file.desk, seed: file.desk.seed.slice(1) } })],
    ['a cost beyond all memory', (file: Keyring['file']) => ({ ...file, people: file.people.map(one => ({ ...one, scrypt: { ...one.scrypt, log2N: 40 } })) })],
    ['two people of one name', (file: Keyring['file']) => ({ ...file, people: [...file.people, ...file.people] })]
  ])('%s is damaged-keys, and left as it is', async (_, change) => {
    const { ring } = await made()
    edit(ring, change)
    const before = fileOf(ring.folder)
    expect(() => openKeyring(ring.folder)).toThrow(OfficeError)
    expect(fileOf(ring.folder)).toBe(before)
  })

  it('none at all is no-desk', async () => {
    expect((await failure(Promise.resolve().then(() => openKeyring(tempFolder())))).code).toBe('no-desk')
  })
})

describe('the place', () => {
  const here = { machine: () => 'this machine' }

  it('is known again after a restart, and not on another machine or in a copy of the folder', async () => {
    const { folder } = await made(here)
    expect(hasMoved(openKeyring(folder, here))).toBe(false)
    expect(hasMoved(openKeyring(folder, { machine: () => 'another' }))).toBe(true)
    const copy = tempFolder()
    writeFileSync(join(copy, KEYS_FILE), fileOf(folder))
    expect(hasMoved(openKeyring(copy, here))).toBe(true)
  })

  it('"I moved this folder" makes it the place', async () => {
    const { folder } = await made(here)
    const ring = openKeyring(folder, { machine: () => 'another' })
    const place = rebind(ring)
    expect(hasMoved(openKeyring(folder, { machine: () => 'another' }))).toBe(false)
    expect(recordedPlace(openKeyring(folder))).toEqual(place)
  })

  it('says nothing of the machine’s own id', async () => {
    const { folder } = await made(here)
    expect(fileOf(folder)).not.toContain('this machine')
  })
})
