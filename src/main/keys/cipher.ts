/**
 * What stands at rest is AES-256-GCM under a key that is used once: key = HMAC-SHA-256(vault key, tag ‖ id ‖ seed), where
 * seed is 32 fresh random bytes for every write and is kept beside the ciphertext in a table of its own. Because no key
 * ever seals twice the nonce is zero (pieces of one file: their number). Destroying the seed destroys the value wherever
 * the ciphertext was copied, without touching any other.
 *
 * Keys are KeyObjects: given as Buffers, node:crypto takes three times as long for each call.
 */
import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomFillSync, type KeyObject } from 'node:crypto'
import type { EntryId, Hash, Key, NetworkId } from '../../shared/names.ts'
import { pad, paddedSize, putPadded, unpad } from '../../shared/record/padding.ts'
import { ShortMac } from './short-mac.ts'

const ALGORITHM = 'aes-256-gcm'
const TAG_BYTES = 16
const TAG = { authTagLength: TAG_BYTES } as const
const ZERO = Buffer.alloc(12)
export const SEED_BYTES = 32

const POOL_BYTES = 65_536
const pool = Buffer.allocUnsafeSlow(POOL_BYTES)
let poolAt = POOL_BYTES

/** Random bytes cut from one pool: asking the system for 32 at a time costs more than all the rest of sealing. */
export function randomPool(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length)
  if (length > POOL_BYTES) return randomFillSync(bytes)
  if (poolAt + length > POOL_BYTES) {
    randomFillSync(pool)
    poolAt = 0
  }
  for (let i = 0; i < length; i++) {
    bytes[i] = pool[poolAt]!
    pool[poolAt++] = 0 // what was handed out is the receiver's to keep or wipe
  }
  return bytes
}

/** The vault key as the functions below take it: it makes the keys of what is sealed, and is one for nothing else. */
export type Vault = ShortMac

/** The caller may wipe its own copy. */
export function vaultOf(vaultKey: Uint8Array): Vault {
  if (vaultKey.length !== 32) throw new RangeError(`vaultKey: wanted 32 bytes, got ${vaultKey.length}`)
  return new ShortMac(vaultKey)
}

/** The key under which rows of ledger.db are guarded (store/guarded.ts). */
export const guardKeyOf = (vaultKey: Uint8Array): KeyObject => createSecretKey(Buffer.from(hkdfSync('sha256', vaultKey, '', 'muniment/guard/v1', 32)))

/** What a ciphertext is bound to, written in one place. */
const scratch = Buffer.allocUnsafe(2048)

/** A view into `scratch`, or a Buffer of its own when it does not fit; good until the next call. */
const bytesOf = (text: string): Buffer => (text.length * 3 > scratch.length ? Buffer.from(text) : scratch.subarray(0, scratch.write(text)))

function seal1(key: KeyObject, nonce: Uint8Array, about: string, text: Uint8Array): Buffer {
  const cipher = createCipheriv(ALGORITHM, key, nonce, TAG).setAAD(bytesOf(about))
  const body = cipher.update(text)
  cipher.final()
  const sealed = Buffer.allocUnsafe(body.length + TAG_BYTES)
  sealed.set(body)
  sealed.set(cipher.getAuthTag(), body.length)
  return sealed
}

function open1(key: KeyObject, nonce: Uint8Array, about: string, sealed: Uint8Array): Buffer | undefined {
  if (!(sealed instanceof Uint8Array) || sealed.length < TAG_BYTES) return undefined // what a damaged page gives may be no bytes at all
  const end = sealed.length - TAG_BYTES
  const cipher = createDecipheriv(ALGORITHM, key, nonce, TAG).setAAD(bytesOf(about))
  cipher.setAuthTag(sealed.subarray(end))
  const text = cipher.update(sealed.subarray(0, end))
  try {
    cipher.final()
    return text
  } catch {
    return undefined // another key, another place, or changed
  }
}

type Tag = 'payload' | 'file' | 'draft' | 'staged'

function keyOf(vault: Vault, tag: Tag, id: string, seed: Uint8Array): KeyObject {
  if (seed.length !== SEED_BYTES) throw new RangeError(`seed: wanted ${SEED_BYTES} bytes, got ${seed.length}`)
  return createSecretKey(vault.of(`muniment/${tag}/v1\n${id}\n`, seed), 'binary')
}

/** Padded texts that are about to be sealed; wiped each time. */
const room = new Uint8Array(32_768)

function sealPadded(key: KeyObject, about: string, text: Uint8Array): Buffer {
  const size = paddedSize(text.length)
  if (size > room.length) return seal1(key, ZERO, about, pad(text))
  putPadded(room, text)
  const sealed = seal1(key, ZERO, about, room.subarray(0, size))
  room.fill(0, 0, size)
  return sealed
}

/** Where a payload belongs; all of it is bound to the ciphertext. */
export interface PayloadPlace {
  readonly net: NetworkId
  readonly chain: Key
  readonly entry: EntryId
  readonly commitment: Hash
}

const placeText = ({ net, chain, entry, commitment }: PayloadPlace): string => `${net}\n${chain}\n${entry}\n${commitment}`

/** Pads and seals. `seed`: 32 fresh random bytes, never used before. The tag's 16 bytes stand at the end. */
export const sealPayload = (vault: Vault, place: PayloadPlace, seed: Uint8Array, text: Uint8Array): Buffer =>
  sealPadded(keyOf(vault, 'payload', place.entry, seed), placeText(place), text)

/** A seed is read from the disk too. */
const isSeed = (seed: unknown): boolean => seed instanceof Uint8Array && seed.length === SEED_BYTES

/** The text; undefined when it was changed, belongs elsewhere, or the seed or vault is another. */
export function openPayload(vault: Vault, place: PayloadPlace, seed: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (!isSeed(seed)) return undefined
  const padded = open1(keyOf(vault, 'payload', place.entry, seed), ZERO, placeText(place), sealed)
  return padded && unpad(padded)
}

const nonceOf = (n: number): Buffer => {
  const nonce = Buffer.alloc(12)
  nonce.writeUIntBE(n, 6, 6)
  return nonce
}

/** Seals and opens the pieces of one file; `n` is the number of the piece. */
export interface PieceCipher {
  seal(n: number, piece: Uint8Array): Buffer
  open(n: number, sealed: Uint8Array): Buffer | undefined
}

function pieces(key: KeyObject, about: string): PieceCipher {
  return {
    seal: (n, piece) => seal1(key, nonceOf(n), `${about}\n${n}`, piece),
    open: (n, sealed) => open1(key, nonceOf(n), `${about}\n${n}`, sealed)
  }
}

/** An attachment of an entry: `file` is its number in the entry, `seed` its own. */
export const fileCipher = (vault: Vault, place: PayloadPlace, file: number, sha256: string, size: number, seed: Uint8Array): PieceCipher =>
  pieces(keyOf(vault, 'file', `${place.entry}\n${file}`, seed), `${placeText(place)}\n${file}\n${sha256}\n${size}`)

/** A file staged by a person for a draft. */
export const stagedCipher = (vault: Vault, owner: string, sha256: string, size: number, seed: Uint8Array): PieceCipher =>
  pieces(keyOf(vault, 'staged', `${owner}\n${sha256}`, seed), `${owner}\n${sha256}\n${size}`)

/** Padded and sealed; bound to the draft and whose it is. */
export const sealDraft = (vault: Vault, id: string, person: string, seed: Uint8Array, text: Uint8Array): Buffer =>
  sealPadded(keyOf(vault, 'draft', id, seed), `${id}\n${person}`, text)

export function openDraft(vault: Vault, id: string, person: string, seed: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
  if (!isSeed(seed)) return undefined
  const padded = open1(keyOf(vault, 'draft', id, seed), ZERO, `${id}\n${person}`, sealed)
  return padded && unpad(padded)
}

/** The key of index.db (store/open.ts `openIndex`): 32 bytes. */
export const indexKeyOf = (vaultKey: Uint8Array): Buffer => Buffer.from(hkdfSync('sha256', vaultKey, '', 'muniment/index/v1', 32))
