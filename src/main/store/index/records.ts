/** The list of records: one row a record in its present state, with full-text search. */
import { prepared, type Database } from '../prepared.ts'

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
  'held'
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

export interface RecordQuery {
  readonly search: string
  readonly form?: string | undefined
  readonly office?: string | undefined
  readonly author?: string | undefined
  readonly state?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly sort: 'time' | 'ref' | 'form' | 'office' | 'author' | 'state'
  readonly descending: boolean
  readonly offset: number
  readonly limit: number
}

const sortColumn = { time: 'time', ref: 'ref', form: 'form_title', office: 'office_name', author: 'person_name', state: 'state' } as const

/**
 * Written or left out at will, so neither stored nor searched for: Arabic vowel signs and the stretching stroke, and Greek
 * accents (the tokenizer leaves out those of Latin letters only).
 */
const searchable = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/(?<=\p{Script=Greek})[\u0300-\u036f]+|[\u0640\u064b-\u0652\u0670]/gu, '')
    .normalize('NFC')

/**
 * A person's search → FTS5: every word must stand in the record, the last one may be unfinished. undefined: nothing to search
 * for. Letters, numbers and marks are what the tokenizer takes as one word (schema.ts): without positions in the index
 * (`detail = none`) a word that it would split is an error.
 */
export function searchExpression(search: string): string | undefined {
  const words = searchable(search).match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu)
  if (!words) return undefined
  return words.map((word, i) => `"${word}"${i === words.length - 1 ? '*' : ''}`).join(' AND ')
}

function conditions(query: RecordQuery): { where: string; params: Record<string, string> } {
  const params: Record<string, string> = {}
  const parts: string[] = []
  const add = (name: string, value: string | undefined, sql: string): void => {
    if (value === undefined || value === '') return
    params[name] = value
    parts.push(sql)
  }
  add('form', query.form, 'form = @form')
  add('office', query.office, 'office_name = @office')
  add('author', query.author, 'person_name = @author')
  add('state', query.state, 'state = @state')
  add('from', query.from, 'time >= @from')
  add('to', query.to, 'time < @to')
  add('words', searchExpression(query.search), 'pos IN (SELECT rowid FROM words WHERE words MATCH @words)')
  return { where: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', params }
}

export function listRecords(db: Database, query: RecordQuery): { total: number; rows: IndexedRecord[] } {
  const { where, params } = conditions(query)
  const direction = query.descending ? 'DESC' : 'ASC'
  const column = sortColumn[query.sort]
  // Words alone are counted in the words themselves: a common one is in half of all records.
  const counting =
    Object.keys(params).join() === 'words' ? 'SELECT count(*) AS n FROM words WHERE words MATCH @words' : `SELECT count(*) AS n FROM records ${where}`
  const { n } = prepared<[Record<string, string>], { n: number }>(db, counting).get(params)!
  const rows = prepared<[Record<string, string | number>], IndexedRecord>(
    db,
    `SELECT * FROM records ${where} ORDER BY ${column} ${direction}, pos ${direction} LIMIT @limit OFFSET @offset`
  ).all({ ...params, limit: query.limit, offset: query.offset })
  return { total: n, rows }
}

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
function betweenWrites<T>(compute: (db: Database) => T): (db: Database) => T {
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
