/** What SQLite itself says of the file, and whether its schema is ours: a foreign trigger could change what we write. */
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { differsFromSchema } from '../store/schema.ts'
import type { Reading } from './reading.ts'

const MOST = 100
const tableIn = (text: string): string | null => /^(?:table|index|trigger|view) (\S+)/.exec(text)?.[1] ?? null

export function checkDatabase({ db }: Pick<Reading, 'db'>): Fault[] {
  const faults: Fault[] = []
  const attempt = (check: () => void): void => {
    try {
      check()
    } catch (error) {
      faults.push(fault('sqlite-damaged', null, null, error instanceof Error ? error.message : String(error)))
    }
  }
  attempt(() => {
    for (const difference of differsFromSchema(db))
      faults.push(
        fault(difference.startsWith('table') && difference.endsWith('is not ours') ? 'foreign-table' : 'schema-differs', null, null, difference, {
          table: tableIn(difference)
        })
      )
  })
  attempt(() => {
    const rows = db.prepare<[], { integrity_check: string }>(`PRAGMA integrity_check(${MOST})`).all()
    for (const { integrity_check: said } of rows)
      if (said !== 'ok')
        faults.push(
          fault('sqlite-damaged', null, null, `SQLite’s integrity check says: ${said.replaceAll('\n', ' ')}`, {
            table: /(?:table|in tree|from index) (\S+)/.exec(said)?.[1] ?? null
          })
        )
  })
  attempt(() => {
    const rows = db.prepare<[], { table: string; rowid: number | null; parent: string }>('PRAGMA foreign_key_check').all()
    for (const row of rows.slice(0, MOST))
      faults.push(
        fault('foreign-row', null, null, `a row${row.rowid === null ? '' : ` (${row.rowid})`} names a row of ${row.parent} that is not there`, {
          table: row.table
        })
      )
  })
  return faults
}
