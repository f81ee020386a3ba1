/** What a row of each table can look like: by this, and not by a schema that may be lost, a row found on a page is told apart. */
import type { Row, Value } from '../whole-tables.ts'

type Is = (value: Value) => boolean
const int: Is = value => typeof value === 'number'
const text: Is = value => typeof value === 'string'
const long: Is = value => typeof value === 'string' && value.length === 43
const blob: Is = value => value instanceof Uint8Array
const bytes32: Is = value => value instanceof Uint8Array && value.length === 32
const sealed: Is = value => value instanceof Uint8Array && value.length > 32
const line: Is = value => value instanceof Uint8Array && value.length > 104 && value[0] === 0x7b
const head: Is = value => value === null || bytes32(value)
const packed: Is = value => value instanceof Uint8Array && value.length % 32 === 0

export interface Shape {
  readonly table: string
  readonly columns: readonly string[]
  /** Column 0 is the row's number, and null in the record. */
  readonly numbered: boolean
  /** Rows without a number of their own: tables WITHOUT ROWID. */
  readonly keyed: boolean
  readonly is: readonly Is[]
}

const numbered = (table: string, columns: string, ...is: Is[]): Shape => ({
  table,
  columns: columns.split(' '),
  numbered: true,
  keyed: false,
  is: [int, ...is]
})
const plain = (table: string, columns: string, ...is: Is[]): Shape => ({ table, columns: columns.split(' '), numbered: false, keyed: false, is })
const keyed = (table: string, columns: string, ...is: Is[]): Shape => ({ table, columns: columns.split(' '), numbered: false, keyed: true, is })

export const shapes: readonly Shape[] = [
  keyed('meta', 'name value mac', text, blob, bytes32),
  numbered('chains', 'chain_no key kind size head frontier', long, text, int, head, packed),
  numbered('lines', 'line_id line hash', line, bytes32),
  numbered('payloads', 'pos cipher', sealed),
  numbered('seeds', 'pos seed', bytes32),
  keyed('files', 'pos file sha256 size seed', int, int, long, int, bytes32),
  plain('pieces', 'pos file n cipher', int, int, int, blob),
  keyed('checkpoints', 'chain_no size note proof', int, int, blob, blob),
  keyed('cosignatures', 'chain_no witness size time line', int, long, int, int, text),
  keyed('cosignature_days', 'chain_no witness day size time line', int, long, int, int, int, text),
  keyed('receipts', 'desk chain_no seq receipt', long, int, int, blob),
  plain('seen_notes', 'hash note', long, blob),
  plain('packages', 'hash xml', long, blob),
  plain('aside', 'line_hash chain line why mac', long, long, line, text, bytes32),
  plain('evidence', 'id kind body mac', text, text, blob, bytes32),
  plain('drafts', 'id person seed cipher mac', text, text, bytes32, sealed, bytes32),
  keyed('staged', 'owner sha256 size added seed', text, long, int, int, bytes32),
  plain('staged_pieces', 'owner sha256 n cipher', text, long, int, blob),
  plain('invitations', 'id body mac', text, blob, bytes32),
  plain('requests', 'id body mac', text, blob, bytes32),
  plain('peers', 'chain body mac', text, blob, bytes32)
]

/** Tables of which nothing has to be found: they are made again from the others. */
export const madeAgain: readonly string[] = ['lacking']

/** The row as the table has it, or undefined where it can be none of it. */
export function rowOfShape(shape: Shape, rowid: number | null, values: Row): Row | undefined {
  if (shape.keyed !== (rowid === null) || values.length !== shape.is.length) return undefined
  if (shape.numbered && values[0] !== null) return undefined
  const row = shape.numbered ? [rowid, ...values.slice(1)] : values
  return shape.is.every((is, i) => is(row[i]!)) ? row : undefined
}
