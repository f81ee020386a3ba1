/** XLSForm workbooks for tests: written as a file and read again, so that a test goes the way of a real one. */
import { compileXlsForm, type CompiledForm } from '../../src/shared/forms/xlsform/compile.ts'
import { readWorkbook } from '../../src/shared/forms/xlsform/read-workbook.ts'
import { writeXlsx, type SheetTexts } from '../../src/shared/forms/xlsform/write-xlsx.ts'

/** Rows as `a | b | c`, blanks around cells left out; `¶` is a line break. */
export const rows = (text: string): string[][] =>
  text
    .trim()
    .split('\n')
    .map(line => line.split('|').map(cell => cell.trim().replaceAll('¶', '\n')))

/** Sheets as texts of rows; a settings sheet that names the form is added where there is none. */
export function sheets(texts: Readonly<Record<string, string>>): SheetTexts {
  const named = 'settings' in texts ? texts : { ...texts, settings: 'form_id | form_title\nt | T' }
  return Object.fromEntries(Object.entries(named).map(([name, text]) => [name, rows(text)]))
}

export const compiled = (texts: Readonly<Record<string, string>>): CompiledForm => compileXlsForm(readWorkbook(writeXlsx(sheets(texts))), 'file')
