/**
 * Sheets of a workbook as text that can be read and compared in a repository: a row a line, ` | ` between cells, blanks around
 * cells left out, `¶` for a line break in a cell. Empty lines and lines that begin with `#` are left out.
 */
import { SheetBuilder, type Workbook } from './workbook.ts'
import type { SheetTexts } from './write-xlsx.ts'

export function sheetTexts(texts: Readonly<Record<string, string>>): SheetTexts {
  return Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, rowsOf(text)]))
}

const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter(line => line.trim() !== '' && !line.trim().startsWith('#'))
    .map(line => line.split('|').map(cell => cell.trim().replaceAll('¶', '\n')))

/** What a reader of the file would find. */
export function workbookOf(sheets: SheetTexts): Workbook {
  return {
    sheets: Object.entries(sheets).map(([name, rows]) => {
      const sheet = new SheetBuilder(name)
      rows.forEach((cells, row) => cells.forEach((text, column) => sheet.add(row, column, text)))
      return sheet.done()
    })
  }
}
