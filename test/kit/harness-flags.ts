/** What the flags of a test harness mean (`npm run faults`, `npm run hostile`), and how it ends: its report, or why there is none. */
import { randomInt } from 'node:crypto'

/** Those that `--only` names, or all. */
export function chosenOf<T extends { readonly id: string }>(only: string | undefined, all: readonly T[]): readonly T[] {
  const ids = only?.split(',') ?? all.map(({ id }) => id)
  return ids.map(id => {
    const found = all.find(one => one.id === id)
    if (!found) throw new Error(`--only: there is no ${id}; there are ${all.map(one => one.id).join(', ')}`)
    return found
  })
}

export function wholeOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${flag}: wanted a whole number, got ${text}`)
  return value
}

/** A new one where none is given; it is told, so that the run can be played again. */
export const seedOf = (text: string | undefined): number => wholeOf('seed', text) ?? randomInt(2 ** 31)

export function partOf(text = '1/1'): readonly [number, number] {
  const [part = 0, of = 0] = text.split('/').map(Number)
  if (!(Number.isInteger(part) && Number.isInteger(of) && part >= 1 && part <= of)) throw new Error(`--part: wanted something like 1/4, got ${text}`)
  return [part, of]
}

export const tell = (line: string): void => void process.stderr.write(`${line}\n`)

/** Exit code: 0 good, 1 not, 2 no report. */
export async function reportOf<R>(json: boolean, run: () => Promise<R>, told: (report: R) => string, isGood: (report: R) => boolean): Promise<void> {
  try {
    const report = await run()
    process.stdout.write(`${json ? JSON.stringify(report) : told(report)}\n`)
    process.exitCode = isGood(report) ? 0 : 1
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (json) process.stdout.write(`${JSON.stringify({ error: { code: 'internal', message, next: 'See the lines above.' } })}\n`)
    tell(message)
    process.exitCode = 2
  }
}
