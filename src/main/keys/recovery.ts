/**
 * The recovery key: 32 random bytes, printed as 24 words (BIP 39 English list, with its checksum). From it come an X25519
 * key to which each desk seals its secrets (age), and an Ed25519 key that counts as one administrator in a quorum. Only
 * the public halves are kept; who has the paper can open this desk and admit a new administrator.
 */
import { createPrivateKey, createPublicKey, hkdfSync, randomBytes } from 'node:crypto'
import { bech32 } from '@scure/base'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { Decrypter, Encrypter } from 'age-encryption'
import { fromBase64url, toBase64url } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Key, SealKey } from '../../shared/names.ts'
import { signer, type Signer } from './native.ts'

export interface RecoveryKey {
  readonly words: string
  readonly seal: SealKey
  readonly sign: Key
}

const part = (entropy: Uint8Array, what: string): Buffer => Buffer.from(hkdfSync('sha256', entropy, '', `muniment/recovery/${what}/v1`, 32))
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex')

function sealKeyOf(secret: Buffer): SealKey {
  const der = Buffer.concat([PKCS8_X25519, secret])
  const spki = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'der', type: 'spki' })
  return toBase64url(new Uint8Array(spki.subarray(spki.length - 32))) as SealKey
}

const recoveryOf = (entropy: Uint8Array): RecoveryKey => ({
  words: entropyToMnemonic(entropy, wordlist),
  seal: sealKeyOf(part(entropy, 'seal')),
  sign: toBase64url(signer(part(entropy, 'sign')).publicKey) as Key
})

export const makeRecoveryKey = (): RecoveryKey => recoveryOf(new Uint8Array(randomBytes(32)))

/** Words as typed: any case, any white space, with or without numbers between. Throws recovery-mismatch. */
function entropyOf(words: string): Uint8Array {
  const clean = words
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(word => word !== '')
    .join(' ')
  try {
    return mnemonicToEntropy(clean, wordlist)
  } catch (error) {
    throw new OfficeError('recovery-mismatch', {}, { cause: error })
  }
}

export const readRecoveryKey = (words: string): RecoveryKey => recoveryOf(entropyOf(words))
export const recoverySigner = (words: string): Signer => signer(part(entropyOf(words), 'sign'))

/** A raw X25519 public key as an age recipient. */
export const ageRecipient = (key: SealKey): string => bech32.encodeFromBytes('age', fromBase64url(key)!)
const ageIdentity = (secret: Uint8Array): string => bech32.encodeFromBytes('age-secret-key-', secret).toUpperCase()

/** Sealed to X25519 keys by age (age-encryption.org/v1). */
export async function sealTo(keys: readonly SealKey[], bytes: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter()
  for (const key of keys) encrypter.addRecipient(ageRecipient(key))
  return encrypter.encrypt(bytes)
}

/** Opens what `sealTo` sealed, with the raw X25519 secret; undefined when it is not for this key or was changed. */
export async function openSealed(secret: Uint8Array, sealed: Uint8Array): Promise<Uint8Array | undefined> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(ageIdentity(secret))
  try {
    return await decrypter.decrypt(sealed)
  } catch {
    return undefined
  }
}

/** Opens what was sealed to the recovery key. */
export const openRecovered = (words: string, sealed: Uint8Array): Promise<Uint8Array | undefined> => openSealed(part(entropyOf(words), 'seal'), sealed)

/** Six numbers below 2048 as words, to be compared by voice. */
export const wordsOf = (numbers: readonly number[]): string => numbers.map(number => wordlist[number] ?? '?').join(' ')
