/** Forms that come with the program: published when a network is founded. Some are XForms, some workbooks that are compiled here. */
import { compileXlsForm } from '../xlsform/compile.ts'
import { problemLine } from '../xlsform/problems.ts'
import { workbookOf } from '../xlsform/sheet-text.ts'
import type { SheetTexts } from '../xlsform/write-xlsx.ts'
import { contractAmendment } from './contract-amendment.ts'
import { contractAward } from './contract-award.ts'
import { identityCheck } from './identity-check.ts'
import { incidentReport } from './incident-report.ts'
import { payment } from './payment.ts'
import { siteInspection } from './site-inspection.ts'

export interface ShippedForm {
  readonly xml: string
}

/** Compiled when it is first asked for. */
function compiled(sheets: SheetTexts): ShippedForm {
  let xml: string | undefined
  return {
    get xml() {
      return (xml ??= xmlOf(sheets))
    }
  }
}

function xmlOf(sheets: SheetTexts): string {
  const { xml, errors } = compileXlsForm(workbookOf(sheets), 'shipped')
  if (xml === undefined) throw new Error(errors.map(problemLine).join('\n'))
  return xml
}

/** Workbooks of the forms that are kept as such, by the form's id: to be written as files, changed and imported. */
export const shippedWorkbooks: Readonly<Record<string, SheetTexts>> = {
  'contract-amendment': contractAmendment,
  payment,
  'identity-check': identityCheck,
  'incident-report': incidentReport
}

export const shippedForms: readonly ShippedForm[] = [{ xml: siteInspection }, { xml: contractAward }, ...Object.values(shippedWorkbooks).map(compiled)]
