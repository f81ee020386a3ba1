/** Plays written scenes, then seeds, in one process or divided among several, and prints what came of it. */
import { availableParallelism } from 'node:os'
import { invariantNames } from './asking.ts'
import { directed } from './directed-all.ts'
import { playDirected, playSeed, type Failure, type Played } from './play.ts'
import { simulateApart } from './processes.ts'
import { playMutants, type Mutants } from './run-mutants.ts'

export interface Wanted {
  readonly seeds?: string | undefined
  readonly seed?: string | undefined
  readonly steps?: string | undefined
  readonly seconds?: string | undefined
  readonly mutant?: string | undefined
  readonly mutants?: string | undefined
  readonly nightly?: boolean | undefined
  readonly json?: boolean | undefined
  readonly twice?: boolean | undefined
  readonly first?: boolean | undefined
  /** Of the written scenes only those whose name has this in it. */
  readonly scene?: string | undefined
  /** Processes among which seeds are divided. */
  readonly workers?: string | undefined
  /** Every so many-th seed from the first on. */
  readonly stride?: string | undefined
}

export interface Report {
  readonly seeds: number
  /** Written scenes that were played. */
  readonly scenes: number
  readonly steps: number
  readonly failed: readonly Failure[]
  readonly mutants: Mutants
  readonly seconds: number
  /** How many things are asked, and the trace of each seed. */
  readonly invariants: number
  readonly traces: readonly string[]
}
type Part = Pick<Report, 'seeds' | 'scenes' | 'steps' | 'failed' | 'traces'>

const FIRST_SEED = 1
const FEW_SEEDS = 20
const NIGHTLY_SEEDS = 10_000
const MOST_WORKERS = 8

interface Plan {
  readonly first: number
  readonly seeds: number
  readonly stride: number
  readonly workers: number
  readonly wanted: Wanted
  readonly tell: (line: string) => void
}

function planOf(wanted: Wanted): Plan {
  const seeds = Number(wanted.seeds ?? (wanted.nightly === true ? NIGHTLY_SEEDS : wanted.seed === undefined ? FEW_SEEDS : 1))
  return {
    first: Number(wanted.seed ?? FIRST_SEED),
    seeds,
    stride: Number(wanted.stride ?? 1),
    workers: wanted.first === true ? 1 : Math.min(Number(wanted.workers ?? Math.min(2, availableParallelism())), MOST_WORKERS, Math.max(1, seeds)),
    wanted,
    tell: line => void (wanted.json === true || process.stderr.write(`${line}\n`))
  }
}

async function playHere({ first, seeds, stride, wanted, tell }: Plan): Promise<Part> {
  const until = performance.now() + Number(wanted.seconds ?? Number.POSITIVE_INFINITY) * 1000
  const count = Number(wanted.steps ?? 400)
  const failed: Failure[] = []
  const traces: string[] = []
  let [played, scenes, steps] = [0, 0, 0]
  const note = (result: Played, what: string): void => {
    if (result.failed) failed.push(result.failed)
    tell(`${what}: ${result.steps} steps, ${result.trace.slice(0, 12)}${result.failed ? ` FAILED ${result.failed.detail}` : ''}`)
  }
  const isEnough = (): boolean => wanted.first === true && failed.length > 0
  for (const scene of directed) {
    if (isEnough() || (wanted.scene !== undefined && !scene.name.includes(wanted.scene))) continue
    note(await playDirected(scene, first), scene.name)
    scenes++
  }
  for (let seed = first; seed < first + seeds && performance.now() < until && !isEnough(); seed += stride) {
    const result = await playSeed(seed, count)
    played++
    steps += result.steps
    traces.push(result.trace)
    note(result, `seed ${seed}`)
    if (wanted.twice !== true) continue
    const again = await playSeed(seed, count)
    if (again.trace !== result.trace) failed.push({ seed, step: 0, detail: `another trace when played again: ${result.trace} ${again.trace}` })
  }
  return { seeds: played, scenes, steps, failed, traces }
}

/** The first process plays the written scenes too. */
async function playApart({ first, seeds, workers, wanted, tell }: Plan): Promise<Part> {
  const ended = await Promise.all(
    Array.from({ length: workers }, (_, i) => {
      const args = ['--seed', String(first + i), '--seeds', String(seeds - i), '--stride', String(workers), '--steps', wanted.steps ?? '400']
      if (wanted.seconds !== undefined) args.push('--seconds', wanted.seconds)
      if (wanted.twice === true) args.push('--twice')
      if (i > 0) args.push('--scene', '(none)')
      else if (wanted.scene !== undefined) args.push('--scene', wanted.scene)
      if (wanted.json === true) args.push('--json')
      return simulateApart(args, undefined, line => line.startsWith('{') || tell(line))
    })
  )
  const lost = ended.flatMap(({ report, error }, i): Failure[] =>
    report ? [] : [{ seed: first + i, step: 0, detail: `the process of every ${workers}th seed ended: ${error}` }]
  )
  const parts = ended.flatMap(({ report }) => report ?? [])
  const sum = (of: 'seeds' | 'scenes' | 'steps'): number => parts.reduce((all, part) => all + part[of], 0)
  const longest = Math.max(0, ...parts.map(({ traces }) => traces.length))
  return {
    seeds: sum('seeds'),
    scenes: sum('scenes'),
    steps: sum('steps'),
    failed: [...lost, ...parts.flatMap(({ failed }) => failed)].sort((a, b) => a.seed - b.seed),
    traces: Array.from({ length: longest }, (_, n) => parts.flatMap(({ traces }) => traces[n] ?? [])).flat()
  }
}

export async function run(wanted: Wanted): Promise<number> {
  const begun = performance.now()
  const plan = planOf(wanted)
  const part = await (plan.workers > 1 ? playApart(plan) : playHere(plan))
  const broken = wanted.nightly === true ? await playMutants('all', {}, plan.tell) : { total: 0, killed: 0, survived: [] }
  const seconds = Math.round((performance.now() - begun) / 100) / 10
  const report: Report = { ...part, mutants: broken, seconds, invariants: invariantNames.length }
  process.stdout.write(`${JSON.stringify(report)}\n`)
  return part.failed.length + broken.survived.length > 0 ? 1 : 0
}
