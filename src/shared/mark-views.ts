/** Shapes of the contract: the mark, and going on under a new key. */
import { z } from 'zod'
import { count, hash, text, uuid } from './contract-parts.ts'

export const markView = z.object({
  chains: z.array(
    z.object({
      kind: z.enum(['registry', 'desk']),
      chain: hash,
      /** Lines here; lines that the mark says were signed (null: the mark is lost); lines that another desk has shown (null: none beyond these). */
      held: count,
      marked: count.nullable(),
      shown: count.nullable(),
      /** Its key has signed another history too. */
      forked: z.boolean(),
      trouble: text.nullable(),
      /** Desks heard of in this start, by what they hold of the chain. */
      reached: z.object({ behind: count, level: count, ahead: count, other: count })
    })
  ),
  mayContinue: z.boolean(),
  /** The request of this desk that waits. */
  asked: z.object({ words: text, text, at: text }).nullable(),
  /** Keeps the registry: the recovery key can stand for a mark that is lost. */
  registryHere: z.boolean(),
  /** Entries beyond the end of the chain that this desk goes on from, not filed again yet. */
  left: count
})
export const continuing = z.object({
  id: uuid,
  office: text,
  /** The desk whose chain goes on; the desk of a person who only needs a key. */
  desk: text,
  newDesk: z.boolean(),
  /** The old chain ends with it; false: of a copy, whose original goes on being used. */
  ends: z.boolean(),
  person: text,
  known: z.boolean(),
  words: text,
  at: text,
  /** Lines of the old chain at that desk (null: not for certain), here, and up to where it will count. */
  held: count.nullable(),
  here: count,
  cut: count
})

export type MarkView = z.output<typeof markView>
export type Continuing = z.output<typeof continuing>
