/**
 * Evidence: what proves one record (or several) to somebody who has neither the program nor the chain, as one text of
 * canonical JSON. docs/format.md, "Evidence", is the authority. Nothing in it is believed because it stands there: every byte
 * is held by a signature, a hash or a commitment, or the file is refused (record/evidence-check.ts).
 *
 * Signed and hashed texts are carried as strings, exactly as they stand: a reader cuts them out and never prints them anew.
 * Here: the shape, and reading it from a stranger's text.
 */
import { OfficeError } from '../errors.ts'
import { canonical, parseCanonical, type Json } from '../ledger/jcs.ts'
import type { Refused } from '../ledger/line.ts'
import { MAX_ENTRIES, MAX_LINE_BYTES, MAX_NOTE_BYTES, MAX_PROOF } from '../ledger/limits.ts'
import type { Hash } from '../names.ts'
import type { Item } from './payload.ts'
import { MAX_PACKAGE_BYTES } from './package.ts'
import { hash, integer, list, object, orNull, word, type Check } from './shape.ts'

/** A leaf of the chain's tree under a checkpoint note: RFC 9162 audit path, the leaf's sibling first. */
export interface EvidenceProof {
  readonly hashes: readonly Hash[]
  /** The checkpoint as a signed note: the chain key's line first, then cosignatures by ascending key of the witness. */
  readonly note: string
}
/** An entry of the line that is shown: a version of a record. */
export interface EvidenceEntry {
  readonly index: number
  /** Its payload; null when it is not in this file. */
  readonly items: readonly Item[] | null
}
export interface EvidenceLine {
  readonly entries: readonly EvidenceEntry[]
  readonly line: string
  /** Ascending by size. */
  readonly proofs: readonly EvidenceProof[]
  /** The note whose hash the line names as `seen`, or null. */
  readonly seen: string | null
}
/** The payload of a registry entry: the name of an office, a desk, a person or the network. */
export interface EvidenceName {
  readonly height: number
  readonly index: number
  readonly items: readonly Item[]
}
export interface Evidence {
  /** The version of this format. It sorts first, so that the file begins with `{"evidence":1,`. */
  readonly evidence: 1
  /** Contents of attachments as base64url, ascending by SHA-256. */
  readonly files: readonly string[]
  /** Form packages, ascending by package hash. */
  readonly forms: readonly string[]
  /** Ascending by chain, then height. */
  readonly lines: readonly EvidenceLine[]
  /** Ascending by height, then index. */
  readonly names: readonly EvidenceName[]
  readonly registry: {
    /** All of the registry from line 0 on: only all of it shows that nothing was taken away again. */
    readonly lines: readonly string[]
    /** Checkpoints of it, ascending by size. */
    readonly notes: readonly string[]
  }
}

/** Why a file proves nothing at all. */
export type EvidenceFault =
  | 'evidence-too-large'
  | 'evidence-not-canonical'
  | 'evidence-version'
  | 'evidence-shape'
  | 'evidence-order'
  | 'evidence-registry'
  | 'evidence-name'
  | 'evidence-line'
  | 'evidence-note'
  | 'evidence-proof'
  | 'evidence-seen'
  | 'evidence-content'
  | 'evidence-file'
  | 'evidence-form'
  | 'evidence-unbound'
  | 'evidence-fork'

export const refuse = (fault: EvidenceFault, detail: string): Refused<EvidenceFault> => ({ fault, detail })

/** Bytes of an evidence file. A larger attachment travels beside it: its name, size and hash are proved all the same. */
export const MAX_EVIDENCE_BYTES = 67_108_864
/** Registry lines: a network of ten thousand desks, each line some 800 bytes. */
const MAX_REGISTRY_LINES = 65_536
const MAX_LINES = 1_024
const MAX_NAMES = 4_096
const MAX_NOTES = 64

/** Checked in full where they are read (`readItems`); here only that they are lists. */
const items: Check = (value, at) => (Array.isArray(value) ? undefined : `${at}: wanted a list`)
const line = word(MAX_LINE_BYTES)
const note = word(MAX_NOTE_BYTES)
const shape = object({
  evidence: integer(1, 1),
  files: list(word(MAX_EVIDENCE_BYTES), 0, MAX_LINES),
  forms: list(word(MAX_PACKAGE_BYTES), 0, MAX_LINES),
  lines: list(
    object({
      entries: list(object({ index: integer(0, MAX_ENTRIES - 1), items: orNull(items) }), 1, MAX_ENTRIES),
      line,
      proofs: list(object({ hashes: list(hash, 0, MAX_PROOF), note }), 1, MAX_NOTES),
      seen: orNull(note)
    }),
    1,
    MAX_LINES
  ),
  names: list(object({ height: integer(0), index: integer(0, MAX_ENTRIES - 1), items }), 0, MAX_NAMES),
  registry: object({ lines: list(line, 1, MAX_REGISTRY_LINES), notes: list(note, 0, MAX_NOTES) })
})

/** How an evidence file begins; of no other file of ours. */
export const isEvidence = (text: string): boolean => text.startsWith('{"evidence":')

/** The text of an evidence file. Throws too-large, and RangeError for what no reader would take. */
export function writeEvidence(evidence: Evidence): string {
  const text = canonical(evidence as unknown as Json)
  if (text.length > MAX_EVIDENCE_BYTES) throw new OfficeError('too-large', { what: 'The evidence', got: text.length, limit: MAX_EVIDENCE_BYTES })
  const read = readEvidence(text)
  if ('fault' in read) throw new RangeError(read.detail)
  return text
}

/** Size, canonical form and shape: nothing is hashed or verified for a stranger before these hold. */
export function readEvidence(text: string): Evidence | Refused<EvidenceFault> {
  if (text.length > MAX_EVIDENCE_BYTES) return refuse('evidence-too-large', `more than ${MAX_EVIDENCE_BYTES} bytes`)
  const value = parseCanonical(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('evidence-not-canonical', 'not the canonical text of an object')
  const version = (value as Record<string, unknown>)['evidence']
  if (Number.isSafeInteger(version) && version !== 1) return refuse('evidence-version', `version ${String(version)}; this program knows version 1`)
  const wrong = shape(value, 'evidence')
  return wrong === undefined ? (value as unknown as Evidence) : refuse('evidence-shape', wrong)
}

/** The first place where a list does not ascend strictly, or undefined. */
export function outOfOrder<T>(things: readonly T[], compare: (a: T, b: T) => number): number | undefined {
  for (let i = 1; i < things.length; i++) if (compare(things[i - 1]!, things[i]!) >= 0) return i
  return undefined
}
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
