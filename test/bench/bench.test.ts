/** The bench runs and reports in its shape; its figures are for people and are asserted nowhere. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import type { Row } from './measure.ts'
import { names, only } from './rows.ts'

const run = async (...args: readonly string[]): Promise<readonly Row[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'bench.mjs'), ...args, '--quick', '--json'])
  return JSON.parse(stdout) as Row[]
}

const NAMES = [
  'append/core',
  'append/record20',
  'bulk/core',
  'bulk/record1',
  'bulk/record20',
  'verify/core',
  'verify/record1',
  'verify/record20',
  'verify/daily',
  'open',
  'size/record1',
  'size/record20',
  'sync/core/20k',
  'sync/record1/20k',
  'sync/record20/20k',
  'sync-many/core/200k',
  'sync-many/record20/200k',
  'sync-memory/record20/20k',
  'sync-memory/record20/200k',
  'search',
  'search-typing',
  'index'
]

it('has every row that is asked for, and can do each by itself', () => {
  for (const name of NAMES) {
    expect(names).toContain(name)
    expect(only(name)!.flatMap(work => work.rows.map(row => row.name))).toContain(name)
  }
  expect(only('no-such-row')).toBe(undefined)
})

it('every row has its figure and those of raw SQLite and of the peer, or null', async () => {
  const rows = await run()
  expect(rows.map(row => row.name)).toEqual(names)
  for (const row of rows) {
    expect(Object.keys(row)).toEqual(['name', 'value', 'unit', 'raw', 'ratioToRaw', 'peer', 'ratioToPeer'])
    expect(row.value).toBeGreaterThan(0)
    expect(row.raw === null).toBe(row.ratioToRaw === null)
    expect(row.peer === null).toBe(row.ratioToPeer === null)
  }
  const of = (name: string): Row => rows.find(row => row.name === name)!
  expect(of('append/core').peer).toBeGreaterThan(0)
  expect(of('search').peer).toBe(null)
  // twenty salted fields take more room than one
  expect(of('size/record20').value).toBeGreaterThan(of('size/record1').value * 1.2)
}, 600_000)
