/** `form check` and `form workbook`: no desk is needed; exit codes 0 usable, 1 with errors, 2 could not run. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { writeXlsx } from '../../../src/shared/forms/xlsform/write-xlsx.ts'
import { sheets } from '../../kit/workbook.ts'
import { answerOf, refusalOf, said } from './said.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (name: string): string => join(root, name)
const workbook = (name: string, survey: string, others: Record<string, string> = {}): string => {
  writeFileSync(at(name), writeXlsx(sheets({ survey, ...others })))
  return at(name)
}

it('a sound workbook is usable, and its XForm can be written once', async () => {
  const file = workbook('visit.xlsx', 'type | name | label\ntext | a | A\nrank l | b | B', {
    choices: 'list_name | name | label\nl | x | X',
    settings: 'form_id | version\nvisit | 3'
  })
  const { code, value } = await answerOf('form', 'check', file, '--xml', at('visit.xml'))
  expect([code, value]).toMatchObject([0, { ok: true, id: 'visit', version: '3', questions: 3, languages: [], errors: [], logic: 'not run' }])
  expect(readForm(readFileSync(at('visit.xml'), 'utf8')).questions.map(question => question.path)).toEqual(['/data/a', '/data/b', '/data/meta/instanceID'])
  expect(await refusalOf('form', 'check', file, '--xml', at('visit.xml'))).toBe('file-exists')
})

it('what is wrong is told by sheet, row and column, all of it, and no XForm is written', async () => {
  const file = workbook('wrong.xlsx', 'type | name | label\nintger | a | A\ntext | b | ${nobody}')
  const { code, value } = await answerOf<{ errors: unknown[] }>('form', 'check', file, '--xml', at('wrong.xml'))
  expect(code).toBe(1)
  expect(value).toMatchObject({ ok: false, id: null, questions: 0 })
  expect(value.errors).toEqual([
    { sheet: 'survey', row: 2, column: 'type', message: '"intger" is not a type of question. Did you mean "integer"?' },
    { sheet: 'survey', row: 3, column: 'label', message: '"${nobody}" refers to a question that is not there.' }
  ])
  expect(() => readFileSync(at('wrong.xml'))).toThrow()
  expect((await said('form', 'check', file)).out).toContain('error    survey, row 2, column type: "intger"')
})

it('a damaged workbook, text that is no form, and a file that is not there', async () => {
  writeFileSync(at('cut.xlsx'), readFileSync(workbook('whole.xlsx', 'type | name | label\ntext | a | A')).subarray(0, 700))
  expect(await answerOf('form', 'check', at('cut.xlsx'))).toMatchObject({
    code: 1,
    value: { errors: [{ sheet: '', row: null, message: 'The file is damaged or cut off.' }] }
  })
  writeFileSync(at('text.xml'), 'not a form')
  expect((await answerOf('form', 'check', at('text.xml'))).code).toBe(1)
  expect(await refusalOf('form', 'check', at('nowhere.xlsx'))).toBe('file-unreadable')
})

it('a shipped form is written as a workbook that is usable as it is', async () => {
  expect((await said('form', 'workbook', 'payment', at('payment.xlsx'))).code).toBe(0)
  expect(await answerOf('form', 'check', at('payment.xlsx'))).toMatchObject({
    code: 0,
    value: { ok: true, id: 'payment', warnings: [], languages: ['English (en)', 'Español (es)'] }
  })
  expect(await refusalOf('form', 'workbook', 'nothing', at('x.xlsx'))).toBe('not-found')
})
