/** Many cases of one kind: a workload, one fault at one of its calls, and the judge. */
import { fill } from './base.ts'
import type { Bench } from './bench.ts'
import type { Control } from './controls.ts'
import { openTally, type FaultRun, type Tally } from './fault.ts'
import { judge, rude, type Held } from './judge.ts'
import type { Job, Ran, ShimFault } from './shimmed.ts'
import { workloadOf } from './workloads.ts'

export interface Case {
  /** Workload, point and fault: told apart by it. */
  readonly name: string
  readonly workload: string
  readonly fault: ShimFault
  readonly armed?: boolean
  readonly afterwards?: boolean
  readonly env?: Readonly<Record<string, string>>
  /** What must be so of the process itself; the folder is judged afterwards. */
  readonly check?: (ran: Ran) => string | undefined
  /** `internal` may be answered. */
  readonly rude?: boolean
}

export const NOTHING: Held['base'] = { records: 0, lines: 0 }

/** `before`: once the folder is filled. */
export async function runJob({ base, runner }: Bench, job: Omit<Job, 'folder' | 'beside'>, before: () => void = () => undefined): Promise<Ran> {
  fill(base.folder, workloadOf(job.workload).empty === true ? new Map() : base.files)
  before()
  return runner.run({ ...job, folder: base.folder, beside: base.beside })
}

/** The calls of a workload that nothing happens to, in order. */
export async function callsOf(bench: Bench, workload: string, kinds = '', armed = false): Promise<readonly string[]> {
  const { calls, said } = await runJob(bench, { workload, armed, env: { FAULT_KINDS: kinds } })
  if (said.at(-1)?.said !== 'end') throw new Error(`${workload} does not come to its end without a fault: ${JSON.stringify(said.at(-1))}`)
  return calls
}

/** What was wrong; undefined when all was as promised. */
export async function playCase(bench: Bench, one: Case, quick = false): Promise<string | undefined> {
  const ran = await runJob(bench, one)
  if (!ran.reached) return 'it never reached its fault'
  if (ran.hung) return 'the process did not end'
  const wrong = one.check?.(ran) ?? (one.rude === true ? undefined : rude(ran.said))
  if (wrong !== undefined) return wrong
  return judge(bench.base.folder, { base: workloadOf(one.workload).empty === true ? NOTHING : bench.base, said: ran.said, quick })
}

/** As many as wanted of all, evenly and by the seed. */
export function some<T>(run: FaultRun, all: readonly T[], wanted: number): readonly T[] {
  if (all.length <= wanted) return all
  const from = run.random.next()
  return Array.from({ length: wanted }, (_, i) => all[Math.floor(((i + from) * all.length) / wanted)]!)
}

export async function sweep(run: FaultRun, bench: Bench, cases: readonly Case[]): Promise<Tally> {
  const tally = openTally(run)
  for (const [i, one] of cases.entries()) {
    if (!run.takes(i)) continue
    tally.played(one.name, await playCase(bench, one))
    if (tally.cases % 100 === 0) run.tell(`${tally.cases} of ${cases.length}`)
  }
  return tally
}

/** Is any of these noticed? */
export async function isCaught(bench: Bench, cases: readonly Case[]): Promise<'caught' | 'missed'> {
  for (const one of cases) if ((await playCase(bench, one)) !== undefined) return 'caught'
  return 'missed'
}

/** A protection that is taken away, cases that need it, and what must then be said of one of them. */
export interface Weakness {
  readonly control: Control
  readonly cases: readonly Case[]
  readonly said: RegExp
}

/** Is each noticed, in these words, by a case that is as promised without it? */
export async function areCaught(run: FaultRun, bench: Bench, weaknesses: readonly Weakness[]): Promise<'caught' | 'missed'> {
  for (const weakness of weaknesses) {
    if (await isNoticed(run, bench, weakness)) continue
    run.tell(`${weakness.control}: not noticed by any of ${weakness.cases.length} cases`)
    return 'missed'
  }
  return 'caught'
}

async function isNoticed(run: FaultRun, bench: Bench, { control, cases, said }: Weakness): Promise<boolean> {
  for (const one of cases) {
    const wrong = await playCase(bench, { ...one, env: { ...one.env, FAULTS_CONTROL: control } })
    if (wrong === undefined || !said.test(wrong) || (await playCase(bench, one)) !== undefined) continue
    run.tell(`${control}: ${one.name}: ${wrong.slice(0, 200)}`)
    return true
  }
  return false
}
