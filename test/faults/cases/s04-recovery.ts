/** S4: a power cut, and killed while what it left is being opened. */
import { fill } from '../base.ts'
import { theBench, type Bench } from '../bench.ts'
import { openTally, type Fault, type FaultRun, type Tally } from '../fault.ts'
import { judge } from '../judge.ts'
import { imagesOf, place, record, type Image } from '../recording.ts'
import { noShim, SIGKILL, type Job, type ShimFault } from '../shimmed.ts'

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

/** The last image of `append` in which all that was acknowledged is in the log still. */
async function withLog(run: FaultRun, bench: Bench): Promise<Placed> {
  let last: Placed | undefined
  for (const image of imagesOf(await record(bench, 'append'), run, { first: 0, every: 1, times: 1 })) {
    if (image.fate !== 'all') continue
    const files = image.files()
    if ((files.get('ledger.db-wal')?.length ?? 0) > 0 && image.said.at(-1)?.said === 'filed') last = { said: image.said, files: () => files }
  }
  if (!last) throw new Error('append leaves nothing in the log')
  return last
}

type Placed = Pick<Image, 'said' | 'files'>

/** Opened, killed or not, and judged. */
async function reopened(
  { base, runner }: Bench,
  image: Placed,
  job: Pick<Job, 'fault' | 'env'>
): Promise<{ wrong: string | undefined; calls: readonly string[] }> {
  fill(base.folder, image.files())
  const { calls } = await runner.run({ workload: 'open', folder: base.folder, beside: base.beside, ...job })
  return { calls, wrong: await judge(base.folder, { base, said: image.said, quick: true }) }
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
  },
  /** A recovery that is sound by itself, but writes the log again: killed half way, it has lost what was acknowledged. */
  async control(run) {
    const bench = await theBench()
    const image = await withLog(run, bench)
    const env = { FAULTS_CONTROL: 'log-rewritten' }
    const undisturbed = await reopened(bench, image, { env })
    const cut = undisturbed.calls.findIndex((call, i) => call === 't ledger.db-wal' && undisturbed.calls[i + 1]?.startsWith('o'))
    const fault: ShimFault = { do: 'kill', at: cut + 2 }
    const wrong = [undisturbed.wrong, (await reopened(bench, image, { fault })).wrong, (await reopened(bench, image, { fault, env })).wrong]
    run.tell(`undisturbed: ${wrong[0]}; killed: ${wrong[1]}; killed while it writes the log again: ${wrong[2]}`)
    return cut >= 0 && wrong[0] === undefined && wrong[1] === undefined && wrong[2] !== undefined ? 'caught' : 'missed'
  }
}
