/**
 * `npm run -s bench -- [--only NAME] [--quick] [--json]`: our work beside raw SQLite and hypercore in the same run, each phase
 * in a process of its own, the median of 5 paired runs. A ratio is always ours divided by theirs; for ms and bytes less is better.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { FULL, measure, QUICK, type Row } from './measure.ts'
import { names, only } from './rows.ts'

const flags = { only: { type: 'string' }, quick: { type: 'boolean' }, json: { type: 'boolean' } } as const

const shown = (value: number | null): string => (value === null ? '–' : value >= 1000 ? Math.round(value).toLocaleString('en') : String(value))

function table(rows: readonly Row[]): string {
  const cells = [
    ['', 'value', 'unit', 'raw SQLite', 'ratio', 'hypercore', 'ratio'],
    ...rows.map(row => [row.name, shown(row.value), row.unit, shown(row.raw), shown(row.ratioToRaw), shown(row.peer), shown(row.ratioToPeer)])
  ]
  const widths = cells[0]!.map((_, i) => Math.max(...cells.map(row => row[i]!.length)))
  return cells
    .map(row =>
      row
        .map((cell, i) => (i === 0 || i === 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}

const tell = (line: string): void => void process.stderr.write(`${line}\n`)

export async function runBench(argv: readonly string[]): Promise<readonly Row[]> {
  const { values } = parseArgs({ args: [...argv], options: flags })
  const wanted = only(values.only)
  if (!wanted) throw new Error(`--only: there is no ${values.only ?? ''}; there are ${names.join(', ')}`)
  const folder = mkdtempSync(join(tmpdir(), 'muniment-bench-'))
  const bench = { folder, scale: values.quick === true ? QUICK : FULL, tell, made: new Map<string, string>() }
  try {
    const rows: Row[] = []
    for (const work of wanted) rows.push(...(await measure(bench, work)))
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function main(argv: readonly string[]): Promise<void> {
  const json = argv.includes('--json')
  try {
    const rows = await runBench(argv)
    process.stdout.write(`${json ? JSON.stringify(rows) : table(rows)}\n`)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (json) process.stdout.write(`${JSON.stringify({ error: { code: 'internal', message, next: 'See the lines above.' } })}\n`)
    tell(message)
    process.exitCode = 2
  }
}
