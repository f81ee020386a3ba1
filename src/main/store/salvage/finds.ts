/**
 * What was found in damaged ledgers, unverified, in a database of its own: as large as the ledgers, so not in memory. For each table
 * `found_…` with the columns of that table, where it was found (`src`: which folder) and how far to trust it (`rank`: 0 what SQLite
 * itself read, 1 a page as the last commit has it, 2 an older copy of a page).
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readSync, rmSync, fstatSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as breathe } from 'node:timers/promises'
import Sqlite from 'better-sqlite3'
import { LEDGER_FILE } from '../open.ts'
import type { Database } from '../prepared.ts'
import type { Row, Value } from '../whole-tables.ts'
import { openImage, PAGE } from './page-image.ts'
import { linesInText, rowsOfPage } from './page-rows.ts'
import { rowOfShape, shapes, type Shape } from './shapes.ts'

/** Lines found by their text alone have no number. */
const NO_NUMBER = 0

export interface Finds {
  readonly db: Database
  /** Takes in what the folder's ledger.db has. The folder is only read. Answers what it met. */
  collect(folder: string): Promise<Met>
  close(): void
}

export interface Met {
  /** Whether SQLite opened the file. */
  readonly opened: boolean
  /** Tables that SQLite read to their end. */
  readonly whole: readonly string[]
  /** Bytes of the file that could not be read from the disk. */
  readonly unreadable: number
}

const INDEXES = [
  'CREATE INDEX found_seeds_at ON found_seeds (src, pos)',
  'CREATE INDEX found_payloads_at ON found_payloads (src, pos)',
  'CREATE INDEX found_files_at ON found_files (src, pos)',
  'CREATE INDEX found_pieces_at ON found_pieces (src, pos, file, n)',
  'CREATE INDEX found_staged_pieces_at ON found_staged_pieces (owner, sha256, n)'
]

/** `folder`: an empty one, removed by `close`. */
export function openFinds(folder: string): Finds {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Sqlite(join(folder, 'finds.db'))
  db.pragma('journal_mode = off') // it is thrown away
  db.pragma('synchronous = off')
  for (const { table, columns } of shapes) db.exec(`CREATE TABLE found_${table} (${columns.join(', ')}, src INTEGER, rank INTEGER)`)
  for (const index of INDEXES) db.exec(index)
  const inserts = new Map(
    shapes.map(({ table, columns }) => [table, db.prepare<Value[]>(`INSERT INTO found_${table} VALUES (${columns.map(() => '?').join(', ')}, ?, ?)`)])
  )
  let sources = 0
  return {
    db,
    async collect(from) {
      const src = sources++
      const copy = join(folder, `copy-${src}`)
      mkdirSync(copy, { mode: 0o700 })
      try {
        let unreadable = 0
        for (const end of ['', '-wal']) unreadable += copyReadable(join(from, LEDGER_FILE + end), join(copy, LEDGER_FILE + end))
        const put = (shape: Shape, row: Row, rank: number): void => void inserts.get(shape.table)!.run(...row, src, rank)
        const path = join(copy, LEDGER_FILE)
        // The copy's own log is folded in by SQLite when it closes: the pages are looked at before.
        await scan(db, path, put)
        const { opened, whole } = await readBySql(db, path, put)
        return { opened, whole, unreadable }
      } finally {
        rmSync(copy, { recursive: true, force: true })
      }
    },
    close() {
      db.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const BLOCK = 1_048_576

/** Copies what the disk gives, and zeros in place of what it does not. Answers how many bytes it did not. */
function copyReadable(from: string, to: string): number {
  if (!existsSync(from)) return 0
  const source = openSync(from, 'r')
  const target = openSync(to, 'w', 0o600)
  let lost = 0
  try {
    const { size } = fstatSync(source)
    const block = Buffer.alloc(BLOCK)
    for (let at = 0; at < size; at += BLOCK) {
      const wanted = Math.min(BLOCK, size - at)
      try {
        readSync(source, block, 0, wanted, at)
      } catch {
        lost += copyPages(source, block, at, wanted)
      }
      writeSync(target, block, 0, wanted)
    }
    fsyncSync(target)
  } finally {
    closeSync(source)
    closeSync(target)
  }
  return lost
}

function copyPages(source: number, block: Buffer, at: number, wanted: number): number {
  let lost = 0
  for (let from = 0; from < wanted; from += PAGE) {
    const length = Math.min(PAGE, wanted - from)
    try {
      readSync(source, block, from, length, at + from)
    } catch {
      block.fill(0, from, from + length)
      lost += length
    }
  }
  return lost
}

type Put = (shape: Shape, row: Row, rank: number) => void

/** Pages looked at before others get their turn. */
const SLICE = 256

async function scan(db: Database, path: string, put: Put): Promise<void> {
  if (!existsSync(path)) return
  const image = openImage(path)
  const pageAt = (n: number): Buffer | undefined => (n <= image.count ? image.page(n) : undefined)
  const lineShape = shapes.find(shape => shape.table === 'lines')!
  const take = (page: Buffer, first: boolean, rank: number): void => {
    for (const { rowid, values } of rowsOfPage(page, first, pageAt))
      for (const shape of shapes) {
        const row = rowOfShape(shape, rowid, values)
        if (row) put(shape, row, rank)
      }
    for (const line of linesInText(page)) put(lineShape, [NO_NUMBER, line, null], rank)
  }
  try {
    db.exec('BEGIN')
    for (let n = 1; n <= image.count; n++) {
      const page = image.page(n)
      if (page) take(page, n === 1, 1)
      if (n % SLICE === 0) await breathe()
    }
    let n = 0
    for (const page of image.older()) {
      take(page, false, 2)
      if (++n % SLICE === 0) await breathe()
    }
    db.exec('COMMIT')
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK')
    image.close()
  }
}

async function readBySql(into: Database, path: string, put: Put): Promise<{ opened: boolean; whole: string[] }> {
  const whole: string[] = []
  let db: Database | undefined
  try {
    db = new Sqlite(path, { fileMustExist: true })
    db.pragma('trusted_schema = 0')
    db.pragma('cell_size_check = 1')
    db.prepare('SELECT count(*) FROM sqlite_schema').get()
  } catch {
    db?.close()
    return { opened: false, whole }
  }
  for (const shape of shapes) {
    into.exec('BEGIN')
    try {
      // NOT INDEXED: a broken index must not hide what the table has
      const rows = db
        .prepare<[], Row>(`SELECT ${shape.columns.join(', ')} FROM ${shape.table} NOT INDEXED`)
        .raw()
        .iterate()
      let n = 0
      for (const row of rows) {
        if (shape.is.every((is, i) => is(row[i]!))) put(shape, row, 0)
        if (++n % 4_096 === 0) await breathe()
      }
      whole.push(shape.table)
    } catch {
      // what SQLite can not read, the pages may have
    }
    into.exec('COMMIT')
  }
  try {
    db.close()
  } catch {
    // the copy goes anyway
  }
  return { opened: true, whole }
}
