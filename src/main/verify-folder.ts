/** Verification of a folder by somebody outside it, whether a desk runs on it or not. Nothing in the folder changes. */
import { createReadStream } from 'node:fs'
import type { Verdict } from '../shared/contract.ts'
import { readFork, type ForkEvidence } from '../shared/ledger/fork.ts'
import { checkEvidence, type EvidenceVerdict } from '../shared/record/evidence-check.ts'
import { native, verify } from './keys/native.ts'
import { OfficeError } from '../shared/errors.ts'
import { openVaultKey } from './keys/vault-key.ts'
import { startAudit } from './ledger/audit.ts'
import { isTaken } from './store/folder-lock.ts'
import { verifyBundle } from './work/verify-bundle.ts'

export interface FolderCheck {
  /** Absolute. */
  readonly folder: string
  /** Who opens the content; null leaves it closed, which the verdict says. An empty name: the only person of the desk. */
  readonly opener: { readonly person: string; readonly passphrase: string } | null
  readonly now: () => number
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/** Throws what opening throws: no-desk, not-our-database, damaged-database, wrong-passphrase, … */
export async function verifyFolder({ folder, opener, now, ...rest }: FolderCheck): Promise<Verdict> {
  const vaultKey = opener && (await openVaultKey(folder, opener.person, opener.passphrase, now))
  try {
    return await startAudit({ folder, vaultKey, live: isTaken(folder), now: now(), ...rest })
  } finally {
    vaultKey?.fill(0)
  }
}

/** The verdict on an evidence file, which needs no folder. `network`: its id as it is published. */
export const verifyEvidence = (text: string, network?: string): EvidenceVerdict =>
  checkEvidence(text, { hashing: native, verify, ...(network === undefined ? {} : { publishedNetwork: network }) })

/** Evidence that a key signed two histories, checked in full; undefined when the text establishes nothing. */
export function readForkFile(text: string): { readonly evidence: ForkEvidence; readonly id: string } | undefined {
  const evidence = readFork(native, verify, text.trimEnd())
  return evidence && { evidence, id: native.hashText(text.trimEnd()) }
}

/** The verdict on a bundle file, read as a stream. Throws not-a-bundle for any other file, file-unreadable. */
export async function verifyFile(path: string): Promise<Verdict> {
  try {
    return await verifyBundle(() => createReadStream(path, { highWaterMark: 1_048_576 }))
  } catch (error) {
    if (error instanceof OfficeError) throw error
    throw new OfficeError('file-unreadable', { file: path, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
}
