/**
 * Rows of whatever table stand on one page of a b-tree, and what of them lies on overflow pages (sqlite.org/fileformat2.html, 1.6 and
 * 2.1). Nothing is believed: what can not be a row is passed over, and what comes out is a guess for others to verify.
 */
import { PAGE } from './page-image.ts'
import type { Row, Value } from '../whole-tables.ts'

const TABLE_LEAF = 0x0d
const INDEX_LEAF = 0x0a
const INDEX_INTERIOR = 0x02
const SMALLEST = Math.floor(((PAGE - 12) * 32) / 255) - 23
/** A package is the longest there is. */
const MOST_BYTES = 8_388_608

export interface FoundRow {
  /** Null for a row of a table WITHOUT ROWID (or an index). */
  readonly rowid: number | null
  readonly values: Row
}

/** SQLite's variable-length integer; undefined beyond 2^53 or beyond the end. */
function varint(bytes: Buffer, at: number): { readonly value: number; readonly next: number } | undefined {
  let value = 0
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) return undefined
    if (i === 8) value = value * 256 + byte
    else value = value * 128 + (byte & 0x7f)
    if (value > Number.MAX_SAFE_INTEGER) return undefined
    if (byte < 0x80 || i === 8) return { value, next: at + i + 1 }
  }
  return undefined
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8] as const

/** The values of one record; undefined where it can not be one. */
export function readRecord(record: Buffer): Row | undefined {
  const head = varint(record, 0)
  if (!head || head.value > record.length || head.value > 200) return undefined
  const values: Value[] = []
  let at = head.next
  let body = head.value
  while (at < head.value) {
    const type = varint(record, at)
    if (!type) return undefined
    at = type.next
    if (type.value === 0) values.push(null)
    else if (type.value <= 6) {
      const length = INTEGER_BYTES[type.value]!
      if (body + length > record.length) return undefined
      values.push(length === 8 ? Number(record.readBigInt64BE(body)) : record.readIntBE(body, length))
      body += length
    } else if (type.value === 8 || type.value === 9) values.push(type.value - 8)
    else if (type.value >= 12) {
      const length = Math.floor((type.value - 12) / 2)
      if (body + length > record.length) return undefined
      const part = record.subarray(body, body + length)
      values.push(type.value % 2 === 0 ? Buffer.from(part) : part.toString('utf8'))
      body += length
    } else return undefined
  }
  return at === head.value && body === record.length ? values : undefined
}

type PageAt = (n: number) => Buffer | undefined

/** `length` bytes of content, the first of them on the page, the rest on the chain of overflow pages. */
function content(page: Buffer, at: number, length: number, most: number, pageAt: PageAt): Buffer | undefined {
  if (length > MOST_BYTES) return undefined
  if (length <= most) return at + length <= PAGE ? page.subarray(at, at + length) : undefined
  const spill = SMALLEST + ((length - SMALLEST) % (PAGE - 4))
  const local = spill <= most ? spill : SMALLEST
  if (at + local + 4 > PAGE) return undefined
  const parts = [page.subarray(at, at + local)]
  let left = length - local
  let next = page.readUInt32BE(at + local)
  while (left > 0) {
    const overflow = next === 0 ? undefined : pageAt(next)
    if (!overflow) return undefined
    parts.push(overflow.subarray(4, 4 + Math.min(left, PAGE - 4)))
    left -= PAGE - 4
    next = overflow.readUInt32BE(0)
  }
  return Buffer.concat(parts)
}

const MOST_TABLE = PAGE - 35
const MOST_INDEX = Math.floor(((PAGE - 12) * 64) / 255) - 23

function cell(page: Buffer, at: number, kind: number, pageAt: PageAt): FoundRow | undefined {
  const length = varint(page, kind === INDEX_INTERIOR ? at + 4 : at)
  if (!length || length.value < 2) return undefined
  const rowid = kind === TABLE_LEAF ? varint(page, length.next) : undefined
  if (kind === TABLE_LEAF && !rowid) return undefined
  const record = content(page, rowid?.next ?? length.next, length.value, kind === TABLE_LEAF ? MOST_TABLE : MOST_INDEX, pageAt)
  const values = record && readRecord(record)
  return values && { rowid: rowid?.value ?? null, values }
}

/** `first`: page 1, whose tree begins behind the header of the file. */
export function* rowsOfPage(page: Buffer, first: boolean, pageAt: PageAt): Generator<FoundRow> {
  const start = first ? 100 : 0
  const kind = page[start]!
  if (kind !== TABLE_LEAF && kind !== INDEX_LEAF && kind !== INDEX_INTERIOR) return
  const cells = page.readUInt16BE(start + 3)
  const pointers = start + (kind === INDEX_INTERIOR ? 12 : 8)
  for (let i = 0; i < cells && pointers + 2 * i + 2 <= PAGE; i++) {
    const at = page.readUInt16BE(pointers + 2 * i)
    const row = at < pointers || at >= PAGE ? undefined : cell(page, at, kind, pageAt)
    if (row) yield row
  }
}

const LINE_START = Buffer.from('{"body":{"author":"')
const SIG = Buffer.from('","v":1},"sig":"')

/** Whole lines by their text alone, where a page's own structure is lost. */
export function* linesInText(page: Buffer): Generator<Buffer> {
  for (let at = page.indexOf(LINE_START); at >= 0; at = page.indexOf(LINE_START, at + 1)) {
    const sig = page.indexOf(SIG, at)
    const end = sig + SIG.length + 86 + 2
    if (sig >= 0 && end <= PAGE && page.toString('latin1', end - 2, end) === '"}') yield Buffer.from(page.subarray(at, end))
  }
}
