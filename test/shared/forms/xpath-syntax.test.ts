import { expect, it } from 'vitest'
import { wrongXPath } from '../../../src/shared/forms/xpath-syntax.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { shippedForms } from '../../../src/shared/forms/shipped/shipped.ts'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { withShared } from '../../kit/shared-data.ts'

const sound = [
  '/',
  '.',
  '..',
  '*',
  '//a',
  '/data/a',
  'a/b/../c',
  ".. /severity != ''",
  'true()',
  '-1',
  '- -1',
  '.5 + 1.',
  "selected(/data/a, 'x y')",
  "if(/a = 'b', 0, 85 + 40 * /a/c)",
  "count( /inspection/finding [severity = 'serious' or severity = 'imminent'])",
  "instance('towns')/root/item[state= current()/../state ]/name",
  'div div div mod mod',
  '* * *',
  '@id = 3',
  'child::a/attribute::b',
  'text()',
  "processing-instruction('x')",
  '(a | b)[1]/c',
  '$x',
  'jr:itext("a")',
  'orx:meta/orx:*',
  'a-b.c - d',
  "concat('a', \"'\")",
  '1 < 2 and 2 >= 1',
  '.[. > 3]',
  '問い = "x"',
  'position(..)'
]
const broken = [
  '',
  ' ',
  '/a ? 2',
  'a +',
  '(a',
  'a)',
  'a[',
  'a[]',
  "'open",
  'f(,)',
  'f(a,)',
  'a b',
  '1 2',
  '= 1',
  'a == b',
  'a && b',
  'a/',
  '/a//',
  '@',
  'a::',
  '#',
  'a = ',
  '[a]',
  'a..b c',
  '${a}'
]

it.each(sound)('takes %s', text => expect(wrongXPath(text)).toBeUndefined())
it.each(broken)('refuses %s', text => expect(wrongXPath(text)).toBeTypeOf('string'))

it('ten thousand brackets are refused, not recursed into', () => {
  expect(wrongXPath('('.repeat(10_000))).toBe('it is nested too deeply')
})

it('says which character does not belong', () => {
  expect(wrongXPath('/root/first-question ? 2')).toBe('"?" does not belong there (character 22)')
})

it('the shipped forms hold only expressions', () => {
  for (const form of shippedForms) expect(() => readForm(form.xml)).not.toThrow()
})

withShared('a form with a syntax error is refused and the place is named', 'forms/xpath-syntax-error.xml', path => {
  expect(() => readForm(readFileSync(path, 'utf8'))).toThrow(/the calculation of \/root\/second-question is no expression/)
})

withShared('every other public form is taken', 'forms', folder => {
  const forms = readdirSync(folder).filter(name => name.endsWith('.xml') && name !== 'xpath-syntax-error.xml')
  expect(forms.length).toBeGreaterThan(5)
  for (const name of forms) expect(() => readForm(readFileSync(join(folder, name), 'utf8'))).not.toThrow()
})
