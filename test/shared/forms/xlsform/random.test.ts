/** Generated workbooks: file → cells → XForm → what the form reader finds, equal to what was meant. `XLSFORM_RUNS` for more of them. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { labelIn } from '../../../../src/shared/forms/form-text.ts'
import { readForm } from '../../../../src/shared/forms/read-form.ts'
import { instanceOf, valuesOf } from '../../../../src/shared/forms/values.ts'
import { elementsOf, parseXmlText } from '../../../../src/shared/forms/xml.ts'
import { compileXlsForm } from '../../../../src/shared/forms/xlsform/compile.ts'
import { readWorkbook } from '../../../../src/shared/forms/xlsform/read-workbook.ts'
import { writeXlsx } from '../../../../src/shared/forms/xlsform/write-xlsx.ts'
import { randomForm } from './random-survey.ts'

const numRuns = Number(process.env['XLSFORM_RUNS'] ?? 60)
const seed = Number(process.env['XLSFORM_SEED'] ?? 20261122)

it('the form that is read is the form that was meant', () => {
  fc.assert(
    fc.property(randomForm, ({ sheets, questions, repeats, languages }) => {
      const { xml, errors } = compileXlsForm(readWorkbook(writeXlsx(sheets)), 'x')
      expect(errors).toEqual([])
      const form = readForm(xml!)
      expect(form.repeats).toEqual(repeats)
      if (questions.some(question => question.control !== 'hidden')) expect(form.languages).toEqual(languages)
      const found = form.questions.filter(question => !question.path.startsWith('/data/meta'))
      expect(found.map(({ path, control, required, repeat }) => ({ path, control, required, repeat }))).toEqual(
        questions.map(({ path, control, required, repeat }) => ({ path, control, required, repeat }))
      )
      found.forEach((question, at) => {
        expect(question.labels).toEqual(questions[at]!.label)
        expect(question.choices?.map(choice => choice.value) ?? null).toEqual(questions[at]!.choices)
        for (const choice of question.choices ?? []) expect(labelIn(choice.labels, languages[0] ?? '')).toBeTruthy()
      })
    }),
    { numRuns, seed }
  )
})

it('the empty record of a generated form is values and back again, unchanged', () => {
  fc.assert(
    fc.property(randomForm, ({ sheets }) => {
      const { xml } = compileXlsForm(readWorkbook(writeXlsx(sheets)), 'x')
      const form = readForm(xml!)
      const values = valuesOf(instanceText(xml!), form, {})
      expect(valuesOf(instanceOf(values, form), form, {})).toEqual(values)
    }),
    { numRuns: Math.ceil(numRuns / 3), seed }
  )
})

/** The primary instance without its templates, as a record begins. */
function instanceText(xml: string): string {
  const model = elementsOf(elementsOf(parseXmlText(xml)).find(one => one.local === 'head')!).find(one => one.local === 'model')!
  const root = elementsOf(elementsOf(model).find(one => one.local === 'instance')!)[0]!
  const write = (element: typeof root): string => {
    const inner = elementsOf(element).filter(one => one.attributes['jr:template'] === undefined)
    const id = element === root ? ` id="${element.attributes['id']}"` : ''
    return inner.length === 0 ? `<${element.name}${id}/>` : `<${element.name}${id}>${inner.map(write).join('')}</${element.name}>`
  }
  return write(root)
}
