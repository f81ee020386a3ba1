/**
 * Names and persons in the key file, which nobody signs and every sign-in page shows, against the registry's admission of
 * each key. Keys that the registry does not know (not yet admitted, a restored desk) are left alone. Takes the vault.
 */
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { KEYS_FILE, readKeyFile, type KeyFile } from '../keys/key-file.ts'
import { nameOfKey } from '../ledger/titles.ts'
import { readingLedger } from './reading-ledger.ts'
import type { Reading } from './reading.ts'

export function checkKeys(reading: Reading): Fault[] {
  const { data, vault } = reading
  const registry = reading.registry()
  const people = peopleIn(data.folder)
  if (!registry || registry.size === 0 || !vault || !data.vaultKey || data.net === null || people.length === 0) return []
  const ledger = readingLedger(reading, vault, data.vaultKey, data.net, registry, new Map(data.chains.map(chain => [chain.no, chain.places])))
  return people.flatMap(({ name, key, person }) => {
    const admitted = registry.keys.get(key)
    if (!admitted) return []
    const known = nameOfKey(ledger, key)
    const wrong = [
      ...(known !== null && known.normalize('NFC') !== name ? [`it says “${name}”; the registry admitted this key as “${known}”`] : []),
      ...(person !== null && person !== admitted.person ? [`the key of “${name}” is kept as that of another person`] : [])
    ]
    return wrong.map(detail => fault('keys-differ', null, null, detail, { table: KEYS_FILE }))
  })
}

/** None where there is no key file, or none that can be read: the verdict says so elsewhere. */
function peopleIn(folder: string): KeyFile['people'] {
  try {
    return readKeyFile(folder).people
  } catch {
    return []
  }
}
