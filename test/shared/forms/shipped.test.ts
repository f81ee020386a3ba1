import { expect, it } from 'vitest'
import { labelIn } from '../../../src/shared/forms/form-text.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { shippedForms, shippedWorkbooks } from '../../../src/shared/forms/shipped/shipped.ts'
import { compileXlsForm } from '../../../src/shared/forms/xlsform/compile.ts'
import { readWorkbook } from '../../../src/shared/forms/xlsform/read-workbook.ts'
import { workbookOf } from '../../../src/shared/forms/xlsform/sheet-text.ts'
import { writeXlsx } from '../../../src/shared/forms/xlsform/write-xlsx.ts'

for (const [id, sheets] of Object.entries(shippedWorkbooks)) {
  it(`the workbook of ${id} compiles without error or remark, and its file gives the same form`, () => {
    const compiled = compileXlsForm(workbookOf(sheets), 'x')
    expect([compiled.errors, compiled.warnings]).toEqual([[], []])
    expect(readForm(compiled.xml!).id).toBe(id)
    expect(compileXlsForm(readWorkbook(writeXlsx(sheets)), 'x').xml).toBe(compiled.xml)
  })
}

it('every shipped form can be answered whole, in English and Spanish, under an id of its own', () => {
  const forms = shippedForms.map(({ xml }) => readForm(xml))
  expect(new Set(forms.map(form => form.id)).size).toBe(forms.length)
  for (const form of forms) {
    expect(form.languages).toEqual(['English (en)', 'Español (es)'])
    expect(form.unsupported.filter(one => one.blocking)).toEqual([])
    expect(form.version).not.toBe('')
    for (const question of form.questions.filter(one => one.control !== 'hidden'))
      for (const texts of [question.labels, ...(question.choices ?? []).map(choice => choice.labels)]) {
        // A text with answers in it is computed, and not in `labels`.
        if (Object.keys(texts).length === 0) continue
        for (const language of form.languages) expect(labelIn(texts, language), `${question.path} in ${language}`).toMatch(/\p{L}/u)
      }
  }
})
