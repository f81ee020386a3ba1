/** S4: a power cut, and killed while what it left is being opened. */
import { theBench, type Bench } from '../bench.ts'
import { openTally, type Fault, type FaultRun, type Tally } from '../fault.ts'
import { judge } from '../judge.ts'
import { imagesOf, place, record } from '../recording.ts'
import { noShim, SIGKILL } from '../shimmed.ts'

const RECORDED = ['append', 'import', 'checkpoint', 'receive', 'draft', 'change'] as const
/** In all; and every how many steps of a recording the power is cut. */
const COUNTS = { gate: 36, nightly: 2_040 }
const EVERY = { gate: 40, nightly: 1 }
const TIMES = { gate: 1, nightly: 3 }
/** Opening and signing in takes more calls than this, however it was left. */
const FEWEST_CALLS = 60

async function recoveries(run: FaultRun, bench: Bench, workload: string, most: number, tally: Tally): Promise<void> {
  const { base, runner } = bench
  const every = EVERY[run.counts]
  const recording = await record(bench, workload)
  let planned = 0
  for (const image of imagesOf(recording, run, { first: run.random.below(every), every, times: TIMES[run.counts] })) {
    if (planned >= most) return
    const at = 1 + run.random.below(FEWEST_CALLS)
    if (!run.takes(planned++)) continue
    place(bench, image)
    const ran = await runner.run({ workload: 'open', folder: base.folder, beside: base.beside, fault: { do: 'kill', at } })
    const wrong =
      !ran.reached || ran.signal !== SIGKILL
        ? `it was not killed (signal ${ran.signal})`
        : await judge(base.folder, { base, said: image.said, quick: planned % 4 !== 0 })
    tally.played(`${image.name}, killed at call ${at} of opening it (${ran.calls.at(-1)})`, wrong)
  }
}

export const recovery: Fault = {
  id: 'S4',
  title: 'crash during recovery',
  async run(run) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const tally = openTally(run)
    for (const workload of RECORDED) await recoveries(run, bench, workload, COUNTS[run.counts] / RECORDED.length, tally)
    return tally.outcome()
  }
}
