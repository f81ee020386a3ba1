/**
 * One stream out of a compound file, the container of workbooks before 2007: [MS-CFB]. Every chain of sectors is followed at
 * most once round, so that a damaged table can not hold the reader.
 */
import { WORKBOOK_LIMITS, WorkbookFault } from './workbook.ts'

const END_OF_CHAIN = 0xfffffffe
const HEADER = 512
const ENTRY = 128

const damaged = (): WorkbookFault => new WorkbookFault('the file is damaged or cut off')

/** The stream of that name; undefined when there is none. Throws WorkbookFault. */
export function compoundStream(bytes: Uint8Array, name: string): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER) throw damaged()
  const shift = view.getUint16(30, true)
  if (shift !== 9 && shift !== 12) throw damaged()
  const file = new Sectors(bytes, view, 2 ** shift)
  const folder = file.chain(view.getUint32(48, true), file.table)
  const entries = new DataView(folder.buffer, folder.byteOffset, folder.byteLength)
  let root: { start: number; size: number } | undefined
  for (let at = 0; at + ENTRY <= folder.length; at += ENTRY) {
    const length = entries.getUint16(at + 64, true)
    const title = String.fromCharCode(...Array.from({ length: Math.max(0, Math.min(64, length) / 2 - 1) }, (_, n) => entries.getUint16(at + 2 * n, true)))
    const found = { start: entries.getUint32(at + 116, true), size: entries.getUint32(at + 120, true) }
    if (folder[at + 66] === 5) root = found
    if (folder[at + 66] !== 2 || title !== name) continue
    const small = found.size < view.getUint32(56, true)
    if (!small) return file.chain(found.start, file.table).subarray(0, found.size)
    if (!root) throw damaged()
    const inner = new Sectors(file.chain(root.start, file.table), undefined, 2 ** view.getUint16(32, true))
    const table = file.chain(view.getUint32(60, true), file.table)
    return inner.chain(found.start, words(table)).subarray(0, found.size)
  }
  return undefined
}

function words(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, n) => view.getUint32(n * 4, true))
}

class Sectors {
  /** Which sector follows which. Empty for the small sectors, whose table lies elsewhere. */
  readonly table: Uint32Array
  readonly #bytes: Uint8Array
  readonly #size: number
  readonly #from: number

  /** `header` is absent for small sectors, which begin at once. */
  constructor(bytes: Uint8Array, header: DataView | undefined, size: number) {
    this.#bytes = bytes
    this.#size = size
    this.#from = header ? size : 0
    this.table = header ? this.#readTable(header) : new Uint32Array()
  }

  #readTable(header: DataView): Uint32Array {
    const count = header.getUint32(44, true)
    if (count * this.#size > this.#bytes.length) throw damaged()
    const places: number[] = Array.from({ length: Math.min(109, count) }, (_, n) => header.getUint32(76 + 4 * n, true))
    let more = header.getUint32(68, true)
    while (places.length < count && more < END_OF_CHAIN - 4) {
      const list = words(this.#sector(more))
      places.push(...list.subarray(0, list.length - 1))
      more = list.at(-1)!
    }
    const table = new Uint32Array((count * this.#size) / 4)
    places.slice(0, count).forEach((place, n) => table.set(words(this.#sector(place)), (n * this.#size) / 4))
    return table
  }

  #sector(number: number): Uint8Array {
    const at = this.#from + number * this.#size
    if (at >= this.#bytes.length) throw damaged()
    return this.#bytes.subarray(at, Math.min(this.#bytes.length, at + this.#size))
  }

  chain(start: number, table: Uint32Array): Uint8Array {
    const parts: Uint8Array[] = []
    for (let at = start; at !== END_OF_CHAIN; at = table[at] ?? -1) {
      if (at < 0 || at >= table.length || parts.length > table.length || parts.length * this.#size > WORKBOOK_LIMITS.part) throw damaged()
      parts.push(this.#sector(at))
    }
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }
}
