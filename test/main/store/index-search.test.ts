/** The list by itself: searching, sorting, counting. */
import { expect, it, onTestFinished } from 'vitest'
import Sqlite from 'better-sqlite3'
import { listRecords, type RecordQuery } from '../../../src/main/store/index/list.ts'
import { putRecord, recordFacets, type IndexedRecord } from '../../../src/main/store/index/records.ts'
import { searchExpression } from '../../../src/main/store/index/search.ts'
import { INDEX_VERSION, prepareIndex } from '../../../src/main/store/index/schema.ts'
import type { Database } from '../../../src/main/store/prepared.ts'

function index(): Database {
  const db = new Sqlite(':memory:')
  onTestFinished(() => void db.close())
  prepareIndex(db)
  return db
}
const row = (pos: number, over: Partial<IndexedRecord> = {}): IndexedRecord => ({
  pos,
  record: `${'A'.repeat(40)}${String(pos).padStart(3, '0')}.0`,
  ref: `YUM-1-${pos}`,
  form: 'f',
  form_title: 'Form',
  version: '1',
  office: 'o',
  office_name: 'Yuma',
  desk_name: 'Yuma desk 1',
  person: 'p',
  person_name: 'Ana',
  time: '2026-11-22T08:00:00.000Z',
  state: 'filed',
  versions: 1,
  title: '',
  held: 1,
  review: 'none',
  authors: '',
  decided: '',
  ...over
})
const query = (over: Partial<RecordQuery> = {}): RecordQuery => ({ search: '', sort: 'time', descending: true, offset: 0, limit: 100, ...over })
function filled(texts: readonly string[]): { db: Database; find: (search: string) => number[] } {
  const db = index()
  texts.forEach((text, i) => putRecord(db, row(i + 1), text))
  return { db, find: search => listRecords(db, query({ search, descending: false })).rows.map(({ pos }) => pos) }
}

it('every word must be there, whole or, the last one, begun; signs and case do not matter', () => {
  const { find } = filled(['Harbor crane, north', 'harbor gate', 'North Gate', 'Über die Brücke', 'Tsé Bii’ Ndzisgaii'])
  expect(find('harbor')).toEqual([1, 2])
  expect(find('HARB')).toEqual([1, 2])
  expect(find('harb gate')).toEqual([]) // only the last word may be unfinished
  expect(find('gate harb').length).toBeGreaterThan(0)
  expect(find('gate harb ')).toEqual([]) // and a space ends it
  expect(find('gate harb')).toEqual([2])
  expect(find('north harbor')).toEqual([1])
  expect(find('uber brucke')).toEqual([4])
  expect(find('Brücke')).toEqual([4])
  expect(find('bru\u0308cke')).toEqual([4])
  expect(find('tse ndz')).toEqual([5])
})

it('scripts with marks and vowel signs are searched like any other', () => {
  const { find } = filled(['पानी की कीमत', 'مُحَمَّد علي', 'محمد الطريق', 'ภาษาไทย ถนน', 'Дорога', '水路 点検', 'Κτίριο'])
  expect(find('कीमत')).toEqual([1])
  expect(find('की')).toEqual([1])
  expect(find('محمد')).toEqual([2, 3])
  expect(find('مُحَمَّد')).toEqual([2, 3])
  expect(find('الطر')).toEqual([3])
  expect(find('ถน')).toEqual([4])
  expect(find('дор')).toEqual([5])
  expect(find('水')).toEqual([6])
  expect(find('κτιριο')).toEqual([7])
})

it('no search text is an expression: operators and signs of the search language are words or nothing', () => {
  const { find, db } = filled(['to be OR not to be', 'NEAR the AND gate', 'plain'])
  expect(find('or')).toEqual([1])
  expect(find('to OR plain')).toEqual([])
  expect(find('NOT plain')).toEqual([])
  for (const nothing of ['', ' ', '*', '"', '""', '-', '(', ')', '^', ':', '{}', "';--", '.', '\u0000', '🙂'])
    expect([nothing, find(nothing)]).toEqual([nothing, [1, 2, 3]])
  for (const odd of [
    '"plain',
    'plain"',
    'plain*',
    '*plain',
    '-plain',
    '(plain',
    'plain)',
    'text:plain',
    '{text}: plain',
    'pla"in',
    'NEAR(a b)',
    "plain' OR 1=1 --",
    'a'.repeat(200),
    '\ud800',
    '\u0301',
    'ª½²',
    '𞤀',
    '𠀀'
  ])
    expect(() => find(odd), odd).not.toThrow()
  expect(find('plain*')).toEqual([3])
  expect(find('-plain')).toEqual([3])
  for (let c = 0; c < 0x3000; c += 64) {
    const words = Array.from({ length: 64 }, (_, i) => `a${String.fromCharCode(c + i)}b`)
    expect(() => find(words.join(' ')), c.toString(16)).not.toThrow()
  }
  expect(searchExpression('say "hi"*')).toBe('"say" AND "hi"*')
  expect(db.open).toBe(true)
})

it('a row that is written again is found by its new words only', () => {
  const { db, find } = filled(['gate'])
  putRecord(db, row(1, { state: 'amended' }), 'weir')
  expect([find('gate'), find('weir')]).toEqual([[], [1]])
  putRecord(db, row(1), null)
  expect(find('weir')).toEqual([])
})

it('pages of a sorted list neither repeat nor leave out a row, whatever is equal in them, both ways round', () => {
  const db = index()
  for (let i = 1; i <= 97; i++)
    putRecord(
      db,
      row(i, {
        person_name: i % 3 ? 'Ana' : 'Bea',
        state: i % 2 ? 'filed' : 'voided',
        time: `2026-11-${10 + (i % 5)}T08:00:00.000Z`,
        form_title: i % 4 ? 'A' : 'B'
      }),
      null
    )
  for (const sort of ['time', 'ref', 'form', 'office', 'author', 'state'] as const)
    for (const descending of [true, false]) {
      const seen: number[] = []
      for (let offset = 0; offset < 97; offset += 10) seen.push(...listRecords(db, query({ sort, descending, offset, limit: 10 })).rows.map(({ pos }) => pos))
      expect(new Set(seen).size).toBe(97)
      const whole = listRecords(db, query({ sort, descending, limit: 500 })).rows.map(({ pos }) => pos)
      expect(seen).toEqual(whole)
      expect(listRecords(db, query({ sort, descending: !descending, limit: 500 })).rows.map(({ pos }) => pos)).toEqual(whole.toReversed())
    }
})

it('filters narrow, add up with the search, and the counts of each kind add up to the whole', () => {
  const db = index()
  for (let i = 1; i <= 60; i++)
    putRecord(
      db,
      row(i, {
        office_name: i % 3 ? 'Yuma' : 'Tuba City',
        person_name: i % 2 ? 'Ana' : 'Bea',
        form: i % 5 ? 'f' : 'g',
        state: i % 7 ? 'filed' : 'amended',
        time: `2026-11-${String(1 + (i % 20)).padStart(2, '0')}T08:00:00.000Z`
      }),
      i % 4 ? 'gate' : 'weir'
    )
  const total = (over: Partial<RecordQuery>): number => listRecords(db, query(over)).total
  const facets = recordFacets(db)
  for (const kind of [facets.forms, facets.offices, facets.authors, facets.states]) expect(kind.reduce((sum, { n }) => sum + n, 0)).toBe(60)
  for (const { value, n } of facets.offices) expect(total({ office: value })).toBe(n)
  for (const { value, n } of facets.authors) expect(total({ author: value })).toBe(n)
  for (const { value, n } of facets.forms) expect(total({ form: value })).toBe(n)
  for (const { value, n } of facets.states) expect(total({ state: value })).toBe(n)
  expect(total({ search: 'gate', office: 'Yuma' }) + total({ search: 'gate', office: 'Tuba City' })).toBe(45)
  expect(total({ from: '2026-11-05', to: '2026-11-06' })).toBe(3)
  expect(total({ office: "Yuma' OR 1=1 --" })).toBe(0)
})

it('a page of what is searched for, common or rare, filtered and sorted, is what plain SQL answers', () => {
  const db = index()
  for (let i = 1; i <= 400; i++)
    putRecord(
      db,
      row(i, {
        office_name: i % 3 ? 'Yuma' : 'Tuba City',
        person_name: `P${i % 7}`,
        time: `2026-11-${String(1 + ((i * 13) % 20)).padStart(2, '0')}T08:00:00.000Z`
      }),
      `gate${i % 10 === 0 ? ' weir' : ''}${i === 77 ? ' dam' : ''}`
    )
  let walked = 0
  for (const search of ['gate', 'ga', 'weir', 'gate weir', 'dam', 'nothing'])
    for (const office of [undefined, 'Yuma'])
      for (const sort of ['time', 'author'] as const)
        for (const descending of [true, false])
          for (const offset of [0, 7, 250, 1000]) {
            const column = sort === 'time' ? 'time' : 'person_name'
            const direction = descending ? 'DESC' : 'ASC'
            const want = db
              .prepare<[string], number>(
                `SELECT pos FROM records WHERE pos IN (SELECT rowid FROM words WHERE words MATCH ?) ${office ? `AND office_name = '${office}'` : ''} ORDER BY ${column} ${direction}, pos ${direction}`
              )
              .pluck()
              .all(searchExpression(search)!)
            const { total, rows } = listRecords(db, query({ search, office, sort, descending, offset, limit: 20 }))
            expect([total, rows.map(({ pos }) => pos)]).toEqual([want.length, want.slice(offset, offset + 20)])
            if (3 * want.length ** 2 > (offset + 20) * 400) walked++
          }
  expect(walked).toBeGreaterThan(20)
  putRecord(db, row(77), 'gate')
  expect(listRecords(db, query({ search: 'dam' })).total).toBe(0) // nothing of the search before is kept beyond a write
})

it('an index of another version is emptied, whatever stands in it', () => {
  const db = index()
  putRecord(db, row(1), 'gate')
  expect(prepareIndex(db)).toBe(false)
  db.exec('CREATE TABLE "od""d" (a); CREATE VIEW seen AS SELECT * FROM records; DROP TABLE applied')
  db.pragma(`user_version = ${INDEX_VERSION + 1}`)
  expect(prepareIndex(db)).toBe(true)
  expect(listRecords(db, query()).total).toBe(0)
  putRecord(db, row(1), 'weir')
  expect(listRecords(db, query({ search: 'weir' })).total).toBe(1)
})
