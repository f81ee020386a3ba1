/** The vault key for somebody who only looks: like signing in, but nothing in the folder changes, not even the count of tries. */
import { OfficeError } from '../../shared/errors.ts'
import { personAbout } from './entries.ts'
import { entryOf, openDeskKeys, openKeyring, peopleOf, wipe } from './keyring.ts'
import { openSecret, passphraseKeys } from './secrets.ts'
import { requirePatience } from './tries.ts'

/**
 * 32 bytes, to be wiped by the caller. `name` empty: the only person of this desk. A wait that earlier tries brought is
 * kept, though none is counted here: who has the file can try elsewhere anyway (keyring.ts). Throws no-desk, damaged-keys,
 * unknown-person, wrong-passphrase, too-many-tries, bad-input.
 */
export async function openVaultKey(folder: string, name: string, passphrase: string, now: () => number): Promise<Buffer> {
  const ring = openKeyring(folder, { now })
  const people = peopleOf(ring)
  if (name === '' && people.length !== 1)
    throw new OfficeError('bad-input', { field: 'person', wanted: 'a name', got: `${people.length} people use this desk` })
  const entry = entryOf(ring, name === '' ? people[0]!.name : name)
  requirePatience(entry.name, entry.tries, now())
  const keys = await passphraseKeys(passphrase, entry.scrypt)
  const secret = openSecret(keys.desk, personAbout(ring.file.chain, entry.key, 'secret'), entry.secret)
  if (!secret) throw new OfficeError('wrong-passphrase', { person: entry.name })
  const desk = openDeskKeys(ring, secret)
  const vaultKey = Buffer.from(desk.vaultKey)
  wipe(desk)
  return vaultKey
}
