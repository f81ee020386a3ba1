/**
 * Rows that no signature stands behind, each with an HMAC-SHA-256 under the guard key (keys/cipher.ts `guardKeyOf`) over its
 * table's name and every column, so that a row can not be changed, or moved to another table or name, without the vault.
 * A tally for each table (count, and all its MACs xored, kept in `meta`) makes a removed or brought-back row show.
 * Not solved: an older state of the whole file is older rows with an older tally. The mark tells that for the chain.
 */
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import { OfficeError } from '../../shared/errors.ts'
import { prepared, type Database } from './prepared.ts'
import { transact } from './transact.ts'

/** The columns of each guarded table but `mac`; the first is its key. */
const columns = {
  meta: ['name', 'value'],
  aside: ['line_hash', 'chain', 'line', 'why'],
  evidence: ['id', 'kind', 'body'],
  drafts: ['id', 'person', 'seed', 'cipher'],
  invitations: ['id', 'body'],
  requests: ['id', 'body'],
  peers: ['chain', 'body']
} as const

interface Body {
  readonly id: string
  readonly body: Uint8Array
}

export interface GuardedRows {
  readonly meta: { readonly name: string; readonly value: Uint8Array }
  readonly aside: { readonly line_hash: string; readonly chain: string; readonly line: Uint8Array; readonly why: string }
  readonly evidence: Body & { readonly kind: string }
  readonly drafts: { readonly id: string; readonly person: string; readonly seed: Uint8Array; readonly cipher: Uint8Array }
  readonly invitations: Body
  readonly requests: Body
  readonly peers: { readonly chain: string; readonly body: Uint8Array }
}
export type GuardedTable = keyof GuardedRows
export const guardedTables = Object.keys(columns) as readonly GuardedTable[]

type Value = string | Uint8Array
type Stored = Readonly<Record<string, Value>> & { readonly mac: Uint8Array }

/** Each column with its length before it: no two rows give the same bytes. */
function macOf(guard: KeyObject, table: GuardedTable, row: object): Buffer {
  const hmac = createHmac('sha256', guard).update(`muniment/row/v1\n${table}\n`)
  for (const column of columns[table]) {
    const value = (row as Readonly<Record<string, Value>>)[column]!
    hmac.update(`${typeof value === 'string' ? Buffer.byteLength(value) : value.length}\n`).update(value)
  }
  return hmac.digest()
}

const isValue = (value: unknown): value is Value => typeof value === 'string' || value instanceof Uint8Array

const isSound = (guard: KeyObject, table: GuardedTable, row: Stored): boolean => {
  if (!columns[table].every(column => isValue(row[column])) || !(row.mac instanceof Uint8Array)) return false // of a damaged page anything may come
  const mac = macOf(guard, table, row)
  return row.mac.length === mac.length && timingSafeEqual(row.mac, mac)
}

/** Whether this desk wrote the row as it stands, wherever it was found. */
export const isOwnRow = (guard: KeyObject, table: GuardedTable, row: object & { readonly mac: Uint8Array }): boolean => isSound(guard, table, row as Stored)

const damaged = (table: GuardedTable, detail: string): OfficeError =>
  new OfficeError('damaged-database', { file: 'ledger.db', table, detail: `${table}: ${detail}` })
const keyOf = (table: GuardedTable): string => columns[table][0]

function stored(db: Database, table: GuardedTable, id: string): Stored | undefined {
  return prepared<[string], Stored>(db, `SELECT * FROM ${table} WHERE ${keyOf(table)} = ?`).get(id)
}

function checked<T extends GuardedTable>(guard: KeyObject, table: T, row: Stored): GuardedRows[T] {
  if (!isSound(guard, table, row)) throw damaged(table, `the row ${String(row[keyOf(table)])} was not written by this desk`)
  return Object.fromEntries(columns[table].map(column => [column, row[column]])) as unknown as GuardedRows[T]
}

/** Writes the row, in place of one with the same key. Throws damaged-database when that one was not ours. */
export function putGuarded<T extends GuardedTable>(db: Database, guard: KeyObject, table: T, row: GuardedRows[T]): void {
  const write = (): void => {
    const values = columns[table].map(column => (row as unknown as Readonly<Record<string, Value>>)[column]!)
    const mac = macOf(guard, table, row)
    const before = stored(db, table, String(values[0]))
    if (before) checked(guard, table, before)
    prepared(db, `INSERT OR REPLACE INTO ${table} VALUES (${'?, '.repeat(values.length)}?)`).run(...values, mac)
    tally(db, guard, table, before ? 0 : 1, before ? [before.mac, mac] : [mac])
  }
  if (db.inTransaction) write()
  else transact(db, write)
}

/** Throws damaged-database, naming table and row, when the row was not written by this desk. */
export function getGuarded<T extends GuardedTable>(db: Database, guard: KeyObject, table: T, id: string): GuardedRows[T] | undefined {
  const row = stored(db, table, id)
  return row && checked(guard, table, row)
}

type Match<T extends GuardedTable> = { readonly [C in keyof GuardedRows[T]]?: string }

/** Every row, or those whose columns equal `match`, by key. Throws like `getGuarded`. For tables that stay small. */
export function listGuarded<T extends GuardedTable>(db: Database, guard: KeyObject, table: T, match: Match<T> = {}): readonly GuardedRows[T][] {
  return storedWhere(db, table, match).map(row => checked(guard, table, row))
}

/** As `listGuarded`, for what must go on without a damaged row: the sound ones, and the keys of those that are not. */
export function listSound<T extends GuardedTable>(
  db: Database,
  guard: KeyObject,
  table: T,
  match: Match<T> = {}
): { readonly rows: readonly GuardedRows[T][]; readonly damaged: readonly string[] } {
  const rows: GuardedRows[T][] = []
  const damaged: string[] = []
  for (const row of storedWhere(db, table, match))
    if (isSound(guard, table, row)) rows.push(checked(guard, table, row))
    else damaged.push(String(row[keyOf(table)]))
  return { rows, damaged }
}

function storedWhere<T extends GuardedTable>(db: Database, table: T, match: Match<T>): readonly Stored[] {
  const wanted = Object.entries<unknown>(match).filter(([column]) => (columns[table] as readonly string[]).includes(column))
  const where = wanted.map(([column]) => ` AND ${column} = ?`).join('')
  return prepared<unknown[], Stored>(db, `SELECT * FROM ${table} WHERE true${where} ORDER BY ${keyOf(table)}`).all(...wanted.map(([, value]) => value))
}

/** True when there was one. */
export function deleteGuarded(db: Database, guard: KeyObject, table: GuardedTable, id: string): boolean {
  const remove = (): boolean => {
    const before = stored(db, table, id)
    if (!before) return false
    checked(guard, table, before)
    prepared(db, `DELETE FROM ${table} WHERE ${keyOf(table)} = ?`).run(id)
    tally(db, guard, table, -1, [before.mac])
    return true
  }
  return db.inTransaction ? remove() : transact(db, remove)
}

const tallyName = (table: GuardedTable): string => `tally/${table}`
const EMPTY_TALLY = Buffer.alloc(40)

/** 8 bytes count, 32 bytes of MACs xored. */
function tally(db: Database, guard: KeyObject, table: GuardedTable, more: number, macs: readonly Uint8Array[]): void {
  if (table === 'meta') return // its own tally would have to count itself; the names that must be there are asked for by name
  const sum = Buffer.from(getGuarded(db, guard, 'meta', tallyName(table))?.value ?? EMPTY_TALLY)
  sum.writeBigUInt64BE(sum.readBigUInt64BE() + BigInt(more))
  for (const mac of macs) for (let i = 0; i < 32; i++) sum[8 + i]! ^= mac[i]!
  putGuarded(db, guard, 'meta', { name: tallyName(table), value: sum })
}

export interface GuardFinding {
  readonly table: GuardedTable
  /** Key of the row; null when it is the tally of the table that does not fit. */
  readonly row: string | null
  readonly detail: string
}

/** Every guarded row and tally; changes nothing. A row that was changed is named, and then its table's tally says nothing more. */
export function checkGuarded(db: Database, guard: KeyObject): readonly GuardFinding[] {
  const findings: GuardFinding[] = []
  for (const table of guardedTables) {
    const sum = Buffer.from(EMPTY_TALLY)
    let count = 0
    const before = findings.length
    for (const row of prepared<[], Stored>(db, `SELECT * FROM ${table} ORDER BY ${keyOf(table)}`).iterate()) {
      count++
      if (isSound(guard, table, row)) for (let i = 0; i < 32; i++) sum[8 + i]! ^= row.mac[i]!
      else findings.push({ table, row: String(row[keyOf(table)]), detail: 'not as this desk wrote it' })
    }
    sum.writeBigUInt64BE(BigInt(count))
    if (table === 'meta' || findings.length > before) continue
    const kept = stored(db, 'meta', tallyName(table))
    if (kept ? !sum.equals(kept['value'] as Uint8Array) : count > 0) findings.push({ table, row: null, detail: 'a row was removed or brought back' })
  }
  return findings
}
