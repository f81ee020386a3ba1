/**
 * How fast a verification in the background may go: it works at most half of the time, less while somebody is being
 * answered, and stops between two steps when it is told to. The thread sleeps where it stands, in one shared word, so that
 * it needs neither messages nor an event loop.
 */

/** Cell 0: what is wished; cell 1: woken from a pause. */
const [WISH, WAKE] = [0, 1] as const
const [GO, REST, STOP] = [0, 1, 2] as const
/** While the desk is busy a step is made at least this often, in ms: it goes on slowly, and holds nothing open for long. */
const LONGEST_REST = 2_000
/** A long step is not paid for with a pause as long, in ms. */
const LONGEST_PAUSE = 250

export interface Pace {
  readonly cells: SharedArrayBuffer
  rest(): void
  go(): void
  /** For good. */
  stop(): void
}

export function openPace(): Pace {
  const cells = new SharedArrayBuffer(8)
  const words = new Int32Array(cells)
  const wish = (what: number): void => {
    if (Atomics.load(words, WISH) === STOP) return
    Atomics.store(words, WISH, what)
    Atomics.notify(words, WISH)
  }
  return {
    cells,
    rest: () => wish(REST),
    go: () => wish(GO),
    stop() {
      wish(STOP)
      Atomics.store(words, WAKE, 1)
      Atomics.notify(words, WAKE)
    }
  }
}

/** It was told to stop: what was established up to here has been kept. */
export class Stopped extends Error {}

/** To be called between two steps, in the thread that works. Throws Stopped. */
export function keepPace(cells: SharedArrayBuffer, now: () => number = () => performance.now()): () => void {
  const words = new Int32Array(cells)
  let begun = now()
  return () => {
    const worked = now() - begun
    if (Atomics.load(words, WISH) === REST) Atomics.wait(words, WISH, REST, LONGEST_REST)
    if (worked > 0) Atomics.wait(words, WAKE, 0, Math.min(worked, LONGEST_PAUSE))
    if (Atomics.load(words, WISH) === STOP) throw new Stopped('verification was stopped')
    begun = now()
  }
}
