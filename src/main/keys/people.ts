/** Who may use the desk: people come, change their passphrase, are admitted, and go. */
import { createSecretKey } from 'node:crypto'
import { OfficeError } from '../../shared/errors.ts'
import type { Key, PersonId } from '../../shared/names.ts'
import { deskAbout, newEntry, sealFor, type NewPerson, type PersonKeys } from './entries.ts'
import { boundTo, createKeyring, entryOf, replaceEntry, save, unlock, wipe, withEntry, type DeskKeys, type Keyring } from './keyring.ts'
import { keyOfSeed, requireStrong, sealSecret } from './secrets.ts'

/** A new key for someone who will use this desk too. Throws weak-passphrase, bad-input when the name is taken. */
export async function addPerson(ring: Keyring, desk: Pick<DeskKeys, 'secret'>, person: NewPerson): Promise<PersonKeys> {
  requireStrong(person.passphrase)
  const made = await newEntry(ring.file.chain, desk.secret, person)
  if (ring.file.people.some(({ name }) => name === made.entry.name))
    throw new OfficeError('bad-input', { field: 'name', wanted: 'a name that nobody at this desk has', got: made.entry.name })
  save(ring, { ...ring.file, people: [...ring.file.people, made.entry] })
  return made.keys
}

/** The same key under a new passphrase. Throws what `unlock` throws, and weak-passphrase. */
export async function changePassphrase(ring: Keyring, name: string, passphrase: string, next: string, log2N: number): Promise<void> {
  requireStrong(next)
  const { desk, person } = await unlock(ring, name, passphrase)
  try {
    const entry = entryOf(ring, name)
    const sealed = await sealFor(boundTo(ring, entry), person.key, person.seed, desk.secret, next, log2N)
    const { next: _asked, ...kept } = entry // a key that waits is sealed under the old passphrase: it is asked for again
    save(ring, replaceEntry(ring.file, { ...kept, ...sealed }))
  } finally {
    wipe(desk)
    wipe(person)
  }
}

/** After the registry has admitted the key. */
export function setPersonId(ring: Keyring, key: Key, person: PersonId): void {
  if (!ring.file.people.some(entry => entry.key === key)) throw new OfficeError('unknown-person', { person: key })
  save(ring, withEntry(ring.file, key, { person }))
}

/** The name under which someone signs in here. Throws unknown-person. */
export function renamePerson(ring: Keyring, name: string, next: string): void {
  save(ring, withEntry(ring.file, entryOf(ring, name).key, { name: next.normalize('NFC') }))
}

/** The name under which a key is kept whose passphrase was lost, until its successor is admitted. */
export const lostName = ({ name, key }: { readonly name: string; readonly key: Key }): string => `${name} (lost key ${key.slice(0, 8)})`.slice(-200)
const LOST = /^(.+) \(lost key [\w-]{8}\)$/s

/** Lost keys go once the key of the same person's name is admitted. */
export function forgetReplaced(ring: Keyring, isAdmitted: (key: Key) => boolean): void {
  const { people } = ring.file
  const left = people.filter(({ name }) => {
    const successor = LOST.exec(name)?.[1]
    return successor === undefined || !people.some(entry => entry.name === successor && isAdmitted(entry.key))
  })
  if (left.length < people.length) save(ring, { ...ring.file, people: left })
}

/** The key is destroyed. Not for the last one who can open the desk. */
export function forgetPerson(ring: Keyring, name: string): void {
  const { key } = entryOf(ring, name)
  if (ring.file.people.length === 1) throw new OfficeError('bad-input', { field: 'person', wanted: 'someone else who can still open this desk', got: name })
  save(ring, { ...ring.file, people: ring.file.people.filter(entry => entry.key !== key) })
}

/** This desk keeps the registry from now on (succession). The desk's keys are to be opened anew. */
export function keepRegistry(ring: Keyring, desk: Pick<DeskKeys, 'secret'>, seed: Buffer): void {
  const sealed = sealSecret(createSecretKey(desk.secret), deskAbout(ring.file.chain, 'registry'), seed)
  save(ring, { ...ring.file, registry: keyOfSeed(seed), desk: { ...ring.file.desk, registry: sealed } })
}

/**
 * The keyring of a folder restored from a backup: the vault key of the backup, and a new desk key, for a backup never
 * holds one. The first person is whoever restores it.
 */
export async function restoreKeyring(folder: string, first: NewPerson, vaultKey: Uint8Array, now: () => number): Promise<Keyring> {
  const { ring, desk, person } = await createKeyring(folder, { ...first, registry: false }, { now })
  const sealed = sealSecret(createSecretKey(desk.secret), deskAbout(ring.file.chain, 'vault'), Buffer.from(vaultKey))
  save(ring, { ...ring.file, desk: { ...ring.file.desk, vault: sealed } })
  wipe(desk)
  wipe(person)
  return ring
}
