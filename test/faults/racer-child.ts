/**
 * One of two processes that want the same folder. A line `DELAY HOLD FILE LOCK`: wait, open (as a desk; or, for a control, only its
 * store, without the lock), file that many records, hold, close. Answers one line of JSON. HOLD below 0: answer, and hold until killed.
 */
import { createInterface } from 'node:readline'
import { OfficeError } from '../../src/shared/errors.ts'
import { openStore } from '../../src/main/store/open.ts'
import { fileOne } from './desk-image.ts'
import { signedIn } from './work-desk.ts'

const [folder = ''] = process.argv.slice(2)
/** CLOCK_MONOTONIC, the same in every process, in ms. */
const now = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000
/** Busy, so that the moment is met to the tenth of a ms. */
const until = (at: number): void => {
  while (now() < at);
}
const say = (answer: object): void => void process.stdout.write(`${JSON.stringify(answer)}\n`)

async function race(at: number, hold: number, files: number, lock: boolean): Promise<void> {
  until(at)
  try {
    if (lock) {
      const desk = await signedIn(folder)
      const from = now()
      const refs: string[] = []
      for (let i = 0; i < files; i++) refs.push((await fileOne(desk, `By ${process.pid}`)).ref)
      if (hold < 0) {
        say({ in: true, from, to: from, refs })
        await new Promise(() => setInterval(() => undefined, 1_000_000))
      }
      until(from + hold)
      const to = now()
      await desk.close()
      say({ in: true, from, to, refs })
    } else {
      const store = openStore(folder)
      const from = now()
      until(from + hold)
      say({ in: true, from, to: now(), refs: [] })
      store.close()
    }
  } catch (error) {
    say({ in: false, code: error instanceof OfficeError ? error.code : String(error) })
  }
}

say({ ready: now() })
for await (const line of createInterface({ input: process.stdin })) {
  const [at = 0, hold = 0, files = 0, lock = 1] = line.split(' ').map(Number)
  await race(at, hold, files, lock === 1)
}
process.exit()
