/** Builds that are broken in one place each. All must be caught. */
import type { Change } from './changed-source.ts'

export interface Mutant extends Change {
  readonly name: string
  readonly why: string
}
export const mutants: readonly Mutant[] = []
