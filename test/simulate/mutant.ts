/** A build that is broken in one place. The change is made as the file is loaded (changed-source.ts). */
import type { Change } from './changed-source.ts'

export interface Mutant extends Change {
  readonly name: string
  readonly why: string
  /** A second place, where the program looks twice. */
  readonly also?: Change
}

export const mutant = (name: string, file: string, find: string, put: string, why: string, also?: Change): Mutant => ({
  name,
  file,
  find,
  put,
  why,
  ...(also ? { also } : {})
})
