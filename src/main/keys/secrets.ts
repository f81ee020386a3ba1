/**
 * How secrets are sealed in keys.json: a passphrase through scrypt (RFC 7914) gives two keys of 32 bytes; each seals one
 * secret with AES-256-GCM under a random nonce. What a box is for is bound to it, so that no two can be exchanged.
 */
import { createCipheriv, createDecipheriv, createPrivateKey, createPublicKey, createSecretKey, randomBytes, scrypt, type KeyObject } from 'node:crypto'
import { fromBase64url, toBase64url, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Key, SealKey } from '../../shared/names.ts'
import { signer } from './native.ts'

export const MIN_PASSPHRASE = 8

/** Cost N = 2^log2N. Kept with each person, so that it can rise. */
export interface ScryptCost {
  readonly log2N: number
  readonly r: number
  readonly p: number
  /** base64url, 16 bytes. */
  readonly salt: string
}

/** One form for one passphrase, whichever keyboard typed it. Throws weak-passphrase below 8 characters. */
export function requireStrong(passphrase: string): void {
  const got = Array.from(passphrase.normalize('NFC')).length
  if (got < MIN_PASSPHRASE) throw new OfficeError('weak-passphrase', { wanted: MIN_PASSPHRASE, got })
}

export const newCost = (log2N: number): ScryptCost => ({ log2N, r: 8, p: 1, salt: toBase64url(randomBytes(16)) })

export interface PassphraseKeys {
  /** Seals the person's own seed. */
  readonly person: KeyObject
  /** Seals the desk secret for this person. */
  readonly desk: KeyObject
}

/** Takes 128 × N × r bytes of memory and, at 2^17, about half a second of one core, beside the event loop. */
export function passphraseKeys(passphrase: string, { log2N, r, p, salt }: ScryptCost): Promise<PassphraseKeys> {
  const N = 2 ** log2N
  const typed = Buffer.from(passphrase.normalize('NFC'), 'utf8')
  return new Promise((resolve, reject) => {
    scrypt(typed, fromBase64url(salt) ?? new Uint8Array(0), 64, { N, r, p, maxmem: 256 * N * r + 1_048_576 }, (error, derived) => {
      typed.fill(0)
      if (error) {
        reject(new OfficeError('damaged-keys', { detail: `scrypt does not run with N 2^${log2N}, r ${r}, p ${p}` }, { cause: error }))
        return
      }
      resolve({ person: createSecretKey(derived.subarray(0, 32)), desk: createSecretKey(derived.subarray(32)) })
      derived.fill(0)
    })
  })
}

const NONCE = 12
const TAG = { authTagLength: 16 } as const

/** nonce ‖ ciphertext ‖ tag as base64url. `about` says whose and what it is. */
export function sealSecret(key: KeyObject, about: string, secret: Bytes): string {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, TAG).setAAD(Buffer.from(about))
  return toBase64url(Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]))
}

/** Undefined under another key, for another purpose, or when it was changed. */
export function openSecret(key: KeyObject, about: string, sealed: string): Buffer | undefined {
  const bytes = fromBase64url(sealed)
  if (bytes === undefined || bytes.length < NONCE + 16) return undefined
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), TAG).setAAD(Buffer.from(about))
  cipher.setAuthTag(bytes.subarray(bytes.length - 16))
  const secret = cipher.update(bytes.subarray(NONCE, bytes.length - 16))
  try {
    cipher.final()
    return secret
  } catch {
    secret.fill(0)
    return undefined
  }
}

/** RFC 8410: what stands before the 32 raw bytes of an X25519 private key in DER. */
const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex')

/** The public key of a raw 32-byte X25519 private key. */
export function sealKeyOf(secret: Uint8Array): SealKey {
  const der = Buffer.concat([X25519_PKCS8, secret])
  const spki = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'der', type: 'spki' })
  der.fill(0)
  return toBase64url(spki.subarray(spki.length - 32)) as SealKey
}

/** The public key of an Ed25519 seed. */
export const keyOfSeed = (seed: Uint8Array): Key => toBase64url(signer(seed).publicKey) as Key
