/** `form check`: a form's file compiled and read without an office. Exit code 0 usable, 1 with errors. `form workbook`: a form to start from. */
import { basename } from 'node:path'
import { checkFormFile, type CheckedForm } from '../../../shared/forms/check-form.ts'
import { shippedWorkbooks } from '../../../shared/forms/shipped/shipped.ts'
import { OfficeError } from '../../../shared/errors.ts'
import { problemLine, type Problem } from '../../../shared/forms/xlsform/problems.ts'
import { writeXlsx } from '../../../shared/forms/xlsform/write-xlsx.ts'
import { counted, type Answer } from '../answer.ts'
import { readBytes, writeNew } from '../files.ts'

export interface CheckFlags {
  /** Where the XForm is written, if there are no errors. */
  readonly xml?: string
}

export const formOfFile = (file: string): CheckedForm => checkFormFile(readBytes(file), basename(file))

export const problemText = (errors: readonly Problem[], warnings: readonly Problem[]): string[] => [
  ...errors.map(problem => `error    ${problemLine(problem)}`),
  ...warnings.map(problem => `warning  ${problemLine(problem)}`)
]

/** Throws file-unreadable, file-exists. */
export function checkForm(file: string, { xml: out }: CheckFlags): Answer {
  const { xml, info, errors, warnings } = formOfFile(file)
  if (out !== undefined && xml !== undefined) writeNew(out, xml)
  const unsupported = info?.unsupported ?? []
  const summary = info
    ? `Usable: ${info.title}, ${info.id}${info.version === '' ? ' without a version' : ` version ${info.version}`}, ${counted(info.questions.length, 'question')}. Its logic was not run.`
    : `Not usable: ${counted(errors.length, 'error')}.`
  return {
    value: {
      ok: errors.length === 0,
      id: info?.id ?? null,
      version: info?.version ?? null,
      title: info?.title ?? null,
      questions: info?.questions.length ?? 0,
      languages: info?.languages ?? [],
      errors,
      warnings,
      unsupported,
      logic: 'not run'
    },
    text: [
      ...problemText(errors, warnings),
      ...unsupported.map(({ path, what, blocking }) => `${blocking ? 'not yet here' : 'plainer here'}  ${what} (${path})`),
      summary
    ],
    code: errors.length === 0 ? 0 : 1
  }
}

/** Throws not-found, file-exists, file-unreadable. */
export function writeShipped(id: string, file: string): Answer {
  const sheets = Object.hasOwn(shippedWorkbooks, id) ? shippedWorkbooks[id] : undefined
  if (!sheets) throw new OfficeError('not-found', { what: `workbook (there are ${Object.keys(shippedWorkbooks).join(', ')}) named`, id })
  writeNew(file, writeXlsx(sheets))
  return { value: { form: id, file }, text: [`Written: ${file}. Give the form an id of its own before you import it.`] }
}
