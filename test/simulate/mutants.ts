/** Builds that are broken in one place each: what the simulation must notice. */
import type { Mutant } from './mutant.ts'
import { mutantsOfSaying } from './mutants-said.ts'
import { mutantsOfDeciding } from './mutants-wide.ts'
import { mutantsOfTaking } from './mutants-taken.ts'

export const mutants: readonly Mutant[] = [...mutantsOfTaking, ...mutantsOfSaying, ...mutantsOfDeciding]
