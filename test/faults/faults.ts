/**
 * `npm run -s faults -- [--only S1,S3] [--nightly] [--seed N] [--part 1/4] [--list] [--json]`: the storage faults against
 * the program. Exit code 0 only if nothing failed and every control that ran was caught.
 */
import { parseArgs } from 'node:util'
import { faults } from './cases.ts'
import { chosenOf, partOf, reportOf, seedOf, tell } from '../kit/harness-flags.ts'
import { isGood, play, type Report } from './play.ts'

const flags = {
  only: { type: 'string' },
  nightly: { type: 'boolean' },
  seed: { type: 'string' },
  part: { type: 'string' },
  list: { type: 'boolean' },
  json: { type: 'boolean' }
} as const

function told({ cases, failed, skipped, controls, seconds }: Report): string {
  const rows = Object.entries(cases).map(
    ([id, n]) => `${id.padEnd(4)} ${String(n).padStart(8)} cases${controls[id] === undefined ? '' : `, control ${controls[id]}`}`
  )
  const not = Object.entries(skipped).map(([id, cause]) => `${id.padEnd(4)} not run: ${cause}`)
  const bad = failed.map(one => `FAILED ${one.case} (seed ${one.seed}): ${one.detail}`)
  return [...rows, ...not, ...bad, `${failed.length} failed, ${seconds} s`].join('\n')
}

export function main(argv: readonly string[]): Promise<void> {
  return reportOf(argv.includes('--json'), () => run(argv), told, isGood)
}

function run(argv: readonly string[]): Promise<Report> {
  const { values } = parseArgs({ args: [...argv], options: flags })
  const seed = seedOf(values.seed)
  tell(`faults: --seed ${seed}`)
  return play({
    faults: chosenOf(values.only, faults),
    counts: values.nightly === true ? 'nightly' : 'gate',
    seed,
    tell,
    part: partOf(values.part),
    ...(values.list === true ? { name: tell } : {})
  })
}
