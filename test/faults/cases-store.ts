/** Faults of what lies on the disk: damage, older copies, other processes and places, in the order of the table. */
import { flips } from './cases/s10-flips.ts'
import { pages } from './cases/s11-pages.ts'
import type { Fault } from './fault.ts'

export const storeFaults: readonly Fault[] = [flips, pages]
