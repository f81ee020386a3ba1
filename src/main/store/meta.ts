/** What this desk knows of itself, by name. Everything is guarded; `peekMeta` reads without the vault and proves nothing. */
import type { KeyObject } from 'node:crypto'
import { textOf, utf8 } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { getGuarded, putGuarded } from './guarded.ts'
import { prepared, type Database } from './prepared.ts'

export function putMeta(db: Database, guard: KeyObject, name: string, value: string): void {
  putGuarded(db, guard, 'meta', { name, value: utf8(value) })
}

/** As `putMeta`, also in place of a row that was not written by this desk: only where somebody who was told so sets it anew. */
export function putMetaAnew(db: Database, guard: KeyObject, name: string, value: string): void {
  prepared(db, 'DELETE FROM meta WHERE name = ?').run(name)
  putMeta(db, guard, name, value)
}

/** Throws damaged-database when the row was not written by this desk. */
export function getMeta(db: Database, guard: KeyObject, name: string): string | undefined {
  const row = getGuarded(db, guard, 'meta', name)
  if (!row) return undefined
  const text = textOf(row.value)
  if (text === undefined) throw new OfficeError('damaged-database', { file: 'ledger.db', table: 'meta', detail: `meta: ${name} is not text` })
  return text
}

/** The value as it stands, unchecked: for a screen before sign-in, never to decide by. */
export function peekMeta(db: Database, name: string): string | undefined {
  const value = prepared<[string], Buffer>(db, 'SELECT value FROM meta WHERE name = ?').pluck().get(name)
  return value && textOf(value)
}

/** The same of a value that is JSON; undefined where there is none. Throws damaged-database when it can not be read. */
export function peekJson(db: Database, name: string): unknown {
  const text = peekMeta(db, name)
  try {
    return text === undefined ? undefined : JSON.parse(text)
  } catch (cause) {
    throw new OfficeError('damaged-database', { file: 'ledger.db', table: 'meta', detail: `meta: ${name} can not be read` }, { cause })
  }
}
