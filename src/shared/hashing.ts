/**
 * The two hashes that everything stands on, as something passed in: `node:crypto` in the office (main/keys/native.ts),
 * @noble/hashes in pages and as the second, independent implementation (`noble` below). Tests hold the two equal.
 */
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { concat, toBase64url, utf8, type Bytes } from './bytes.ts'
import type { Hash } from './names.ts'

export interface Hashing {
  /** SHA-256 over the parts in order: 32 bytes. */
  sha256(...parts: Bytes[]): Uint8Array
  /** SHA-256 of the text's UTF-8 as base64url: 43 characters. */
  hashText(text: string): Hash
  /** SHA-256 of the bytes as base64url: 43 characters. */
  hashBytes(bytes: Bytes): Hash
}

/** Ed25519 by the one rule of docs/format.md: raw 32-byte key, message, 64-byte signature. Never throws. */
export type Verify = (publicKey: Bytes, message: Bytes, signature: Bytes) => boolean

export const noble: Hashing = {
  sha256: (...parts) => nobleSha256(parts.length === 1 ? parts[0]! : concat(...parts)),
  hashText: text => toBase64url(nobleSha256(utf8(text))) as Hash,
  hashBytes: bytes => toBase64url(nobleSha256(bytes)) as Hash
}
