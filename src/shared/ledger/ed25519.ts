/**
 * The part of the Ed25519 rule that libraries do not share: a public key A or a signature's R of low order is refused.
 * With it Node 20 and 24 (OpenSSL) and BoringSSL (Electron) accept the same 43 of the 914 cases of CCTV. Without it
 * OpenSSL 3.0 accepts 208, and one signature can hold for many messages; OpenSSL 3.5 refuses these by itself. The curve's
 * work is done by the `Verify` that is passed in (main/keys/native.ts).
 */
import { fromHex, type Bytes } from '../bytes.ts'
import type { Verify } from '../hashing.ts'

/** All 32-byte encodings, canonical or not, of the eight points of low order (hex). Source: C2SP/CCTV ed25519. */
export const LOW_ORDER: readonly string[] = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa'
]

const ENCODINGS = LOW_ORDER.map(hex => fromHex(hex)!)

const startsWith = (bytes: Bytes, encoding: Bytes): boolean => {
  for (let i = 0; i < 32; i++) if (bytes[i] !== encoding[i]) return false
  return true
}

/** Whether the public key (32 bytes) or the first half of the signature (64 bytes) is one of the 14 encodings. Constant time is not needed: both are public. */
export const hasLowOrder = (publicKey: Bytes, signature: Bytes): boolean =>
  ENCODINGS.some(encoding => startsWith(publicKey, encoding) || startsWith(signature, encoding))

/** The one rule that decides about a signature: 32-byte key, 64-byte signature, nothing of low order, and `raw` agrees. Never throws; a `raw` that throws says no. */
export function byTheRule(raw: Verify): Verify {
  return (publicKey, message, signature) => {
    if (publicKey.length !== 32 || signature.length !== 64 || hasLowOrder(publicKey, signature)) return false
    try {
      return raw(publicKey, message, signature)
    } catch {
      return false // a key that is no point on the curve
    }
  }
}
