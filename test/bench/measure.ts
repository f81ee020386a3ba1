/** Measures works: paired runs, raw SQLite and the peer beside ours in each, and the medians of them. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Phase } from './phase.ts'
import type { Kind } from './phases/ours.ts'
import type { Work } from './rows.ts'
import { runInFreshFolder, runPhase } from './run-phase.ts'

export interface Row {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** The same work by raw SQLite, in the same run. */
  readonly raw: number | null
  readonly ratioToRaw: number | null
  /** The same work by hypercore. */
  readonly peer: number | null
  readonly ratioToPeer: number | null
}

export interface Scale {
  readonly runs: number
  /** Items of a store that is made to be verified or opened, and of all others. */
  readonly many: number
  readonly some: number
  readonly seconds: number
}
export const FULL: Scale = { runs: 5, many: 200_000, some: 20_000, seconds: 1.5 }
export const QUICK: Scale = { runs: 1, many: 1_000, some: 500, seconds: 0.05 }

type Run = Omit<Phase, 'folder'>

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const round = (value: number): number => Number(value.toPrecision(4))

export interface Bench {
  readonly folder: string
  readonly scale: Scale
  readonly tell: (line: string) => void
  /** Stores that were made, by what they hold. */
  readonly made: Map<string, string>
}

async function madeStore(bench: Bench, run: Run, makes: Work['makes']): Promise<string> {
  const key = `${run.store}-${makes}-${run.store === 'ours' ? run.kind : ''}-${run.count}`
  const known = bench.made.get(key)
  if (known !== undefined) return known
  const folder = join(bench.folder, key)
  mkdirSync(folder)
  bench.tell(`  makes ${run.store} ${run.store === 'ours' ? run.kind : ''} of ${run.count}`)
  await runPhase({ ...run, work: makes, folder })
  bench.made.set(key, folder)
  return folder
}

async function once(bench: Bench, work: Work, run: Run): Promise<number> {
  if (work.on === 'fresh') return runInFreshFolder(bench.folder, run)
  return runPhase({ ...run, folder: await madeStore(bench, run, work.makes) })
}

interface Paired {
  readonly raw: number | null
  readonly peer: number | null
  /** In the order of the work's rows. */
  readonly ours: readonly number[]
}

/** One run of a work: raw, peer, and each of our rows, one after the other. */
async function paired(bench: Bench, work: Work): Promise<Paired> {
  const { seconds } = bench.scale
  const base = { count: bench.scale[work.count], seconds }
  const raw = work.raw && (await once(bench, work, { ...base, store: 'raw', work: work.raw, kind: 'core' }))
  const peer = work.peer && (await once(bench, work, { ...base, store: 'hypercore', work: work.peer, kind: 'core' }))
  const ours: number[] = []
  for (const { work: what, kind } of work.rows) ours.push(await once(bench, work, { ...base, store: 'ours', work: what, kind: kind satisfies Kind }))
  return { raw, peer, ours }
}

export async function measure(bench: Bench, work: Work): Promise<Row[]> {
  const runs: Paired[] = []
  const times = work.repeats ? bench.scale.runs : 1
  for (let i = 0; i < times; i++) {
    const run = await paired(bench, work)
    bench.tell(
      `${work.name} ${i + 1}/${times}: raw ${run.raw?.toFixed(1) ?? '–'}, hypercore ${run.peer?.toFixed(1) ?? '–'}, ${work.rows.map((row, j) => `${row.name} ${run.ours[j]!.toFixed(1)}`).join(', ')}`
    )
    runs.push(run)
  }
  const medianOf = (values: readonly (number | null)[]): number | null => (values.includes(null) ? null : round(median(values as number[])))
  return work.rows.map(({ name }, j) => ({
    name,
    value: round(median(runs.map(run => run.ours[j]!))),
    unit: work.unit,
    raw: medianOf(runs.map(run => run.raw)),
    ratioToRaw: medianOf(runs.map(run => run.raw && run.ours[j]! / run.raw)),
    peer: medianOf(runs.map(run => run.peer)),
    ratioToPeer: medianOf(runs.map(run => run.peer && run.ours[j]! / run.peer))
  }))
}
