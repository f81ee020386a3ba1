/**
 * The key of a registry that this desk offers to keep: made here, beside what the desk has, before administrators are asked to
 * approve it. It is used once a succession names it, and takes the place of the key of a registry that was kept here before.
 */
import { createSecretKey } from 'node:crypto'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { OfficeError } from '../../shared/errors.ts'
import type { Key, NetworkId } from '../../shared/names.ts'
import { deskAbout } from './entries.ts'
import { openDeskKeys, recordedPlace, save, type DeskKeys, type Keyring } from './keyring.ts'
import { createMark, readMark, REGISTRY_MARK_FILE } from './mark.ts'
import { generateSeed, signer, type Signer } from './native.ts'
import { keepRegistry } from './people.ts'
import { keyOfSeed, openSecret, sealSecret } from './secrets.ts'

const SLOT = 'next-registry'

function openNext(ring: Keyring, { secret }: Pick<DeskKeys, 'secret'>): Buffer | null {
  const next = ring.file.nextRegistry
  if (!next) return null
  const seed = openSecret(createSecretKey(secret), deskAbout(next.key, SLOT), next.seed)
  if (!seed) throw new OfficeError('damaged-keys', { detail: 'the key of the next registry does not open' })
  return seed
}

/** Null while none was made. */
export function nextRegistrySigner(ring: Keyring, keys: Pick<DeskKeys, 'secret'>): Signer | null {
  const seed = openNext(ring, keys)
  return seed && signer(seed)
}

/** Made at the first asking. */
export function makeNextRegistry(ring: Keyring, keys: Pick<DeskKeys, 'secret'>): Signer {
  const known = nextRegistrySigner(ring, keys)
  if (known) return known
  const seed = Buffer.from(generateSeed())
  const key = keyOfSeed(seed)
  save(ring, { ...ring.file, nextRegistry: { key, seed: sealSecret(createSecretKey(keys.secret), deskAbout(key, SLOT), seed) } })
  return signer(seed)
}

/** The mark of a registry that was kept here before stays beside the new one, under another name. */
function placeMark(ring: Keyring, net: NetworkId, chain: Key): void {
  const path = join(ring.folder, REGISTRY_MARK_FILE)
  if (existsSync(path)) {
    try {
      if (readMark(path).chain === chain) return
    } catch {
      // it can not be read: it is kept
    }
    renameSync(path, `${path}.${Date.now()}.left`)
  }
  createMark(path, { ...recordedPlace(ring), net, chain, root: null, size: 0, frontier: [], head: null }).close()
}

/**
 * The registry that stands in the ledger is the one that this desk offered to keep: its key takes its place, with a mark of its
 * own, before anything else runs. The keys anew, or null when there is nothing to do.
 */
export function takeNextRegistry(ring: Keyring, keys: DeskKeys, net: NetworkId, registry: Key): DeskKeys | null {
  if (ring.file.nextRegistry?.key !== registry) return null
  const seed = openNext(ring, keys)!
  placeMark(ring, net, registry)
  keepRegistry(ring, keys, seed)
  const { nextRegistry: _, ...file } = ring.file
  save(ring, file)
  return openDeskKeys(ring, Buffer.from(keys.secret))
}
