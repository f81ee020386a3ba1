/** Runs cases of the targets in turn, seeded: the same seed, targets and number of cases are the same inputs. */
import { randomOf } from '../../src/main/cli/demo/random.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import type { Target } from './target.ts'

export interface Failure {
  readonly target: string
  /** Number of the case; with the seed it makes the input again. */
  readonly n: number
  readonly what: string
  /** The input, base64url, its first 4 KiB. */
  readonly input: string
}
export interface Fuzzed {
  readonly seed: number
  readonly cases: number
  readonly targets: Readonly<Record<string, { readonly cases: number; readonly accepted: number; readonly slowest: number }>>
  readonly failures: readonly Failure[]
  readonly seconds: number
}
export interface FuzzOptions {
  readonly cases: number
  readonly seed: number
  readonly tell?: (done: number) => void
}

/** Of each target. */
const MOST_FAILURES = 5
const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

interface Tally {
  cases: number
  accepted: number
  slowest: number
}

/** What is wrong with how the target takes an input; undefined when nothing is. */
async function wrongWith(target: Target, input: Uint8Array, tally: Tally): Promise<string | undefined> {
  const before = Uint8Array.from(input)
  const began = performance.now()
  let out: Uint8Array | undefined
  try {
    const given = target.decode(input)
    out = given instanceof Promise ? await given : given
  } catch (error) {
    if (!(error instanceof OfficeError)) return `threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`
  }
  const took = performance.now() - began
  if (took > tally.slowest) tally.slowest = took
  if (took > target.bound && (await fastest(target, input)) > target.bound) return `took ${took.toFixed(1)} ms, at most ${target.bound}`
  if (!equal(before, input)) return 'changed what it was given'
  if (out === undefined) return undefined
  tally.accepted++
  return equal(out, input) ? undefined : `accepted, and written again it is ${Buffer.from(out.subarray(0, 200)).toString('base64url')}`
}

async function fastest(target: Target, input: Uint8Array): Promise<number> {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < 5; i++) {
    const began = performance.now()
    try {
      await target.decode(input)
    } catch {
      // told by the first try
    }
    best = Math.min(best, performance.now() - began)
  }
  return best
}

/** Every seed must be accepted as it is: else nothing behind the first door is tried. */
async function requireSeeds(targets: readonly Target[]): Promise<void> {
  for (const target of targets)
    for (const [i, seed] of target.seeds.entries()) {
      const out = await target.decode(seed)
      if (out === undefined || !equal(out, seed)) throw new Error(`${target.name}: its seed ${i} is ${out === undefined ? 'refused' : 'written otherwise'}`)
    }
}

export async function fuzz(targets: readonly Target[], { cases, seed, tell = () => {} }: FuzzOptions): Promise<Fuzzed> {
  const began = performance.now()
  await requireSeeds(targets)
  const shares = targets.reduce((sum, { share }) => sum + share, 0)
  const failures: Failure[] = []
  const tallies: Record<string, Tally> = {}
  let done = 0
  for (const [i, target] of targets.entries()) {
    const random = randomOf(seed * 1_000 + i)
    const tally: Tally = (tallies[target.name] = { cases: 0, accepted: 0, slowest: 0 })
    const most = Math.ceil((cases * target.share) / shares)
    for (; tally.cases < most; tally.cases++) {
      const from = random.pick(target.seeds)
      let input = target.mutate(from, target.seeds, random)
      while (equal(input, from)) input = target.mutate(from, target.seeds, random)
      const what = await wrongWith(target, input, tally)
      if (what !== undefined && failures.filter(failure => failure.target === target.name).length < MOST_FAILURES)
        failures.push({ target: target.name, n: tally.cases, what, input: Buffer.from(input.subarray(0, 4096)).toString('base64url') })
      if (++done % 100_000 === 0) tell(done)
    }
    tally.slowest = Math.round(tally.slowest * 10) / 10
  }
  return { seed, cases: done, targets: tallies, failures, seconds: Math.round((performance.now() - began) / 100) / 10 }
}
