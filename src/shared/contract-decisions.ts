/** Decisions about the network, as pages and commands see them: proposals, what is kept aside, chains with two histories. */
import { z } from 'zod'
import { count, hash, roles, text, uuid } from './contract-parts.ts'

export const partKinds = [
  'admit-office',
  'admit-desk',
  'admit-continues',
  'admit-person',
  'admit-key',
  'revoke-office',
  'revoke-desk',
  'revoke-person',
  'revoke-key',
  'role',
  'policy',
  'form',
  'accept',
  'decide',
  'succeed',
  'other'
] as const
const cutView = z.object({
  chain: hash,
  desk: text,
  /** Up to here the chain counts. */
  size: count,
  held: count,
  witnessed: count
})
/** One entry that a proposal would put on the registry. */
const motionPart = z.object({
  kind: z.enum(partKinds),
  /** Of whom or what it speaks: a name. */
  subject: text,
  /** More that is to be known, by name: role, office, desk, quorum, witnesses, lines, keep, audience … */
  facts: z.array(z.tuple([text, text])),
  reason: text.nullable(),
  cuts: z.array(cutView),
  /** The very text that is signed. */
  signed: text
})
export const motionView = z.object({
  id: hash,
  /** draft: nobody has signed it · open: waits for approvals · filed: stands on the registry */
  state: z.enum(['draft', 'open', 'filed', 'expired', 'withdrawn']),
  /** What would keep it from taking effect as the network stands now (a code of the registry's rules), or null. */
  fault: text.nullable(),
  parts: z.array(motionPart),
  approvals: z.array(z.object({ person: text, desk: text, mine: z.boolean(), counts: z.boolean(), withdrawn: z.boolean() })),
  has: count,
  needed: count,
  /** Has the person who asks approved it? */
  approved: z.boolean(),
  /** Registry lines after which it can not take effect any more. */
  left: count,
  /** Claimed time of its making. */
  at: text
})
const asideView = z.object({
  chain: hash,
  office: text,
  desk: text,
  /** The chain counts up to here; lines from there on are kept aside. */
  size: count,
  until: count,
  lines: z.array(z.object({ height: count, line: hash, time: text, author: text, entries: count, accepted: z.boolean() }))
})
const sideView = z.object({
  /** Is it the half whose lines this desk has taken? */
  mine: z.boolean(),
  root: hash,
  /** Lines of the checkpoint that the desk signed, and its root. */
  size: count,
  checkpoint: hash,
  witnesses: z.array(z.object({ office: text, desk: text, size: count, time: text })),
  /** The first lines that differ, as far as they are here. */
  lines: z.array(z.object({ height: count, line: hash, time: text, author: text, entries: z.array(text) }))
})
export const forkView = z.object({
  chain: hash,
  office: text,
  desk: text,
  mine: z.boolean(),
  registry: z.boolean(),
  evidence: hash,
  /** Trees of so many lines differ. */
  at: count,
  /** The first line that is known to differ; null where only roots are known. */
  height: count.nullable(),
  /** Lines that another office had witnessed before this desk knew: they keep their effect. */
  kept: count,
  /** Lines here that wait for the decision. */
  waiting: count,
  decided: z.object({ size: count, root: hash }).nullable(),
  sides: z.array(sideView)
})
export const decisionsView = z.object({
  quorum: count,
  /** Offices whose cosignatures make a block witnessed. */
  witnesses: count,
  administrators: z.array(z.object({ person: text, name: text })),
  /** Everyone who has a key somewhere, what they may do, and at which desks. */
  people: z.array(z.object({ person: text, name: text, roles: text, desks: z.array(text) })),
  registryHere: z.boolean(),
  motions: z.array(motionView),
  aside: z.array(asideView),
  forks: z.array(forkView)
})
const upTo = z.union([z.literal('witnessed'), z.literal('held'), count]).default('witnessed')
const reason = z.string().trim().min(1).max(2000)
export const proposed = z.discriminatedUnion('what', [
  z.object({ what: z.literal('revoke'), of: z.enum(['office', 'desk', 'person', 'key']), subject: text.max(200), reason, upTo }),
  z.object({ what: z.literal('role'), person: text.max(200), role: z.enum(roles), office: text.max(200).nullable().default(null), upTo }),
  z.object({ what: z.literal('policy'), quorum: z.int().min(1).max(64).optional(), witnesses: z.int().min(0).max(64).optional() }),
  /** A desk through which others reach each other, or no longer. */
  z.object({ what: z.literal('hub'), desk: text.max(200), named: z.boolean() }),
  z.object({ what: z.literal('accept'), chain: text.max(200), to: count }),
  z.object({ what: z.literal('decide'), chain: text.max(200), keep: z.object({ size: count, root: hash }), reason }),
  z.object({ what: z.literal('admit'), request: uuid, as: text.max(200).nullable().default(null) })
])

export type MotionView = z.output<typeof motionView>
export type DecisionsView = z.output<typeof decisionsView>
export type ForkView = z.output<typeof forkView>
