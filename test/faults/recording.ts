/** A workload with everything it did to files, and the disks that a power cut could have left of it. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fill, type Files } from './base.ts'
import type { Bench } from './bench.ts'
import type { FaultRun } from './fault.ts'
import { readEnding, type Ending } from './ledger-image.ts'
import { fates, readLog, Replay, type Fate, type Step } from './power-cut.ts'
import { readSaid, type Said } from './said.ts'
import { runJob } from './sweep.ts'
import { workloadOf } from './workloads.ts'

export interface Recording {
  readonly workload: string
  readonly before: Files
  readonly steps: readonly Step[]
  readonly ending: Ending
}

export async function record(bench: Bench, workload: string, env: Readonly<Record<string, string>> = {}): Promise<Recording> {
  const log = join(bench.base.beside, 'log')
  rmSync(log, { force: true })
  const { said } = await runJob(bench, { workload, env: { ...env, FAULT_LOG: log } })
  if (said.at(-1)?.said !== 'end') throw new Error(`${workload} does not come to its end while it is recorded: ${JSON.stringify(said.at(-1))}`)
  const steps = readLog(log)
  rmSync(log)
  const empty = workloadOf(workload).empty === true
  return { workload, before: empty ? new Map() : bench.base.files, steps, ending: readEnding(bench.base.folder) }
}

export interface Image {
  readonly name: string
  readonly fate: Fate
  readonly said: readonly Said[]
  files(): Files
}

/** Distinct images of cuts: at every step from `first` by `every`, each fate `times` times (`none` and `all` once). */
export function* imagesOf(
  { workload, before, steps }: Recording,
  run: Pick<FaultRun, 'random'>,
  { first, every, times, unseen }: { first: number; every: number; times: number; unseen?: string }
): Generator<Image> {
  const replay = new Replay(before)
  const seen = new Set<string>()
  for (const [at, step] of steps.entries()) {
    replay.step(step)
    if (at < first || (at - first) % every !== 0) continue
    for (const fate of fates) {
      for (let n = 0; n < (fate === 'none' || fate === 'all' ? 1 : times); n++) {
        const cut = replay.cut(fate, run.random.next, unseen)
        if (seen.has(cut.key)) continue
        seen.add(cut.key)
        yield {
          name: `${workload}, power cut after step ${at + 1} of ${steps.length}, kept: ${fate} ${n + 1}`,
          fate,
          said: readSaid(replay.said),
          files: cut.files
        }
      }
    }
  }
}

/** Puts an image where the desk was. */
export function place({ base }: Bench, image: Pick<Image, 'files'>): void {
  fill(base.folder, image.files())
}
