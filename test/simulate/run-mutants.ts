/** Plays broken builds, each in a process of its own, until something is noticed. What is not noticed has survived. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Mutant } from './mutant.ts'
import { mutants } from './mutants.ts'
import type { Report, Wanted } from './run.ts'

const SEEDS = 10
const STEPS = 250
/** ms; a build that does not come to an end is noticed too, and said to be. */
const TIMEOUT = 180_000

interface Caught {
  readonly name: string
  /** What noticed it; null: nothing. */
  readonly by: string | null
}

function playMutant({ name }: Mutant, { seed, seeds, steps }: Wanted): Promise<Caught> {
  const args = ['--mutant', name, '--first', '--json', '--seed', seed ?? '1', '--seeds', seeds ?? String(SEEDS), '--steps', steps ?? String(STEPS)]
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', fileURLToPath(new URL('simulate.mjs', import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let [out, err] = ['', '']
  child.stdout.on('data', chunk => (out += String(chunk)))
  child.stderr.on('data', chunk => (err += String(chunk)))
  let late = false
  const timer = setTimeout(() => {
    late = true
    child.kill('SIGKILL')
  }, TIMEOUT)
  return new Promise(resolve => {
    child.on('close', () => {
      clearTimeout(timer)
      if (late) return resolve({ name, by: `no end within ${TIMEOUT / 1000} s` })
      try {
        const report = JSON.parse(out) as Report
        resolve({ name, by: report.failed[0]?.detail ?? null })
      } catch {
        resolve({ name, by: `the process ended: ${err.slice(-300)}` })
      }
    })
  })
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
  for (const mutant of chosen) {
    const result = await playMutant(mutant, wanted)
    caught.push(result)
    tell(`${result.by === null ? 'SURVIVED' : 'killed'} ${mutant.name}: ${(result.by ?? mutant.why).slice(0, 240).replaceAll('\n', ' ')}`)
  }
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
