/**
 * Ed25519 by the browser's own WebCrypto, under the one rule (shared/ledger/ed25519.ts). Browsers are not believed to agree:
 * before any verdict this browser judges signatures on which verifiers differ, and where it says otherwise there is none.
 */
import { fromHex, type Bytes } from '../../shared/bytes.ts'
import { hasLowOrder } from '../../shared/ledger/ed25519.ts'
import type { AsyncVerify } from '../../shared/record/evidence-async.ts'
import { ed25519Cases } from './ed25519-cases.ts'

const copy = (bytes: Bytes): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes)

/** Never rejects: what the browser can not read, it did not find to hold. */
export const verifyHere: AsyncVerify = async (publicKey, message, signature) => {
  if (publicKey.length !== 32 || signature.length !== 64 || hasLowOrder(publicKey, signature)) return false
  try {
    const key = await crypto.subtle.importKey('raw', copy(publicKey), 'Ed25519', false, ['verify'])
    return await crypto.subtle.verify('Ed25519', key, copy(signature), copy(message))
  } catch {
    return false
  }
}

/** undefined: as it must be. Else what this browser judged otherwise. */
export async function wrongEd25519(verify: AsyncVerify = verifyHere): Promise<string | undefined> {
  if (globalThis.crypto?.subtle === undefined) return 'this browser gives a page that is opened from a file no cryptography'
  for (const { about, publicKey, message, signature, holds } of ed25519Cases)
    if ((await verify(fromHex(publicKey)!, fromHex(message)!, fromHex(signature)!)) !== holds) return about
  return undefined
}
