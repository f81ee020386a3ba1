/**
 * The keys of a desk and of the people who use it, in keys.json (0600). A random *desk secret* seals the desk's keys: its
 * signing seed, its X25519 key, the vault key, and the registry's seed where it keeps the registry. Each person has a key
 * of their own, and a copy of the desk secret, both sealed under their passphrase. Anyone who signs in thus opens the
 * desk; only they themselves open their own key. Keys are made here and never leave the machine.
 *
 * Not solved: who has the file can try passphrases elsewhere, as fast as scrypt lets them; the slow-down is for the screen.
 */
import { createSecretKey, randomBytes } from 'node:crypto'
import { OfficeError } from '../../shared/errors.ts'
import type { Key, PersonId, SealKey } from '../../shared/names.ts'
import { readKeyFile, recordPlace, writeKeyFile, type KeyFile, type PersonEntry } from './key-file.ts'
import { generateSeed } from './native.ts'
import { isSamePlace, machineId, placeOf, type MachineId, type Place } from './place.ts'
import { deskAbout, newEntry, personAbout, type NewPerson, type PersonKeys } from './entries.ts'
import { keyOfSeed, openSecret, passphraseKeys, requireStrong, sealKeyOf, sealSecret } from './secrets.ts'
import { afterTry, NO_TRIES, requirePatience } from './tries.ts'

export interface Keyring {
  readonly folder: string
  /** The file as it stands; replaced as a whole by what changes it. */
  file: KeyFile
  readonly machine: MachineId
  readonly now: () => number
}

/** What a sign-in page may know. */
export interface PersonHere {
  readonly name: string
  readonly key: Key
  readonly person: PersonId | null
}

/** Open keys of the desk. Whoever holds them calls `wipe` when they close. */
export interface DeskKeys {
  /** Opens the others; to be put into an OS keychain, or handed to `addPerson`. 32 bytes, as all here. */
  readonly secret: Buffer
  readonly seed: Buffer
  readonly sealSecret: Buffer
  readonly vaultKey: Buffer
  readonly registrySeed: Buffer | null
}

export interface KeyringOptions {
  /** ms since 1970, for the slow-down after wrong passphrases. */
  readonly now?: () => number
  readonly machine?: MachineId
}

const damaged = (detail: string): OfficeError => new OfficeError('damaged-keys', { detail })

export const wipe = (keys: DeskKeys | PersonKeys): void => {
  for (const value of Object.values(keys)) if (value instanceof Uint8Array) value.fill(0)
}

/** Makes all keys of a new desk and its first person. Throws weak-passphrase, desk-exists, disk-full, disk-failed. */
export async function createKeyring(
  folder: string,
  { registry, ...first }: NewPerson & { readonly registry: boolean },
  { now = Date.now, machine = machineId }: KeyringOptions = {}
): Promise<{ ring: Keyring; desk: DeskKeys; person: PersonKeys }> {
  requireStrong(first.passphrase)
  requireNoKeys(folder)
  const desk: DeskKeys = {
    secret: randomBytes(32),
    seed: Buffer.from(generateSeed()),
    sealSecret: randomBytes(32),
    vaultKey: randomBytes(32),
    registrySeed: registry ? Buffer.from(generateSeed()) : null
  }
  const chain = keyOfSeed(desk.seed)
  const key = createSecretKey(desk.secret)
  const slot = (name: string, secret: Buffer): string => sealSecret(key, deskAbout(chain, name), secret)
  const made = await newEntry(chain, desk.secret, first)
  const file: KeyFile = {
    v: 1,
    chain,
    sealKey: sealKeyOf(desk.sealSecret),
    registry: desk.registrySeed && keyOfSeed(desk.registrySeed),
    place: recordPlace(folder, undefined, machine),
    desk: {
      seed: slot('seed', desk.seed),
      seal: slot('seal', desk.sealSecret),
      vault: slot('vault', desk.vaultKey),
      registry: desk.registrySeed && slot('registry', desk.registrySeed)
    },
    people: [made.entry]
  }
  requireNoKeys(folder) // again: the passphrase took its time
  writeKeyFile(folder, file)
  return { ring: { folder, file, machine, now }, desk, person: made.keys }
}

function requireNoKeys(folder: string): void {
  try {
    readKeyFile(folder)
  } catch (error) {
    if (error instanceof OfficeError && error.code === 'no-desk') return
  }
  throw new OfficeError('desk-exists', { folder })
}

/** Throws no-desk, damaged-keys. No secret is opened. */
export const openKeyring = (folder: string, options: KeyringOptions = {}): Keyring => keyringOf(folder, readKeyFile(folder), options)

/** From what is kept elsewhere of a lost keys.json, nothing is written before something in it changes. */
export const keyringOf = (folder: string, file: KeyFile, { now = Date.now, machine = machineId }: KeyringOptions = {}): Keyring => ({
  folder,
  file,
  machine,
  now
})

export const peopleOf = (ring: Keyring): readonly PersonHere[] => ring.file.people.map(({ name, key, person }) => ({ name, key, person }))
export const chainKeyOf = (ring: Keyring): Key => ring.file.chain
export const deskSealKeyOf = (ring: Keyring): SealKey => ring.file.sealKey
export const registryKeyOf = (ring: Keyring): Key | null => ring.file.registry

/** Where keys.json says that the folder is: what a mark must say too. */
export const recordedPlace = (ring: Keyring): Place => ({ machine: ring.file.place.machine, folder: ring.file.place.folder })
/** Whether the folder was moved or copied since: then nothing is signed. */
export const hasMoved = (ring: Keyring): boolean => !isSamePlace(ring.file.place, placeOf(ring.folder, ring.file.place.id, ring.machine))

/** "I moved this folder": by the person's word that the other one is gone. The marks are to be rebound to the answer. */
export function rebind(ring: Keyring): Place {
  save(ring, { ...ring.file, place: recordPlace(ring.folder, ring.file.place.id, ring.machine) })
  return recordedPlace(ring)
}

/** Only for what changes the file: people.ts. */
export function save(ring: Keyring, file: KeyFile): void {
  writeKeyFile(ring.folder, file)
  ring.file = file
}

export function entryOf(ring: Keyring, name: string): PersonEntry {
  const wanted = name.normalize('NFC')
  const entry = ring.file.people.find(person => person.name === wanted)
  if (!entry) throw new OfficeError('unknown-person', { person: name })
  return entry
}

/** The chain that a person's boxes are bound to. */
export const boundTo = (ring: Keyring, entry: PersonEntry): Key => entry.sealedFor ?? ring.file.chain

/** In place of the entry of the same name. */
export const replaceEntry = (file: KeyFile, next: PersonEntry): KeyFile => ({
  ...file,
  people: file.people.map(entry => (entry.name === next.name ? next : entry))
})

export const withEntry = (file: KeyFile, key: Key, change: Partial<PersonEntry>): KeyFile => ({
  ...file,
  people: file.people.map(entry => (entry.key === key ? { ...entry, ...change } : entry))
})

/** Counted before the passphrase is tried, so that a stop in between counts too. A full disk must not keep people out. */
function saveTries(ring: Keyring, key: Key, tries: PersonEntry['tries']): void {
  const file = withEntry(ring.file, key, { tries })
  try {
    writeKeyFile(ring.folder, file)
  } catch (error) {
    if (!(error instanceof OfficeError)) throw error
  }
  ring.file = file
}

/**
 * Opens the person's key and the desk's with one scrypt. Throws unknown-person, wrong-passphrase (whatever was wrong with
 * it), too-many-tries {person, seconds}, damaged-keys.
 */
export async function unlock(ring: Keyring, name: string, passphrase: string): Promise<{ desk: DeskKeys; person: PersonKeys }> {
  const entry = entryOf(ring, name)
  requirePatience(entry.name, entry.tries, ring.now())
  saveTries(ring, entry.key, afterTry(entry.tries, ring.now()))
  const keys = await passphraseKeys(passphrase, entry.scrypt)
  const chain = boundTo(ring, entry)
  const seed = openSecret(keys.person, personAbout(chain, entry.key, 'seed'), entry.seed)
  if (!seed) throw new OfficeError('wrong-passphrase', { person: entry.name })
  if (keyOfSeed(seed) !== entry.key) throw damaged(`the key of ${entry.name} is not the one in the file`)
  const secret = openSecret(keys.desk, personAbout(chain, entry.key, 'secret'), entry.secret)
  if (!secret) throw damaged(`the desk secret of ${entry.name} does not open`)
  const desk = openDeskKeys(ring, secret)
  saveTries(ring, entry.key, NO_TRIES)
  return { desk, person: { key: entry.key, seed } }
}

/** The desk's keys only, for a start without signing in. */
export async function unlockDesk(ring: Keyring, name: string, passphrase: string): Promise<DeskKeys> {
  const { desk, person } = await unlock(ring, name, passphrase)
  wipe(person)
  return desk
}

/** The person's key only: signing in at a desk that is open. */
export async function openPerson(ring: Keyring, name: string, passphrase: string): Promise<PersonKeys> {
  const { desk, person } = await unlock(ring, name, passphrase)
  wipe(desk)
  return person
}

/** From a desk secret kept elsewhere (OS keychain). It is used as it is and wiped with the rest. Throws damaged-keys. */
export function openDeskKeys(ring: Keyring, secret: Buffer): DeskKeys {
  const { chain, sealKey, registry, desk } = ring.file
  const key = createSecretKey(secret)
  const open = (slot: string, sealed: string): Buffer => {
    const opened = openSecret(key, deskAbout(chain, slot), sealed)
    if (!opened) throw damaged(`the ${slot} key of the desk does not open`)
    return opened
  }
  const keys: DeskKeys = {
    secret,
    seed: open('seed', desk.seed),
    sealSecret: open('seal', desk.seal),
    vaultKey: open('vault', desk.vault),
    registrySeed: desk.registry === null ? null : open('registry', desk.registry)
  }
  const same = keyOfSeed(keys.seed) === chain && sealKeyOf(keys.sealSecret) === sealKey && (keys.registrySeed && keyOfSeed(keys.registrySeed)) === registry
  if (!same) throw damaged('a private key does not fit its public key')
  return keys
}
