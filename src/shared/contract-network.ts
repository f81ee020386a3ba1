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
  trouble: text.nullable()
})
export const networkView = z.object({
  id: hash,
  name: text,
  self: z.object({ peer: hash, addresses: z.array(text), listening: z.boolean() }).nullable(),
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
