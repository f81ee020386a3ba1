/** Chains, offices and their desks, and how far each has come, as pages and commands see them. */
import { z } from 'zod'
import { count, hash, roles, text, uuid } from './contract-parts.ts'

export const chainRow = z.object({
  chain: hash,
  kind: z.enum(['registry', 'desk']),
  office: text.nullable(),
  desk: text.nullable(),
  mine: z.boolean(),
  lines: count,
  records: count,
  checkpoint: z.object({ size: count, time: text.nullable() }).nullable(),
  witnesses: z.array(z.object({ office: text, desk: text, size: count, time: text })),
  unseen: count,
  lastContact: text.nullable(),
  trouble: z.array(text)
})

/** Why a desk is not in contact, or not as it should be. */
export const contactTroubles = [
  'revoked',
  'network-off',
  'worker-down',
  'wrong-network',
  'version',
  'refused-us',
  'clock',
  'no-address',
  'never-tried',
  // why dialling it came to nothing (sync/peer-types.ts)
  'refused',
  'timed-out',
  'no-route',
  'unknown-name',
  'another-key',
  'not-at-hub',
  'failed'
] as const
export type ContactTrouble = (typeof contactTroubles)[number]

const deskRow = z.object({
  chain: hash,
  office: text,
  desk: text,
  mine: z.boolean(),
  connected: z.boolean(),
  lastContact: text.nullable(),
  lines: count,
  /** Lines the other has announced that are not here yet, and ours that it has not acknowledged. */
  behind: count,
  ahead: count,
  addresses: z.array(text),
  trouble: text.nullable(),
  /** A hub by policy: desks reach each other through it. */
  hub: z.boolean(),
  /** The connection there is: since when, from which side, and through which hub. */
  line: z.object({ since: text, address: text, inbound: z.boolean(), via: text.nullable() }).nullable(),
  why: z.enum(contactTroubles).nullable(),
  tried: text.nullable(),
  /** When a bundle that it made was last taken in here. */
  stick: text.nullable(),
  /** Its clock less ours, in ms. */
  clockOff: z.int().nullable(),
  /** What is being fetched from it now: of which desk, and how many are left. */
  doing: z.object({ what: z.enum(['lines', 'payloads', 'files']), desk: text, left: count }).nullable(),
  /** Contents and records with files of this desk that are for this office and not here. */
  lacking: z.object({ payloads: count, files: count })
})
export const reachTest = z.object({
  desk: text,
  at: text,
  answered: z.boolean(),
  reached: text.nullable(),
  why: z.enum(['too-soon', 'no-address', 'refused', 'timed-out', 'no-route', 'unknown-name', 'another-key', 'not-at-hub', 'failed']).nullable()
})
/** Thousands of bytes a second, and millions of bytes; null: no limit of the user's. */
const cap = z.int().min(8).max(1_000_000).nullable()
const budget = z.int().min(16).max(100_000_000).nullable()
export const limitsInput = z.object({ cap, budget })
export const limitsView = limitsInput.extend({
  /** Bytes that the ledger takes now. */
  held: count,
  /** Contents and records with files that are for this office and not here. */
  lacking: z.object({ payloads: count, files: count }),
  /** They wait because they would exceed the budget. */
  waiting: z.boolean()
})
export const networkView = z.object({
  id: hash,
  name: text,
  self: z
    .object({
      peer: hash,
      addresses: z.array(text),
      listening: z.boolean(),
      /** Hubs through which others reach this desk now. */
      through: z.array(text),
      /** Does it relay for others; by policy it should where its row says so. */
      relays: z.boolean()
    })
    .nullable(),
  worker: z.enum(['up', 'down', 'off']),
  offices: z.array(z.object({ id: uuid, name: text, oversight: z.boolean(), desks: z.array(deskRow) })),
  invitations: z.array(z.object({ id: uuid, office: text, role: text, expires: text, used: z.boolean() })),
  requests: z.array(z.object({ id: uuid, office: text, person: text, role: text, words: text, at: text, desk: z.boolean() }))
})
export const invitationView = z.object({
  network: text,
  id: hash,
  office: text,
  role: z.enum(roles),
  expires: text,
  expired: z.boolean(),
  addresses: z.array(text)
})
export const status = z.object({
  records: count,
  drafts: count,
  onlyHere: count,
  copied: count,
  offices: count,
  lastContact: z.object({ office: text, time: text }).nullable(),
  working: text.nullable()
})
