/** Bundles: what is carried by hand, as pages and commands see it. */
import { z } from 'zod'
import { count, text } from './contract-parts.ts'

/** `office`: by its name. `whole`: also what its desks have said that they hold. */
export const bundleWish = z.object({ office: text.max(1000).optional(), whole: z.boolean().default(false) })

export const bundlePlan = z.object({
  office: text.nullable(),
  /** The desks to which contents are sealed. */
  desks: z.array(text),
  /** Blocks that it carries; and those that are here. */
  lines: count,
  all: count,
  /** Blocks whose contents go along as far as they are here and for the office. */
  contents: count,
  /** Since when it is known what they hold: the oldest of their newest statements; null: nothing is known, and everything goes. */
  said: text.nullable()
})

export const bundleTaken = z.object({
  /** Who made it, where they have signed for that. */
  desk: text.nullable(),
  office: text.nullable(),
  /** For which office it was made; null: for everyone. */
  for: text.nullable(),
  time: text.nullable(),
  lines: count,
  payloads: count,
  files: count,
  statements: count,
  already: count,
  refused: z.array(text),
  /** What this desk has signed for now, to be taken back. */
  vouched: count
})
