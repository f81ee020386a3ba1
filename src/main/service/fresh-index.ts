/** Questions are answered from an index that has seen all lines, unless very many are still to be applied. */
import { catchUpFor } from '../ledger/in-slices.ts'
import { catchUp } from '../ledger/project.ts'
import { isFatal, isSqliteError } from '../store/errors.ts'
import type { Running } from './context.ts'

/** Lines are applied on the spot before an answer for so long, in ms. The rest is done between answers (main/desk-running.ts). */
const AT_ONCE = 8

/** When the index has seen all lines; others are answered meanwhile. */
export async function wholeIndex(running: Pick<Running, 'projection'>): Promise<void> {
  for (let left = freshIndex(running); left > 0;) {
    await new Promise(resolve => setImmediate(resolve))
    const now = freshIndex(running)
    if (now >= left) return // it can not be written
    left = now
  }
}

/** Answers how many lines are left to be applied. An index that can not be written (full disk) answers as it stands. */
export function freshIndex({ projection }: Pick<Running, 'projection'>): number {
  try {
    return catchUpFor(projection, AT_ONCE)
  } catch (error) {
    if (!isSqliteError(error) || isFatal(error)) throw error
    return catchUp(projection, 0)
  }
}
