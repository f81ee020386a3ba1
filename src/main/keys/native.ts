/**
 * Hashing and Ed25519 by node:crypto, for the office. SHA-256 and Ed25519 are in both OpenSSL (Node) and BoringSSL
 * (Electron); verdicts are made equal by the low-order rule of shared/ledger/ed25519.ts.
 */
import { createHash, createPrivateKey, createPublicKey, hash, randomBytes, sign, verify as nodeVerify, type KeyObject } from 'node:crypto'
import type { Bytes } from '../../shared/bytes.ts'
import type { Hashing, Verify } from '../../shared/hashing.ts'
import { byTheRule } from '../../shared/ledger/ed25519.ts'
import type { Hash } from '../../shared/names.ts'

/** Up to here one copy and one call are cheaper than a streaming hash object. */
const ONE_SHOT_BYTES = 131_072

/** 32 bytes from the text that crypto.hash gives two to four times faster than it gives a Buffer (measured, Node 24). */
function bytesOf(binary: string): Uint8Array {
  const bytes = new Uint8Array(32)
  for (let i = 0; i < 32; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

function sha256(...parts: Bytes[]): Uint8Array {
  if (parts.length === 1) return bytesOf(hash('sha256', parts[0]!, 'binary'))
  let length = 0
  for (const part of parts) length += part.length
  if (length > ONE_SHOT_BYTES) {
    const stream = createHash('sha256')
    for (const part of parts) stream.update(part)
    return bytesOf(stream.digest('binary'))
  }
  const joined = Buffer.allocUnsafe(length)
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return bytesOf(hash('sha256', joined, 'binary'))
}

export const native: Hashing = {
  sha256,
  hashText: text => hash('sha256', text, 'base64url') as Hash,
  hashBytes: bytes => hash('sha256', bytes, 'base64url') as Hash
}

/** SHA-256 of what comes in pieces, for files that are larger than memory should hold. 32 bytes. */
export function sha256Of(pieces: Iterable<Bytes>): Uint8Array {
  const stream = createHash('sha256')
  for (const piece of pieces) stream.update(piece)
  return bytesOf(stream.digest('binary'))
}

/** RFC 8410: what stands before the 32 raw bytes in DER. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Making a KeyObject costs a third of a verification; a chain is signed by few. Bounded: keys come from strangers too. */
const MAX_CACHED_KEYS = 4_096
const keyObjects = new Map<string, KeyObject>()

function keyObjectOf(publicKey: Bytes): KeyObject {
  const name = Buffer.from(publicKey.buffer, publicKey.byteOffset, publicKey.length).toString('latin1')
  const known = keyObjects.get(name)
  if (known) return known
  const made = createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' })
  if (keyObjects.size >= MAX_CACHED_KEYS) {
    const oldest = keyObjects.keys().next()
    if (!oldest.done) keyObjects.delete(oldest.value)
  }
  keyObjects.set(name, made)
  return made
}

/** Ed25519 by the one rule, which stands around OpenSSL's and BoringSSL's own and makes their verdicts equal. */
export const verify: Verify = byTheRule((publicKey, message, signature) => nodeVerify(null, message, keyObjectOf(publicKey), signature))

export interface Signer {
  /** 32 bytes, derived from the seed (never taken from outside: a wrong one would leak the seed on signing). */
  readonly publicKey: Uint8Array
  /** 64 bytes. */
  sign(message: Bytes): Uint8Array
}

/** A signer from its 32-byte secret seed (RFC 8032). The seed is copied into OpenSSL: the caller may wipe its own. */
export function signer(secretSeed: Uint8Array): Signer {
  if (secretSeed.length !== 32) throw new RangeError(`secretSeed: wanted 32 bytes, got ${secretSeed.length}`)
  const der = Buffer.concat([PKCS8, secretSeed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  return { publicKey: new Uint8Array(spki.subarray(spki.length - 32)), sign: message => new Uint8Array(sign(null, message, key)) }
}

/** 32 bytes from the system's generator. */
export const generateSeed = (): Uint8Array => new Uint8Array(randomBytes(32))
