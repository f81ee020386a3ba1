/** What people do from beginning to end: start a network, sign in, fill in and file, amend, void, verify, admit. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forms, uuidOf } from '../../kit/fake-data.ts'
import { writeXlsx } from '../../../src/shared/forms/xlsform/write-xlsx.ts'
import { sheets } from '../../kit/workbook.ts'
import type { Opened } from './open-pages.ts'
import { openPages, type Pages } from './open-pages.ts'

let pages: Pages
beforeAll(async () => {
  pages = await openPages()
}, 120_000)
afterAll(() => pages.close())

const PASSPHRASE = 'correct horse battery'
const pack = forms[0]!.package
const draft = uuidOf(41)
const inputsOf = ({ page }: Opened, name: string): Promise<Record<string, unknown>[]> =>
  page.evaluate(call => window.fake.asked.filter(one => one.name === call).map(one => one.input as Record<string, unknown>), name)

it('a network is started, its recovery key typed back from paper, and only then is the page of the day shown', async () => {
  const opened = await pages.open('', { state: 'new' })
  const { page, wrong } = opened
  await page.getByRole('button', { name: 'Start a network' }).click()
  await page.getByLabel('Name of the network').fill('Northern Arizona Site Services')
  await page.getByLabel('Name of your office').fill('Flagstaff')
  await page.getByLabel('Your name').fill('Dana Begay')
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Passphrase once more').fill('something else')
  await page.getByRole('button', { name: 'Make the keys and start' }).click()
  await page.getByText('The two passphrases differ.').waitFor()
  expect(await inputsOf(opened, 'startNetwork')).toEqual([])
  await page.getByLabel('Passphrase once more').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Make the keys and start' }).click()
  const words = await page.locator('.recovery__key span').allInnerTexts()
  expect(words).toHaveLength(24)
  await page.getByRole('button', { name: 'I have printed it' }).click()
  expect(await page.getByText(words[1]!).count(), 'the key must not stand beside the field that it is typed into').toBe(0)
  await page.getByLabel('Recovery key from the paper').fill(words.slice(1).join(' '))
  await page.getByRole('button', { name: 'Confirm and go on' }).click()
  await page.getByText('Code: recovery-mismatch').waitFor()
  await page.getByLabel('Recovery key from the paper').fill(words.map((word, i) => `${i + 1} ${word.toUpperCase()}`).join('\n'))
  await page.getByRole('button', { name: 'Confirm and go on' }).click()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  expect(wrong).toEqual([])
  await opened.close()
})

it('whoever puts off the recovery key is told on every page until it is confirmed', async () => {
  const opened = await pages.open('records', { live: false })
  await opened.page.getByText('The recovery key has not been confirmed').waitFor()
  await opened.close()
})

it('six words are shown after asking to join, also after a reload', async () => {
  const opened = await pages.open('', { state: 'new' })
  const { page } = opened
  await page.getByRole('button', { name: 'Join a network' }).click()
  await page.getByLabel('Or paste the invitation').fill('muniment-invitation:x')
  await page.getByRole('button', { name: 'Read the invitation' }).click()
  await page.getByLabel('Your name').fill('Ruth Nez')
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Passphrase once more').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Ask to join' }).click()
  await page.getByRole('heading', { name: 'Waiting to be admitted' }).waitFor()
  expect(await page.locator('.six-words li').allInnerTexts()).toHaveLength(6)
  await page.goto(page.url().replace('%22new%22', '%22joining%22'))
  await page.locator('.six-words li').first().waitFor()
  expect(await page.locator('.six-words').innerText()).toContain('lantern')
  await opened.close()
})

it('a wrong passphrase keeps the person, empties the field and says so; too many make a wait', async () => {
  const opened = await pages.open('', { state: 'locked' })
  const { page } = opened
  await page.getByText('Marcus Hale').click()
  const field = page.getByLabel('Passphrase', { exact: true })
  await field.fill('wrong')
  await page.keyboard.press('Enter')
  await page.getByText('Code: wrong-passphrase').waitFor()
  expect(await field.inputValue()).toBe('')
  expect(await page.getByRole('radio', { name: 'Marcus Hale' }).isChecked()).toBe(true)
  await field.fill('again and again')
  await page.keyboard.press('Enter')
  await page.getByText(/^Wait \d+ seconds before/).waitFor()
  expect(await page.getByRole('button', { name: 'Sign in' }).isDisabled()).toBe(true)
  await opened.close()
})

it('locking saves what is being written first, and does not lock when it can not be saved', async () => {
  const opened = await pages.open(`entry/${pack}/${draft}`, { fail: { saveDraft: 'disk-full' } })
  const { page } = opened
  await page.getByLabel('Notes').fill('North edge wet')
  await page.locator('.top__person').click()
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await page.locator('#person-menu').getByText('Code: disk-full').waitFor()
  expect(await inputsOf(opened, 'signOut')).toEqual([])
  await page.evaluate(() => window.fake.fail('saveDraft', null))
  await page.getByRole('button', { name: 'Lock', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  const saved = await inputsOf(opened, 'saveDraft')
  expect(saved.at(-1)!['instance']).toContain('North edge wet')
  expect(await page.getByRole('radio', { name: 'Dana Begay' }).isChecked()).toBe(true)
  await opened.close()
})

it('answers are a draft within a second, and "saved" is said only after the desk has said so', async () => {
  const opened = await pages.open(`entry/${pack}/${draft}`, { hang: ['saveDraft'] }, { clock: 'running' })
  const { page } = opened
  await page.getByLabel('Notes').fill('first words')
  const started = Date.now()
  await page.waitForFunction(() => window.fake.asked.some(one => one.name === 'saveDraft'))
  expect(Date.now() - started).toBeLessThan(1500)
  expect(await page.locator('[data-saving]').getAttribute('data-saving')).toBe('saving')
  await opened.close()
})

it('a record is filed once with its draft’s id, even when the first answer is lost', async () => {
  const opened = await pages.open(`entry/${pack}/${draft}`, { fail: { fileRecord: 'unknown-outcome' } })
  const { page } = opened
  await page.getByText('Fair', { exact: true }).click()
  await page.getByRole('button', { name: 'File this record' }).click()
  await page.getByRole('button', { name: 'File it' }).click()
  await page.getByText('Code: unknown-outcome').waitFor()
  await page.evaluate(() => window.fake.fail('fileRecord', null))
  await page.getByRole('button', { name: 'File it' }).click()
  await page.getByText('Its reference number').waitFor()
  expect(await page.locator('.filed__ref').innerText()).toContain('FLG-1-001205')
  const asked = await inputsOf(opened, 'fileRecord')
  expect(new Set(asked.map(one => one['id']))).toEqual(new Set([draft]))
  const values = new Map(asked[1]!['values'] as [string, unknown][])
  expect(values.get('/data/site/condition')).toBe('fair')
  expect(values.get('/data/follow_up')).toBeNull()
  const saved = (await inputsOf(opened, 'saveDraft')).length
  await page.getByRole('button', { name: 'Back to Today' }).click()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  expect((await inputsOf(opened, 'saveDraft')).length, 'a filed draft must not be saved again').toBe(saved)
  await opened.close()
})

it('a form with something missing is not put up for filing', async () => {
  const opened = await pages.open(`entry/${pack}/${draft}`)
  await opened.page.getByRole('button', { name: 'File this record' }).click()
  await opened.page.waitForFunction(() => document.activeElement?.getAttribute('name') !== null)
  expect(await opened.page.getByRole('dialog').count()).toBe(0)
  expect(await inputsOf(opened, 'fileRecord')).toEqual([])
  await opened.close()
})

it('amending begins with the current values and takes a reason', async () => {
  const opened = await pages.open('records/FLG-1-001196')
  const { page } = opened
  await page.getByRole('button', { name: 'Amend…' }).click()
  await page.getByLabel('Name of the site').waitFor()
  expect(await page.getByLabel('Name of the site').inputValue()).toBe('Church Rock substation')
  await page.getByText('Poor', { exact: true }).click()
  await page.getByRole('button', { name: 'File this record' }).click()
  await page.getByRole('button', { name: 'File it' }).click()
  await page.getByText('Say why').waitFor()
  expect(await inputsOf(opened, 'amendRecord')).toEqual([])
  await page.getByLabel('Why is it amended?').fill('Read again on the second visit.')
  await page.getByRole('button', { name: 'File it' }).click()
  await page.getByRole('heading', { name: 'Version filed' }).waitFor()
  const [asked] = await inputsOf(opened, 'amendRecord')
  expect(asked).toMatchObject({ reason: 'Read again on the second visit.', package: pack })
  expect(new Map(asked!['values'] as [string, unknown][]).get('/data/site/condition')).toBe('poor')
  await opened.close()
})

it('Escape closes a dialog and gives the focus back; a record is voided only with a reason', async () => {
  const opened = await pages.open('records/FLG-1-001196')
  const { page } = opened
  await page.getByRole('button', { name: 'Void…' }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Why is it voided?').waitFor()
  await page.keyboard.press('Escape')
  expect(await page.getByRole('dialog').count()).toBe(0)
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Void…')
  await page.keyboard.press('Enter')
  await page.getByLabel('Why is it voided?').fill('Entered twice.')
  await page.getByRole('button', { name: 'Void the record' }).click()
  await page.getByText('This record was voided').waitFor()
  expect((await inputsOf(opened, 'voidRecord'))[0]).toMatchObject({ reason: 'Entered twice.' })
  await opened.close()
})

it('a deleted draft can be had back as it was', async () => {
  const opened = await pages.open('today')
  const { page } = opened
  await page.getByRole('button', { name: 'Delete the draft Gila Gravity Canal gate 4' }).click()
  await page.getByText('The draft Gila Gravity Canal gate 4 was deleted.').waitFor()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('drafts-title')
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('link', { name: 'Gila Gravity Canal gate 4' }).first().waitFor()
  expect((await inputsOf(opened, 'saveDraft'))[0]!['instance']).toContain('Gila Gravity')
  await opened.close()
})

it('a forgotten passphrase is replaced with the printed key', async () => {
  const opened = await pages.open('', { state: 'locked' })
  const { page } = opened
  await page.getByRole('button', { name: 'Use the recovery key…' }).click()
  await page.getByLabel('Recovery key from the paper').fill('harvest lantern')
  await page.getByLabel('Your name').fill('Dana Begay')
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Passphrase once more').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Make a new key' }).click()
  await page.getByText('Code: recovery-mismatch').waitFor()
  await opened.close()
})

it('a record is saved with its proof, without what is withheld, and a repeated text is said before', async () => {
  const opened = await pages.open('records/FLG-1-001196')
  const { page } = opened
  await page.getByRole('button', { name: 'Save it with its proof…' }).click()
  await page.locator('dialog summary').click()
  await page.getByText('Name of the site: Church Rock substation').click()
  await page.getByRole('button', { name: 'Save the file' }).click()
  await page.getByText('1 answer that is shown still holds a text that you left out:').waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save it all the same' }).click()])
  expect(file.suggestedFilename()).toContain('.evidence.json')
  expect((await inputsOf(opened, 'proveRecord'))[0]).toMatchObject({ withhold: ['/data/site/name'], attachments: true })
  await opened.close()
})

it('a verdict with findings is never called sound, and what was not established stands beside a sound one', async () => {
  const wrong = await pages.open('integrity', { verdict: 'findings' })
  await wrong.page.getByText('1 thing is wrong.').waitFor()
  expect(await wrong.page.getByText('Everything checked is sound.').count()).toBe(0)
  await wrong.page.getByText('Block 1,203 of Yuma Field Office desk 2 was changed after it was filed').first().waitFor()
  await wrong.page.locator('.chains tbody tr').first().getByText('Found wrong').waitFor()
  await wrong.close()
  const sound = await pages.open('integrity', { verdict: 'sound' })
  await sound.page.getByText('Everything checked is sound.').waitFor()
  expect(await sound.page.locator('.verdict').getAttribute('class')).not.toContain('verdict--sound')
  await sound.page.getByText('Kayenta Field Office has not been in contact since 9 November').waitFor()
  const [file] = await Promise.all([sound.page.waitForEvent('download'), sound.page.getByRole('button', { name: 'Save the verdict' }).click()])
  expect(JSON.parse(await readFile(await file.path(), 'utf8'))).toMatchObject({ verdict: 'sound', payloads: { elsewhere: 14 } })
  await sound.close()
})

it('a verification that was stopped established nothing, and the page says so', async () => {
  const opened = await pages.open('integrity')
  await opened.page.getByRole('button', { name: 'Verify everything' }).click()
  await opened.page.getByText('4,200 of 12,494').waitFor()
  await opened.page.getByRole('button', { name: 'Stop' }).click()
  await opened.page.getByText('It established nothing.').waitFor()
  await opened.close()
})

it('nobody is admitted before the six words were said to agree', async () => {
  const opened = await pages.open('network', { requests: true })
  const { page } = opened
  const admit = page.getByRole('button', { name: 'Admit' })
  expect(await admit.isDisabled()).toBe(true)
  await page.getByText('All six words agree').click()
  await admit.click()
  await page.getByText('was admitted.').waitFor()
  expect(await inputsOf(opened, 'admitRequest')).toHaveLength(1)
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  await opened.close()
})

it('a viewer is offered nothing that their role would refuse', async () => {
  const opened = await pages.open('records/FLG-1-001196', { role: 'viewer' })
  const { page } = opened
  await page.getByRole('button', { name: 'Print' }).waitFor()
  for (const name of ['Amend…', 'Void…']) expect(await page.getByRole('button', { name }).count()).toBe(0)
  await page.getByRole('link', { name: 'Network' }).click()
  await page.getByRole('heading', { name: 'Offices' }).waitFor()
  expect(await page.getByRole('button', { name: 'Invite…' }).count()).toBe(0)
  expect(await inputsOf(opened, 'listDrafts')).toEqual([])
  await opened.close()
})

it('the skip link, the pages and the search are reached by keyboard', async () => {
  const opened = await pages.open('today')
  const { page } = opened
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the page')
  await page.keyboard.press('Enter')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('weir')
  await page.keyboard.press('Enter')
  await page.getByText(/records found$/).waitFor()
  expect(await page.evaluate(() => window.location.hash)).toBe('#/records?search=weir')
  await opened.close()
})

it('a workbook is checked before it is published: all that is wrong at once, then the form that it makes', async () => {
  const opened = await pages.open('forms', { role: 'admin' })
  const { page, wrong } = opened
  const choose = (survey: string) =>
    page.getByLabel('Form file').setInputFiles({ name: 'visit.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from(writeXlsx(sheets({ survey }))) })
  await page.getByRole('button', { name: 'Import a form…' }).click()
  await choose('type | name | label\nintger | a b | A\ntext | c | ${d}')
  await page.getByRole('heading', { name: '3 things are wrong with this form' }).waitFor()
  const rows = await page.locator('.checked-file tbody tr').evaluateAll(all => all.map(row => [...row.children].slice(0, 3).map(cell => cell.textContent)))
  expect(rows).toEqual([
    ['survey', '2', 'type'],
    ['survey', '2', 'name'],
    ['survey', '3', 'label']
  ])
  await page.getByRole('button', { name: 'Import and publish' }).click()
  expect(await inputsOf(opened, 'importForm')).toEqual([])
  await choose('type | name | label\ninteger | a | A\ntext | c | ${a}')
  await page.getByText('It can be published.').waitFor()
  await page.getByRole('button', { name: 'Import and publish' }).click()
  await page.getByText('is published.').waitFor()
  const [asked] = await inputsOf(opened, 'importForm')
  expect(asked).toMatchObject({ audience: 'everyone', xml: expect.stringContaining('<output value=" /data/a "/>') as string })
  expect(wrong).toEqual([])
  await opened.close()
})

it('a dialog begins at the first thing in sight that can be filled in or pressed, not at its cross', async () => {
  const opened = await pages.open('records/FLG-1-001196')
  const { page } = opened
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
  await page.getByRole('button', { name: 'Save it with its proof…' }).click()
  await page.getByRole('dialog').waitFor()
  expect(await focused()).toBe('Save the file')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Void…' }).click()
  expect(await page.getByLabel('Why is it voided?').evaluate(box => box === document.activeElement)).toBe(true)
  await opened.close()
})
