/** Plays seeds one after the other and prints what came of it. */
import { invariantNames } from './asking.ts'
import { directed } from './directed-all.ts'
import { playDirected, playSeed, type Failure, type Played } from './play.ts'
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
  /** Of the directed scenes only those whose name has this in it. */
  readonly scene?: string | undefined
}

export interface Report {
  readonly seeds: number
  readonly steps: number
  readonly failed: readonly Failure[]
  readonly mutants: Mutants
  readonly seconds: number
  /** Names of what is asked, and the trace of each seed. */
  readonly invariants: number
  readonly traces: readonly string[]
}

const FIRST_SEED = 1
const FEW_SEEDS = 20
const NIGHTLY_SEEDS = 1_000

export async function run(wanted: Wanted): Promise<number> {
  const begun = performance.now()
  const first = Number(wanted.seed ?? FIRST_SEED)
  const seeds = Number(wanted.seeds ?? (wanted.nightly === true ? NIGHTLY_SEEDS : wanted.seed === undefined ? FEW_SEEDS : 1))
  const count = Number(wanted.steps ?? 400)
  const until = begun + Number(wanted.seconds ?? Number.POSITIVE_INFINITY) * 1000
  const failed: Failure[] = []
  const traces: string[] = []
  let [played, steps] = [0, 0]
  const tell = (line: string): void => void (wanted.json === true || process.stderr.write(`${line}\n`))
  const note = (result: Played, what: string): void => {
    if (result.failed) failed.push(result.failed)
    tell(`${what}: ${result.steps} steps, ${result.trace.slice(0, 12)}${result.failed ? ` FAILED ${result.failed.detail}` : ''}`)
  }
  const isEnough = (): boolean => wanted.first === true && failed.length > 0
  for (const scene of directed) {
    if (isEnough() || (wanted.scene !== undefined && !scene.name.includes(wanted.scene))) continue
    note(await playDirected(scene, first), scene.name)
  }
  for (let seed = first; seed < first + seeds && performance.now() < until && !isEnough(); seed++) {
    const result = await playSeed(seed, count)
    played++
    steps += result.steps
    traces.push(result.trace)
    note(result, `seed ${seed}`)
    if (wanted.twice === true) {
      const again = await playSeed(seed, count)
      if (again.trace !== result.trace) failed.push({ seed, step: 0, detail: `another trace when played again: ${result.trace} ${again.trace}` })
    }
  }
  const broken = wanted.nightly === true ? await playMutants('all', {}, tell) : { total: 0, killed: 0, survived: [] }
  const seconds = Math.round((performance.now() - begun) / 100) / 10
  const report: Report = { seeds: played, steps, failed, mutants: broken, seconds, invariants: invariantNames.length, traces }
  process.stdout.write(`${JSON.stringify(report)}\n`)
  return failed.length + broken.survived.length > 0 ? 1 : 0
}
