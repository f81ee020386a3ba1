/** The rows of the bench: names, units, and how each is measured. The bars are in the shared peers' table; a test never asserts them. */
import type { Phase } from './phase.ts'
import type { Kind } from './phases/ours.ts'

export interface Measure {
  readonly name: string
  readonly kind: Kind
  readonly work: Phase['work']
}

/** Rows that are measured together, each beside the same figures of raw SQLite and of hypercore in the same run. */
export interface Work {
  readonly name: string
  readonly unit: string
  readonly rows: readonly Measure[]
  readonly raw: Phase['work'] | null
  readonly peer: Phase['work'] | null
  /** fresh: an empty folder for each phase · made: a store of `count` items, made once, for all phases */
  readonly on: 'fresh' | 'made'
  readonly makes: 'make' | 'index'
  readonly count: 'many' | 'some'
  /** Whether the figure moves from run to run. */
  readonly repeats: boolean
}

const rows = (work: Phase['work'], group: string, ...kinds: readonly Kind[]): Measure[] =>
  kinds.map(kind => ({ name: kinds.length === 1 && group === work ? group : `${group}/${kind}`, kind, work }))

export const works: readonly Work[] = [
  {
    name: 'append',
    unit: 'items/s',
    rows: rows('append', 'append', 'core', 'record20'),
    raw: 'append',
    peer: 'append',
    on: 'fresh',
    makes: 'make',
    count: 'some',
    repeats: true
  },
  {
    name: 'bulk',
    unit: 'items/s',
    rows: rows('bulk', 'bulk', 'core', 'record1', 'record20'),
    raw: 'bulk',
    peer: 'bulk',
    on: 'fresh',
    makes: 'make',
    count: 'some',
    repeats: true
  },
  {
    name: 'verify',
    unit: 'items/s',
    rows: rows('verify', 'verify', 'core', 'record1', 'record20', 'daily'),
    raw: 'verify',
    peer: 'verify',
    on: 'made',
    makes: 'make',
    count: 'many',
    repeats: true
  },
  {
    name: 'open',
    unit: 'ms',
    rows: [{ name: 'open', kind: 'daily', work: 'reopen' }],
    raw: 'reopen',
    peer: 'reopen',
    on: 'made',
    makes: 'make',
    count: 'many',
    repeats: true
  },
  {
    name: 'size',
    unit: 'bytes/item',
    rows: rows('size', 'size', 'record1', 'record20'),
    raw: 'size',
    peer: 'size',
    on: 'made',
    makes: 'make',
    count: 'some',
    repeats: false
  },
  {
    name: 'size-index',
    unit: 'bytes/item',
    rows: [{ name: 'size/index20', kind: 'record20', work: 'indexSize' }],
    raw: null,
    peer: null,
    on: 'made',
    makes: 'index',
    count: 'some',
    repeats: false
  },
  {
    name: 'sync',
    unit: 'items/s',
    rows: [
      { name: 'sync/core/20k', kind: 'core', work: 'sync' },
      { name: 'sync/record1/20k', kind: 'record1', work: 'sync' },
      { name: 'sync/record20/20k', kind: 'record20', work: 'sync' }
    ],
    raw: 'sync',
    peer: 'sync',
    on: 'fresh',
    makes: 'make',
    count: 'some',
    repeats: true
  },
  {
    name: 'sync-many',
    unit: 'items/s',
    rows: [
      { name: 'sync-many/core/200k', kind: 'core', work: 'sync' },
      { name: 'sync-many/record20/200k', kind: 'record20', work: 'sync' }
    ],
    raw: 'sync',
    peer: 'sync',
    on: 'fresh',
    makes: 'make',
    count: 'many',
    repeats: true
  },
  ...(['some', 'many'] as const).map((count): Work => ({
    name: 'sync-memory',
    unit: 'MiB peak',
    rows: [{ name: `sync-memory/record20/${count === 'some' ? '20k' : '200k'}`, kind: 'record20', work: 'syncMemory' }],
    raw: null,
    peer: 'syncMemory',
    on: 'fresh',
    makes: 'make',
    count,
    repeats: false
  })),
  {
    name: 'index',
    unit: 'items/s',
    rows: [{ name: 'index', kind: 'record20', work: 'index' }],
    raw: 'index',
    peer: null,
    on: 'fresh',
    makes: 'make',
    count: 'some',
    repeats: true
  },
  {
    name: 'search',
    unit: 'ms p95',
    rows: [{ name: 'search', kind: 'record20', work: 'search' }],
    raw: 'search',
    peer: null,
    on: 'fresh',
    makes: 'make',
    count: 'many',
    repeats: true
  },
  {
    name: 'search-typing',
    unit: 'ms p95',
    rows: [{ name: 'search-typing', kind: 'record20', work: 'searchTyping' }],
    raw: 'searchTyping',
    peer: null,
    on: 'fresh',
    makes: 'make',
    count: 'many',
    repeats: true
  }
]

export const names: readonly string[] = works.flatMap(work => work.rows.map(row => row.name))

/** The works with only the rows that are asked for: a name, or what stands before its slash. Undefined when there is none. */
export function only(wanted: string | undefined): readonly Work[] | undefined {
  if (wanted === undefined) return works
  const found = works
    .map(work => ({ ...work, rows: work.rows.filter(row => row.name === wanted || row.name.startsWith(`${wanted}/`)) }))
    .filter(work => work.rows.length > 0)
  return found.length > 0 ? found : undefined
}
