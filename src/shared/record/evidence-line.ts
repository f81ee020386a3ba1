/** One line of evidence: opened, tied into its checkpoints, its shown entries with their content. */
import { fromBase64url, toBase64url, utf8 } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import { isRefused, open, type Opened, type Refused } from '../ledger/line.ts'
import { verifyInclusion } from '../ledger/merkle.ts'
import type { Hash } from '../names.ts'
import { isVersion, wrongEntries, type VersionEntry } from './entry.ts'
import { openItems } from './evidence-content.ts'
import { openNote, openSeen, type Cosigned } from './evidence-notes.ts'
import { outOfOrder, refuse, type EvidenceFault, type EvidenceLine } from './evidence.ts'
import type { Payload } from './payload.ts'
import type { Registry } from './registry.ts'

export interface OpenedEntry {
  readonly index: number
  readonly entry: VersionEntry
  /** null where the file does not carry it. */
  readonly payload: Payload | null
}
export interface Covering extends Cosigned {
  /** Lines of the checkpoint that was signed. */
  readonly size: number
}
export interface OpenedLine {
  readonly opened: Opened
  readonly entries: readonly OpenedEntry[]
  readonly checkpoints: readonly { readonly size: number; readonly root: Hash }[]
  readonly cosignatures: readonly Covering[]
  readonly seen: Cosigned | null
}

/** The line's own place in each checkpoint. */
function openProofs(
  h: Hashing,
  verify: Verify,
  registry: Registry,
  opened: Opened,
  proofs: EvidenceLine['proofs']
): Pick<OpenedLine, 'checkpoints' | 'cosignatures'> | Refused<EvidenceFault> {
  const checkpoints: { size: number; root: Hash }[] = []
  const cosignatures: Covering[] = []
  for (const { hashes, note: text } of proofs) {
    const note = openNote(h, verify, registry, opened.body.chain, text)
    if (isRefused(note)) return note
    const { size, root } = note.checkpoint
    const proof = hashes.map(hash => fromBase64url(hash)!)
    if (!verifyInclusion(h, { index: opened.body.height, size, leaf: opened.leaf, proof, root }))
      return refuse('evidence-proof', `line ${opened.body.height} is not in the tree of ${size} lines that the chain signed`)
    checkpoints.push({ size, root: toBase64url(root) as Hash })
    cosignatures.push(...note.cosignatures.map(cosignature => ({ ...cosignature, size })))
  }
  if (outOfOrder(checkpoints, (a, b) => a.size - b.size) !== undefined) return refuse('evidence-order', 'checkpoints do not ascend')
  return { checkpoints, cosignatures }
}

function openEntries(h: Hashing, { body }: Opened, shown: EvidenceLine['entries']): OpenedEntry[] | Refused<EvidenceFault> {
  if (outOfOrder(shown, (a, b) => a.index - b.index) !== undefined) return refuse('evidence-order', 'entries do not ascend')
  const entries: OpenedEntry[] = []
  for (const { index, items } of shown) {
    const entry = body.entries[index]
    if (!entry || !isVersion(entry)) return refuse('evidence-line', `entry ${index} is no version of a record`)
    const payload = items === null ? null : openItems(h, body.net, body.chain, entry, items)
    if (payload !== null && isRefused(payload)) return payload
    entries.push({ index, entry, payload })
  }
  return entries
}

export function openLine(
  h: Hashing,
  verify: Verify,
  registry: Registry,
  { line, entries: shown, proofs, seen }: EvidenceLine
): OpenedLine | Refused<EvidenceFault> {
  const opened = open(utf8(line), h, verify)
  if (isRefused(opened)) return refuse('evidence-line', opened.fault)
  const { body } = opened
  if (body.net !== registry.net || registry.isRegistry(body.chain) || body.reg === null)
    return refuse('evidence-line', 'it is no line of a desk of this network')
  if (wrongEntries(body, 'desk') !== undefined) return refuse('evidence-line', 'line-entries')
  const tied = openProofs(h, verify, registry, opened, proofs)
  if (isRefused(tied)) return tied
  const entries = openEntries(h, opened, shown)
  if (isRefused(entries)) return entries
  const note = seen === null ? null : openSeen(h, verify, registry, body, seen)
  if (note !== null && isRefused(note)) return note
  return { opened, entries, ...tied, seen: note }
}
