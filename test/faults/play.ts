/** Plays faults one after the other, each in a folder of its own, each with its control. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomOf } from '../../src/main/cli/demo/random.ts'
import { closeBench } from './bench.ts'
import type { Failed, Fault, FaultRun } from './fault.ts'

export interface Plan {
  readonly faults: readonly Fault[]
  readonly counts: FaultRun['counts']
  readonly seed: number
  readonly tell: (line: string) => void
  readonly name?: (name: string) => void
  /** `[1, 4]`: the first of four parts, which plays the controls too. */
  readonly part?: readonly [number, number]
}

export interface Report {
  readonly cases: Record<string, number>
  readonly failed: Failed[]
  readonly skipped: Record<string, string>
  readonly controls: Record<string, 'caught' | 'missed'>
  seconds: number
}

/** Another stream of numbers for each fault, so that one played alone is played as in the whole. */
const seedOf = (seed: number, id: string): number => (seed ^ (Number(id.slice(1)) * 0x9e3779b1)) >>> 0

async function within<T>({ counts, seed, tell, name, part: [part, of] = [1, 1] }: Plan, { id }: Fault, work: (run: FaultRun) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), `muniment-${id.toLowerCase()}-`))
  try {
    return await work({
      folder,
      seed,
      random: randomOf(seedOf(seed, id)),
      counts,
      tell: line => tell(`${id}: ${line}`),
      name: item => name?.(`${id} ${item}`),
      takes: planned => planned % of === part - 1
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function playOne(plan: Plan, fault: Fault, report: Report): Promise<void> {
  const { id, title } = fault
  plan.tell(`${id}: ${title}`)
  try {
    const { cases, failed, skipped } = await within(plan, fault, run => fault.run(run))
    if (cases > 0 || skipped === undefined) report.cases[id] = cases
    report.failed.push(...failed.map(one => ({ ...one, case: `${id} ${one.case}` })))
    if (skipped !== undefined) report.skipped[id] = skipped
    else if (cases === 0) report.failed.push({ case: `${id} as a whole`, seed: plan.seed, detail: 'no case was played' })
    if (fault.control && cases > 0 && (plan.part?.[0] ?? 1) === 1)
      report.controls[id] = await within(plan, fault, run => fault.control!({ ...run, name: () => undefined }))
  } catch (error) {
    report.failed.push({ case: `${id} as a whole`, seed: plan.seed, detail: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

export async function play(plan: Plan): Promise<Report> {
  const began = performance.now()
  const report: Report = { cases: {}, failed: [], skipped: {}, controls: {}, seconds: 0 }
  try {
    for (const fault of plan.faults) await playOne(plan, fault, report)
  } finally {
    await closeBench()
  }
  report.seconds = Math.round((performance.now() - began) / 100) / 10
  return report
}

/** Nothing failed, and every control that ran was caught. */
export const isGood = ({ failed, controls }: Report): boolean => failed.length === 0 && Object.values(controls).every(control => control === 'caught')
