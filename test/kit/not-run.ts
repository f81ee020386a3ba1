/**
 * A case that can not run here says so, with its cause, and is never counted as passed. `test/run.mjs` sums what was said
 * by cause; a test file run by itself prints one line instead.
 */
import { appendFileSync } from 'node:fs'
import { expect, it } from 'vitest'

/** `cause` completes "not run: 3, …" and is the same for all cases that lack the same thing, like `no Electron runtime`. */
export function notRun(cause: string, count = 1): void {
  const file = process.env['MUNIMENT_NOT_RUN']
  if (file === undefined) process.stderr.write(`not run: ${count}, ${cause}\n`)
  else appendFileSync(file, `${JSON.stringify({ cause, count, file: expect.getState().testPath })}\n`)
}

/** Registers the test, or says why it does not run. `cause` is undefined where everything it needs is there. */
export function itUnless(cause: string | undefined, name: string, test: () => void | Promise<void>, timeoutMs?: number): void {
  if (cause === undefined) it(name, test, timeoutMs)
  else notRun(cause)
}
