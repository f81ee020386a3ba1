/**
 * Every page of the real program in its states: empty, full, with errors, with dialogs; light, dark, narrow, zoomed. Axe finds
 * nothing, nothing lies out of reach, the console stays empty. The tests run in order: a network grows while they look.
 * (States that a sound desk does not get into are looked at over a stand-in, in test/renderer/pages.)
 */
import { expect } from 'vitest'
import { answer, begin, draftKept, file } from './parts/entry.ts'
import { examine, expectRefused } from './parts/examine.ts'
import { invite, sixWords } from './parts/first-run.ts'
import { byHand, finding, inspection, outcome } from './parts/inspections.ts'
import { verifyEverything } from './parts/integrity.ts'
import { pressOn, tabTo, typeInto } from './parts/keyboard.ts'
import { fileMany, untilCopied } from './parts/office-door.ts'
import { makeRoom, makeStory } from './parts/ready.ts'
import { openList, openRecord, voidRecord } from './parts/records.ts'
import type { ServedDesk } from './parts/served-desk.ts'
import { signIn, tryToSignIn } from './parts/sign-in.ts'
import { goTo, openPage, type Watched } from './parts/watched-page.ts'

const room = makeRoom()
const ana = { person: 'Ana Begay', passphrase: 'correct horse battery' }
const bea = { person: 'Bea Cruz', passphrase: 'ocotillo after the rain' }
const MANY = 320

let flagstaff: ServedDesk
let yuma: ServedDesk
let a: Watched
let b: Watched
const story = makeStory('pages', () => ({ flagstaff: a, yuma: b }))

const press = (watched: Watched, name: string): Promise<void> => watched.page.getByRole('button', { name, exact: true }).click()
const escape = (watched: Watched): Promise<void> => watched.page.keyboard.press('Escape')

story('first run: three doors, a form with what is missing, the recovery key and its confirmation', async () => {
  flagstaff = await room.desks.serve()
  a = await openPage(room.browser, flagstaff.url)
  await examine(a, 'first-run')
  await a.page.getByRole('button', { name: 'Start a network' }).click()
  await press(a, 'Make the keys and start')
  await a.page.getByText('Fill this in.').first().waitFor()
  await examine(a, 'start-missing')
  await a.page.getByLabel('Name of the network').fill('Northern Arizona Site Services')
  await a.page.getByLabel('Name of your office').fill('Flagstaff')
  await a.page.getByLabel('Your name').fill(ana.person)
  await a.page.getByLabel('Passphrase', { exact: true }).fill(ana.passphrase)
  await a.page.getByLabel('Passphrase once more').fill(ana.passphrase)
  await press(a, 'Make the keys and start')
  const key = a.page.locator('.recovery__key span')
  await key.first().waitFor()
  const recoveryKey = (await key.allInnerTexts()).join(' ')
  await examine(a, 'recovery-key')
  await press(a, 'I have printed it or written it down')
  await a.page.getByLabel('Recovery key from the paper').fill('eleven wrong words')
  await press(a, 'Confirm and go on')
  await a.page.getByRole('alert').getByText('Code:').waitFor()
  expectRefused(a)
  await examine(a, 'recovery-wrong')
  await a.page.getByLabel('Recovery key from the paper').fill(recoveryKey)
  await press(a, 'Confirm and go on')
  await a.page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
})

story('every page of a desk on its first day, and its dialogs', async () => {
  await examine(a, 'today-empty')
  for (const [address, title] of [
    ['records', 'Records'],
    ['forms', 'Forms'],
    ['integrity', 'Integrity'],
    ['network', 'Network'],
    ['admin', 'Administration'],
    ['nowhere', 'There is no such page']
  ] as const) {
    await goTo(a.page, address, title)
    await a.page.locator('.waiting__bar').waitFor({ state: 'detached' })
    await examine(a, `${address}-empty`)
  }
  await a.page.locator('.top__person').click()
  await examine(a, 'person-menu')
  await escape(a)
  await goTo(a.page, 'network', 'Network')
  await press(a, 'Invite…')
  await examine(a, 'invite')
  await escape(a)
  await goTo(a.page, 'admin', 'Administration')
  for (const [button, name] of [
    ['Add a person…', 'add-person'],
    ['Change the passphrase…', 'change-passphrase'],
    ['Make a backup…', 'make-backup']
  ] as const) {
    await press(a, button)
    await a.page.getByRole('dialog').waitFor()
    await examine(a, name)
    await escape(a)
  }
})

story('a form that does not parse is refused in the dialog, in words', async () => {
  await goTo(a.page, 'forms', 'Forms')
  await press(a, 'Import a form…')
  const xml = '<h:html xmlns:h="http://www.w3.org/1999/xhtml"><h:head><h:title>Broken</h:title></h:head></h:html>'
  await a.page.getByLabel('Form file').setInputFiles({ name: 'broken.xml', mimeType: 'text/xml', buffer: Buffer.from(xml) })
  await a.page.getByRole('dialog').getByText('1 thing is wrong with this form').first().waitFor()
  await examine(a, 'import-refused')
  await escape(a)
})

story('joining: a text that is no invitation, the invitation, the six words, the request', async () => {
  yuma = await room.desks.serve()
  b = await openPage(room.browser, yuma.url)
  const invitation = await invite(a.page, 'Yuma', 'Supervisor')
  await b.page.getByRole('button', { name: 'Join a network' }).click()
  await b.page.getByLabel('Or paste the invitation').fill('nonsense')
  await press(b, 'Read the invitation')
  await b.page.getByRole('alert').getByText('Code:').waitFor()
  expectRefused(b)
  await examine(b, 'join-refused')
  await b.page.getByLabel('Or paste the invitation').fill(invitation)
  await press(b, 'Read the invitation')
  await b.page.getByLabel('Your name').fill(bea.person)
  await b.page.getByLabel('Passphrase', { exact: true }).fill(bea.passphrase)
  await b.page.getByLabel('Passphrase once more').fill(bea.passphrase)
  await examine(b, 'join-invitation')
  await press(b, 'Ask to join')
  await sixWords(b.page)
  await examine(b, 'waiting')
  await sixWords(a.page)
  await examine(a, 'network-request')
  await a.page.getByText('All six words agree').click()
  await press(a, 'Admit')
  await b.page.locator('.top__person').waitFor()
  await examine(b, 'today-joined')
})

story(`every page of a desk with ${MANY} records`, async () => {
  const refs = await fileMany(
    flagstaff,
    ana,
    'site-inspection',
    Array.from({ length: MANY }, (_, n) => inspection(n))
  )
  await fileMany(yuma, bea, 'site-inspection', [901, 902, 903].map(inspection))
  await untilCopied(yuma, bea, MANY + 3)
  await goTo(a.page, 'today', 'Today')
  await a.page.getByText('Filed lately').waitFor()
  await examine(a, 'today')
  await openList(a.page, `${MANY + 3} records`)
  await a.page.getByRole('row').nth(8).waitFor()
  await examine(a, 'records')
  await a.page.getByLabel('Search records').fill('zzz')
  await a.page.getByText('Nothing found', { exact: true }).waitFor()
  await examine(a, 'records-none-found')
  await voidRecord(a.page, refs[0]!, 'Entered twice')
  await examine(a, 'record-voided')
  await openRecord(a.page, refs[3]!)
  await a.page.getByText('Copies at 1 office').waitFor()
  await a.page.getByText('Details for checking by hand').click()
  await examine(a, 'record')
  await press(a, 'Void…')
  await press(a, 'Void the record')
  await examine(a, 'void-missing-reason')
  await escape(a)
  for (const [address, title] of [
    ['forms', 'Forms'],
    ['network', 'Network'],
    ['admin', 'Administration']
  ] as const) {
    await goTo(a.page, address, title)
    await examine(a, address)
  }
})

story('entry: the form, what is still to do, the summary, the reference; the record amended', async () => {
  await begin(a.page, 'Site inspection')
  await examine(a, 'entry')
  await press(a, 'Check for errors')
  await a.page.locator('.mun-entry-problems').waitFor()
  await examine(a, 'entry-problems')
  for (const [path, value] of byHand) await answer(a.page, path, value)
  await press(a, 'Add: Finding')
  for (const [path, value] of [...finding, ...outcome]) await answer(a.page, path, value)
  await draftKept(a.page)
  await examine(a, 'entry-filled')
  await press(a, 'File this record')
  await a.page.getByRole('dialog').waitFor()
  await examine(a, 'entry-summary')
  await press(a, 'File it')
  const ref = (await a.page.locator('.filed__ref bdi').innerText()).trim()
  await examine(a, 'entry-filed')
  await press(a, 'Open the record')
  await press(a, 'Amend…')
  await answer(a.page, '/inspection/site/permit', 'CP-00413')
  await draftKept(a.page)
  await examine(a, 'amend')
  expect(await file(a.page, 'The permit number was misread')).toBe(ref)
  await press(a, 'Open the record')
  await a.page.getByText('Amended (version 2)').first().waitFor()
  await examine(a, 'record-amended')
  await a.page.emulateMedia({ media: 'print' })
  await a.page.emulateMedia({ media: 'screen' })
})

story('integrity: a verdict at both offices', async () => {
  const { verdict } = await verifyEverything(a.page)
  expect(verdict).toContain('Everything checked is sound.')
  await examine(a, 'integrity-sound')
})

story('records and a form by keyboard alone, with the focus always to be seen', async () => {
  const { page } = b
  await page.bringToFront()
  await goTo(page, 'today', 'Today')
  await page.keyboard.press('Control+K')
  await page.keyboard.type('substation')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Records' }).waitFor()
  await page.getByText(/records found/).waitFor()
  const grid = page.getByRole('grid')
  await tabTo(page, grid)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await page.keyboard.press('Home')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: /^(FLA|YUM)-1-/ }).waitFor()
  await page.getByText('Church Rock substation').first().waitFor()
  await pressOn(page, page.getByRole('main').getByRole('link', { name: 'Records', exact: true }))
  await grid.waitFor()
  await pressOn(page, page.getByRole('link', { name: 'Forms', exact: true }))
  await pressOn(page, page.getByRole('button', { name: 'Fill in Site inspection' }))
  const field = (path: string, control: string) => page.locator(`.mun-entry-field[data-path="/inspection/${path}"] ${control}`).first()
  await typeInto(page, field('site/name', 'input'), 'Wellton canal bridge')
  await pressOn(page, field('site/kind', 'input'), 'Space')
  await page.keyboard.press('ArrowDown')
  await typeInto(page, field('visit/date', 'input'), '11042026')
  await pressOn(page, field('visit/reason', 'input'), 'Space')
  await pressOn(page, field('conditions/checked', 'input'), 'Space')
  await pressOn(page, field('conditions/overall', 'input'), 'Space')
  await pressOn(page, field('result/outcome', 'input'), 'Space')
  await pressOn(page, page.getByRole('button', { name: 'File this record' }))
  await pressOn(page, page.getByRole('dialog').getByRole('button', { name: 'File it' }))
  expect((await page.locator('.filed__ref bdi').innerText()).trim()).toBe('YUM-1-000004')
  expect(b.wrong).toEqual([])
})

story('sign-out says what exists only here; sign-in, and a passphrase that is wrong', async () => {
  await b.page.locator('.top__person').click()
  await press(b, 'Switch person')
  await examine(b, 'sign-in')
  await tryToSignIn(b.page, bea.person, 'not the passphrase')
  await b.page.getByRole('alert').getByText('Not signed in').waitFor()
  expectRefused(b)
  await examine(b, 'sign-in-refused')
  await signIn(b.page, bea.person, bea.passphrase)
})
