/**
 * All tables of a ledger as one moment has them, row by row, and the way back: what a backup is made of and restored from.
 * A snapshot is a connection of its own in one read transaction: what is filed meanwhile is not in it and is not held up;
 * only the log can not be cut before it is closed.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { OfficeError } from '../../shared/errors.ts'
import { storeError } from './errors.ts'
import { migrate, migrations, versionOf } from './migrate.ts'
import { LEDGER_FILE } from './open.ts'
import type { Database } from './prepared.ts'
import { openForReading } from './reading.ts'
import { reading, set, writing } from './settings.ts'
import { tables } from './tables.ts'

export type Value = null | number | string | Uint8Array
export type Row = readonly Value[]

export interface WholeTable {
  readonly table: string
  /** In the order in which rows have their values. */
  readonly columns: readonly string[]
}

export interface Snapshot {
  readonly db: Database
  /** `user_version` of the file. */
  readonly schema: number
  readonly tables: readonly WholeTable[]
  /** In the order in which they came. One at a time. */
  rows(table: WholeTable): IterableIterator<Row>
  /** Bytes of the file: what a reader can expect to see go by. */
  readonly bytes: number
  close(): void
}

const columnsOf = (db: Database, table: string): string[] =>
  db.prepare<[string], string>('SELECT name FROM pragma_table_info(?) ORDER BY cid').pluck().all(table)

/** In the order of store/tables.ts (what is referred to comes first), then those that it does not know. */
export function tableNames(db: Database): readonly string[] {
  const here = db.prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`).pluck().all()
  const known = tables.map(({ table }) => table as string)
  return [...known.filter(name => here.includes(name)), ...here.filter(name => !known.includes(name))]
}

/** Throws what opening throws. */
export function openSnapshot(folder: string): Snapshot {
  const { db, close } = openForReading(join(folder, LEDGER_FILE))
  try {
    set(db, LEDGER_FILE, reading)
    db.exec('BEGIN')
    const list = tableNames(db).map(table => ({ table, columns: columnsOf(db, table) })) // the first read fixes the moment
    const size = (name: string): number => Number(db.pragma(name, { simple: true }))
    return {
      db,
      schema: versionOf(db),
      tables: list,
      bytes: size('page_count') * size('page_size'),
      rows: ({ table, columns }) =>
        db
          .prepare<[], Row>(`SELECT ${columns.join(', ')} FROM ${table}`)
          .raw()
          .iterate(),
      close() {
        if (db.open && db.inTransaction) db.exec('ROLLBACK')
        close()
      }
    }
  } catch (error) {
    close()
    throw storeError(error)
  }
}

/** Rows in one transaction of a store that is being filled. */
const BATCH_BYTES = 4_194_304

export interface Filling {
  readonly folder: string
  /** Throws bad-input where this version of the schema has no such table and columns. */
  begin(table: WholeTable): void
  row(values: Row): void
  /** Everything is in: brings the schema to the newest, checks references, closes. Throws damaged-database. */
  end(): void
  /** Gives up; the folder is the caller's to remove. */
  drop(): void
}

/** A new, empty ledger of schema `version` in a folder that has none. Throws newer-database for a version that this program does not know. */
export function fillStore(folder: string, version: number): Filling {
  if (version < 1 || version > migrations.length) throw new OfficeError('newer-database', { file: LEDGER_FILE, version })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const db = new Sqlite(join(folder, LEDGER_FILE))
  let insert: ((values: Row) => void) | null = null
  let pending = 0
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw storeError(error)
    }
  }
  const commit = (): void => {
    if (db.inTransaction) db.exec('COMMIT')
    pending = 0
  }
  guarded(() => {
    set(db, LEDGER_FILE, reading)
    set(db, LEDGER_FILE, writing)
    migrate(db, migrations.slice(0, version))
    db.pragma('foreign_keys = 0') // checked at the end, over everything
  })
  const known = new Set(tableNames(db))
  return {
    folder,
    begin: ({ table, columns }) =>
      guarded(() => {
        const wanted = known.has(table) ? columnsOf(db, table) : []
        if (wanted.length === 0 || wanted.join() !== columns.join())
          throw new OfficeError('bad-input', {
            field: `table ${table.slice(0, 60)}`,
            wanted: wanted.join(', ') || 'a table of this version',
            got: columns.join(', ')
          })
        const statement = db.prepare<Value[]>(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`)
        insert = values => void statement.run(...values)
      }),
    row: values =>
      guarded(() => {
        if (!db.inTransaction) db.exec('BEGIN IMMEDIATE')
        insert!(values)
        for (const value of values) pending += typeof value === 'string' || value instanceof Uint8Array ? value.length : 8
        if (pending >= BATCH_BYTES) commit()
      }),
    end() {
      try {
        guarded(() => {
          commit()
          const [stray] = db.pragma('foreign_key_check') as readonly { readonly table: string; readonly parent: string }[]
          if (stray)
            throw new OfficeError('damaged-database', { file: LEDGER_FILE, detail: `a row of ${stray.table} names a row of ${stray.parent} that is not there` })
          migrate(db)
        })
      } finally {
        db.close()
      }
    },
    drop() {
      if (db.open) db.close()
    }
  }
}
