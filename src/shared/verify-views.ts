/** What verification says: findings, a verdict, and the state of the work. A part of the contract (contract.ts). */
import { z } from 'zod'
import { count, hash, text } from './contract-parts.ts'

export const finding = z.object({
  code: text,
  chain: hash.nullable(),
  office: text.nullable(),
  desk: text.nullable(),
  height: count.nullable(),
  record: text.nullable(),
  ref: text.nullable(),
  table: text.nullable(),
  detail: text,
  state: z.enum(['open', 'decided'])
})
const verdict = z.object({
  network: z.object({ id: hash, name: text.nullable() }).nullable(),
  verdict: z.enum(['sound', 'findings']),
  chains: z.array(z.object({ chain: hash, office: text.nullable(), desk: text.nullable(), lines: count, records: count })),
  payloads: z.object({ checked: count, notOpened: count, elsewhere: count }),
  findings: z.array(finding),
  notEstablished: z.array(z.object({ code: text, detail: text })),
  seconds: z.number()
})
export type Verdict = z.output<typeof verdict>
export type Finding = z.output<typeof finding>
export const verifyJob = z.object({
  state: z.enum(['none', 'running', 'done', 'cancelled', 'failed']),
  done: count,
  total: count,
  secondsLeft: count.nullable(),
  at: text.nullable(),
  /** The last verification of everything, asked for or in the background, also of an earlier start; `at` is when. */
  verdict: verdict.nullable(),
  error: z.object({ code: text, message: text, next: text }).nullable(),
  /** What nobody asked for: everything over time, in lines as `done` and `total`. */
  background: z.object({ state: z.enum(['off', 'idle', 'running']), done: count, total: count }),
  /** What came since then, checked as it came. */
  recent: z.object({ at: text, blocks: count, findings: z.array(finding) }).nullable()
})
