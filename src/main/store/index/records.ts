/** The list of records: one row a record in its present state, with full-text search. */
import { prepared, type Database } from '../prepared.ts'
import { searchable } from './search.ts'

export interface IndexedRecord {
  readonly pos: number
  /** `line.index` of the original. */
  readonly record: string
  readonly ref: string
  readonly form: string
  readonly form_title: string
  readonly version: string
  readonly office: string
  readonly office_name: string
  readonly desk_name: string
  readonly person: string
  readonly person_name: string
  readonly time: string
  readonly state: string
  readonly versions: number
  readonly title: string
  readonly held: number
  /** ReviewState. */
  readonly review: string
  /** Ids of who wrote any version that counts, separated by spaces: they decide nothing about it. */
  readonly authors: string
  /** Ids of those whose decision about the present version stands. */
  readonly decided: string
}

const columns = [
  'pos',
  'record',
  'ref',
  'form',
  'form_title',
  'version',
  'office',
  'office_name',
  'desk_name',
  'person',
  'person_name',
  'time',
  'state',
  'versions',
  'title',
  'held',
  'review',
  'authors',
  'decided'
]
const putSql = `INSERT INTO records (${columns.join(', ')}) VALUES (${columns.map(name => `@${name}`).join(', ')})
  ON CONFLICT (pos) DO UPDATE SET ${columns
    .slice(2)
    .map(name => `${name} = excluded.${name}`)
    .join(', ')}`

export function putRecord(db: Database, row: IndexedRecord, text: string | null): void {
  prepared(db, putSql).run(row)
  prepared(db, 'DELETE FROM words WHERE rowid = ?').run(row.pos)
  if (text !== null) prepared(db, 'INSERT INTO words (rowid, text) VALUES (?, ?)').run(row.pos, searchable(text))
}

export const recordBy = (db: Database, record: string): IndexedRecord | undefined =>
  prepared<[string], IndexedRecord>(db, 'SELECT * FROM records WHERE record = ?').get(record)
export const recordByRef = (db: Database, ref: string): IndexedRecord[] =>
  prepared<[string], IndexedRecord>(db, 'SELECT * FROM records WHERE ref = ? COLLATE NOCASE LIMIT 2').all(ref)
export const countRecords = (db: Database): number => Number(prepared<[], { n: number }>(db, 'SELECT count(*) AS n FROM records').get()!.n)
export const countBetween = (db: Database, from: number, to: number): number =>
  prepared<[number, number], { n: number }>(db, 'SELECT count(*) AS n FROM records WHERE pos >= ? AND pos < ?').get(from, to)!.n

/** Positions of records from one on, below another, in order. */
export const positionsBetween = (db: Database, from: number, end: number): number[] =>
  prepared<[number, number], number>(db, 'SELECT pos FROM records WHERE pos >= ? AND pos < ? ORDER BY pos').pluck().all(from, end)

interface Facet {
  readonly value: string
  readonly title: string
  readonly n: number
}
const facet = (db: Database, value: string, title: string): Facet[] =>
  prepared<[], Facet>(
    db,
    `SELECT ${value} AS value, min(${title}) AS title, count(*) AS n FROM records GROUP BY ${value} ORDER BY n DESC, value LIMIT 200`
  ).all()

/** Asked for with every change and by every page, and read over all rows: computed once between two writes. */
export function betweenWrites<T>(compute: (db: Database) => T): (db: Database) => T {
  const kept = new WeakMap<Database, { readonly changes: number; readonly value: T }>()
  return db => {
    const changes = prepared<[], number>(db, 'SELECT total_changes()').pluck().get() ?? 0
    const known = kept.get(db)
    if (known?.changes === changes) return known.value
    const value = compute(db)
    kept.set(db, { changes, value })
    return value
  }
}

export const recordFacets = betweenWrites((db): { forms: Facet[]; offices: Facet[]; authors: Facet[]; states: Facet[] } => ({
  forms: facet(db, 'form', 'form_title'),
  offices: facet(db, 'office_name', 'office_name'),
  authors: facet(db, 'person_name', 'person_name'),
  states: facet(db, 'state', 'state')
}))
/** Records of each form and version, by `form\nversion`. */
export const formCounts = betweenWrites((db): ReadonlyMap<string, number> => {
  const rows = prepared<[], { form: string; version: string; n: number }>(db, 'SELECT form, version, count(*) AS n FROM records GROUP BY form, version').all()
  return new Map(rows.map(row => [`${row.form}\n${row.version}`, row.n]))
})
