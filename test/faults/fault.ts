/**
 * One fault of ../shared/faults.md, section 2.1, played against the program. A *case* is a distinct (workload, point, fault):
 * it has a name, is counted once, and is listed by `--list`. A case that never reached its fault fails.
 */
import type { Random } from '../../src/main/cli/demo/random.ts'

export const faultIds = [
  ...['S1', 'S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S11', 'S12'],
  ...['S13', 'S14', 'S15', 'S16', 'S17', 'S18', 'S19', 'S20', 'S21', 'S22', 'S23']
] as const

export type FaultId = (typeof faultIds)[number]

export interface Failed {
  readonly case: string
  readonly seed: number
  readonly detail: string
}

export interface Outcome {
  /** Distinct cases that were played. */
  readonly cases: number
  readonly failed: readonly Failed[]
  /** Why it was not run, or which part of it was not; what was not run is never counted. */
  readonly skipped?: string
}

export interface FaultRun {
  /** Fresh, of this fault alone; removed afterwards. */
  readonly folder: string
  readonly seed: number
  /** From the seed and the fault's id. */
  readonly random: Random
  readonly counts: 'gate' | 'nightly'
  /** Progress, to stderr. */
  readonly tell: (line: string) => void
  /** Hears the name of each case once (`--list`). */
  readonly name: (name: string) => void
  /** Long counts are run in parts: of the planned cases 0, 1, 2 … this run plays those it takes. */
  readonly takes: (planned: number) => boolean
}

export interface Fault {
  readonly id: FaultId
  readonly title: string
  run(run: FaultRun): Promise<Outcome>
  /** The same with a protection taken away by test-side means: the harness must notice. */
  control?(run: FaultRun): Promise<'caught' | 'missed'>
}

export interface Tally {
  /** A case was played; `detail` says what was wrong, undefined that all was as promised. A name that was played before does not count again. */
  played(name: string, detail: string | undefined): void
  readonly failed: readonly Failed[]
  readonly cases: number
  outcome(skipped?: string): Outcome
}

export function openTally(run: FaultRun): Tally {
  const names = new Set<string>()
  const failed: Failed[] = []
  return {
    played(name, detail) {
      if (!names.has(name)) run.name(name)
      names.add(name)
      if (detail === undefined) return
      failed.push({ case: name, seed: run.seed, detail })
      run.tell(`FAILED ${name}: ${detail}`)
    },
    failed,
    get cases() {
      return names.size
    },
    outcome: skipped => ({ cases: names.size, failed, ...(skipped === undefined ? {} : { skipped }) })
  }
}
