/** Every fault that is played, in the order of the table. */
import type { Fault } from './fault.ts'

export const faults: readonly Fault[] = []
