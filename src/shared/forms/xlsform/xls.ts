/**
 * Workbooks of Excel 97 to 2003 (BIFF8, [MS-XLS]), which form authors still send, often under the name `.xlsx`. Read are the
 * same things as in the newer format: texts, numbers, dates, truths and the kept results of formulas.
 */
import { builtinKind, formatKind, numberText, serialText, truthText, type NumberKind } from './cell-text.ts'
import { compoundStream } from './compound-file.ts'
import { sharedTexts, textAt } from './xls-text.ts'
import { SheetBuilder, WORKBOOK_LIMITS, WorkbookFault, type Sheet, type Workbook } from './workbook.ts'

const BOF = 0x809
const EOF = 0x0a
const CONTINUE = 0x3c
const SHEET = 0x85
const CELLS = { label: 0x204, rich: 0xd6, shared: 0xfd, number: 0x203, packed: 0x27e, packedRow: 0xbd, truth: 0x205, formula: 0x06, result: 0x207 } as const

interface Piece {
  readonly type: number
  readonly data: DataView
}

interface Book {
  readonly strings: readonly string[]
  readonly formats: ReadonlyMap<number, string>
  /** Format numbers by number of the cell's style. */
  readonly styles: readonly number[]
  readonly from1904: boolean
}

/** Throws WorkbookFault. */
export function readXls(bytes: Uint8Array): Workbook {
  const stream = compoundStream(bytes, 'Workbook')
  if (!stream) {
    if (compoundStream(bytes, 'EncryptedPackage')) throw new WorkbookFault('the file is protected by a password')
    throw new WorkbookFault('this is no workbook, or one from before Excel 97')
  }
  try {
    return readStream(stream)
  } catch (cause) {
    if (cause instanceof RangeError) throw new WorkbookFault('the file is damaged or cut off', { cause })
    throw cause
  }
}

function readStream(stream: Uint8Array): Workbook {
  const globals = [...piecesFrom(stream, 0)]
  if (globals[0]?.type !== BOF || globals[0].data.getUint16(0, true) !== 0x600) throw new WorkbookFault('this is a workbook from before Excel 97')
  if (globals.some(piece => piece.type === 0x2f)) throw new WorkbookFault('the file is protected by a password')
  const at = globals.findIndex(piece => piece.type === 0xfc)
  const end = globals.findIndex((piece, n) => n > at && piece.type !== CONTINUE)
  const book: Book = {
    strings: at < 0 ? [] : sharedTexts(globals.slice(at, end < 0 ? undefined : end).map(piece => piece.data)),
    formats: new Map(globals.filter(piece => piece.type === 0x41e).map(({ data }) => [data.getUint16(0, true), textAt(data, 2, 2)])),
    styles: globals.filter(piece => piece.type === 0xe0).map(({ data }) => data.getUint16(2, true)),
    from1904: globals.some(piece => piece.type === 0x22 && piece.data.getUint16(0, true) === 1)
  }
  const places = globals.filter(piece => piece.type === SHEET && (piece.data.getUint8(5) & 0x0f) === 0)
  if (places.length > WORKBOOK_LIMITS.sheets) throw new WorkbookFault(`the workbook has ${places.length} sheets, at most ${WORKBOOK_LIMITS.sheets} are read`)
  return { sheets: places.map(({ data }) => readSheet(stream, data.getUint32(0, true), textAt(data, 6, 1), book)) }
}

/** Records from `at` to the end of the part that begins there; charts inside of it are passed over. */
function* piecesFrom(stream: Uint8Array, at: number): Generator<Piece> {
  const view = new DataView(stream.buffer, stream.byteOffset, stream.byteLength)
  let depth = 0
  while (at + 4 <= stream.length) {
    const [type, size] = [view.getUint16(at, true), view.getUint16(at + 2, true)]
    if (type === BOF) depth++
    if (type === EOF && --depth <= 0) return
    if (depth <= 1) yield { type, data: new DataView(stream.buffer, stream.byteOffset + at + 4, Math.min(size, stream.length - at - 4)) }
    at += 4 + size
  }
}

function readSheet(stream: Uint8Array, at: number, name: string, book: Book): Sheet {
  const sheet = new SheetBuilder(name)
  /** Where the text of a formula belongs, which follows in a record of its own. */
  let waiting: readonly [number, number] | undefined
  for (const { type, data } of piecesFrom(stream, at)) {
    if (type === CELLS.result) {
      if (waiting) sheet.add(waiting[0], waiting[1], textAt(data, 0, 2))
      waiting = undefined
      continue
    }
    if (type === CELLS.packedRow) {
      const first = data.getUint16(2, true)
      for (let n = 0; 4 + 6 * n + 8 <= data.byteLength; n++)
        sheet.add(data.getUint16(0, true), first + n, shown(packed(data.getUint32(6 + 6 * n, true)), data.getUint16(4 + 6 * n, true), book))
      continue
    }
    const text = cellText(type, data, book)
    if (text === undefined) continue
    const place = [data.getUint16(0, true), data.getUint16(2, true)] as const
    if (text === null) waiting = place
    else sheet.add(place[0], place[1], text)
  }
  return sheet.done()
}

/** Null: a text that the next record holds. Undefined: no cell, or an empty one. */
function cellText(type: number, data: DataView, book: Book): string | null | undefined {
  switch (type) {
    case CELLS.label:
    case CELLS.rich:
      return textAt(data, 6, 2)
    case CELLS.shared:
      return book.strings[data.getUint32(6, true)]
    case CELLS.number:
      return shown(data.getFloat64(6, true), data.getUint16(4, true), book)
    case CELLS.packed:
      return shown(packed(data.getUint32(6, true)), data.getUint16(4, true), book)
    case CELLS.truth:
      return data.getUint8(7) === 1 ? '#ERROR' : truthText(data.getUint8(6) === 1)
    case CELLS.formula: {
      if (data.getUint16(12, true) !== 0xffff) return shown(data.getFloat64(6, true), data.getUint16(4, true), book)
      const kind = data.getUint8(6)
      return kind === 0 ? null : kind === 1 ? truthText(data.getUint8(8) === 1) : kind === 2 ? '#ERROR' : undefined
    }
    default:
      return undefined
  }
}

/** RK numbers ([MS-XLS] 2.5.217): 30 bits of an integer or of a float, perhaps in hundredths. */
function packed(bits: number): number {
  const wide = new DataView(new ArrayBuffer(8))
  wide.setUint32(0, bits & ~3)
  const value = (bits & 2) !== 0 ? (bits | 0) >> 2 : wide.getFloat64(0)
  return (bits & 1) !== 0 ? value / 100 : value
}

function shown(value: number, style: number, book: Book): string {
  const id = book.styles[style] ?? 0
  const code = book.formats.get(id)
  const kind: NumberKind = code === undefined ? builtinKind(id) : formatKind(code)
  return kind === 'number' ? numberText(value) : serialText(value, kind, book.from1904)
}
