import type { Page } from '@playwright/test'
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import type { FieldValue } from '../../../src/shared/forms/values.ts'
import { valuesFromJson } from '../../../src/shared/forms/values-json.ts'
import { entryForm } from './entry-form.ts'
import { openHarness, type HarnessPages } from './harness-page.ts'
import type { Harness } from './harness/main.tsx'

let pages: HarnessPages
let page: Page
beforeAll(async () => {
  pages = await openHarness()
  ;({ page } = await pages.page())
}, 120_000)
afterAll(() => pages.close())

const file = { name: 'a.png', type: 'image/png', size: 3, sha256: 'x', chunks: 'y' }
const values = valuesFromJson(
  {
    name: 'Ann',
    age: 20,
    weight: '',
    moment: '2026-11-22T08:00:00.000-07:00',
    colour: 'blue',
    kinds: ['cat', 'owl'],
    photo: file,
    seen: true,
    twice: '99',
    country: 'us',
    town: 'yuma',
    child: [{ call: 'Ada' }, { call: 'Bo' }],
    meta: { instanceID: 'uuid:1' }
  },
  readForm(entryForm)
)
const show = async (what: { values: readonly FieldValue[]; language?: string }): Promise<void> => {
  await page.evaluate(given => (window as unknown as { harness: Harness }).harness.show(given), { xml: entryForm, ...what })
  await page.locator('.mun-values').waitFor()
}
const row = (path: string) => page.locator(`[data-path="${path}"] dd`).textContent()

it('values are shown with the words of the form: labels, choices, repeats', async () => {
  await show({ values })
  await page.getByText('Yuma').waitFor()
  expect(await row('/data/colour')).toBe('Blue')
  expect(await row('/data/kinds')).toBe('Cat, Owl')
  expect(await row('/data/weight')).toBe('not answered')
  expect(await row('/data/moment')).toBe('2026-11-22 08:00 -07:00')
  expect(await row('/data/twice')).toBe('99')
  expect(await row('/data/seen')).toBe('read and confirmed')
  expect(await row('/data/photo')).toBe('This file is not on this desk.')
  expect(await row('/data/child[2]/call')).toBe('Bo')
  expect(await page.getByRole('heading').allTextContents()).toEqual(['Form entry', 'Child 1', 'Child 2'])
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([])
})

it('what is shown is what was filed, also where the form would compute something else', async () => {
  await show({ values: values.map(([path, value]): FieldValue => [path, path === '/data/why' ? 'filed though blue' : value]) })
  expect(await row('/data/why')).toBe('filed though blue')
  expect(await row('/data/age')).toBe('20')
})

it('a value that is withheld says so', async () => {
  await show({ values: values.filter(([path]) => path !== '/data/name') })
  expect(await row('/data/name')).toBe('withheld')
})

it('the language asked for is the language of the labels', async () => {
  await show({ values, language: 'ar' })
  await page.getByText('اسمك').waitFor()
  expect(await page.locator('.mun-values').getAttribute('dir')).toBe('rtl')
})
