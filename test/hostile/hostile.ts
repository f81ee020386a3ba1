/**
 * `npm run -s hostile -- [--only N4,kill] [--nightly] [--seed N] [--few N] [--part 1/4] [--list] [--json]`: hostile peers, kills
 * and bad lines against real processes. Exit code 0 only if nothing failed.
 */
import { parseArgs } from 'node:util'
import { attacks } from './attacks.ts'
import { chosenOf, partOf, reportOf, seedOf, tell, wholeOf } from '../kit/harness-flags.ts'
import { play, type Report } from './play.ts'

const flags = {
  only: { type: 'string' },
  nightly: { type: 'boolean' },
  seed: { type: 'string' },
  few: { type: 'string' },
  part: { type: 'string' },
  list: { type: 'boolean' },
  json: { type: 'boolean' }
} as const

function told({ cases, failed, skipped, seconds }: Report): string {
  const rows = Object.entries(cases).map(([id, n]) => `${id.padEnd(8)} ${String(n).padStart(6)} cases`)
  const not = Object.entries(skipped).map(([id, cause]) => `${id.padEnd(8)} not run: ${cause}`)
  const bad = failed.map(one => `FAILED ${one.case} (seed ${one.seed}): ${one.detail}`)
  return [...rows, ...not, ...bad, `${failed.length} failed, ${seconds} s`].join('\n')
}

export function main(argv: readonly string[]): Promise<void> {
  return reportOf(
    argv.includes('--json'),
    () => run(argv),
    told,
    ({ failed }) => failed.length === 0
  )
}

function run(argv: readonly string[]): Promise<Report> {
  const { values } = parseArgs({ args: [...argv], options: flags })
  const seed = seedOf(values.seed)
  tell(`hostile: --seed ${seed}`)
  return play({
    attacks: chosenOf(values.only, attacks),
    counts: values.nightly === true ? 'nightly' : 'gate',
    few: wholeOf('few', values.few),
    seed,
    tell,
    part: partOf(values.part),
    ...(values.list === true ? { name: tell } : {})
  })
}
