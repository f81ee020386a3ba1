/**
 * Sealed payloads, each beside the seed that its key is made from (keys/cipher.ts). Two tables, so that a backup can take
 * one without the other and disposition destroys 32 bytes.
 */
import { prepared, type Database } from './prepared.ts'

export interface PayloadRow {
  readonly pos: number
  readonly cipher: Buffer
  readonly seed: Buffer
}

/** False when this payload is held already (what is held stays as it is). Inside a transaction. */
export function insertPayload(db: Database, pos: number, cipher: Uint8Array, seed: Uint8Array): boolean {
  const { changes } = prepared(db, 'INSERT INTO payloads (pos, cipher) VALUES (?, ?) ON CONFLICT DO NOTHING').run(pos, cipher)
  if (changes === 0) return false
  prepared(db, 'INSERT OR REPLACE INTO seeds (pos, seed) VALUES (?, ?)').run(pos, seed)
  return true
}

/** A payload to be stored. */
export interface SealedRow {
  readonly pos: number
  readonly cipher: Uint8Array
  readonly seed: Uint8Array
}

export const PAYLOADS_AT_ONCE = 32

/** Rows of one statement, most first: one call for all of them, and a cursor that stays at the end of the table, take half the time. */
const AT_ONCE = [PAYLOADS_AT_ONCE, 8].map(rows => {
  const values = Array.from({ length: rows }, () => '(?, ?)').join(', ')
  return {
    rows,
    payloads: `INSERT INTO payloads (pos, cipher) VALUES ${values}`,
    seeds: `INSERT OR REPLACE INTO seeds (pos, seed) VALUES ${values}`
  }
})

function valuesOf(rows: readonly SealedRow[], from: number, count: number, of: 'cipher' | 'seed'): unknown[] {
  const values: unknown[] = []
  for (let i = from; i < from + count; i++) values.push(rows[i]!.pos, rows[i]![of])
  return values
}

/** What `insertPayload` does, for many in ascending order of positions. Inside a transaction. */
export function insertPayloads(db: Database, rows: readonly SealedRow[]): void {
  const [first, last] = [rows[0], rows.at(-1)]
  if (!first || !last) return
  const held = rows.length > 1 && prepared(db, 'SELECT 1 FROM payloads WHERE pos BETWEEN ? AND ? LIMIT 1').get(first.pos, last.pos) !== undefined
  let at = 0
  if (!held)
    for (const { rows: count, payloads, seeds } of AT_ONCE)
      for (; at + count <= rows.length; at += count) {
        prepared(db, payloads).run(valuesOf(rows, at, count, 'cipher'))
        prepared(db, seeds).run(valuesOf(rows, at, count, 'seed'))
      }
  for (const { pos, cipher, seed } of rows.slice(at)) insertPayload(db, pos, cipher, seed)
}

/** Undefined when the payload or its seed is not here: never held, or disposed of. */
export const payloadAt = (db: Database, pos: number): PayloadRow | undefined =>
  prepared<[number], PayloadRow>(db, 'SELECT pos, cipher, seed FROM payloads JOIN seeds USING (pos) WHERE pos = ?').get(pos)

export const hasPayload = (db: Database, pos: number): boolean =>
  prepared<[number], number>(db, 'SELECT 1 FROM payloads JOIN seeds USING (pos) WHERE pos = ?').pluck().get(pos) !== undefined

/** Payloads from a position on and below `end`, at most `limit`: a page. */
export const payloadsFrom = (db: Database, pos: number, end: number, limit: number): readonly PayloadRow[] =>
  prepared<[number, number, number], PayloadRow>(
    db,
    'SELECT pos, cipher, seed FROM payloads JOIN seeds USING (pos) WHERE pos >= ? AND pos < ? ORDER BY pos LIMIT ?'
  ).all(pos, end, limit)

/** Positions of payloads held, from `pos` on and below `end`, at most `limit`: for receipts and for what to ask for. */
export const payloadPositions = (db: Database, pos: number, end: number, limit: number): readonly number[] =>
  prepared<[number, number, number], number>(db, 'SELECT pos FROM payloads JOIN seeds USING (pos) WHERE pos >= ? AND pos < ? ORDER BY pos LIMIT ?')
    .pluck()
    .all(pos, end, limit)

/** Halves of a payload without the other: a fault, or a disposition cut short. */
export const loosePayloads = (db: Database, limit: number): readonly { readonly pos: number; readonly lacks: 'seed' | 'cipher' }[] =>
  prepared<[number], { pos: number; lacks: 'seed' | 'cipher' }>(
    db,
    `SELECT pos, 'seed' AS lacks FROM payloads WHERE pos NOT IN (SELECT pos FROM seeds)
     UNION ALL SELECT pos, 'cipher' FROM seeds WHERE pos NOT IN (SELECT pos FROM payloads) LIMIT ?`
  ).all(limit)

/** Destroys seed and ciphertext of an entry (attachments: `deleteFiles`). Pages are overwritten (`secure_delete`). */
export function deletePayload(db: Database, pos: number): void {
  prepared(db, 'DELETE FROM seeds WHERE pos = ?').run(pos)
  prepared(db, 'DELETE FROM payloads WHERE pos = ?').run(pos)
}
