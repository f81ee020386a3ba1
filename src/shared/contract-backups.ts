/** What calls about backups take and tell. */
import { z } from 'zod'
import { count, passphrase, text } from './contract-parts.ts'

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
