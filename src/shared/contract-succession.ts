/** The registry as the network has it: who keeps it, what it succeeded, and a succession that is proposed. */
import { z } from 'zod'
import { count, hash, text } from './contract-parts.ts'

const lostLine = z.object({ height: count, time: text, entries: z.array(text) })
export const successionView = z.object({
  /** The desk that keeps the registry, by name; null while it is not known here. */
  keeper: text.nullable(),
  here: z.boolean(),
  /** Claimed time at which it was opened; null of the first registry of the network. */
  since: text.nullable(),
  /** Lines of it that are here. */
  lines: count,
  /** Registries before it, the newest first. */
  former: z.array(
    z.object({
      chain: hash,
      keeper: text,
      /** Lines that count. */
      kept: count,
      reason: text.nullable(),
      /** Its later lines, which have no effect: as many as are here. */
      lost: z.array(lostLine),
      /** Is this desk the one that kept it? */
      mine: z.boolean()
    })
  ),
  /** Others were put in the place of the same registry: nothing is decided until one is set aside. */
  competing: z.array(hash),
  /** The key of the registry signed two histories. */
  forked: z.boolean(),
  /** Lines that a succession would take over if nobody says otherwise, and how many administrators it takes. */
  usual: count,
  needed: count,
  administrators: count,
  /** This desk was restored from a backup: a new registry would begin by admitting it. */
  restored: z.boolean()
})
export const successionInput = z.object({ reason: z.string().trim().min(1).max(2000), upTo: count.nullable().default(null) })
export type SuccessionView = z.output<typeof successionView>
