/** What people do around a form: many papers, an amendment looked at before it is signed, going on after an interruption, publishing a form with its files. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { filesOf } from '../../../src/shared/forms/form-files.ts'
import { forms, uuidOf } from '../../kit/fake-data.ts'
import { openPages, type Opened, type Pages } from './open-pages.ts'

let pages: Pages
beforeAll(async () => {
  pages = await openPages()
}, 120_000)
afterAll(() => pages.close())

const pack = forms[0]!.package
const draft = uuidOf(41)
const inputsOf = ({ page }: Opened, name: string): Promise<Record<string, unknown>[]> =>
  page.evaluate(call => window.fake.asked.filter(one => one.name === call).map(one => one.input as Record<string, unknown>), name)
const requireSound = async (opened: Opened): Promise<void> => {
  expect(await opened.violations()).toEqual([])
  expect(opened.wrong).toEqual([])
}

it('a pile of papers: the next opens by itself with the answers that stay, and only those', async () => {
  const opened = await pages.open(`entry/${pack}/${uuidOf(77)}`)
  const { page } = opened
  await page.getByRole('button', { name: 'Many papers' }).click()
  await page.getByLabel('Name of the site').fill('Lupton weigh station')
  await page.getByLabel('Notes').fill('only for this one')
  await page.getByText('Fair', { exact: true }).click()
  await page.locator('[data-path="/data/site/condition"]').getByLabel('Keep for the next').check()
  await opened.shot('many-papers')
  await requireSound(opened)
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: 'File it' }).press('Enter')
  await page.getByText('Here is the next one').waitFor()
  expect(await page.getByRole('radio', { name: 'Fair' }).isChecked()).toBe(true)
  expect(await page.getByLabel('Name of the site').inputValue()).toBe('')
  expect(await page.getByLabel('Notes').inputValue()).toBe('')
  await page.getByLabel('Name of the site').fill('Page boat ramp')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('button', { name: 'File it' }).press('Enter')
  await expect.poll(async () => (await inputsOf(opened, 'fileRecord')).length).toBe(2)
  const [one, two] = await inputsOf(opened, 'fileRecord')
  expect(one!['id']).not.toBe(two!['id'])
  const values = new Map(two!['values'] as [string, unknown][])
  expect([values.get('/data/site/name'), values.get('/data/site/condition'), values.get('/data/notes')]).toEqual(['Page boat ramp', 'fair', ''])
  await opened.close()
})

it('another record begins with all answers of the one just filed, when that is asked for', async () => {
  const opened = await pages.open(`entry/${pack}/${draft}`)
  const { page } = opened
  await page.getByText('Fair', { exact: true }).click()
  await page.getByRole('button', { name: 'File this record' }).click()
  await page.getByRole('button', { name: 'File it' }).click()
  await page.getByRole('button', { name: 'Another with these answers' }).click()
  await page.getByLabel('Name of the site').waitFor()
  expect(await page.getByLabel('Name of the site').inputValue()).toBe('Gila Gravity Canal gate 4')
  expect(await page.getByRole('radio', { name: 'Fair' }).isChecked()).toBe(true)
  await opened.close()
})

it('an amendment shows what it changes, answer by answer, before it is signed', async () => {
  const opened = await pages.open('records/FLG-1-001196')
  const { page } = opened
  await page.getByRole('button', { name: 'Amend…' }).click()
  await page.getByLabel('Name of the site').waitFor()
  await page.getByRole('button', { name: 'File this record' }).click()
  await page.getByText('Nothing was changed').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('Poor', { exact: true }).click()
  await page.getByRole('button', { name: 'File this record' }).click()
  const changes = page.getByRole('dialog').locator('.changes')
  await changes.waitFor()
  expect(await changes.locator('dt').allTextContents()).toContain('Condition')
  expect(await changes.locator('ins').allTextContents()).toContain('Poor')
  await opened.shot('amendment-changes')
  await requireSound(opened)
  await opened.close()
})

it('whoever was interrupted is told in what, which version and when, and asked; whoever closed it is not', async () => {
  const calm = await pages.open('today')
  await calm.page.getByRole('link', { name: 'Gila Gravity Canal gate 4' }).first().waitFor()
  expect(await calm.page.getByText('The program ended').count()).toBe(0)
  await calm.close()
  const opened = await pages.open('today', { interrupted: true })
  const { page } = opened
  const told = page.locator('.usa-alert').filter({ hasText: 'The program ended while you were filling this in' })
  await told.waitFor()
  expect(await told.innerText()).toMatch(/Site inspection, Version 3: Gila Gravity Canal gate 4 · \d+ of \d+ answered · saved/)
  await opened.shot('interrupted')
  await requireSound(opened)
  await told.getByRole('link', { name: 'Go on with it' }).click()
  await page.getByLabel('Name of the site').waitFor()
  expect(await page.getByLabel('Name of the site').inputValue()).toBe('Gila Gravity Canal gate 4')
  await page.getByRole('button', { name: 'Close, keep the draft' }).click()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  expect(await told.count()).toBe(0)
  expect((await inputsOf(opened, 'saveDraft')).filter(one => one['open'] === true)).toEqual([])
  await opened.close()
  const other = await pages.open('today', { interrupted: true })
  await other.page.getByRole('button', { name: 'Leave it among my drafts' }).click()
  await expect.poll(() => other.page.getByText('The program ended').count()).toBe(0)
  expect((await inputsOf(other, 'saveDraft')).map(one => one['open'])).toEqual([false])
  await other.close()
})

const LISTED = `<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Towns</h:title><model>
<instance><data id="towns" version="2"><town/><seal/><meta><instanceID/></meta></data></instance><instance id="list" src="jr://file-csv/towns.csv"/>
<bind nodeset="/data/town" type="string"/><bind nodeset="/data/seal" type="intent"/></model></h:head><h:body>
<select1 ref="/data/town"><label>Town</label><itemset nodeset="instance('list')/root/item"><value ref="name"/><label ref="label"/></itemset></select1>
<input ref="/data/seal"><label>Seal</label></input></h:body></h:html>`

it('a form is published with its files inside; what can not be answered is said before', async () => {
  const opened = await pages.open('forms')
  const { page } = opened
  await page.getByRole('button', { name: 'Import a form…' }).click()
  await page
    .getByRole('dialog')
    .locator('input[type=file]')
    .first()
    .setInputFiles({ name: 'towns.xml', mimeType: 'text/xml', buffer: Buffer.from(LISTED) })
  const dialog = page.getByRole('dialog')
  await dialog.getByText('towns.csv: missing').waitFor()
  expect(await dialog.locator('td').allTextContents()).toEqual(["instance('list')", 'external choices (towns.csv)', '/data/seal', 'intent'])
  await dialog.getByLabel('Files that belong to the form').setInputFiles([
    { name: 'towns.csv', mimeType: 'text/csv', buffer: Buffer.from('name,label\najo,Ajo\n') },
    { name: 'other.csv', mimeType: 'text/csv', buffer: Buffer.from('x') }
  ])
  await dialog.getByText('towns.csv: given').waitFor()
  await dialog.getByText('The form does not name these: other.csv').waitFor()
  expect(await dialog.locator('td').allTextContents()).toEqual(['/data/seal', 'intent'])
  await opened.shot('before-publishing')
  await requireSound(opened)
  await page.getByRole('button', { name: 'Import and publish' }).click()
  await expect.poll(async () => (await inputsOf(opened, 'importForm')).length).toBe(1)
  const [asked] = await inputsOf(opened, 'importForm')
  expect(filesOf(asked!['xml'] as string).map(file => [file.name, Buffer.from(file.bytes).toString()])).toEqual([['towns.csv', 'name,label\najo,Ajo\n']])
  await opened.close()
})
