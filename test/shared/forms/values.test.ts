import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { utf8 } from '../../../src/shared/bytes.ts'
import { isList, isUpload, type FormInfo, type Group, type Question } from '../../../src/shared/forms/form-info.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { contractAward } from '../../../src/shared/forms/shipped/contract-award.ts'
import { siteInspection } from '../../../src/shared/forms/shipped/site-inspection.ts'
import {
  compareUtf8,
  completed,
  hasOwnFields,
  instanceOf,
  isAttachment,
  valuesOf,
  type Attachment,
  type FieldValue,
  type Value
} from '../../../src/shared/forms/values.ts'
import { withShared } from '../../kit/shared-data.ts'
import { sampleForm } from './sample-form.ts'

const form = readForm(sampleForm)
const file = (name: string): Attachment => ({ name, type: 'image/png', size: 3, sha256: 'a'.repeat(43), chunks: 'b'.repeat(43) })
const known = { attachment: file }
const wrap = (inner: string): string => `<data xmlns:orx="http://openrosa.org/xforms" id="sample" version="7">${inner}</data>`

/** Text as it comes from people and programs: any script, blanks at the ends, line ends, markup, but nothing that XML can not carry. */
const text = fc.string({ unit: 'binary', maxLength: 12 }).map(given => given.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, ''))
const item = fc.string({ minLength: 1, maxLength: 5, unit: fc.constantFrom('a', 'é', '<', '&', '-', '中', '9') })

const leafValue = (question: Question): fc.Arbitrary<Value> => {
  if (isList(question.control)) return fc.oneof(fc.constant(null), fc.array(item, { maxLength: 3 }))
  if (isUpload(question.control)) return fc.constantFrom(null, '', file('p.png'), file('q & <r>.png'))
  return fc.oneof(fc.constant(null), fc.constant(''), text)
}

/** Arbitrary values of a form: any number of instances of each repeat. */
function fieldsOf(group: Group, path: string): fc.Arbitrary<FieldValue[]> {
  const parts = group.children.map((node): fc.Arbitrary<FieldValue[]> => {
    const inner = `${path}/${node.name}`
    if (node.kind === 'question') return leafValue(node).map(value => [[inner, value]])
    if (node.kind === 'group') return fieldsOf(node, inner)
    const instances = fc
      .integer({ min: 0, max: 3 })
      .chain(count => fc.tuple(...Array.from({ length: count }, (_, at) => fieldsOf(node, `${inner}[${at + 1}]`))))
    return instances.map(all => all.flatMap((fields, at): FieldValue[] => (hasOwnFields(node) ? fields : [...fields, [`${inner}[${at + 1}]`, '']])))
  })
  return fc.tuple(...parts).map(all => all.flat())
}
const sorted = (fields: readonly FieldValue[]): FieldValue[] => [...fields].sort((a, b) => compareUtf8(a[0], b[0]))

function holdsFor(info: FormInfo, runs: number): void {
  fc.assert(
    fc.property(fieldsOf(info.tree, info.tree.path), fields => {
      const values = sorted(fields)
      expect(valuesOf(instanceOf(values, info), info, known)).toEqual(values)
    }),
    { numRuns: runs }
  )
}

it('values → instance → values is the identity, for any values of a form with all that is hard', () => holdsFor(form, 400))
it('values → instance → values is the identity for the shipped forms', () => {
  holdsFor(readForm(siteInspection), 40)
  holdsFor(readForm(contractAward), 40)
})
withShared('values → instance → values is the identity for every shared form', 'forms/minimal.xform.xml', path => {
  const folder = dirname(path)
  const names = readdirSync(folder).filter(name => name.endsWith('.xml') && name !== 'xpath-syntax-error.xml')
  expect(names.length).toBeGreaterThanOrEqual(9)
  for (const name of names) holdsFor(readForm(readFileSync(join(folder, name), 'utf8')), 10)
})

it('an index stands on every repeat element, and on nothing else; paths are in byte order', () => {
  const xml = wrap(
    '<name>n</name><village><house><room>1</room><tags>t  u</tags></house><house><room/><tags/></house></village><village/><pet><call>Rex</call></pet><orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta>'
  )
  const values = valuesOf(xml, form)
  expect(values.filter(([, value]) => value !== null)).toEqual([
    ['/data/meta/instanceID', 'uuid:1'],
    ['/data/name', 'n'],
    ['/data/pet[1]/call', 'Rex'],
    ['/data/village[1]', ''],
    ['/data/village[1]/house[1]/room', '1'],
    ['/data/village[1]/house[1]/tags', ['t', 'u']],
    ['/data/village[1]/house[2]/room', ''],
    ['/data/village[1]/house[2]/tags', []],
    ['/data/village[2]', '']
  ])
  const paths = values.map(([path]) => path)
  expect(paths.map(path => Buffer.from(utf8(path)).toString('hex'))).toEqual(paths.map(path => Buffer.from(utf8(path)).toString('hex')).sort())
})

it('a question that was not relevant is there with null: absent from the instance, or named by the engine', () => {
  const values = new Map(valuesOf(wrap('<name>n</name><age>5</age>'), form, { nonRelevant: ['/data/age'] }))
  expect(values.get('/data/age')).toBe(null)
  expect(values.get('/data/empty_group/inner')).toBe(null)
  expect(values.get('/data/name')).toBe('n')
})

it('a repeat with no instance has no field, and comes back with none', () => {
  const values = valuesOf(wrap('<name/>'), form)
  expect(values.some(([path]) => path.includes('village') || path.includes('pet'))).toBe(false)
  expect(instanceOf(values, form)).toBe(wrap('<name/>'))
})

it('an upload names its file in the instance and stands as an attachment in the values', () => {
  const xml = wrap('<photo>p.png</photo>')
  expect(new Map(valuesOf(xml, form, known)).get('/data/photo')).toEqual(file('p.png'))
  expect(() => valuesOf(xml, form)).toThrow('/data/photo: the file p.png is not here.')
})

it('byte order of UTF-8 is that of code points, surrogates or not', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      const wellFormed = [a.toWellFormed(), b.toWellFormed()] as const
      expect(Math.sign(compareUtf8(...wellFormed))).toBe(Math.sign(Buffer.compare(Buffer.from(wellFormed[0]), Buffer.from(wellFormed[1]))))
    })
  )
})

it.each([
  ['another form', '<data id="other"/>', 'the instance is of the form other, not sample'],
  ['another root', '<date id="sample"/>', 'the instance is a <date>'],
  ['no XML', '<data', '/data: '],
  ['an unknown element', wrap('<nam>n</nam>'), '/data/nam: is not in the form'],
  ['a question twice', wrap('<name>a</name><name>b</name>'), '/data/name: is there 2 times'],
  ['elements in a question', wrap('<name><b/></name>'), '/data/name: there are elements'],
  ['text between questions', wrap('stray'), '/data: there is text']
])('an instance with %s is refused, nothing of it is dropped', (_, xml, wanted) => {
  let caught: unknown
  try {
    valuesOf(xml, form)
  } catch (error) {
    caught = error
  }
  expect(caught).toMatchObject({ code: 'bad-values', message: expect.stringContaining(wanted) as string })
})

const base = valuesOf(wrap('<name>n</name><village/>'), form)
const changed = (path: string, value: Value): FieldValue[] => base.map(field => (field[0] === path ? [path, value] : field))
it.each([
  ['a path twice', [...base, ['/data/name', 'm']] as FieldValue[], '/data/name: is there twice'],
  ['a path that is not of the form', [...base, ['/data/nam', 'm']] as FieldValue[], '/data/nam: is not in the form'],
  ['an index on what does not repeat', [...base, ['/data/name[1]', 'm']] as FieldValue[], '/data/name[1]: is not in the form'],
  ['a path left out', base.slice(1), 'is missing'],
  ['an instance left out', [...base, ['/data/village[3]', '']] as FieldValue[], '/data/village[2]: is missing'],
  ['a list where text is wanted', changed('/data/name', ['a']), '/data/name: wants text'],
  ['text where a list is wanted', changed('/data/kinds', 'x'), '/data/kinds: wants a list'],
  ['a choice with a blank in it', changed('/data/kinds', ['a b']), 'is no choice'],
  ['a character that XML can not carry', changed('/data/name', 'a\u0000'), 'XML can not carry'],
  ['a lone surrogate', changed('/data/name', 'a\ud800'), 'XML can not carry'],
  ['text where a file is wanted', changed('/data/photo', 'p.png'), 'wants a file']
])('values with %s are refused', (_, values, wanted) => {
  expect(() => instanceOf(values, form)).toThrow(wanted)
})

it('what is withheld can be completed with null, so that the rest can be shown', () => {
  const whole = valuesOf(wrap('<name>n</name><village><house><room>1</room><tags/></house></village>'), form)
  const part = whole.filter(([path]) => path === '/data/village[1]/house[1]/room')
  expect(completed(part, form).map(([path]) => path)).toEqual(whole.map(([path]) => path))
  expect(completed(whole, form)).toEqual(whole)
  expect(isAttachment(null)).toBe(false)
})
