import { expect, it } from 'vitest'
import { OfficeError } from '../../../src/shared/errors.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { instanceOf, valuesOf, type Value } from '../../../src/shared/forms/values.ts'
import { valuesFromJson } from '../../../src/shared/forms/values-json.ts'
import { sampleForm } from './sample-form.ts'

const form = readForm(sampleForm)
const given = (json: unknown): Map<string, Value> => new Map(valuesFromJson(json, form))
const wrong = (json: unknown): [unknown, unknown] => {
  try {
    valuesFromJson(json, form)
  } catch (error) {
    if (error instanceof OfficeError && error.code === 'bad-values') return [error.detail['path'], error.detail['detail']]
    throw error
  }
  return ['(taken)', '']
}

const nested = { name: 'Ann', age: 7, weight: 3.5, kinds: ['x', 'y'], village: [{ house: [{ room: 'r', tags: 't u' }, {}] }, {}], pet: [{ call: 'Rex' }] }
const flat = {
  '/data/name': 'Ann',
  '/data/age': '7',
  '/data/weight': '3.5',
  '/data/kinds': 'x y',
  '/data/village[1]/house[1]/room': 'r',
  '/data/village/house/tags': ['t', 'u'],
  '/data/village[1]/house[2]/room': null,
  '/data/village[2]': '',
  '/data/pet/call': 'Rex'
}

it('flat and nested say the same, and so does the root element around them', () => {
  expect(valuesFromJson(flat, form)).toEqual(valuesFromJson(nested, form))
  expect(valuesFromJson({ data: nested }, form)).toEqual(valuesFromJson(nested, form))
})

it('what comes out is values of the form: it makes an instance and comes back from it', () => {
  const values = valuesFromJson(nested, form)
  expect(valuesOf(instanceOf(values, form), form)).toEqual(values)
})

it('a question that is not mentioned is null, never blank', () => {
  const values = given({ name: '' })
  expect(values.get('/data/name')).toBe('')
  expect(values.get('/data/age')).toBe(null)
  expect(values.get('/data/empty_group/inner')).toBe(null)
})

it('an acknowledgement may be true, a repeat may be empty', () => {
  expect(given({ read: true, pet: [] }).get('/data/read')).toBe('OK')
})

it.each([
  ['no object', [1], '/data', 'wanted an object of values'],
  ['an unknown name', { nam: 'x' }, '/data/nam', 'is not in the form'],
  ['an unknown path', { '/data/nam': 'x' }, '/data/nam', 'is not in the form'],
  ['another root', { '/date/name': 'x' }, '/date/name', 'does not begin with /data/'],
  ['an index on what does not repeat', { '/data/name[1]': 'x' }, '/data/name[1]', 'name does not repeat'],
  ['text for a whole number', { age: 'seven' }, '/data/age', 'wanted a whole number, got "seven"'],
  ['a fraction for a whole number', { age: 1.5 }, '/data/age', 'wanted a whole number, got "1.5"'],
  ['too large a whole number', { age: 2147483648 }, '/data/age', 'wanted a whole number, got "2147483648"'],
  ['a day that does not exist', { born: '2026-02-29' }, '/data/born', 'wanted a date like 2026-11-22, got "2026-02-29"'],
  ['a choice that is not offered', { one: 'c' }, '/data/one', '"c" is not among the choices'],
  ['one of several that is not offered', { kinds: ['x', 'z'] }, '/data/kinds', '"z" is not among the choices'],
  ['an object for a repeat', { pet: { call: 'Rex' } }, '/data/pet', 'repeats: wanted an array of objects'],
  ['text for a group', { empty_group: 'x' }, '/data/empty_group', 'is a group: wanted an object'],
  ['a list for text', { name: ['x'] }, '/data/name', 'wanted text or a number'],
  ['a control character', { name: 'a\u0007' }, '/data/name', 'has characters that XML can not carry'],
  ['a file that is not staged', { photo: 'p.png' }, '/data/photo', 'the file p.png is not here'],
  ['half a file', { photo: { name: 'p.png' } }, '/data/photo', 'wanted a file: {name, type, size, sha256, chunks}']
])('%s is refused by path', (_, json, path, detail) => {
  expect(wrong(json)).toEqual([path, detail])
})

it('an upload takes a staged file by name', () => {
  const file = { name: 'p.png', type: 'image/png', size: 3, sha256: 'x', chunks: 'y' }
  expect(new Map(valuesFromJson({ photo: 'p.png' }, form, { attachment: () => file })).get('/data/photo')).toEqual(file)
})

it('names that mean something to JavaScript are only names', () => {
  expect(wrong(JSON.parse('{"__proto__": {"name": "x"}}'))).toEqual(['/data/__proto__', 'is not in the form'])
  expect(wrong({ '/data/constructor': 'x' })).toEqual(['/data/constructor', 'is not in the form'])
})
