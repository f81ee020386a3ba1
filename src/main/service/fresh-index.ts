/** Questions are answered from an index that has seen all lines, unless very many are still to be applied. */
import { catchUp } from '../ledger/project.ts'
import type { Running } from './context.ts'

/** Lines applied on the spot before an answer: some tens of milliseconds. The rest is done between answers (main/desk.ts). */
const AT_ONCE = 256

/** Answers how many lines are left to be applied. */
export const freshIndex = (running: Pick<Running, 'projection'>): number => catchUp(running.projection, AT_ONCE)
