import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OfficeError } from '../../../src/shared/errors.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { contractAward } from '../../../src/shared/forms/shipped/contract-award.ts'
import { siteInspection } from '../../../src/shared/forms/shipped/site-inspection.ts'
import { withShared } from '../../kit/shared-data.ts'
import { sampleForm } from './sample-form.ts'

const detailOf = (xml: string): string => {
  try {
    readForm(xml)
  } catch (error) {
    if (error instanceof OfficeError && error.code === 'form-not-readable') return String(error.detail['detail'])
    throw error
  }
  return '(readable)'
}
const shared = (name: string): string => `forms/${name}.xml`
const read = (path: string) => readForm(readFileSync(path, 'utf8'))

it('a form names itself, its languages, its repeats and the files that go with it', () => {
  const form = readForm(sampleForm)
  expect([form.id, form.version, form.title, form.root]).toEqual(['sample', '7', 'Sample', 'data'])
  expect(form.languages).toEqual(['English (en)', 'العربية (ar)'])
  expect(form.defaultLanguage).toBe('العربية (ar)')
  expect(form.repeats).toEqual(['/data/village', '/data/village/house', '/data/pet'])
  expect(form.media).toEqual(['map.png'])
  expect(form.unsupported).toEqual([{ path: '', what: 'pictures, sounds or films that did not come with the form (map.png)', blocking: false }])
})

it('every question has its control, its type and its innermost repeat', () => {
  const controls = readForm(sampleForm).questions.map(({ path, control, type, repeat }) => [path, control, type, repeat])
  expect(controls).toEqual([
    ['/data/name', 'text', 'string', null],
    ['/data/age', 'integer', 'int', null],
    ['/data/weight', 'decimal', 'decimal', null],
    ['/data/born', 'date', 'date', null],
    ['/data/kinds', 'select', '', null],
    ['/data/one', 'select1', '', null],
    ['/data/photo', 'image', 'binary', null],
    ['/data/read', 'acknowledge', '', null],
    ['/data/empty_group/inner', 'text', '', null],
    ['/data/village/house/room', 'text', '', '/data/village/house'],
    ['/data/village/house/tags', 'select', '', '/data/village/house'],
    ['/data/pet/call', 'text', '', '/data/pet'],
    ['/data/meta/instanceID', 'hidden', 'string', null]
  ])
})

it('labels come in every language; computed ones are left to the engine', () => {
  const byPath = new Map(readForm(sampleForm).questions.map(question => [question.path, question]))
  expect(byPath.get('/data/name')?.labels).toEqual({ 'English (en)': 'Name', 'العربية (ar)': 'الاسم' })
  expect(byPath.get('/data/age')?.labels).toEqual({ '': 'Age' })
  expect(byPath.get('/data/weight')?.labels).toEqual({})
})

it('choices are known when the form carries them, listed or as an instance', () => {
  const byPath = new Map(readForm(sampleForm).questions.map(question => [question.path, question.choices]))
  expect(byPath.get('/data/kinds')).toEqual([
    { value: 'x', labels: { '': 'Ex' } },
    { value: 'y', labels: { '': 'Why' } }
  ])
  expect(byPath.get('/data/one')?.map(choice => choice.value)).toEqual(['a', 'b'])
})

it('a form without meta/instanceID is given one, as the engine does', () => {
  const bare = sampleForm.replace('<orx:meta><orx:instanceID/></orx:meta>', '')
  expect(readForm(bare).questions.at(-1)).toMatchObject({ path: '/data/meta/instanceID', control: 'hidden', ns: 'http://openrosa.org/xforms' })
})

it('what can not be read as a form says why', () => {
  expect(detailOf('')).not.toBe('(readable)')
  expect(detailOf('<a><b></a>')).toContain('b')
  expect(detailOf('<html/>')).toBe('this is XML, but not an XForm (no html with head, model and body)')
  expect(detailOf(sampleForm.replace(' id="sample"', ''))).toContain('no id')
  expect(detailOf(sampleForm.replace('<name/>', '<name/><name/>'))).toBe('/data/name is there 2 times, but is not a repeat')
  expect(detailOf(sampleForm.replace('ref="/data/age"', 'ref="/data/agee"'))).toBe("the control for /data/agee has no place in the form's instance")
  expect(detailOf(sampleForm.replace('Sample', '&sample;'))).toContain('entity')
  expect(detailOf('<!DOCTYPE h [<!ENTITY sample "x">]>' + sampleForm.replace('<?xml version="1.0"?>', '').replace('Sample', '&sample;'))).toContain('entity')
  expect(detailOf('<a>'.repeat(5000) + '</a>'.repeat(5000))).not.toBe('(readable)')
})

it('controls that are not done yet are named with their place; plainer ones do not block', () => {
  const xml = sampleForm
    .replace('<trigger ref="/data/read"><label>Read</label></trigger>', '<range ref="/data/read" start="1" end="3"><label>R</label></range>')
    .replace('<upload ref="/data/photo" mediatype="image/*">', '<upload ref="/data/photo" mediatype="image/*" appearance="bearing">')
    .replace('<instance id="kinds">', '<instance id="towns" src="jr://file-csv/towns.csv"/><instance id="kinds">')
    .replace('type="int"', 'type="intent"')
  expect(readForm(xml).unsupported).toEqual([
    { path: "instance('towns')", what: 'external choices (towns.csv)', blocking: true },
    { path: '', what: 'pictures, sounds or films that did not come with the form (map.png)', blocking: false },
    { path: '/data/age', what: 'intent', blocking: true },
    { path: '/data/photo', what: 'the compass (enter the degrees)', blocking: false },
    { path: '/data/read', what: 'a range of type text', blocking: true }
  ])
})

it('the shipped forms are whole: two languages, every label in both, nothing that is not done yet', () => {
  for (const form of [readForm(siteInspection), readForm(contractAward)]) {
    expect(form.unsupported).toEqual([])
    expect(form.languages).toEqual(['English (en)', 'Español (es)'])
    expect(form.repeats.length).toBeGreaterThan(0)
    const asked = form.questions.filter(question => question.control !== 'hidden' && question.control !== 'note')
    expect(asked.length).toBeGreaterThan(15)
    for (const { labels } of asked) expect(Object.values(labels).filter(Boolean)).toHaveLength(2)
    for (const choice of asked.flatMap(question => question.choices ?? [])) expect(Object.values(choice.labels).filter(Boolean)).toHaveLength(2)
  }
})

withShared('the IFRC form blocks nothing', shared('ifrc-distribution-site-assessment-v1'), path => {
  const form = read(path)
  expect(form.questions).toHaveLength(96)
  expect(form.unsupported.filter(one => one.blocking)).toEqual([])
  expect(form.languages).toEqual(['English', 'Français'])
})

withShared(
  'the form of all question types wants its list of cities and its pictures, and nothing else of its kinds is missing',
  shared('all-question-types-v2024091201-3'),
  path => {
    const kinds = read(path).unsupported.filter(one => one.blocking)
    expect(kinds.map(one => one.what)).toEqual(['external choices (cities.geojson)'])
    expect(read(path).unsupported.find(one => one.what.startsWith('pictures'))).toMatchObject({ path: '', blocking: false })
  }
)
