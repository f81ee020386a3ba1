/** Questions are answered from an index that has seen all lines (dispatch.ts waits for it), unless very many are still to be applied. */
import { catchUpFor } from '../ledger/in-slices.ts'
import { catchUp } from '../ledger/project.ts'
import { isFatal, isSqliteError } from '../store/errors.ts'
import type { Running } from './context.ts'

/** Lines are applied on the spot before an answer for so long, in ms. The rest is done between answers (main/desk-running.ts). */
const AT_ONCE = 8

/** A question waits for so long, in ms, and is then answered from what there is. */
export const QUESTION_MS = 2_000

/** When the index has seen all lines, or the time is over; others are answered meanwhile. */
export async function wholeIndex(running: Pick<Running, 'projection'>, ms: number = Number.POSITIVE_INFINITY): Promise<void> {
  const end = performance.now() + ms
  for (let left = freshIndex(running); left > 0 && performance.now() < end;) {
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
