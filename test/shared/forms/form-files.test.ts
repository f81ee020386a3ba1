import fc from 'fast-check'
import { expect, it } from 'vitest'
import { utf8 } from '../../../src/shared/bytes.ts'
import { fileFor, filesOf, fileType, withFiles } from '../../../src/shared/forms/form-files.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { sampleForm } from './sample-form.ts'

const towns = sampleForm.replace('<instance id="kinds">', '<instance id="towns" src="jr://file-csv/towns.csv"/><instance id="kinds">')

it('a list that comes with the form is no longer missing', () => {
  expect(readForm(towns).unsupported).toContainEqual({ path: "instance('towns')", what: 'external choices (towns.csv)', blocking: true })
  const whole = withFiles(towns, [
    { name: 'towns.csv', bytes: utf8('name,label\nyuma,Yuma\n') },
    { name: 'map.png', bytes: new Uint8Array([0x89]) }
  ])
  expect(readForm(whole).unsupported).toEqual([])
  expect(readForm(whole).files).toEqual(['map.png', 'towns.csv'])
  expect(readForm(whole).questions).toEqual(readForm(towns).questions)
})

it('files come back byte for byte, as text where that is exact and else as base64', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.string({ unit: 'binary' }).map(utf8)), bytes => {
      const [file] = filesOf(withFiles(sampleForm, [{ name: 'a.csv', bytes: new Uint8Array(bytes) }]))
      expect([...file!.bytes]).toEqual([...bytes])
    })
  )
})

it('given again, files take the place of those before; the form itself stays as it was', () => {
  const once = withFiles(towns, [{ name: 'towns.csv', bytes: utf8('name\na\n') }])
  const twice = withFiles(once, [
    { name: 'b.png', bytes: new Uint8Array([0x89, 0xff]) },
    { name: 'a.csv', bytes: utf8('<x>&') }
  ])
  expect(filesOf(twice).map(file => [file.name, file.type])).toEqual([
    ['a.csv', 'text/csv'],
    ['b.png', 'image/png']
  ])
  expect(withFiles(twice, [])).toBe(towns)
  expect(() => withFiles('<html>', [{ name: 'a.csv', bytes: utf8('') }])).toThrow('no XForm')
})

it('a file is found by the address that forms have for it, and is of the kind that its name says', () => {
  const files = filesOf(withFiles(sampleForm, [{ name: 'my map.png', bytes: utf8('x') }]))
  expect(fileFor(files, 'jr://images/my map.png')?.name).toBe('my map.png')
  expect(fileFor(files, 'jr://images/my%20map.png')?.name).toBe('my map.png')
  expect(fileFor(files, 'jr://images/other.png')).toBe(undefined)
  expect(fileFor(files, 'https://example.org/my map.png')).toBe(undefined)
  expect(['a.html', 'a.js', 'a', 'A.CSV'].map(fileType)).toEqual([undefined, undefined, undefined, 'text/csv'])
})
