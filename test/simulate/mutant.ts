/** A build that is broken in one place. The change is made as the file is loaded (changed-source.ts). */
import type { Change } from './changed-source.ts'

export interface Mutant extends Change {
  readonly name: string
  readonly why: string
}

export const mutant = (name: string, file: string, find: string, put: string, why: string): Mutant => ({ name, file, find, put, why })
