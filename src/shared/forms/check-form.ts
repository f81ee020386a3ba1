/** A file that should be a form, whichever kind: XForm or XLSForm workbook. All that is wrong with it comes back at once. */
import { textOf, type Bytes } from '../bytes.ts'
import { OfficeError } from '../errors.ts'
import type { FormInfo } from './form-info.ts'
import { readForm } from './read-form.ts'
import { compileXlsForm } from './xlsform/compile.ts'
import type { Problem } from './xlsform/problems.ts'
import { isWorkbook, readWorkbook } from './xlsform/read-workbook.ts'
import { WorkbookFault } from './xlsform/workbook.ts'

export interface CheckedForm {
  /** The XForm, as it would be published; undefined with errors. */
  readonly xml: string | undefined
  readonly info: FormInfo | undefined
  /** What concerns the file as a whole, or an XForm, has an empty `sheet`. */
  readonly errors: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** A detail as a sentence. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`
const ofFile = (detail: string): Problem => ({ sheet: '', row: null, column: null, message: sentence(detail) })
const refused = (message: string): CheckedForm => ({ xml: undefined, info: undefined, errors: [ofFile(message)], warnings: [] })

/** `name` is the file's; a workbook that names no form id takes it from there. The form's logic is not run here. */
export function checkFormFile(bytes: Bytes, name: string): CheckedForm {
  if (isWorkbook(bytes)) return checkWorkbook(bytes, name.replace(/^.*[\\/]/, '').replace(/\.[^.]*$/, '') || 'form')
  const xml = textOf(bytes)
  if (xml === undefined) return refused('the file is neither a workbook nor text in UTF-8')
  return readable(xml.startsWith('\uFEFF') ? xml.slice(1) : xml, [])
}

function checkWorkbook(bytes: Bytes, id: string): CheckedForm {
  try {
    const { xml, errors, warnings } = compileXlsForm(readWorkbook(bytes), id)
    return xml === undefined ? { xml, info: undefined, errors, warnings } : readable(xml, warnings)
  } catch (cause) {
    if (cause instanceof WorkbookFault) return refused(cause.message)
    throw cause
  }
}

function readable(xml: string, warnings: readonly Problem[]): CheckedForm {
  try {
    return { xml, info: readForm(xml), errors: [], warnings }
  } catch (cause) {
    if (cause instanceof OfficeError && cause.code === 'form-not-readable')
      return { xml: undefined, info: undefined, errors: [ofFile('detail' in cause.detail ? String(cause.detail.detail) : cause.message)], warnings }
    throw cause
  }
}
