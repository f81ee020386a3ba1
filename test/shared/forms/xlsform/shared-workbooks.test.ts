import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { readForm } from '../../../../src/shared/forms/read-form.ts'
import { compileXlsForm } from '../../../../src/shared/forms/xlsform/compile.ts'
import { readWorkbook } from '../../../../src/shared/forms/xlsform/read-workbook.ts'
import { withShared } from '../../../kit/shared-data.ts'
import { saidBy } from './same-form.ts'

const WORKBOOKS = ['all-question-types-v2024091201-3', 'ifrc-distribution-site-assessment-v1']

for (const name of WORKBOOKS)
  withShared(`${name}.xlsx says what the XForm beside it says`, `forms/${name}.xlsx`, path => {
    const compiled = compileXlsForm(readWorkbook(readFileSync(path)), 'unnamed')
    expect(compiled.errors).toEqual([])
    const beside = readFileSync(path.replace(/xlsx$/, 'xml'), 'utf8')
    expect(saidBy(compiled.xml!)).toEqual(saidBy(beside))
    expect(readForm(compiled.xml!)).toEqual(readForm(beside))
  })

it('the comparison sees a missing bind, a changed choice and a changed text', () => {
  const form = (bind: string, choice: string, label: string) =>
    `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>t</h:title><model><instance><data id="t"><a/></data></instance><instance id="l"><root><item><name>${choice}</name></item></root></instance>${bind}</model></h:head><h:body><input ref="/data/a"><label>${label}</label></input></h:body></h:html>`
  const bind = '<bind nodeset="/data/a" type="string"/>'
  const same = saidBy(form(bind, 'x', 'A'))
  expect(saidBy(form(bind, 'x', 'A'))).toEqual(same)
  for (const other of [form('', 'x', 'A'), form(bind, 'y', 'A'), form(bind, 'x', 'B'), form(bind.replace('string', 'int'), 'x', 'A')])
    expect(saidBy(other)).not.toEqual(same)
})
