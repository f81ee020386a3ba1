import { expect, it } from 'vitest'
import { distance, nearest, suggestion } from '../../../../src/shared/forms/xlsform/nearest.ts'

it('counts letters added, dropped, changed and swapped', () => {
  expect(distance('integer', 'intger')).toBe(1)
  expect(distance('relevant', 'relevnat')).toBe(1)
  expect(distance('abc', '')).toBe(3)
  expect(distance('kitten', 'sitting')).toBe(3)
})

it('suggests what is near, nearest first, and nothing for what is far or too short to tell', () => {
  expect(nearest('select_on', ['select_one', 'select_multiple', 'text'])).toEqual(['select_one'])
  expect(nearest('d', ['c', 'ab'])).toEqual([])
  expect(suggestion('begin_grop', ['begin_group', 'begin_repeat'])).toBe(' Did you mean "begin_group"?')
  expect(suggestion('xylophone', ['text'])).toBe('')
})
