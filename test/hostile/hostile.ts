/**
 * `npm run -s hostile -- [--only N4,kill] [--nightly] [--seed N] [--few N] [--part 1/4] [--list] [--json]`: hostile peers, kills
 * and bad lines against real processes. Exit code 0 only if nothing failed.
 */
import { randomInt } from 'node:crypto'
import { parseArgs } from 'node:util'
import { attacks } from './attacks.ts'
import type { Hostile } from './hostile-case.ts'
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

function wanted(only: string | undefined): readonly Hostile[] {
  const ids = only?.split(',') ?? attacks.map(({ id }) => id)
  return ids.map(id => {
    const attack = attacks.find(one => one.id === id)
    if (!attack) throw new Error(`--only: there is no ${id}; there are ${attacks.map(one => one.id).join(', ')}`)
    return attack
  })
}

function whole(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${flag}: wanted a whole number, got ${text}`)
  return value
}

function partOf(text = '1/1'): readonly [number, number] {
  const [part = 0, of = 0] = text.split('/').map(Number)
  if (!(Number.isInteger(part) && Number.isInteger(of) && part >= 1 && part <= of)) throw new Error(`--part: wanted something like 1/4, got ${text}`)
  return [part, of]
}

function told({ cases, failed, skipped, seconds }: Report): string {
  const rows = Object.entries(cases).map(([id, n]) => `${id.padEnd(8)} ${String(n).padStart(6)} cases`)
  const not = Object.entries(skipped).map(([id, cause]) => `${id.padEnd(8)} not run: ${cause}`)
  const bad = failed.map(one => `FAILED ${one.case} (seed ${one.seed}): ${one.detail}`)
  return [...rows, ...not, ...bad, `${failed.length} failed, ${seconds} s`].join('\n')
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

export async function main(argv: readonly string[]): Promise<void> {
  const json = argv.includes('--json')
  try {
    const { values } = parseArgs({ args: [...argv], options: flags })
    const seed = whole('seed', values.seed) ?? randomInt(2 ** 31)
    tell(`hostile: --seed ${seed}`)
    const report = await play({
      attacks: wanted(values.only),
      counts: values.nightly === true ? 'nightly' : 'gate',
      few: whole('few', values.few),
      seed,
      tell,
      part: partOf(values.part),
      ...(values.list === true ? { name: tell } : {})
    })
    process.stdout.write(`${json ? JSON.stringify(report) : told(report)}\n`)
    process.exitCode = report.failed.length === 0 ? 0 : 1
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (json) process.stdout.write(`${JSON.stringify({ error: { code: 'internal', message, next: 'See the lines above.' } })}\n`)
    tell(message)
    process.exitCode = 2
  }
}
