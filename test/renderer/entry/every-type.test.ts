import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { instanceOf, valuesOf, type Attachment } from '../../../src/shared/forms/values.ts'
import { everyForm, everyName } from './every-form.ts'
import { openForm, openHarness, snapshotWith, type HarnessPages } from './harness-page.ts'
import type { Harness } from './harness/main.tsx'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
/** A tenth of a second of silence. */
const WAV = Buffer.concat([
  Buffer.from('RIFF'),
  Buffer.from([0x44, 3, 0, 0]),
  Buffer.from('WAVEfmt '),
  Buffer.from([16, 0, 0, 0, 1, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0]),
  Buffer.from('data'),
  Buffer.from([0x20, 3, 0, 0]),
  Buffer.alloc(800, 128)
])

let pages: HarnessPages
let page: Page
let complaints: string[]
beforeAll(async () => {
  pages = await openHarness()
  ;({ page, complaints } = await pages.page())
}, 120_000)
afterAll(() => pages.close())
afterEach(() => expect(complaints.splice(0)).toEqual([]))

const form = readForm(everyForm)
const attachment = (name: string): Attachment => ({ name, type: '', size: 1, sha256: 'a', chunks: 'b' })
const field = (name: string) => page.locator(`[data-path="/data/${name}"]`)

/** Forward by Tab until the focus is in the question. */
async function into(name: string): Promise<void> {
  for (let step = 0; step < 60; step++) {
    if (await field(name).evaluate(element => element.contains(document.activeElement))) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${name} is not reached by Tab`)
}
/** And on to the control in it that fits. */
async function onto(name: string, selector: string): Promise<void> {
  await into(name)
  for (let step = 0; step < 20; step++) {
    if (await page.evaluate(wanted => document.activeElement?.matches(wanted), selector)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${selector} in ${name} is not reached by Tab`)
}
const type = (text: string) => page.keyboard.type(text)
async function press(...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}
/** As a person does: whoever sees no chooser comes back to the control and presses again. */
async function chooser(name: string, tries = 3) {
  await onto(name, 'input[type=file]')
  const opened = page.waitForEvent('filechooser', { timeout: 5_000 })
  opened.catch(() => undefined)
  await press('Space')
  try {
    return await opened
  } catch (error) {
    if (tries <= 1) throw error
    return chooser(name, tries - 1)
  }
}
async function choose(name: string, file: { name: string; mimeType: string; buffer: Buffer }): Promise<void> {
  await (await chooser(name)).setFiles(file)
  await field(name)
    .getByText(/Save to disk/)
    .waitFor()
}

/** What a person presses in each question, in the order of the page. */
const answers: Readonly<Record<string, () => Promise<void>>> = {
  line: () => type('Ann'),
  lines: async () => {
    await type('one')
    await press('Enter')
    await type('two')
  },
  digits: () => type('1234567'),
  site: () => type('https://example.org/'),
  masked: () => type('secret'),
  whole: () => type('-42'),
  grouped: () => type('9876543'),
  counter: () => press('Tab', 'Tab', 'Enter', 'Enter', 'Enter'),
  part: () => type('70.25'),
  day: () => type('03091985'),
  month: async () => {
    await type('Mar')
    await press('Tab')
    await type('2024')
  },
  year: () => type('1999'),
  hour: () => type('0805AM'),
  moment: async () => {
    await type('11222026')
    await press('Tab')
    await type('0800AM')
  },
  one: () => press('Space', 'ArrowDown'),
  one_minimal: () => type('Page'),
  one_search: async () => {
    await type('aj')
    await press('Enter')
  },
  one_likert: () => press('Space'),
  several: () => press('Tab', 'Tab', 'Space', 'Shift+Tab', 'Shift+Tab', 'Space'),
  several_search: async () => {
    await type('yu')
    await press('Enter')
    await type('ajo')
    await press('Enter')
  },
  bare: () => press('ArrowDown'),
  rank: () => press('ArrowDown'),
  range: () => press('ArrowRight', 'ArrowRight', 'ArrowRight'),
  range_part: () => press('Home', 'ArrowUp'),
  picked: () => type('4'),
  rating: () => press('ArrowRight', 'ArrowRight'),
  seen: () => press('Space'),
  code: () => type('4006381333931'),
  place: async () => {
    await type('35.1983')
    await press('Tab')
    await type('-111.6513')
  },
  trace: async () => {
    await type('35.1, -111.6')
    await press('Enter')
    await type('35.2 -111.7 2100 5')
  },
  shape: () => type('35 -111;36 -111;36 -110'),
  image: () => choose('image', { name: 'a.png', mimeType: 'image/png', buffer: PNG }),
  sound: () => choose('sound', { name: 'b.wav', mimeType: 'audio/wav', buffer: WAV }),
  film: () => choose('film', { name: 'c.mp4', mimeType: 'video/mp4', buffer: Buffer.from('not a film') }),
  paper: () => choose('paper', { name: 'd.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') }),
  signature: async () => {
    await onto('signature', 'input[type=text]')
    await type('Ann Begay')
    await press('Tab', 'Enter')
    await field('signature')
      .getByText(/Save to disk/)
      .waitFor()
  },
  sketch: async () => {
    await onto('sketch', 'input[type=text]')
    await type('North gate')
    await press('Tab', 'Enter')
    await field('sketch')
      .getByText(/Save to disk/)
      .waitFor()
  }
}

const EXPECTED = {
  line: 'Ann',
  lines: 'one\ntwo',
  digits: '1234567',
  site: 'https://example.org/',
  masked: 'secret',
  whole: '-42',
  grouped: '9876543',
  counter: '3',
  part: '70.25',
  day: '1985-03-09',
  month: '2024-03-01',
  year: '1999-01-01',
  hour: '08:05:00.000',
  moment: '2026-11-22T08:00:00.000-07:00',
  one: 'page',
  one_minimal: 'page',
  one_search: 'ajo',
  one_likert: 'yuma',
  several: ['yuma', 'ajo'],
  several_search: ['yuma', 'ajo'],
  heads: '',
  bare: 'page',
  rank: ['page', 'yuma', 'ajo'],
  range: '4',
  range_part: '1.0',
  picked: '4',
  rating: '3',
  seen: 'OK',
  code: '4006381333931',
  place: '35.1983 -111.6513',
  trace: '35.1 -111.6;35.2 -111.7 2100.0 5.0',
  shape: '35.0 -111.0;36.0 -111.0;36.0 -110.0;35.0 -111.0',
  image: expect.objectContaining({ name: expect.stringMatching(/^a-[0-9a-f]{8}\.png$/) as string }) as object,
  sound: expect.objectContaining({ name: expect.stringMatching(/^b-[0-9a-f]{8}\.wav$/) as string }) as object,
  film: expect.objectContaining({ name: expect.stringMatching(/^c-[0-9a-f]{8}\.mp4$/) as string }) as object,
  paper: expect.objectContaining({ name: expect.stringMatching(/^d-[0-9a-f]{8}\.pdf$/) as string }) as object,
  signature: expect.objectContaining({ name: expect.stringMatching(/^signature-[0-9a-f]{8}\.png$/) as string }) as object,
  sketch: expect.objectContaining({ name: expect.stringMatching(/^draw-[0-9a-f]{8}\.png$/) as string }) as object
}

it('every kind of question is answered by keyboard alone, filed with the value that ODK expects, and comes back the same', async () => {
  expect(form.unsupported).toEqual([])
  await openForm(page, { xml: everyForm })
  await page.locator('h1').click()
  for (const name of everyName) {
    const answer = answers[name]
    if (!answer) continue
    await into(name)
    await answer()
  }
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html).slice(0, 3)])).toEqual([])
  await page.getByRole('button', { name: 'File this record' }).focus()
  await press('Enter')
  const snapshot = await snapshotWith(page, 'draw-')
  const values = valuesOf(snapshot.instanceXml, form, { attachment })
  const byName = Object.fromEntries(values.filter(([path]) => !path.includes('meta')).map(([path, value]) => [path.slice(6), value]))
  expect(byName).toEqual(EXPECTED)
  await expect.poll(() => page.evaluate(() => (window as unknown as { harness: Harness }).harness.filed?.instanceXml)).toBe(snapshot.instanceXml)
  await openForm(page, { xml: everyForm, initial: instanceOf(values, form) })
  await page.getByRole('button', { name: 'File this record' }).click()
  await expect.poll(() => page.evaluate(() => (window as unknown as { harness: Harness }).harness.filed?.instanceXml)).toContain('draw-')
  const again = await page.evaluate(() => (window as unknown as { harness: Harness }).harness.filed!.instanceXml)
  expect(valuesOf(again, form, { attachment })).toEqual(values)
}, 90_000)
