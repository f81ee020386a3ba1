/** Plays broken builds, each in a process of its own, until something is noticed. What is not noticed has survived. */
import { availableParallelism } from 'node:os'
import type { Mutant } from './mutant.ts'
import { mutants } from './mutants.ts'
import { simulateApart } from './processes.ts'
import type { Wanted } from './run.ts'

const SEEDS = 10
const STEPS = 250
/** ms; a build that does not come to an end is noticed too, and said to be. */
const TIMEOUT = 180_000

interface Caught {
  readonly name: string
  /** What noticed it; null: nothing. */
  readonly by: string | null
  /** The invariant that objected; null where the program broke off by itself. */
  readonly invariant: string | null
}

const invariantIn = (by: string): string | null => /(?:^|: )([a-z]+(?:-[a-z]+)+): /.exec(by)?.[1] ?? null

async function playMutant({ name }: Mutant, { seed, seeds, steps }: Wanted): Promise<Caught> {
  const args = ['--mutant', name, '--first', '--json', '--seed', seed ?? '1', '--seeds', seeds ?? String(SEEDS), '--steps', steps ?? String(STEPS)]
  const { report, late, error } = await simulateApart(args, TIMEOUT)
  if (late) return { name, by: `no end within ${TIMEOUT / 1000} s`, invariant: null }
  if (!report) return { name, by: `the process ended: ${error.slice(-300)}`, invariant: null }
  const by = report.failed[0]?.detail ?? null
  return { name, by, invariant: by && invariantIn(by) }
}

export interface Mutants {
  readonly total: number
  readonly killed: number
  readonly survived: readonly string[]
  /** What noticed each. */
  readonly caught?: readonly Caught[]
}

/** `names`: some of their names, by commas, or `all`. Throws where one is not known. */
export async function playMutants(names: string, wanted: Wanted, tell: (line: string) => void): Promise<Mutants> {
  const chosen = names === 'all' ? mutants : names.split(',').map(known)
  const caught: Caught[] = []
  const left = chosen.values()
  const playNext = async (): Promise<void> => {
    for (const mutant of left) {
      const result = await playMutant(mutant, wanted)
      caught.push(result)
      tell(`${result.by === null ? 'SURVIVED' : 'killed'} ${mutant.name}: ${(result.by ?? mutant.why).slice(0, 240).replaceAll('\n', ' ')}`)
    }
  }
  await Promise.all(Array.from({ length: Number(wanted.workers ?? Math.min(2, availableParallelism())) }, playNext))
  const survived = caught.filter(({ by }) => by === null).map(({ name }) => name)
  return { total: chosen.length, killed: chosen.length - survived.length, survived, caught }
}

function known(name: string): Mutant {
  const mutant = mutants.find(one => one.name === name)
  if (!mutant) throw new Error(`no such mutant: ${name}`)
  return mutant
}

export async function runMutants(names: string, wanted: Wanted): Promise<number> {
  const begun = performance.now()
  const played = await playMutants(names, wanted, line => void (wanted.json === true || process.stderr.write(`${line}\n`)))
  const seconds = Math.round((performance.now() - begun) / 100) / 10
  process.stdout.write(`${JSON.stringify({ seeds: 0, steps: 0, failed: [], mutants: played, seconds })}\n`)
  return played.survived.length > 0 ? 1 : 0
}
