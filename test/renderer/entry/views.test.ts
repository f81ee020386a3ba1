import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { utf8 } from '../../../src/shared/bytes.ts'
import { withFiles } from '../../../src/shared/forms/form-files.ts'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { valuesOf } from '../../../src/shared/forms/values.ts'
import { entryForm } from './entry-form.ts'
import { everyForm } from './every-form.ts'
import { openForm, openHarness, snapshotWith, type HarnessPages } from './harness-page.ts'
import type { Harness } from './harness/main.tsx'

let pages: HarnessPages
let page: Page
let complaints: string[]
beforeAll(async () => {
  pages = await openHarness()
  ;({ page, complaints } = await pages.page())
}, 120_000)
afterAll(() => pages.close())
beforeEach(() => page.evaluate(() => localStorage.clear()))
afterEach(() => expect(complaints.splice(0)).toEqual([]))

const field = (path: string) => page.locator(`[data-path="${path}"]`)
const where = () => page.locator('.mun-one-where').textContent()
const focused = () => page.evaluate(() => document.activeElement?.closest('[data-path]')?.getAttribute('data-path') ?? document.activeElement?.textContent)
const filed = () => page.evaluate(() => (window as unknown as { harness: Harness }).harness.filed?.instanceXml)

it('a form is filled in one question at a time, by keyboard alone, repeats included', async () => {
  await openForm(page, { xml: entryForm })
  await page.keyboard.press('Alt+v')
  await expect.poll(where).toMatch(/^1 of \d+/)
  expect(await page.locator('.mun-entry-field').count()).toBe(1)
  await expect.poll(focused).toBe('/data/name')
  await page.keyboard.type('Ann')
  await page.keyboard.press('Enter')
  await expect.poll(focused).toBe('/data/age')
  await page.keyboard.type('200')
  await page.keyboard.press('Alt+PageDown')
  await expect.poll(focused).toBe('/data/weight')
  await page.keyboard.press('Alt+PageUp')
  await expect.poll(focused).toBe('/data/age')
  // On to the end of the form, where a child is added; its first question comes next.
  for (let step = 0; step < 40 && (await page.getByRole('button', { name: 'Add: Child' }).count()) === 0; step++) await page.keyboard.press('Alt+PageDown')
  await page.getByRole('button', { name: 'Add: Child' }).press('Enter')
  await expect.poll(focused).toBe('/data/child[1]/call')
  expect(await where()).toContain('Child 1')
  await page.keyboard.type('Ada')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html).slice(0, 3)])).toEqual([])
  // What is wrong is gone to from anywhere, also when it is elsewhere in the form.
  await page.keyboard.press('F8')
  await expect.poll(focused).toBe('/data/age')
  expect(await field('/data/age').locator('.usa-error-message').textContent()).toBe('Nobody is that old.')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('20')
  await page.keyboard.press('Control+Enter')
  await expect.poll(filed).toContain('<call>Ada</call>')
  await page.keyboard.press('Alt+v')
  await expect.poll(focused).toBe('/data/age')
  expect(await page.locator('.mun-entry-field').count()).toBeGreaterThan(10)
})

it('errors are gone through one after the other in the whole form, and the keys are listed', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Weight').fill('-3')
  await page.getByLabel('Weight').focus()
  await page.keyboard.press('F8')
  await expect.poll(focused).toBe('/data/name')
  await page.keyboard.press('F8')
  await expect.poll(focused).toBe('/data/weight')
  expect(await page.getByText('2 questions need your attention').count()).toBe(1)
  await page.keyboard.press('Alt+PageDown')
  await expect.poll(focused).toBe('/data/born')
  await page.keyboard.press('F1')
  await page.getByText('the next question that needs attention').waitFor()
  await page.keyboard.press('Alt+m')
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toMatch(/answered/)
})

it('a new form begins with the answers of the one before, but never with its id, its files or what it computed', async () => {
  const prefill = [
    ['/data/name', 'Ann'],
    ['/data/age', '20'],
    ['/data/kinds', ['cat', 'owl']],
    ['/data/colour', 'red'],
    ['/data/why', 'because'],
    ['/data/photo', { name: 'a.png', type: '', size: 1, sha256: 'a', chunks: 'b' }],
    ['/data/seen', 'OK'],
    ['/data/twice', '99'],
    ['/data/child[1]/call', 'Ada'],
    ['/data/child[2]/call', 'Bo'],
    ['/data/meta/instanceID', 'uuid:old']
  ] as const
  await openForm(page, { xml: entryForm, prefill })
  await page.getByLabel('Age', { exact: true }).fill('21')
  const { instanceXml } = await snapshotWith(page, '<age>21</age>')
  const values = new Map(valuesOf(instanceXml, readForm(entryForm)))
  expect(prefill.map(([path]) => values.get(path))).toEqual([
    'Ann',
    '21',
    ['cat', 'owl'],
    'red',
    'because',
    '',
    'OK',
    '42',
    'Ada',
    'Bo',
    expect.not.stringContaining('old')
  ])
})

it('choices come from lists that travel in the form: CSV and GeoJSON, the latter also on the map', async () => {
  const cities = { type: 'FeatureCollection', features: [['ajo', 'Ajo', -112.86, 32.37], ['page', 'Page', -111.45, 36.91]].map(([id, title, x, y]) => ({ type: 'Feature', id, properties: { title }, geometry: { type: 'Point', coordinates: [x, y] } })) } // prettier-ignore
  const xml = everyForm
    .replace(
      '<instance id="towns">',
      '<instance id="rivers" src="jr://file-csv/rivers.csv"/><instance id="cities" src="jr://file/cities.geojson"/><instance id="towns">'
    )
    .replace(/(<select1 ref="\/data\/one">.*?<itemset nodeset="instance\(')towns/, '$1rivers')
    .replace(
      /<select1 ref="\/data\/one_search" appearance="autocomplete">(.*?)<itemset.*?<\/itemset>/,
      `<select1 ref="/data/one_search" appearance="map">$1<itemset nodeset="instance('cities')/root/item"><value ref="id"/><label ref="title"/></itemset>`
    )
  expect(readForm(xml).unsupported.map(one => one.what)).toEqual(['external choices (rivers.csv)', 'external choices (cities.geojson)'])
  const whole = withFiles(xml, [
    { name: 'rivers.csv', bytes: utf8('name,label\ngila,Gila\nsalt,"Salt, the"\n') },
    { name: 'cities.geojson', bytes: utf8(JSON.stringify(cities)) }
  ])
  expect(readForm(whole).unsupported).toEqual([])
  await openForm(page, { xml: whole })
  await field('/data/one').getByText('Salt, the').click()
  const point = page.locator('.mun-map-point').filter({ hasText: 'Page' }).first()
  await point.locator('circle').click()
  const { instanceXml } = await snapshotWith(page, '<one_search>page</one_search>')
  expect(instanceXml).toContain('<one>salt</one>')
})
