/** Waiting for what a callback tells: each time it is called, everything that waits is asked again. */
export interface Waking {
  readonly wake: () => void
  /** When it holds. A deadline against hanging is the test's. */
  until(holds: () => boolean): Promise<void>
}

export function makeWaking(): Waking {
  const waiting = new Set<() => void>()
  return {
    wake: () => waiting.forEach(check => check()),
    until: holds =>
      new Promise(resolve => {
        const check = (): void => {
          if (!holds()) return
          waiting.delete(check)
          resolve()
        }
        waiting.add(check)
        check()
      })
  }
}
