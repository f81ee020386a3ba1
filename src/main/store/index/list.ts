/** A page of the list of records: filtered, searched, sorted. */
import { prepared, type Database } from '../prepared.ts'
import { betweenWrites, countRecords, type IndexedRecord } from './records.ts'
import { holds, matching, searchExpression } from './search.ts'

export interface RecordQuery {
  readonly search: string
  readonly form?: string | undefined
  readonly office?: string | undefined
  readonly author?: string | undefined
  readonly state?: string | undefined
  /** Of one person: what waits for their decision, or what came back to them. */
  readonly work?: { readonly what: 'to-review' | 'returned'; readonly person: string } | undefined
  readonly review?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly sort: 'time' | 'ref' | 'form' | 'office' | 'author' | 'state'
  readonly descending: boolean
  readonly offset: number
  readonly limit: number
}
export interface RecordPage {
  readonly total: number
  readonly rows: IndexedRecord[]
}

const sortColumn = { time: 'time', ref: 'ref', form: 'form_title', office: 'office_name', author: 'person_name', state: 'state' } as const

type Params = Readonly<Record<string, string>>

function conditions(query: RecordQuery): { where: string; params: Params } {
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
  add('review', query.review, 'review = @review')
  if (query.work?.what === 'to-review') add('me', query.work.person, "review = 'in-review' AND instr(authors, @me) = 0 AND instr(decided, @me) = 0")
  if (query.work?.what === 'returned') add('me', query.work.person, "review = 'returned' AND instr(authors, @me) > 0")
  return { where: parts.length > 0 ? `WHERE ${parts.join(' AND ')}` : '', params }
}

const orderOf = ({ sort, descending }: RecordQuery): string => {
  const direction = descending ? 'DESC' : 'ASC'
  return `ORDER BY ${sortColumn[sort]} ${direction}, pos ${direction}`
}

export function listRecords(db: Database, query: RecordQuery): RecordPage {
  const filter = conditions(query)
  const expression = searchExpression(query.search)
  if (expression !== undefined) return searched(db, query, filter, matching(db, expression))
  const { where, params } = filter
  const { n } = prepared<[Params], { n: number }>(db, `SELECT count(*) AS n FROM records ${where}`).get(params)!
  const rows = prepared<[Record<string, string | number>], IndexedRecord>(
    db,
    `SELECT * FROM records ${where} ${orderOf(query)} LIMIT @limit OFFSET @offset`
  ).all({ ...params, limit: query.limit, offset: query.offset })
  return { total: n, rows }
}

/** Looking one record up takes about as long as passing three by. */
const LOOKUP = 3
const recordCount = betweenWrites(countRecords)

function searched(db: Database, query: RecordQuery, { where, params }: { where: string; params: Params }, found: readonly number[]): RecordPage {
  const { offset, limit } = query
  const rows = (page: readonly number[]): IndexedRecord[] => {
    const among = prepared<[string], IndexedRecord>(db, 'SELECT * FROM records WHERE pos IN (SELECT value FROM json_each(?))').all(JSON.stringify(page))
    const at = new Map(among.map(row => [row.pos, row]))
    return page.map(pos => at.get(pos)!)
  }
  // Few are looked up and sorted; of a common word the list is walked in its order until the page is full.
  if (LOOKUP * found.length ** 2 <= (offset + limit) * recordCount(db)) {
    const among = `${where === '' ? 'WHERE' : `${where} AND`} pos IN (SELECT value FROM json_each(@found))`
    const all = prepared<[Params], number>(db, `SELECT pos FROM records ${among} ${orderOf(query)}`)
      .pluck()
      .all({ ...params, found: JSON.stringify(found) })
    return { total: all.length, rows: rows(all.slice(offset, offset + limit)) }
  }
  const within = (): number[] => prepared<[Params], number>(db, `SELECT pos FROM records ${where}`).pluck().all(params)
  const total = where === '' ? found.length : within().reduce((n, pos) => n + Number(holds(found, pos)), 0)
  return { total, rows: rows(pageOf(db, query, where, params, found)) }
}

/** Positions are read in steps, each twice as long as the one before: what is passed by again costs less than a call for each. */
const STEP = 1_024

/** Positions of the page, in order. What is written meanwhile is not met: nothing else runs until it is full. */
function pageOf(db: Database, query: RecordQuery, where: string, params: Params, found: readonly number[]): number[] {
  const { offset, limit } = query
  const page: number[] = []
  const step = prepared<[Readonly<Record<string, string | number>>], number>(
    db,
    `SELECT pos FROM records ${where} ${orderOf(query)} LIMIT @step OFFSET @at`
  ).pluck()
  let passed = 0
  for (let at = 0, size = STEP; ; at += size, size *= 2) {
    const some = step.all({ ...params, step: size, at })
    for (const pos of some) {
      if (!holds(found, pos) || passed++ < offset) continue
      page.push(pos)
      if (page.length === limit) return page
    }
    if (some.length < size) return page
  }
}
