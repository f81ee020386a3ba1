/** S2: a write of which only a part was done when the process was killed. */
import { theBench, type Bench } from '../bench.ts'
import type { Fault, FaultRun } from '../fault.ts'
import { noShim, SIGKILL } from '../shimmed.ts'
import { callsOf, isCaught, some, sweep, type Case } from '../sweep.ts'

const TORN = ['append', 'import', 'checkpoint', 'receive', 'draft', 'change', 'found', 'open']
/** Of each workload. */
const COUNTS = { gate: 6, nightly: 75 }

async function tears(run: FaultRun, bench: Bench, workload: string, env?: Case['env']): Promise<readonly Case[]> {
  const writes = await callsOf(bench, workload, 'w')
  return writes.map((call, i) => {
    const part = 1 + run.random.below(255)
    return {
      name: `${workload}, write ${i + 1} of ${writes.length} (${call.slice(2)}), torn at ${part}/256 and killed`,
      workload,
      fault: { do: 'tear', at: i + 1, kinds: 'w', part },
      check: ({ signal }) => (signal === SIGKILL ? undefined : `it was not killed (signal ${signal})`),
      ...(env ? { env } : {})
    }
  })
}

export const torn: Fault = {
  id: 'S2',
  title: 'a torn write, and killed',
  async run(run) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const cases: Case[] = []
    for (const workload of TORN) cases.push(...some(run, await tears(run, bench, workload), COUNTS[run.counts]))
    return (await sweep(run, bench, cases)).outcome()
  },
  /** Without SQLite's log a page torn in place must be seen. */
  async control(run) {
    const bench = await theBench()
    const cases = await tears(run, bench, 'import', { FAULTS_CONTROL: 'no-journal' })
    return isCaught(bench, some(run, cases, 30))
  }
}
