/**
 * `npm run -s faults -- [--only S1,S3] [--nightly] [--seed N] [--part 1/4] [--list] [--json]`: the storage faults against
 * the program. Exit code 0 only if nothing failed and every control that ran was caught.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { faults } from './cases.ts'
import type { Fault } from './fault.ts'
import { isGood, play, type Report } from './play.ts'

const flags = {
  only: { type: 'string' },
  nightly: { type: 'boolean' },
  seed: { type: 'string' },
  part: { type: 'string' },
  list: { type: 'boolean' },
  json: { type: 'boolean' }
} as const

function wanted(only: string | undefined): readonly Fault[] {
  const ids = only?.split(',') ?? faults.map(({ id }) => id)
  return ids.map(id => {
    const fault = faults.find(one => one.id === id)
    if (!fault) throw new Error(`--only: there is no ${id}; there are ${faults.map(one => one.id).join(', ')}`)
    return fault
  })
}

function partOf(text: string | undefined): readonly [number, number] {
  const [part = 0, of = 0] = (text ?? '1/1').split('/').map(Number)
  if (!(Number.isInteger(part) && Number.isInteger(of) && part >= 1 && part <= of)) throw new Error(`--part: wanted something like 1/4, got ${text}`)
  return [part, of]
}

function seedOf(text: string | undefined): number {
  const seed = text === undefined ? randomInt(2 ** 31) : Number(text)
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed: wanted a whole number, got ${text}`)
  return seed
}

function told({ cases, failed, skipped, controls, seconds }: Report): string {
  const rows = Object.entries(cases).map(
    ([id, n]) => `${id.padEnd(4)} ${String(n).padStart(8)} cases${controls[id] === undefined ? '' : `, control ${controls[id]}`}`
  )
  const not = Object.entries(skipped).map(([id, cause]) => `${id.padEnd(4)} not run: ${cause}`)
  const bad = failed.map(one => `FAILED ${one.case} (seed ${one.seed}): ${one.detail}`)
  return [...rows, ...not, ...bad, `${failed.length} failed, ${seconds} s`].join('\n')
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

export async function main(argv: readonly string[]): Promise<void> {
  const json = argv.includes('--json')
  try {
    const { values } = parseArgs({ args: [...argv], options: flags })
    const seed = seedOf(values.seed)
    tell(`faults: --seed ${seed}`)
    const report = await play({
      faults: wanted(values.only),
      counts: values.nightly === true ? 'nightly' : 'gate',
      seed,
      tell,
      part: partOf(values.part),
      ...(values.list === true ? { name: tell } : {})
    })
    process.stdout.write(`${json ? JSON.stringify(report) : told(report)}\n`)
    process.exitCode = isGood(report) ? 0 : 1
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (json) process.stdout.write(`${JSON.stringify({ error: { code: 'internal', message, next: 'See the lines above.' } })}\n`)
    tell(message)
    process.exitCode = 2
  }
}
