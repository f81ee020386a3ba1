import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { readForm } from '../../../src/shared/forms/read-form.ts'
import { contractAward } from '../../../src/shared/forms/shipped/contract-award.ts'
import { siteInspection } from '../../../src/shared/forms/shipped/site-inspection.ts'
import { instanceOf, valuesOf, type Attachment, type FieldValue, type Value } from '../../../src/shared/forms/values.ts'
import { withShared } from '../../kit/shared-data.ts'
import { entryForm, longForm } from './entry-form.ts'
import { openForm, openHarness, snapshotWith, type HarnessPages } from './harness-page.ts'
import type { Harness } from './harness/main.tsx'

/** A picture of one red dot. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
const attachment = (name: string): Attachment => ({ name, type: 'image/png', size: PNG.length, sha256: 'a', chunks: 'b' })

let pages: HarnessPages
let page: Page
let complaints: string[]
beforeAll(async () => {
  pages = await openHarness()
  ;({ page, complaints } = await pages.page())
}, 120_000)
afterAll(() => pages.close())
beforeEach(() => page.setViewportSize({ width: 1280, height: 900 }))
afterEach(() => expect(complaints.splice(0)).toEqual([]))

const form = readForm(entryForm)
const valuesIn = (snapshot: NonNullable<Harness['last']>): Map<string, Value> =>
  new Map(valuesOf(snapshot.instanceXml, form, { nonRelevant: snapshot.nonRelevant, attachment }))
const field = (path: string) => page.locator(`[data-path="${path}"]`)
const problemOf = (path: string) => field(path).locator('.usa-error-message')
const file = () => page.getByRole('button', { name: 'File this record' }).click()
const filed = () => page.evaluate(() => (window as unknown as { harness: Harness }).harness.filed)
const requireAxe = async (): Promise<void> => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(node => node.html).slice(0, 3)])).toEqual([])
}

it('text, numbers, dates, times and choices end as values of their types', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Your name').fill('Ann <&> "Ω"')
  await page.getByLabel('Age', { exact: true }).fill('41')
  await page.getByLabel('Weight').fill('70.25')
  await page.getByLabel('Born on').fill('1985-03-09')
  await page.getByLabel('Arrived at').fill('08:05')
  await page.getByLabel('Moment').fill('2026-11-22T08:00')
  await page.getByText('Blue').click()
  await page.getByText('Owl').click()
  await page.getByText('Cat').click()
  await page.getByLabel('Latitude').fill('35.1983')
  await page.getByLabel('Longitude').fill('-111.6513')
  await page.getByLabel('Accuracy').fill('12')
  await page.getByText('Read and confirmed').click()
  const values = valuesIn(await snapshotWith(page, '<seen>OK</seen>'))
  expect([...values].filter(([path]) => !path.includes('meta'))).toEqual([
    ['/data/age', '41'],
    ['/data/at', '08:05:00.000'],
    ['/data/born', '1985-03-09'],
    ['/data/children', '0'],
    ['/data/colour', 'blue'],
    ['/data/country', ''],
    ['/data/greeting', ''],
    ['/data/kinds', ['cat', 'owl']],
    ['/data/moment', '2026-11-22T08:00:00.000-07:00'],
    ['/data/name', 'Ann <&> "Ω"'],
    ['/data/photo', ''],
    ['/data/place', '35.1983 -111.6513 0.0 12.0'],
    ['/data/seen', 'OK'],
    ['/data/town', ''],
    ['/data/twice', '82'],
    ['/data/weight', '70.25'],
    ['/data/why', null]
  ])
})

it('a blank required question shows only after the person has been there, and holds the filing up', async () => {
  await openForm(page, { xml: entryForm })
  expect(await problemOf('/data/name').count()).toBe(0)
  await page.getByLabel('Your name').focus()
  await page.getByLabel('Age', { exact: true }).focus()
  await expect.poll(() => problemOf('/data/name').textContent()).toBe('This question needs an answer.')
  await file()
  expect(await filed()).toBe(null)
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe(await page.getByLabel('Your name').getAttribute('id'))
  expect(await page.getByLabel('Your name').getAttribute('aria-invalid')).toBe('true')
  await page.getByLabel('Your name').fill('Ann')
  await file()
  await expect.poll(async () => (await filed())?.instanceXml).toContain('<name>Ann</name>')
})

it('a violated constraint speaks with the words of the form, or our own where it has none', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Age', { exact: true }).fill('151')
  await page.getByLabel('Weight').fill('-3')
  await page.getByLabel('Weight').blur()
  expect(await problemOf('/data/age').textContent()).toBe('Nobody is that old.')
  expect(await problemOf('/data/weight').textContent()).toBe('This answer is not allowed here.')
})

it('text that is no number stays on screen, is said not to be kept, and holds the filing up', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Your name').fill('Ann')
  for (const typed of ['12x', '1.5', '99999999999', '1,000']) {
    await page.getByLabel('Age', { exact: true }).fill(typed)
    expect(await problemOf('/data/age').textContent()).toContain('not kept')
    expect(await page.getByLabel('Age', { exact: true }).inputValue()).toBe(typed)
  }
  await page.getByLabel('Weight').fill('12345678901234567.5')
  expect(await problemOf('/data/weight').textContent()).toContain('15 digits')
  await page.getByLabel('Latitude').fill('95')
  await page.getByLabel('Longitude').fill('0')
  expect(await problemOf('/data/place').textContent()).toContain('Latitude'.toLowerCase())
  await file()
  expect(await filed()).toBe(null)
  expect(await page.getByText('3 questions need your attention').count()).toBe(1)
  await page.getByLabel('Age', { exact: true }).fill('12')
  await page.getByLabel('Weight').fill('')
  await page.getByLabel('Latitude').fill('9.5')
  await file()
  await expect.poll(async () => (await filed())?.instanceXml).toContain('<age>12</age>')
})

it('a question appears when it applies, and is null while it does not', async () => {
  await openForm(page, { xml: entryForm })
  expect(await page.getByLabel('Why red?').count()).toBe(0)
  await page.getByText('Red', { exact: true }).click()
  await page.getByLabel('Why red?').fill('because')
  expect(valuesIn(await snapshotWith(page, 'because')).get('/data/why')).toBe('because')
  await page.getByText('Blue').click()
  expect(await page.getByLabel('Why red?').count()).toBe(0)
  expect(valuesIn(await snapshotWith(page, '<colour>blue</colour>')).get('/data/why')).toBe(null)
})

it('a click that leaves a blank required question still hits what it was aimed at', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Your name').focus()
  await page.getByText('Red', { exact: true }).click()
  expect(await page.getByRole('radio', { name: 'Red' }).isChecked()).toBe(true)
  await expect.poll(() => problemOf('/data/name').count()).toBe(1)
})

it('calculations and texts made of answers follow at once', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Your name').fill('Ann')
  await page.getByLabel('Age', { exact: true }).fill('21')
  expect(await page.getByText('Good day, Ann!').count()).toBe(1)
  expect(await field('/data/twice').locator('output').textContent()).toBe('42')
})

it('a list that depends on an earlier answer follows it, and forgets what is no longer in it', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByText('USA').click()
  await page.getByLabel('Town').selectOption('Yuma')
  await snapshotWith(page, '<town>yuma</town>')
  await page.getByText('Mexico').click()
  expect(await page.getByLabel('Town').locator('option').allTextContents()).toEqual(['– Choose –', 'Nogales'])
  expect(valuesIn(await snapshotWith(page, '<country>mx</country>')).get('/data/town')).toBe('')
})

it('repeats are added and removed, with the focus where the work goes on', async () => {
  await openForm(page, { xml: entryForm })
  for (const name of ['Ada', 'Bo', 'Cy']) {
    await page.getByRole('button', { name: 'Add: Child' }).click()
    await page.waitForFunction(() => document.activeElement?.tagName === 'INPUT')
    await page.keyboard.type(name)
  }
  await page.getByRole('button', { name: 'Remove Child 2' }).click()
  await page.keyboard.press('Enter') // the focus is on "Keep it"
  await page.getByRole('button', { name: 'Remove Child 2' }).click()
  await page.getByRole('button', { name: 'Remove', exact: true }).click()
  const values = valuesIn(await snapshotWith(page, '<children>2</children>'))
  expect([...values].filter(([path]) => path.includes('call'))).toEqual([
    ['/data/child[1]/call', 'Ada'],
    ['/data/child[2]/call', 'Cy']
  ])
  await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Add: Child')
})

it('the language of the form changes its texts and its direction, and keeps the answers', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Your name').fill('Ann')
  await page.getByLabel('Form language').selectOption('العربية')
  expect(await page.getByLabel('اسمك').inputValue()).toBe('Ann')
  expect(await page.locator('.mun-entry-form').getAttribute('dir')).toBe('rtl')
  await page.getByLabel('Age', { exact: true }).fill('200')
  await page.getByLabel('Age', { exact: true }).blur()
  expect(await problemOf('/data/age').textContent()).toBe('لا أحد بهذا العمر.')
  await openForm(page, { xml: entryForm, language: 'ar' })
  expect(await page.getByLabel('اسمك').count()).toBe(1)
})

it('a picture is handed out under a name of its own, shown, and gone when removed', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Photo').setInputFiles({ name: 'My Photo.PNG', mimeType: 'image/png', buffer: PNG })
  const shown = field('/data/photo').locator('img')
  await shown.waitFor()
  expect(await shown.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(1)
  const files = await page.evaluate(() => (window as unknown as { harness: Harness }).harness.files)
  expect(Object.entries(files)).toEqual([[expect.stringMatching(/^My-Photo-[0-9a-f]{8}\.png$/), PNG.length]])
  expect(valuesIn(await snapshotWith(page, 'My-Photo')).get('/data/photo')).toMatchObject({ name: Object.keys(files)[0] })
  await page.getByRole('button', { name: 'Remove picture' }).click()
  expect(valuesIn(await snapshotWith(page, '<photo/>')).get('/data/photo')).toBe('')
  await page.getByLabel('Photo').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('x') })
  expect(await problemOf('/data/photo').textContent()).toContain('not a picture')
})

const filledValues = (): FieldValue[] => {
  const filled: Record<string, Value> = {
    '/data/name': 'Ann',
    '/data/age': '20',
    '/data/kinds': ['dog'],
    '/data/photo': attachment('a.png'),
    '/data/at': '08:05:00.000',
    '/data/meta/instanceID': 'uuid:42',
    '/data/children': '2',
    '/data/twice': '40'
  }
  const repeated: FieldValue[] = [
    ['/data/child[1]/call', 'Ada'],
    ['/data/child[1]/photo', attachment('b.png')],
    ['/data/child[2]/call', 'Bo'],
    ['/data/child[2]/photo', '']
  ]
  return [
    ...form.questions
      .filter(question => question.repeat === null)
      .map((question): FieldValue => [
        question.path,
        filled[question.path] ?? (question.path === '/data/why' ? null : question.control === 'select' ? [] : '')
      ]),
    ...repeated
  ].sort(([a], [b]) => (a < b ? -1 : 1))
}

it('a record is restored whole: nothing changes by being opened, its id and its files included', async () => {
  const values = filledValues()
  await openForm(page, { xml: entryForm, initial: instanceOf(values, form) })
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ann')
  expect(await page.getByLabel('Arrived at').inputValue()).toBe('08:05')
  expect(await page.getByLabel('First name').count()).toBe(2)
  await file()
  await expect.poll(filed).not.toBe(null)
  expect([...valuesIn((await filed())!)]).toEqual(values)
})

it('a file of a restored record can be removed, and one of a record with no instances stays without', async () => {
  await openForm(page, { xml: entryForm, initial: instanceOf(filledValues(), form) })
  await field('/data/photo').getByRole('button', { name: 'Remove picture' }).click()
  const values = valuesIn(await snapshotWith(page, '<photo/>'))
  expect(values.get('/data/photo')).toBe('')
  expect(values.get('/data/child[1]/photo')).toMatchObject({ name: 'b.png' })
  const none = filledValues().filter(([path]) => !path.includes('child['))
  await openForm(page, { xml: entryForm, initial: instanceOf(none, form) })
  expect(await page.getByLabel('First name').count()).toBe(0)
})

it('a repeat comes back with as many instances as it had, also where the form begins with one or two', async () => {
  for (const start of ['<child>', '<child><call/><photo/></child><child>']) {
    const xml = entryForm.replace('<child jr:template="">', start)
    for (const count of [0, 1, 2]) {
      const values = filledValues().filter(([path]) => !path.includes('child[') || Number(path.charAt(12)) <= count)
      await openForm(page, { xml, initial: instanceOf(values, form) })
      await expect.poll(() => page.getByLabel('First name').count()).toBe(count)
    }
  }
})

it('what was typed just before the form is closed is handed out', async () => {
  await openForm(page, { xml: entryForm })
  await page.evaluate(xml => {
    const input = document.querySelector<HTMLInputElement>('[data-path="/data/name"] input')!
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, 'Zed')
    input.dispatchEvent(new Event('input', { bubbles: true }))
    return new Promise<void>(done => queueMicrotask(() => done((window as unknown as { harness: Harness }).harness.open({ xml }))))
  }, entryForm)
  expect(await page.evaluate(() => (window as unknown as { harness: Harness }).harness.last?.instanceXml)).toContain('<name>Zed</name>')
})

it('trying a form out keeps nothing and files nothing', async () => {
  await openForm(page, { xml: entryForm, mode: 'preview' })
  await page.getByLabel('Your name').fill('Ann')
  await page.getByText('Good day, Ann!').waitFor()
  expect(await page.getByRole('button', { name: 'File this record' }).count()).toBe(0)
  await openForm(page, { xml: entryForm })
  expect(await page.evaluate(() => (window as unknown as { harness: Harness }).harness.last)).toBe(null)
})

it('a control character that was pasted does not make the record unreadable', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByLabel('Your name').evaluate((input: HTMLInputElement) => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, 'a\u0000b\u000b\ud800c')
    input.dispatchEvent(new Event('input', { bubbles: true }))
  })
  expect(valuesIn(await snapshotWith(page, 'abc')).get('/data/name')).toBe('abc')
})

it('a form with a fault in its logic, or an instance of another form, says so and shows no form', async () => {
  await openForm(page, { xml: entryForm.replace('/data/age * 2', '/data/age ? 2') })
  expect(await page.locator('[data-code]').getAttribute('data-code')).toBe('form-not-readable')
  expect(await page.locator('[data-code]').textContent()).toContain('/data/age ? 2')
  await openForm(page, { xml: entryForm, initial: '<data id="another"/>' })
  expect(await page.locator('[data-code]').getAttribute('data-code')).toBe('bad-values')
})

it('typing in a form of 300 questions draws the one question and what depends on it', async () => {
  await openForm(page, { xml: longForm(300) })
  await page.getByLabel('Question q1', { exact: true }).fill('x')
  await page.getByLabel('Question q300').waitFor()
  const touched = await page.evaluate(async () => {
    const seen = new Set<string>()
    const observer = new MutationObserver(changes => {
      for (const change of changes)
        seen.add((change.target instanceof Element ? change.target : change.target.parentElement)?.closest('[data-path]')?.getAttribute('data-path') ?? 'menu')
    })
    observer.observe(document.querySelector('.mun-entry')!, { subtree: true, childList: true, attributes: true, characterData: true })
    const input = document.querySelector<HTMLInputElement>('[data-path="/data/q2"] input')!
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input, 'y')
    const start = performance.now()
    input.dispatchEvent(new Event('input', { bubbles: true }))
    await new Promise(requestAnimationFrame)
    const took = performance.now() - start
    observer.disconnect()
    return { seen: [...seen].filter(path => path !== '/data/q2'), took }
  })
  expect(touched.seen.filter(path => path !== 'menu')).toEqual([])
  expect(touched.took).toBeLessThan(500)
})

it('axe finds nothing: blank, with errors, in a right-to-left language, in the dark, narrow, and in both shipped forms', async () => {
  await openForm(page, { xml: entryForm })
  await page.getByRole('button', { name: 'Add: Child' }).click()
  await requireAxe()
  await page.getByRole('button', { name: 'Check for errors' }).click()
  await page.getByRole('button', { name: 'Remove Child 1' }).click()
  await requireAxe()
  await page.evaluate(() => (document.documentElement.dataset['dark'] = 'yes'))
  await requireAxe()
  await page.setViewportSize({ width: 800, height: 900 })
  await page.getByLabel('Form language').selectOption('العربية')
  await requireAxe()
  await page.evaluate(() => delete document.documentElement.dataset['dark'])
  for (const xml of [siteInspection, contractAward]) {
    await openForm(page, { xml })
    await page.getByRole('button', { name: 'Check for errors' }).click()
    await requireAxe()
  }
}, 60_000)

it('nothing is wider than a window of 800 pixels', async () => {
  await page.setViewportSize({ width: 800, height: 900 })
  for (const xml of [entryForm, siteInspection, contractAward]) {
    await openForm(page, { xml })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(800)
  }
})

withShared(
  'the IFRC form is filled in and filed, with a place, dates, choices that depend on choices, and a picture',
  'forms/ifrc-distribution-site-assessment-v1.xml',
  async path => {
    const xml = readFileSync(path, 'utf8')
    const info = readForm(xml)
    await openForm(page, { xml })
    await page.locator('[data-path="/data/site_logistics/picture"] input').setInputFiles({ name: 'gate.png', mimeType: 'image/png', buffer: PNG })
    await page.locator('[data-path="/data/site_logistics/picture"] img').waitFor()
    for (let guard = 0; guard < 60; guard++) {
      await page.getByRole('button', { name: 'File this record' }).click()
      if ((await filed()) !== null) break
      await answerFocused()
    }
    const snapshot = (await filed())!
    expect(snapshot.progress.errors).toBe(0)
    const values = new Map(valuesOf(snapshot.instanceXml, info, { nonRelevant: snapshot.nonRelevant, attachment }))
    expect(values.size).toBe(96)
    expect(values.get('/data/location_details/site_gps')).toBe('12.0 34.0')
    expect(values.get('/data/security/close_group/close')).toBe(null)
    expect(values.get('/data/site_logistics/picture')).toMatchObject({ type: 'image/png' })
    expect(values.get('/data/waiting')).toBe('')
    expect(values.get('/data/end')).toEqual(expect.stringMatching(/^20\d\d-\d\d-\d\dT/))
    expect(values.get('/data/meta/instanceID')).toEqual(expect.stringMatching(/^uuid:/))
    expect(instanceOf([...values], info)).toContain('<site_gps>12.0 34.0</site_gps>')
  },
  120_000
)

/** Answers the question that "File this record" has led to, as a person would: the first choice, or something typed. */
async function answerFocused(): Promise<void> {
  await page.waitForFunction(() => document.activeElement?.closest('[data-path]') !== null)
  const focused = page.locator('*:focus')
  const kind = await focused.evaluate((element: HTMLInputElement) => `${element.tagName} ${element.type} ${element.inputMode} ${element.id}`)
  if (kind.includes('-latitude')) {
    await focused.fill('12')
    await page.getByLabel('Longitude').fill('34')
  } else if (kind.includes('radio')) await focused.press('Space')
  else if (kind.startsWith('SELECT')) await focused.selectOption({ index: 1 })
  else if (kind.includes(' date ')) await focused.fill('2020-01-02')
  else await focused.fill(kind.includes('numeric') ? '7' : 'text')
}

it('the shipped contract award adds up: lowest admitted offer, lines, days, and cents are no trap', async () => {
  await openForm(page, { xml: contractAward })
  for (const [at, amount] of ['1250.55', '1250.35', '4.35'].entries()) {
    await page.getByRole('button', { name: 'Add: Offer' }).click()
    const offer = (name: string) => page.locator(`[data-path="/award/offer[${at + 1}]/${name}"]`)
    await offer('amount').locator('input').fill(amount)
    await offer('amount').locator('input').blur()
    expect(await offer('amount').locator('.usa-error-message').count()).toBe(0)
    await offer('admitted')
      .getByText(at === 2 ? 'No' : 'Yes', { exact: true })
      .click()
  }
  expect(await page.getByText('Offers: 3, admitted: 2, lowest admitted: 1250.35').count()).toBe(1)
  await page.getByLabel('Value of the award').fill('1250.55')
  expect(await page.getByLabel('This is above the lowest admitted offer. Why?').count()).toBe(1)
  await page.getByLabel('Begins on').fill('2026-01-01')
  await page.getByLabel('Ends on').fill('2026-12-31')
  expect(await page.locator('[data-path="/award/term/days"] output').textContent()).toBe('365')
  await page.getByLabel('Closed at').fill('2026-11-22T08:00')
  await page.getByLabel('Published on').fill('2026-11-23')
  await page.getByLabel('Closed at').focus()
  await page.getByLabel('Published on').focus()
  expect(await page.getByText('The tender can not close before it was published.').count()).toBe(1)
  for (const [at, [quantity, price]] of [
    ['3', '400.18'],
    ['1', '50.01']
  ].entries()) {
    await page.getByRole('button', { name: 'Add: Line of the contract' }).click()
    await page.locator(`[data-path="/award/term/line[${at + 1}]/quantity"] input`).fill(quantity!)
    await page.locator(`[data-path="/award/term/line[${at + 1}]/price"] input`).fill(price!)
  }
  expect(await page.locator('[data-path="/award/term/line[1]/sum"] output').textContent()).toBe('1200.54')
  expect(await page.getByText('Sum of the lines: 1250.55').count()).toBe(1)
  expect(await page.getByText('The sum of the lines differs').count()).toBe(0)
})

it('the shipped site inspection does not let a site with serious findings simply pass', async () => {
  await openForm(page, { xml: siteInspection, language: 'es' })
  await page.getByRole('button', { name: 'Add: Hallazgo' }).click()
  await page.getByText('Peligro inminente').click()
  expect(await page.getByText('¿Se detuvo el trabajo de inmediato?').count()).toBe(1)
  await page.getByText('Aprobado', { exact: true }).click()
  await page.getByLabel('Observaciones').focus()
  expect(await page.getByText('Con hallazgos graves un lugar no se aprueba sin más.').count()).toBe(1)
  expect(await page.getByLabel('Tarifa').inputValue()).toBe('125.0')
  expect(await page.getByText('Hallazgos: 1, de ellos graves o peores: 1.').count()).toBe(1)
})

withShared('the form engine names an XPath error in a form', 'forms/xpath-syntax-error.xml', async path => {
  await openForm(page, { xml: readFileSync(path, 'utf8') })
  expect(await page.locator('[data-code]').getAttribute('data-code')).toBe('form-not-readable')
  expect(await page.locator('[data-code]').textContent()).toContain('/root/first-question ? 2')
})
