/** Values, drafts and records, as pages and commands send and see them. */
import { z } from 'zod'
import { count, hash, text, uuid } from './contract-parts.ts'
import { reviewStates } from './record/review.ts'

const attachmentRef = z.object({ name: text, type: text, size: count, sha256: hash, chunks: hash })
const value = z.union([z.null(), text, z.array(text), attachmentRef])
export const fieldValue = z.tuple([text, value])
/** Going in, an attachment is what was staged; the desk itself computes what the record binds (`chunks`). */
export const stagedRef = z.object({ name: text.max(255), type: text.max(127), size: count, sha256: hash })
/** A payload is at most 512 KiB; what is longer is refused before it is looked at. */
const longest = 524_288
export const fieldInput = z.tuple([text.max(1000), z.union([z.null(), text.max(longest), z.array(text.max(longest)).max(4096), stagedRef])])
/** What the engine and the program say of how the values came to be: `engine` names the checker, or null when logic was not checked. */
export const provenance = z.object({ engine: text.nullable(), language: text.nullable() })
export const recordId = z.object({ line: hash, index: count })
export const draftRow = z.object({
  id: uuid,
  package: hash,
  form: text,
  title: text,
  name: text,
  saved: text,
  started: text,
  answered: count,
  total: count,
  amends: recordId.nullable(),
  ref: text.nullable(),
  /** It stood on a page when it was saved, and nobody has said since that the page was left. */
  open: z.boolean()
})
export const draft = draftRow.extend({ instance: text, staged: z.array(stagedRef) })
export const recordStates = ['filed', 'amended', 'voided', 'conflict', 'noEffect', 'waiting'] as const
export const recordRow = z.object({
  id: recordId,
  ref: text,
  form: text,
  formTitle: text,
  version: text,
  office: text,
  desk: text,
  author: text,
  /** Claimed time of filing. */
  time: text,
  state: z.enum(recordStates),
  review: z.enum(reviewStates),
  versions: count,
  title: text,
  copies: count,
  witnessed: count,
  /** Is the payload on this desk? */
  held: z.boolean()
})
export const listQuery = z.object({
  search: text.max(200).default(''),
  form: text.max(1000).optional(),
  office: text.max(1000).optional(),
  author: text.max(1000).optional(),
  state: z.enum(recordStates).optional(),
  review: z.enum(reviewStates).optional(),
  /** What waits for the caller: records to decide about, or their own that came back. */
  work: z.enum(['to-review', 'returned']).optional(),
  from: text.max(40).optional(),
  to: text.max(40).optional(),
  sort: z.enum(['time', 'ref', 'form', 'office', 'author', 'state']).default('time'),
  descending: z.boolean().default(true),
  offset: count.default(0),
  limit: z.int().min(1).max(500).default(100)
})
export const version = z.object({
  id: recordId,
  kind: z.enum(['record', 'amend', 'void']),
  author: text,
  office: text,
  desk: text,
  time: text,
  /** Why this version exists, in the author's words; null for the first or where not held. */
  reason: text.nullable(),
  values: z.array(fieldValue).nullable(),
  package: hash.nullable(),
  engine: text.nullable(),
  /** Does it count? `noEffect` carries why, in a code. */
  effect: z.enum(['counts', 'noEffect', 'waiting']),
  why: text.nullable(),
  current: z.boolean()
})
/** One entry of a reviewer. `stands`: it is about the present version, and not taken back. `why`: why it does not count, if it does not. */
export const decisionMade = z.object({
  id: recordId,
  binds: recordId,
  decision: z.enum(['submit', 'approve', 'return', 'withdraw']),
  person: text,
  office: text,
  desk: text,
  time: text,
  reason: text.nullable(),
  stands: z.boolean(),
  why: text.nullable()
})
export const review = z.object({
  state: z.enum(reviewStates),
  rule: z.enum(['none', 'one', 'four-eyes', 'two-offices']),
  /** Persons who must approve, and how many have. */
  needed: count,
  approved: count,
  /** What the caller may do now, by role, office and what they wrote. */
  may: z.object({ decide: z.boolean(), submit: z.boolean(), withdraw: z.boolean() }),
  /** Of all versions, the oldest first. */
  decisions: z.array(decisionMade)
})
export const decide = z.object({
  records: z
    .array(z.object({ id: uuid, record: recordId, binds: recordId }))
    .min(1)
    .max(200),
  decision: z.enum(['submit', 'approve', 'return', 'withdraw']),
  /** Must say what to mend where it returns. */
  reason: z.string().trim().max(2000).default('')
})
export const proof = z.object({
  chain: hash,
  office: text,
  desk: text,
  height: count,
  line: hash,
  index: count,
  checkpoint: z.object({ size: count, root: hash, time: text.nullable() }).nullable(),
  witnesses: z.array(z.object({ office: text, desk: text, time: text })),
  /** So many other offices must have signed before it counts as witnessed, by the network's policy; at least 1. */
  wanted: count,
  copies: z.array(z.object({ office: text, desk: text, time: text })),
  notBefore: text.nullable(),
  notAfter: text.nullable(),
  registrySize: count,
  clockMarks: z.array(text)
})

export type RecordId = z.output<typeof recordId>
export type Value = z.output<typeof value>
export type FieldValue = z.output<typeof fieldValue>
export type FieldInput = z.output<typeof fieldInput>
export type AttachmentRef = z.output<typeof attachmentRef>
export type RecordRow = z.output<typeof recordRow>
