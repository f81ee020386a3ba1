/** A person's place in keys.json: a new key, or the same key under another passphrase. */
import type { Key } from '../../shared/names.ts'
import type { PersonEntry } from './key-file.ts'
import { generateSeed } from './native.ts'
import { keyOfSeed, newCost, passphraseKeys, sealSecret } from './secrets.ts'
import { NO_TRIES } from './tries.ts'

export interface NewPerson {
  readonly name: string
  readonly passphrase: string
  /** scrypt cost as a power of two. */
  readonly log2N: number
}
export interface PersonKeys {
  readonly key: Key
  /** 32 bytes, to be wiped on lock. */
  readonly seed: Buffer
}

/** What a sealed box is for: bound to it. */
export const deskAbout = (chain: Key, slot: string): string => `muniment/desk/v1\n${chain}\n${slot}`
export const personAbout = (chain: Key, key: Key, slot: string): string => `muniment/person/v1\n${chain}\n${key}\n${slot}`

/** `secret` is the desk's; the new passphrase opens it too. */
export async function newEntry(chain: Key, secret: Buffer, { name, passphrase, log2N }: NewPerson): Promise<{ entry: PersonEntry; keys: PersonKeys }> {
  const seed = Buffer.from(generateSeed())
  const key = keyOfSeed(seed)
  const sealed = await sealFor(chain, key, seed, secret, passphrase, log2N)
  return { entry: { name: name.normalize('NFC'), key, person: null, ...sealed, tries: NO_TRIES }, keys: { key, seed } }
}

export async function sealFor(
  chain: Key,
  key: Key,
  seed: Buffer,
  secret: Buffer,
  passphrase: string,
  log2N: number
): Promise<Pick<PersonEntry, 'scrypt' | 'seed' | 'secret'>> {
  const scrypt = newCost(log2N)
  const keys = await passphraseKeys(passphrase, scrypt)
  return {
    scrypt,
    seed: sealSecret(keys.person, personAbout(chain, key, 'seed'), seed),
    secret: sealSecret(keys.desk, personAbout(chain, key, 'secret'), secret)
  }
}
