import { expect, it } from 'vitest'
import { addressOf, allRecords, placeOf, type Place } from '../../../src/renderer/office/place.ts'

const places: Place[] = [
  { page: 'today' },
  { page: 'records', view: allRecords },
  { page: 'records', view: { ...allRecords, search: 'a b&c?#%', form: 'site-inspection', author: 'عبد الرحمن', sort: 'ref', descending: false } },
  { page: 'record', record: 'YUM-2-000871' },
  { page: 'record', record: 'a/b?c#d%' },
  { page: 'forms' },
  { page: 'form', package: 'abc_-' },
  { page: 'entry', package: 'abc', draft: 'def' },
  { page: 'amend', record: 'x.0', draft: 'def' },
  { page: 'integrity' },
  { page: 'network' },
  { page: 'admin' }
]

it('a place and its address say the same', () => {
  for (const place of places) expect(placeOf(addressOf(place))).toEqual(place)
})

it('an address that leads nowhere is said to, and the empty one is today', () => {
  expect(placeOf('')).toEqual({ page: 'today' })
  expect(placeOf('#/entry/only-a-form').page).toBe('lost')
  expect(placeOf('#/%E0%A4%A/x').page).toBe('lost')
})
