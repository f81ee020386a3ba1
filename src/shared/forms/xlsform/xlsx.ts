/** Workbooks of Office Open XML (.xlsx): ECMA-376 part 1, chapter 18. Read are texts, numbers, dates, truths and the kept results of formulas. */
import { textOf } from '../../bytes.ts'
import { attributeOf, elementsOf, parseXmlText, textOfElement, type XmlElement } from '../xml.ts'
import { builtinKind, formatKind, numberText, serialText, truthText, type NumberKind } from './cell-text.ts'
import { SheetBuilder, WORKBOOK_LIMITS, WorkbookFault, type Sheet, type Workbook } from './workbook.ts'
import { openZip, type Zip } from './zip.ts'

interface Book {
  readonly strings: readonly string[]
  /** By number of the cell's style. */
  readonly kinds: readonly NumberKind[]
  readonly from1904: boolean
}

/** Throws WorkbookFault. */
export function readXlsx(bytes: Uint8Array): Workbook {
  const zip = openZip(bytes)
  const main = relations(zip, '')['officeDocument']?.[0]?.target
  const root = main === undefined ? undefined : xmlPart(zip, main)
  if (main === undefined || !root || root.local !== 'workbook') throw new WorkbookFault('this is a zip file, but not a workbook')
  const related = relations(zip, main)
  const byId = new Map(Object.values(related).flatMap(list => (list ?? []).map(({ id, target }) => [id, target] as const)))
  const date1904 = attributeOf(child(root, 'workbookPr') ?? root, 'date1904')
  const book: Book = {
    strings: stringsOf(zip, related['sharedStrings']?.[0]?.target),
    kinds: kindsOf(zip, related['styles']?.[0]?.target),
    from1904: date1904 === '1' || date1904 === 'true'
  }
  const sheets = elementsOf(child(root, 'sheets') ?? root).filter(element => element.local === 'sheet')
  if (sheets.length > WORKBOOK_LIMITS.sheets) throw new WorkbookFault(`the workbook has ${sheets.length} sheets, at most ${WORKBOOK_LIMITS.sheets} are read`)
  return {
    sheets: sheets.flatMap(sheet => {
      const target = byId.get(relationId(sheet))
      const part = target === undefined ? undefined : xmlPart(zip, target)
      // Charts are sheets too, of another root.
      return part?.local === 'worksheet' ? [readSheet(part, sheet.attributes['name'] ?? '', book)] : []
    })
  }
}

const child = (element: XmlElement, local: string): XmlElement | undefined => elementsOf(element).find(inner => inner.local === local)
const relationId = (sheet: XmlElement): string => Object.entries(sheet.attributes).find(([name]) => name.endsWith(':id'))?.[1] ?? ''

function xmlPart(zip: Zip, name: string): XmlElement | undefined {
  const bytes = zip.part(name)
  if (!bytes) return undefined
  try {
    return parseXmlText(textOf(bytes) ?? '')
  } catch (cause) {
    throw new WorkbookFault(`${name} in the file can not be read`, { cause })
  }
}

interface Relation {
  readonly id: string
  readonly target: string
}

/** What a part refers to, by the last word of the relation's type; targets as names in the zip. */
function relations(zip: Zip, part: string): Partial<Record<string, Relation[]>> {
  const folder = part.slice(0, part.lastIndexOf('/') + 1)
  const root = xmlPart(zip, `${folder}_rels/${part.slice(folder.length)}.rels`)
  const found = (root ? elementsOf(root) : []).map(element => ({
    id: element.attributes['Id'] ?? '',
    type: (element.attributes['Type'] ?? '').replace(/^.*\//, ''),
    target: resolve(folder, element.attributes['Target'] ?? '')
  }))
  return Object.groupBy(found, relation => relation.type)
}

function resolve(folder: string, target: string): string {
  const path: string[] = []
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') path.pop()
    else if (step !== '' && step !== '.') path.push(step)
  }
  return path.join('/')
}

/** The text of a string item: its runs, without the reading aids of East Asian texts. */
const itemText = (item: XmlElement): string =>
  elementsOf(item)
    .map(inner => (inner.local === 't' ? unescaped(textOfElement(inner)) : inner.local === 'r' ? itemText(inner) : ''))
    .join('')

/** `_x000D_` stands for a character that XML can not carry (18.18.89 ST_Xstring). */
const unescaped = (text: string): string =>
  text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))) : text

function stringsOf(zip: Zip, name: string | undefined): string[] {
  const root = name === undefined ? undefined : xmlPart(zip, name)
  return root
    ? elementsOf(root)
        .filter(item => item.local === 'si')
        .map(itemText)
    : []
}

function kindsOf(zip: Zip, name: string | undefined): NumberKind[] {
  const root = name === undefined ? undefined : xmlPart(zip, name)
  if (!root) return []
  const formats = new Map(
    elementsOf(child(root, 'numFmts') ?? root).map(format => [Number(format.attributes['numFmtId']), format.attributes['formatCode'] ?? ''])
  )
  const styles = child(root, 'cellXfs')
  return (styles ? elementsOf(styles) : []).map(style => {
    const id = Number(style.attributes['numFmtId'] ?? 0)
    const code = formats.get(id)
    return code === undefined ? builtinKind(id) : formatKind(code)
  })
}

function readSheet(root: XmlElement, name: string, book: Book): Sheet {
  const sheet = new SheetBuilder(name)
  let row = -1
  for (const element of elementsOf(child(root, 'sheetData') ?? root)) {
    if (element.local !== 'row') continue
    row = wholeOr(element.attributes['r'], row + 2) - 1
    let column = -1
    for (const cell of elementsOf(element)) {
      if (cell.local !== 'c') continue
      column = columnOf(cell.attributes['r']) ?? column + 1
      sheet.add(row, column, cellText(cell, book))
    }
  }
  return sheet.done()
}

const wholeOr = (text: string | undefined, other: number): number => (text !== undefined && /^[1-9]\d{0,7}$/.test(text) ? Number(text) : other)

/** `AB12` → 27. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d+$/.exec(reference ?? '')?.[1]
  if (letters === undefined) return undefined
  return letters.split('').reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0) - 1
}

function cellText(cell: XmlElement, book: Book): string {
  const inline = child(cell, 'is')
  if (inline) return itemText(inline)
  const value = child(cell, 'v')
  if (!value) return ''
  const text = textOfElement(value)
  switch (cell.attributes['t'] ?? 'n') {
    case 's':
      return book.strings[Number(text)] ?? ''
    case 'b':
      return truthText(text.trim() === '1')
    case 'n': {
      const number = Number(text)
      if (text.trim() === '' || !Number.isFinite(number)) return text
      const kind = book.kinds[Number(cell.attributes['s'] ?? 0)] ?? 'number'
      return kind === 'number' ? numberText(number) : serialText(number, kind, book.from1904)
    }
    default:
      // `str`: a formula's text; `d`: ISO 8601; `e`: an error such as #REF!, which the form's reader will refuse where it matters.
      return unescaped(text)
  }
}
