/** Later, as something passed in, so that a simulation decides when it is. */
export interface Timers {
  /** Runs once after so many ms; the result undoes it. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** Never keeps the process alive by itself. */
export const realTimers: Timers = {
  after: (ms, run) => {
    const timer = setTimeout(run, ms)
    timer.unref()
    return () => clearTimeout(timer)
  }
}

/** Runs `work` once, `ms` after the first call of a row; `cancel` forgets it. */
export function debounced(timers: Timers, ms: number, work: () => void): { readonly soon: () => void; readonly cancel: () => void } {
  let undo: (() => void) | null = null
  return {
    soon: () => {
      undo ??= timers.after(ms, () => {
        undo = null
        work()
      })
    },
    cancel: () => {
      undo?.()
      undo = null
    }
  }
}
