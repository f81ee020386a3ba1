/**
 * Signed statements about a chain, held against what its lines give: checkpoints of the chain key and cosignatures of
 * witnesses. Pure. The lines themselves: record/verify-chain.ts.
 */
import { equal, fromBase64url, toBase64url, type Bytes } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import type { Key, NetworkId } from '../names.ts'
import type { FindingCode } from './findings.ts'
import { openCheckpoint } from './fork.ts'
import { isFrontier, frontierRoot, verifyConsistency, type Frontier } from './merkle.ts'
import { checkpointOrigin, COSIGNATURE, formatCheckpoint, formatNote, verifyNote } from './note.ts'

/** What the lines give as tree root at a size; undefined where they are not here or too broken to say. */
export type RootAt = (size: number) => Uint8Array | undefined

export interface Wrong {
  readonly code: FindingCode
  readonly detail: string
}
/** `beyond`: more lines than are here, so that the lines alone can not say. */
export type Checked = Wrong | { readonly code?: undefined; readonly established: 'held' | 'proved' | 'beyond' }

export interface StoredCheckpoint {
  readonly size: number
  readonly note: Bytes
  /** Proof that a tree of `from` lines grows into the checkpoint's; undefined where none is kept. */
  readonly proof: { readonly from: number; readonly hashes: readonly Bytes[] } | undefined
}

/** One stored checkpoint against its key and the tree. */
export function checkCheckpoint(h: Hashing, verify: Verify, net: NetworkId, chain: Key, stored: StoredCheckpoint, rootAt: RootAt): Checked {
  const checkpoint = openCheckpoint(h, verify, net, chain, stored.note)
  if (checkpoint === undefined)
    return { code: 'checkpoint-signature', detail: `the checkpoint kept for ${stored.size} lines is not a note that the chain key signed` }
  if (checkpoint.size !== stored.size)
    return { code: 'checkpoint-signature', detail: `the checkpoint kept for ${stored.size} lines speaks of ${checkpoint.size}` }
  const root = rootAt(stored.size)
  if (root !== undefined && !equal(root, checkpoint.root))
    return {
      code: 'checkpoint-root',
      detail: `at ${stored.size} lines the chain key signed the root ${toBase64url(checkpoint.root)}; the lines give ${toBase64url(root)}`
    }
  const { proof } = stored
  const from = proof && rootAt(proof.from)
  if (
    proof !== undefined &&
    from !== undefined &&
    !verifyConsistency(h, { from: proof.from, to: stored.size, proof: proof.hashes, oldRoot: from, newRoot: checkpoint.root })
  )
    return { code: 'checkpoint-proof', detail: `the proof from ${proof.from} to ${stored.size} lines does not hold` }
  return { established: root !== undefined ? 'held' : from !== undefined ? 'proved' : 'beyond' }
}

export interface StoredCosignature {
  readonly witness: Key
  readonly size: number
  /** POSIX seconds, as the row says. */
  readonly time: number
  readonly line: string
}

/** One cosignature line against its witness and the tree. */
export function checkCosignature(h: Hashing, verify: Verify, net: NetworkId, chain: Key, stored: StoredCosignature, rootAt: RootAt): Checked {
  const root = rootAt(stored.size)
  if (root === undefined) return { established: 'beyond' }
  const publicKey = fromBase64url(stored.witness)
  const wrong = (why: string): Wrong => ({ code: 'cosignature-wrong', detail: `the cosignature of ${stored.witness} under ${stored.size} lines ${why}` })
  if (publicKey?.length !== 32) return wrong('names no key')
  const name = checkpointOrigin(net, stored.witness)
  const text = formatCheckpoint({ origin: checkpointOrigin(net, chain), size: stored.size, root })
  const note = verifyNote(h, verify, formatNote(text, [stored.line]), [{ name, type: COSIGNATURE, publicKey }])
  if (note.code !== undefined) return wrong('does not fit the lines that are here')
  return note.verified[0]?.time === stored.time ? { established: 'held' } : wrong(`was signed at ${note.verified[0]?.time}, not at ${stored.time}`)
}

/** What a table or mark claims of a chain's end, against what the lines give; undefined when it fits. */
export function wrongEnd(
  h: Hashing,
  claimed: { readonly size: number; readonly head: Bytes | null; readonly frontier: Frontier },
  found: { readonly head: Bytes | null; readonly root: Bytes | undefined }
): string | undefined {
  if (claimed.head === null ? found.head !== null : found.head === null || !equal(claimed.head, found.head)) return 'the hash of the last line is another'
  if (!isFrontier(claimed.size, claimed.frontier)) return 'the frontier does not fit the size'
  if (found.root !== undefined && !equal(frontierRoot(h, claimed.frontier), found.root)) return 'the frontier gives another root'
  return undefined
}
