/**
 * What the index says, as one digest a table, and where two indexes differ, row by row. The index is a projection of the
 * ledger: made again from nothing it must come out the same. Tables are found in the schema, so a new one is compared too.
 */
import { createHash } from 'node:crypto'
import type { Database } from '../store/prepared.ts'

type Cell = string | number | bigint | null | Uint8Array
type Row = Readonly<Record<string, Cell>>

const WORDS = 'words'
const MOST = 100

/** Ordinary tables, those of the full-text search left out. */
export const indexTables = (db: Database): string[] =>
  db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '${WORDS}\\_%' ESCAPE '\\' ORDER BY name`
    )
    .pluck()
    .all()

function keysOf(db: Database, table: string): string[] {
  const columns = db.prepare<[string], { name: string; pk: number }>('SELECT name, pk FROM pragma_table_info(?)').all(table)
  const keys = columns.filter(column => column.pk > 0).sort((a, b) => a.pk - b.pk)
  return (keys.length > 0 ? keys : columns).map(column => column.name)
}

function rowsOf(db: Database, table: string): { readonly keys: readonly string[]; readonly rows: IterableIterator<Row> } {
  const keys = keysOf(db, table)
  return { keys, rows: db.prepare<[], Row>(`SELECT * FROM "${table}" ORDER BY ${keys.map(key => `"${key}"`).join(', ')}`).iterate() }
}

/** Every word of the full-text search with the row that holds it, in order. */
function words(db: Database): IterableIterator<Row> {
  db.exec(`CREATE VIRTUAL TABLE IF NOT EXISTS temp.${WORDS}_held USING fts5vocab(main, ${WORDS}, instance)`)
  return db.prepare<[], Row>(`SELECT term, doc FROM temp.${WORDS}_held ORDER BY term, doc`).iterate()
}
const hasWords = (db: Database): boolean => db.prepare(`SELECT 1 FROM sqlite_schema WHERE name = '${WORDS}'`).get() !== undefined

const shown = (cell: Cell | undefined): Cell => (cell instanceof Uint8Array ? Buffer.from(cell).toString('base64url') : (cell ?? null))
const text = (row: Row): string => JSON.stringify(Object.values(row).map(shown))

/** SHA-256 of each table's rows in order, and of the words. */
export function indexDigest(db: Database): Readonly<Record<string, string>> {
  const digest: Record<string, string> = {}
  const over = (name: string, rows: Iterable<Row>): void => {
    const hash = createHash('sha256')
    for (const row of rows) hash.update(`${text(row)}\n`)
    digest[name] = hash.digest('base64url')
  }
  for (const table of indexTables(db)) over(table, rowsOf(db, table).rows)
  if (hasWords(db)) over(WORDS, words(db))
  return digest
}

export interface IndexDifference {
  readonly table: string
  /** The row's place in the ledger, where the table has one. */
  readonly pos: number | null
  readonly detail: string
}

function compareKeys(keys: readonly string[], a: Row, b: Row): number {
  for (const key of keys) {
    const left = shown(a[key])!
    const right = shown(b[key])!
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

const posIn = (row: Row, column: string): number | null => (typeof row[column] === 'number' ? row[column] : null)

function* differ(table: string, keys: readonly string[], column: string, held: IterableIterator<Row>, made: IterableIterator<Row>): Generator<IndexDifference> {
  let a = held.next()
  let b = made.next()
  while (a.done !== true || b.done !== true) {
    const order = a.done === true ? 1 : b.done === true ? -1 : compareKeys(keys, a.value, b.value)
    const name = (row: Row): string => keys.map(key => String(shown(row[key]))).join(' ')
    if (order < 0) yield { table, pos: posIn(a.value as Row, column), detail: `the row ${name(a.value as Row)} stands in the index and comes out of no line` }
    else if (order > 0) yield { table, pos: posIn(b.value as Row, column), detail: `the row ${name(b.value as Row)} is missing from the index` }
    else if (text(a.value as Row) !== text(b.value as Row)) {
      const [was, wants] = [a.value as Row, b.value as Row]
      const changed = Object.keys(wants).filter(key => shown(was[key]) !== shown(wants[key]))
      yield { table, pos: posIn(wants, column), detail: `the row ${name(wants)} has another ${changed.join(', ')}` }
    }
    if (order <= 0) a = held.next()
    if (order >= 0) b = made.next()
  }
}

/** Where the index that is held differs from one made from the lines: at most `most` rows. */
export function indexDifferences(held: Database, made: Database, most = MOST): IndexDifference[] {
  const found: IndexDifference[] = []
  const gather = (rows: Generator<IndexDifference>): void => {
    for (const row of rows) {
      if (found.length >= most) break
      found.push(row)
    }
  }
  for (const table of indexTables(made)) {
    const a = rowsOf(held, table)
    const b = rowsOf(made, table)
    gather(differ(table, b.keys, 'pos', a.rows, b.rows))
    a.rows.return?.()
    b.rows.return?.()
  }
  if (hasWords(made)) {
    const [a, b] = [words(held), words(made)]
    gather(differ(WORDS, ['term', 'doc'], 'doc', a, b))
    a.return?.()
    b.return?.()
  }
  return found
}
