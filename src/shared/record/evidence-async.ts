/**
 * The check where signatures can only be verified asynchronously (WebCrypto). `checkEvidence` itself stays synchronous: it is
 * run supposing that every signature holds which has not been asked about, those are then verified, and it is run again with
 * the answers, until a run asks nothing new. Only that run's verdict is given: it supposed nothing.
 */
import { toBase64url, type Bytes } from '../bytes.ts'
import { checkEvidence, type EvidenceMeans, type EvidenceVerdict } from './evidence-check.ts'

/** By the same rule as `Verify` (ledger/ed25519.ts). Never rejects. */
export type AsyncVerify = (publicKey: Bytes, message: Bytes, signature: Bytes) => Promise<boolean>

/** Answers that hold for good: a signature does not change. Kept by the caller between files, if it likes. */
export type Answers = Map<string, boolean>

export async function checkEvidenceAsync(
  text: string,
  { hashing, verify, publishedNetwork, answers = new Map() }: Omit<EvidenceMeans, 'verify'> & { readonly verify: AsyncVerify; readonly answers?: Answers }
): Promise<EvidenceVerdict> {
  for (;;) {
    const asked = new Map<string, readonly [Bytes, Bytes, Bytes]>()
    const supposing = (publicKey: Bytes, message: Bytes, signature: Bytes): boolean => {
      if (publicKey.length !== 32 || signature.length !== 64) return false
      const name = toBase64url(hashing.sha256(publicKey, signature, message))
      const known = answers.get(name)
      if (known === undefined) asked.set(name, [publicKey, message, signature])
      return known ?? true
    }
    const verdict = checkEvidence(text, { hashing, verify: supposing, ...(publishedNetwork === undefined ? {} : { publishedNetwork }) })
    if (asked.size === 0) return verdict
    // Each round asks what none before it has; a file holds only so many signatures.
    await Promise.all([...asked].map(async ([name, [publicKey, message, signature]]) => void answers.set(name, await verify(publicKey, message, signature))))
  }
}
