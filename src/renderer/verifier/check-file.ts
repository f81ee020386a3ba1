/** A file's bytes → the verdict, by the second implementation of the hashing and the browser's own signatures. */
import { textOf, type Bytes } from '../../shared/bytes.ts'
import { noble } from '../../shared/hashing.ts'
import { checkEvidenceAsync, type Answers } from '../../shared/record/evidence-async.ts'
import type { EvidenceVerdict } from '../../shared/record/evidence-check.ts'
import { isEvidence, MAX_EVIDENCE_BYTES } from '../../shared/record/evidence.ts'
import { verifyHere } from './ed25519.ts'

export type Checked =
  { readonly kind: 'verdict'; readonly verdict: EvidenceVerdict; readonly text: string } | { readonly kind: 'too-large' | 'not-text' | 'not-evidence' }

export async function checkFile(bytes: Bytes, publishedNetwork: string, answers: Answers): Promise<Checked> {
  if (bytes.length > MAX_EVIDENCE_BYTES) return { kind: 'too-large' }
  const text = textOf(bytes)
  if (text === undefined) return { kind: 'not-text' }
  if (!isEvidence(text)) return { kind: 'not-evidence' }
  return { kind: 'verdict', verdict: await checkEvidenceAsync(text, { hashing: noble, verify: verifyHere, publishedNetwork, answers }), text }
}
