/**
 * Going on under new keys: made at this desk beside the old ones, and put in their place once the registry has admitted them.
 * Every person keeps passphrase and name; the boxes of those who have not asked yet stay bound to the old chain.
 */
import { createSecretKey, randomBytes } from 'node:crypto'
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'
import type { Key, NetworkId, SealKey } from '../../shared/names.ts'
import { deskAbout, personAbout, type PersonKeys } from './entries.ts'
import { recordPlace, type KeyFile } from './key-file.ts'
import { boundTo, entryOf, openDeskKeys, replaceEntry, save, unlock, wipe, type DeskKeys, type Keyring } from './keyring.ts'
import { createMark, MARK_FILE, readMark } from './mark.ts'
import { generateSeed } from './native.ts'
import { keyOfSeed, openSecret, passphraseKeys, sealKeyOf, sealSecret } from './secrets.ts'

export interface NextDesk {
  readonly chain: Key
  readonly sealKey: SealKey
  readonly seed: Buffer
}

/** The desk's next keys, made at the first asking. */
export function nextDesk(ring: Keyring, { secret }: Pick<DeskKeys, 'secret'>): NextDesk {
  const box = createSecretKey(secret)
  const known = ring.file.next
  if (known) {
    const seed = openSecret(box, deskAbout(known.chain, 'seed'), known.seed)
    if (!seed) throw new OfficeError('damaged-keys', { detail: 'the next key of the desk does not open' })
    return { chain: known.chain, sealKey: known.sealKey, seed }
  }
  const seed = Buffer.from(generateSeed())
  const sealSecretKey = randomBytes(32)
  const chain = keyOfSeed(seed)
  const next = {
    chain,
    sealKey: sealKeyOf(sealSecretKey),
    seed: sealSecret(box, deskAbout(chain, 'seed'), seed),
    seal: sealSecret(box, deskAbout(chain, 'seal'), sealSecretKey)
  }
  save(ring, { ...ring.file, next })
  return { chain, sealKey: next.sealKey, seed }
}

/** A person's next key, for the desk key `at`; made at the first asking. Throws what `unlock` throws. */
export async function nextPerson(ring: Keyring, name: string, passphrase: string, at: Key): Promise<PersonKeys> {
  const { desk, person } = await unlock(ring, name, passphrase)
  try {
    const entry = entryOf(ring, name)
    const keys = await passphraseKeys(passphrase, entry.scrypt)
    if (entry.next?.at === at) {
      const seed = openSecret(keys.person, personAbout(at, entry.next.key, 'seed'), entry.next.seed)
      if (seed) return { key: entry.next.key, seed }
    }
    const seed = Buffer.from(generateSeed())
    const key = keyOfSeed(seed)
    const next = {
      at,
      key,
      seed: sealSecret(keys.person, personAbout(at, key, 'seed'), seed),
      secret: sealSecret(keys.desk, personAbout(at, key, 'secret'), desk.secret)
    }
    save(ring, replaceEntry(ring.file, { ...entry, next }))
    return { key, seed }
  } finally {
    wipe(desk)
    wipe(person)
  }
}

/** The admitted keys of people take the place of the old ones, of the desk `file.chain`. */
function withPeople(file: KeyFile, isAdmitted: (key: Key) => boolean): KeyFile {
  return {
    ...file,
    people: file.people.map(entry => {
      const { next, sealedFor: _, ...kept } = entry
      return next?.at === file.chain && isAdmitted(next.key) ? { ...kept, key: next.key, seed: next.seed, secret: next.secret } : entry
    })
  }
}

/** People of this desk whose next key was admitted use it from now on. True when any. */
export function takeNextPeople(ring: Keyring, isAdmitted: (key: Key) => boolean): boolean {
  if (!ring.file.people.some(entry => entry.next?.at === ring.file.chain && isAdmitted(entry.next.key))) return false
  save(ring, withPeople(ring.file, isAdmitted))
  return true
}

const nextMark = (folder: string): string => join(folder, `${MARK_FILE}.next`)

/**
 * The desk's next keys take the place of the old ones. Order: a mark for the new chain beside the old one, then keys.json in
 * one step, then the marks change names (`finishMarks`, also at the next start). Answers the new keys.
 */
export function takeNextDesk(ring: Keyring, keys: DeskKeys, net: NetworkId, isAdmitted: (key: Key) => boolean): DeskKeys {
  const { folder, file } = ring
  const { next } = file
  const place = recordPlace(folder, file.place.id, ring.machine) // a copy is at home where it got a key of its own
  if (!next) throw new OfficeError('internal', { what: 'this desk has asked for no key' })
  const box = createSecretKey(keys.secret)
  rmSync(nextMark(folder), { force: true }) // of an attempt that was interrupted: nothing was signed under it
  createMark(nextMark(folder), { machine: place.machine, folder: place.folder, net, chain: next.chain, size: 0, root: null, frontier: [], head: null }).close()
  const { next: _, ...rest } = file
  const people = file.people.map(entry => ({ ...entry, sealedFor: boundTo(ring, entry) }))
  const moved: KeyFile = {
    ...rest,
    chain: next.chain,
    sealKey: next.sealKey,
    place,
    desk: {
      seed: next.seed,
      seal: next.seal,
      vault: sealSecret(box, deskAbout(next.chain, 'vault'), keys.vaultKey),
      registry: keys.registrySeed && sealSecret(box, deskAbout(next.chain, 'registry'), keys.registrySeed)
    },
    people
  }
  save(ring, withPeople(moved, isAdmitted))
  finishMarks(folder, next.chain)
  return openDeskKeys(ring, Buffer.from(keys.secret))
}

/** The mark of the chain in keys.json comes to its place; the one before it is kept under the name of its chain. */
export function finishMarks(folder: string, chain: Key): void {
  const waiting = nextMark(folder)
  if (!existsSync(waiting)) return
  try {
    if (readMark(waiting).chain !== chain) return // the keys were not changed: it is made again when they are
  } catch {
    return
  }
  const at = join(folder, MARK_FILE)
  if (existsSync(at)) renameSync(at, join(folder, `${MARK_FILE}.${Date.now()}.left`))
  renameSync(waiting, at)
}
