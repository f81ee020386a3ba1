/** S1: kill -9 before every call that touches a file. */
import { theBench, type Bench } from '../bench.ts'
import type { Fault, FaultRun } from '../fault.ts'
import { noShim, SIGKILL, type Ran } from '../shimmed.ts'
import { callsOf, isCaught, some, sweep, type Case } from '../sweep.ts'
import { workloads } from '../workloads.ts'

/** Of each workload, in the gate. */
const GATE = 10

const wasKilled = ({ signal }: Ran): string | undefined => (signal === SIGKILL ? undefined : `it was not killed (signal ${signal})`)

/** What is saved beside the desk: S7. */
const KILLED = workloads.filter(({ name }) => !name.startsWith('save ')).map(({ name }) => name)

async function pointsOf(bench: Bench, workload: string, env?: Case['env']): Promise<readonly Case[]> {
  const calls = await callsOf(bench, workload)
  return calls.map((call, i) => ({
    name: `${workload}, call ${i + 1} of ${calls.length} (${call}), killed`,
    workload,
    fault: { do: 'kill', at: i + 1 },
    check: wasKilled,
    ...(env ? { env } : {})
  }))
}

export const kill: Fault = {
  id: 'S1',
  title: 'kill -9 at every I/O call',
  async run(run: FaultRun) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const cases: Case[] = []
    for (const workload of KILLED) {
      const points = await pointsOf(bench, workload)
      cases.push(...(run.counts === 'gate' ? some(run, points, GATE) : points))
    }
    return (await sweep(run, bench, cases)).outcome()
  },
  /** With the mark's writes lost, a kill after an acknowledgement must be seen. */
  async control() {
    const bench = await theBench()
    const points = await pointsOf(bench, 'append', { FAULT_LOSE: '/mark' })
    return isCaught(bench, points.slice(-40, -20))
  }
}
