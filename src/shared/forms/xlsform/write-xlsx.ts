/** Sheets of texts as an .xlsx file: every cell an inline string, so that what is written is what is read. ECMA-376 part 1, chapter 18. */
import { zipSync } from 'fflate'
import { utf8 } from '../../bytes.ts'
import { escapeXml, withoutForbidden } from '../xml.ts'
import { columnLetters } from './workbook.ts'

/** Rows of cells by name of the sheet. */
export type SheetTexts = Readonly<Record<string, readonly (readonly string[])[]>>

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPES = 'http://schemas.openxmlformats.org/package/2006/content-types'
const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
/** The same sheets give the same bytes. */
const MADE = new Date(2026, 0, 1)

export function writeXlsx(sheets: SheetTexts): Uint8Array {
  const names = Object.keys(sheets)
  const parts: Record<string, string> = {
    '[Content_Types].xml': `<Types xmlns="${TYPES}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${SPREADSHEET}.sheet.main+xml"/>${names.map((_, n) => `<Override PartName="/xl/worksheets/sheet${n + 1}.xml" ContentType="${SPREADSHEET}.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${RELATIONS}">${names.map((_, n) => `<Relationship Id="rId${n + 1}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names.map((name, n) => `<sheet name="${escapeXml(name)}" sheetId="${n + 1}" r:id="rId${n + 1}"/>`).join('')}</sheets></workbook>`
  }
  names.forEach((name, n) => (parts[`xl/worksheets/sheet${n + 1}.xml`] = sheetXml(sheets[name]!)))
  return zipSync(Object.fromEntries(Object.entries(parts).map(([name, xml]) => [name, utf8(HEAD + xml)])), { mtime: MADE })
}

function sheetXml(rows: readonly (readonly string[])[]): string {
  const written = rows.map((cells, row) => {
    const inner = cells.map((text, column) => (text === '' ? '' : cellXml(text, `${columnLetters(column)}${row + 1}`)))
    return `<row r="${row + 1}">${inner.join('')}</row>`
  })
  return `<worksheet xmlns="${MAIN}"><sheetData>${written.join('')}</sheetData></worksheet>`
}

/** A text that looks like an escape of that format (`_x0041_`) has its first sign escaped. */
const cellXml = (text: string, reference: string): string =>
  `<c r="${reference}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(withoutForbidden(text).replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_'))}</t></is></c>`
