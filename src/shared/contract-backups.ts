/** What calls about backups take and tell. */
import { z } from 'zod'
import { count, passphrase, text } from './contract-parts.ts'
import { finding } from './verify-views.ts'

export const backupMade = z.object({ at: text, expires: text, lines: count, records: count, size: count, place: text })
export const keepDays = z.int().min(1).max(3650)
export const scheduleInput = z.object({
  days: z.int().min(1).max(365),
  folder: z.string().trim().min(1).max(4096),
  keep: z.int().min(1).max(100),
  keepDays: keepDays.default(365),
  /** Of the backups; without one the recovery key opens them. `keepPassphrase`: the one that was set before. */
  passphrase: passphrase.optional(),
  keepPassphrase: z.boolean().default(false)
})
export const openBackup = { passphrase: passphrase.optional(), recoveryKey: text.max(1000).optional(), expired: z.boolean().default(false) }

const wrong = z.object({ code: text, message: text, next: text })
const drill = z.object({
  verdict: z.enum(['sound', 'findings']),
  network: text,
  office: text,
  desk: text,
  made: text,
  expires: text,
  chains: count,
  lines: count,
  records: count,
  payloads: count,
  /** What the restored copy has otherwise than was signed for. */
  differs: z.array(text),
  findings: z.array(finding),
  notEstablished: z.array(z.object({ code: text, detail: text })),
  seconds: z.number()
})
export const backupsView = z.object({
  last: backupMade.nullable(),
  schedule: z.object({ days: count, folder: text, keep: count, keepDays: count, passphrase: z.boolean() }).nullable(),
  /** When the schedule makes the next one. */
  next: text.nullable(),
  trouble: wrong.extend({ at: text }).nullable(),
  /** The network has a recovery key. */
  recovery: z.boolean(),
  /** This desk's backups in the folder of the schedule, newest first. */
  files: z.array(z.object({ name: text, size: count, at: text })),
  job: z.object({
    what: z.enum(['none', 'backup', 'drill']),
    state: z.enum(['none', 'running', 'done', 'cancelled', 'failed']),
    stage: z.enum(['writing', 'reading', 'verifying']),
    done: count,
    total: count,
    file: text.nullable(),
    error: wrong.nullable(),
    drill: drill.nullable()
  })
})
