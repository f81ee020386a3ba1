/** Looking through the fake's records, as a desk's index does. */
import type { Checked, Output, RecordRow } from '../../src/shared/contract.ts'

let last: { rows: RecordRow[]; key: string; found: RecordRow[] } | undefined

/** The found rows in order are kept while a page is being scrolled: as in a desk, only the first ask of a query costs. */
export function search(rows: RecordRow[], query: Checked<'listRecords'>): Output<'listRecords'> {
  const asked = JSON.stringify({ ...query, offset: 0, limit: 0 })
  if (last?.rows === rows && last.key === asked) return { total: last.found.length, rows: last.found.slice(query.offset, query.offset + query.limit) }
  const words = query.search.toLowerCase().split(/\s+/).filter(Boolean)
  const found = rows.filter(
    row =>
      (!query.form || row.form === query.form) &&
      (!query.office || row.office === query.office) &&
      (!query.author || row.author === query.author) &&
      (!query.state || row.state === query.state) &&
      (!query.review || row.review === query.review) &&
      (query.work !== 'to-review' || row.review === 'in-review') &&
      (query.work !== 'returned' || row.review === 'returned') &&
      (!query.from || row.time >= query.from) &&
      (!query.to || row.time <= query.to) &&
      words.every(word => `${row.ref} ${row.title} ${row.formTitle} ${row.author} ${row.office}`.toLowerCase().includes(word))
  )
  const key = (row: RecordRow): string => (query.sort === 'form' ? row.formTitle : row[query.sort])
  const sign = query.descending ? -1 : 1
  found.sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
  last = { rows, key: asked, found }
  return { total: found.length, rows: found.slice(query.offset, query.offset + query.limit) }
}

export const tally = <K extends string>(rows: RecordRow[], key: (row: RecordRow) => K): [K, number][] => {
  const counts = new Map<K, number>()
  for (const row of rows) counts.set(key(row), (counts.get(key(row)) ?? 0) + 1)
  return [...counts]
}
