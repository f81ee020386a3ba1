import { expect, it } from 'vitest'
import { attachmentName, placeOf, wrongDecimal, wrongInteger } from '../../../src/renderer/entry/controls/typed-values.ts'
import { codeOf, isRightToLeft, pickLanguage } from '../../../src/renderer/entry/language.ts'

it.each([
  ['English (en)', 'en', false],
  ['Français', 'fr', false],
  ['العربية', undefined, true],
  ['Arabic', 'ar', true],
  ['Urdu (ur)', 'ur', true],
  ['עברית (he)', 'he', true],
  ['default', undefined, false],
  ['es', 'es', false]
])('the language "%s" is known as %s', (label, code, rightToLeft) => {
  expect(codeOf(label)).toBe(code)
  expect(isRightToLeft(label)).toBe(rightToLeft)
})

it('a language is picked by label or by code, and not at all when there is none that fits', () => {
  const languages = [{ language: 'English (en)' }, { language: 'Español (es)' }]
  expect(pickLanguage(languages, 'es-MX')?.language).toBe('Español (es)')
  expect(pickLanguage(languages, 'English (en)')?.language).toBe('English (en)')
  expect(pickLanguage(languages, 'de')).toBe(undefined)
  expect(pickLanguage(languages, undefined)).toBe(undefined)
})

it('numbers are taken exactly or not at all', () => {
  expect(['7', '-7', '+0', '2147483647'].map(wrongInteger)).toEqual([undefined, undefined, undefined, undefined])
  expect(['7.0', '2147483648', '١٢', '0x10', ''].map(wrongInteger)).toEqual(['integer', 'integerRange', 'integer', 'integer', 'integer'])
  expect(['7', '7.50', '.5', '-0.001', '123456789012345'].map(wrongDecimal)).toEqual([undefined, undefined, undefined, undefined, undefined])
  expect(['1,5', '1e3', '.', '1234567890123456'].map(wrongDecimal)).toEqual(['decimal', 'decimal', 'decimal', 'decimalDigits'])
})

it('a place needs latitude and longitude within the globe', () => {
  expect(placeOf(['35.2', '-111.6'])).toBe('35.2 -111.6')
  expect(placeOf(['35.2', '-111.6', '', '8'])).toBe('35.2 -111.6 0 8')
  expect(placeOf(['', '', '', ''])).toBe('')
  for (const parts of [['35.2'], ['91', '0'], ['0', '181'], ['a', '0'], ['', '', '5']]) expect(placeOf(parts)).toBe(undefined)
})

it('an attachment name keeps what can be read, and nothing that could be a path or a twin', () => {
  const random = new Uint8Array([1, 2, 3, 255])
  expect(attachmentName('Été à Yuma.JPG', random)).toBe('Été-à-Yuma-010203ff.jpg')
  expect(attachmentName('../../etc/passwd', random)).toBe('etc-passwd-010203ff')
  expect(attachmentName('.png', random)).toBe('png-010203ff')
  expect(attachmentName('***.png', random)).toBe('picture-010203ff.png')
})
