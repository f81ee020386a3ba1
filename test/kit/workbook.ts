/** XLSForm workbooks for tests: written as a file and read again, so that a test goes the way of a real one. */
import { compileXlsForm, type CompiledForm } from '../../src/shared/forms/xlsform/compile.ts'
import { readWorkbook } from '../../src/shared/forms/xlsform/read-workbook.ts'
import { sheetTexts } from '../../src/shared/forms/xlsform/sheet-text.ts'
import { writeXlsx, type SheetTexts } from '../../src/shared/forms/xlsform/write-xlsx.ts'

/** Sheets as texts of rows; a settings sheet that names the form is added where there is none. */
export const sheets = (texts: Readonly<Record<string, string>>): SheetTexts =>
  sheetTexts('settings' in texts ? texts : { ...texts, settings: 'form_id | form_title\nt | T' })

export const compiled = (texts: Readonly<Record<string, string>>): CompiledForm => compileXlsForm(readWorkbook(writeXlsx(sheets(texts))), 'file')
