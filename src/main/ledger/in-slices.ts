/**
 * The index kept up in slices of a few milliseconds, so that pages and peers are answered in between: lines that have come
 * (`catchUpFor`), and content that came after its lines (`openArriving`).
 */
import { positionsNotHeld } from '../store/index/names.ts'
import { isHeld, payloadsArrived } from './project-again.ts'
import { catchUp } from './project.ts'
import type { Projection } from './projection.ts'

/** ms that one slice may take; the last piece of it may take longer: one line with all its entries. */
const SLICE_MS = 8
const MOST_LINES = 64
const POSITIONS = 8

/** Applies lines until the time is over; answers how many are left. */
export function catchUpFor(projection: Projection, ms: number = SLICE_MS): number {
  const began = performance.now()
  let spent = 0
  for (let most = 2; ; most = Math.min(MOST_LINES, most * 2)) {
    const before = spent
    const left = catchUp(projection, most)
    spent = performance.now() - began
    // the next piece is twice as large and would take some twice as long
    if (left === 0 || spent + 2 * (spent - before) > ms) return left
  }
}

export interface Arriving {
  came(positions: readonly number[]): void
  /** Does what is left at once: the index must not be closed without it. */
  close(): void
}

/**
 * `done` after each time that nothing is left. What a crash left undone (content stored, its rows not written) is looked for at the
 * beginning.
 */
export function openArriving(projection: Projection, done: () => void): Arriving {
  const waiting: number[] = positionsNotHeld(projection.index)
  let timer: NodeJS.Immediate | null = null
  let closed = false
  const some = (): void =>
    payloadsArrived(
      projection,
      waiting.splice(-POSITIONS).filter(pos => isHeld(projection, pos))
    )
  const slice = (): void => {
    timer = null
    const began = performance.now()
    while (waiting.length > 0 && performance.now() - began < SLICE_MS) some()
    if (waiting.length > 0) timer = setImmediate(slice)
    else done()
  }
  const wake = (): void => {
    if (!closed && waiting.length > 0) timer ??= setImmediate(slice)
  }
  wake()
  return {
    came(positions) {
      for (const pos of positions) waiting.push(pos)
      wake()
    },
    close() {
      closed = true
      if (timer) clearImmediate(timer)
      while (waiting.length > 0) some()
    }
  }
}
