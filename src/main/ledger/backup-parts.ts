/**
 * The content of a backup as a sequence of items, before it is sealed (docs/format.md, "Backup"): one byte kind, length
 * (4, big-endian), bytes. Pure: rows to bytes and back, strict in both directions.
 */
import { concat, textOf, utf8, type Bytes } from '../../shared/bytes.ts'
import type { Row, Value } from '../store/whole-tables.ts'

/** B the beginning, K the vault key, T a table begins, R a row of it, M the manifest, which ends it. */
export type ItemKind = 'B' | 'K' | 'T' | 'R' | 'M'
const KINDS = 'BKTRM'

export interface Item {
  readonly kind: ItemKind
  readonly bytes: Bytes
}

/** Of one item: four times the largest form package, and what a list of 8,191 chains takes in a manifest. */
export const MAX_ITEM_BYTES = 16_777_216

export function itemHead({ kind, bytes }: Item): Buffer {
  const head = Buffer.alloc(5)
  head.write(kind, 0, 'latin1')
  head.writeUInt32BE(bytes.length, 1)
  return head
}

const NULL = 0
const INTEGER = 1
const TEXT = 2
const BLOB = 3

function packValue(value: Value): Buffer {
  if (value === null) return Buffer.of(NULL)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new RangeError(`backup: wanted an integer within 2^53, got ${value}`)
    const packed = Buffer.alloc(9)
    packed[0] = INTEGER
    packed.writeBigInt64BE(BigInt(value), 1)
    return packed
  }
  const bytes = typeof value === 'string' ? utf8(value) : value
  const head = Buffer.alloc(5)
  head[0] = typeof value === 'string' ? TEXT : BLOB
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

export const packRow = (row: Row): Uint8Array => concat(...row.map(packValue))

/** Undefined unless the bytes are exactly `columns` values. */
export function unpackRow(bytes: Bytes, columns: number): Row | undefined {
  const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const row: Value[] = []
  let at = 0
  while (at < from.length && row.length < columns) {
    const kind = from[at++]
    if (kind === NULL) row.push(null)
    else if (kind === INTEGER) {
      if (at + 8 > from.length) return undefined
      const value = Number(from.readBigInt64BE(at))
      if (!Number.isSafeInteger(value)) return undefined
      row.push(value)
      at += 8
    } else if (kind === TEXT || kind === BLOB) {
      const end = at + 4 > from.length ? Infinity : at + 4 + from.readUInt32BE(at)
      if (end > from.length) return undefined
      const part = from.subarray(at + 4, end)
      const value = kind === BLOB ? Buffer.from(part) : textOf(part)
      if (value === undefined) return undefined
      row.push(value)
      at = end
    } else return undefined
  }
  return at === from.length && row.length === columns ? row : undefined
}

/** Cuts items out of bytes that come in pieces of any length. */
export class ItemReader {
  readonly #pieces: Bytes[] = []
  #held = 0
  #taken = 0

  /** Bytes of whole items that were given out. */
  get taken(): number {
    return this.#taken
  }

  /** Bytes that wait for the rest of their item. */
  get left(): number {
    return this.#held
  }

  push(piece: Bytes): void {
    if (piece.length === 0) return
    this.#pieces.push(piece)
    this.#held += piece.length
  }

  /** The next whole item; undefined until more has come; a sentence where what came can not be an item. */
  next(): Item | string | undefined {
    if (this.#held < 5) return undefined
    const head = this.#peek(5)
    const kind = String.fromCharCode(head[0]!)
    if (!KINDS.includes(kind)) return `an item of kind ${head[0]} is none`
    const length = Buffer.from(head).readUInt32BE(1)
    if (length > MAX_ITEM_BYTES) return `an item says that it has ${length} bytes`
    if (this.#held < 5 + length) return undefined
    const whole = this.#take(5 + length)
    return { kind: kind as ItemKind, bytes: whole.subarray(5) }
  }

  #peek(length: number): Bytes {
    const first = this.#pieces[0]!
    if (first.length >= length) return first.subarray(0, length)
    const joined = concat(...this.#pieces)
    this.#pieces.splice(0, this.#pieces.length, joined)
    return joined.subarray(0, length)
  }

  #take(length: number): Bytes {
    let first = this.#pieces[0]!
    if (first.length < length) {
      first = concat(...this.#pieces)
      this.#pieces.splice(0, this.#pieces.length, first)
    }
    this.#pieces[0] = first.subarray(length)
    if (this.#pieces[0].length === 0) this.#pieces.shift()
    this.#held -= length
    this.#taken += length
    return first.subarray(0, length)
  }
}
