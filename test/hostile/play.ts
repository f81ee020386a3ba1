/** Plays attacks one after the other, each in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomOf } from '../../src/main/cli/demo/random.ts'
import type { Failed } from '../faults/fault.ts'
import type { Hostile, HostileRun } from './hostile-case.ts'

export interface Plan extends Pick<HostileRun, 'counts' | 'seed' | 'tell' | 'few'> {
  readonly attacks: readonly Hostile[]
  readonly name?: (name: string) => void
  /** `[1, 4]`: the first of four parts. */
  readonly part?: readonly [number, number]
}

export interface Report {
  readonly cases: Record<string, number>
  readonly failed: Failed[]
  readonly skipped: Record<string, string>
  seconds: number
}

/** Another stream of numbers for each, so that one played alone is played as in the whole. */
const seedOf = (seed: number, id: string): number => Buffer.from(id).reduce((made, byte) => Math.imul(made ^ byte, 0x9e3779b1), seed) >>> 0

async function playOne({ counts, seed, tell, few, name, part: [part, of] = [1, 1] }: Plan, { id, title, run }: Hostile, report: Report): Promise<void> {
  tell(`${id}: ${title}`)
  const folder = mkdtempSync(join(tmpdir(), 'muniment-hostile-'))
  try {
    const { cases, failed, skipped } = await run({
      folder,
      seed,
      counts,
      few,
      random: randomOf(seedOf(seed, id)),
      tell: line => tell(`${id}: ${line}`),
      name: item => name?.(`${id} ${item}`),
      takes: planned => planned % of === part - 1
    })
    if (cases > 0 || skipped === undefined) report.cases[id] = cases
    report.failed.push(...failed.map(one => ({ ...one, case: `${id} ${one.case}` })))
    if (skipped !== undefined) report.skipped[id] = skipped
    else if (cases === 0) report.failed.push({ case: `${id} as a whole`, seed, detail: 'no case was played' })
  } catch (error) {
    report.failed.push({ case: `${id} as a whole`, seed, detail: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function play(plan: Plan): Promise<Report> {
  const began = performance.now()
  const report: Report = { cases: {}, failed: [], skipped: {}, seconds: 0 }
  for (const attack of plan.attacks) await playOne(plan, attack, report)
  report.seconds = Math.round((performance.now() - began) / 100) / 10
  return report
}
