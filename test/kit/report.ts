/** What a run of the tests amounts to. Nothing that did not run, did not load or said nothing may look as if it had passed. */
import { existsSync, readFileSync } from 'node:fs'

/** One line of the file named by MUNIMENT_NOT_RUN. */
export interface NotRun {
  readonly cause: string
  readonly count: number
  readonly file?: string
}

interface TestFile {
  readonly name: string
  readonly status: string
  readonly assertionResults: readonly { readonly status: string }[]
}

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed without being a case: a file that does not load, a file without a word, an error outside any test. */
  readonly why: readonly string[]
}

/** `report`: vitest's JSON report, undefined where it wrote none; `code`: its exit code. */
export function tally(report: string | undefined, code: number | null, notRun: readonly NotRun[]): Tally {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0, why: ['the test runner ended without a report'] }
  const { testResults } = JSON.parse(report) as { testResults: readonly TestFile[] }
  const spoke = new Set(notRun.map(line => line.file))
  const why = testResults.flatMap(file => {
    if (file.status === 'failed' && !file.assertionResults.some(one => one.status === 'failed')) return [`${file.name} does not load`]
    return file.assertionResults.length === 0 && file.status !== 'failed' && !spoke.has(file.name) ? [`${file.name} holds no test`] : []
  })
  const cases = testResults.flatMap(file => file.assertionResults)
  const passed = cases.filter(one => one.status === 'passed').length
  const failed = cases.filter(one => one.status === 'failed').length
  if (code !== 0 && failed + why.length === 0) why.push('errors outside any test (see above)')
  return { passed, failed: failed + why.length, skipped: cases.length - passed - failed, why }
}

/** `[cause, how many]`, by cause. */
export function sumByCause(notRun: readonly NotRun[], skipped: number): [string, number][] {
  const sums = new Map<string, number>()
  for (const { cause, count } of notRun) sums.set(cause, (sums.get(cause) ?? 0) + count)
  if (skipped > 0) sums.set('skipped in a test file', skipped)
  return [...sums].sort(([a], [b]) => a.localeCompare(b))
}

export const readText = (path: string): string | undefined => (existsSync(path) ? readFileSync(path, 'utf8') : undefined)

export const readNotRun = (path: string): NotRun[] =>
  (readText(path) ?? '')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as NotRun)
