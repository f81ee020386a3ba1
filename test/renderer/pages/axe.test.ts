/** Every page in its states under axe: nothing found, nothing refused by the content security policy, no error in the console. */
import type { Page } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { forms, uuidOf } from '../../kit/fake-data.ts'
import { writeXlsx } from '../../../src/shared/forms/xlsform/write-xlsx.ts'
import { sheets } from '../../kit/workbook.ts'
import type { FakeOptions } from '../../kit/fake-office.ts'
import { openPages, type How, type Pages } from './open-pages.ts'

const PASSPHRASE = 'correct horse battery'
const pack = forms[0]!.package
const partly = forms[2]!.package
const draft = `entry/${pack}/${uuidOf(41)}`
const narrow: How = { width: 800 }
const zoomed: How = { width: 400, height: 400 }
const dark: How = { dark: true }
const running: How = { clock: 'running' }

type Step = (page: Page) => Promise<unknown>
interface State {
  readonly name: string
  readonly at: string
  readonly options?: FakeOptions
  readonly how?: How
  readonly step?: Step
  /** Text that shows that the state has been reached. */
  readonly sees: string
}

const press =
  (...names: string[]): Step =>
  async page => {
    for (const name of names) await page.getByRole('button', { name, exact: true }).first().click()
  }
const startNetwork: Step = async page => {
  await page.getByRole('button', { name: 'Start a network' }).click()
  await page.getByLabel('Name of the network').fill('Northern Arizona Site Services')
  await page.getByLabel('Name of your office').fill('Flagstaff Field Office')
  await page.getByLabel('Your name').fill('Dana Begay')
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE)
  await page.getByLabel('Passphrase once more').fill(PASSPHRASE)
  await page.getByRole('button', { name: 'Make the keys and start' }).click()
}
const chooseWorkbook =
  (survey: string): Step =>
  async page => {
    await page.getByRole('button', { name: 'Import a form…' }).click()
    const book = writeXlsx(sheets({ survey, choices: 'list_name | name | label\nl | x | X' }))
    await page.getByLabel('Form file').setInputFiles({ name: 'visit.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from(book) })
    await page.locator('.checked-file').waitFor()
    await page.locator('.checked-file summary').evaluateAll(all => all.forEach(one => (one as HTMLElement).click()))
  }
const readInvitation =
  (text: string): Step =>
  async page => {
    await page.getByRole('button', { name: 'Join a network' }).click()
    await page.getByLabel('Or paste the invitation').fill(text)
    await page.getByRole('button', { name: 'Read the invitation' }).click()
  }
const takeStick: Step = page =>
  page.getByLabel('File from the stick').setInputFiles({ name: 'yuma.bundle', mimeType: 'application/octet-stream', buffer: Buffer.from('muniment-bundle/v1') })
const invite: Step = async page => {
  await page.getByRole('button', { name: 'Invite…' }).click()
  await page.getByLabel('Office', { exact: true }).fill('Page Field Office')
  await page.getByRole('button', { name: 'Make the invitation' }).click()
}
const wholeForm: Step = async page => {
  await page.getByText('Fair', { exact: true }).click()
  await page.getByRole('button', { name: 'File this record' }).click()
}

const doors: State[] = [
  { name: 'first run', at: '', options: { state: 'new' }, sees: 'Join a network' },
  { name: 'first run, zoomed', at: '', options: { state: 'new' }, how: zoomed, sees: 'Join a network' },
  {
    name: 'start, nothing filled in',
    at: '',
    options: { state: 'new' },
    step: press('Start a network You are the first. This desk becomes the one that admits others.', 'Make the keys and start'),
    sees: 'Fill this in.'
  },
  { name: 'recovery key', at: '', options: { state: 'new' }, how: dark, step: startNetwork, sees: 'Keep the recovery key' },
  {
    name: 'recovery key typed wrong',
    at: '',
    options: { state: 'new', fail: { confirmRecovery: 'recovery-mismatch' } },
    step: async page => (
      await startNetwork(page),
      await press('I have printed it or written it down')(page),
      await page.getByLabel('Recovery key from the paper').fill('wrong'),
      await press('Confirm and go on')(page)
    ),
    sees: 'recovery-mismatch'
  },
  { name: 'join, not an invitation', at: '', options: { state: 'new' }, step: readInvitation('nonsense'), sees: 'invitation-unreadable' },
  { name: 'join, the invitation', at: '', options: { state: 'new' }, how: dark, step: readInvitation('muniment-invitation:x'), sees: 'Can be used until' },
  { name: 'waiting to be admitted', at: '', options: { state: 'joining' }, how: zoomed, sees: 'Waiting to be admitted' },
  { name: 'a key that waits', at: '', options: { rights: 'waiting' }, how: dark, sees: 'Your key waits to be admitted' },
  { name: 'a key that was revoked', at: '', options: { rights: 'revoked' }, sees: 'Your key no longer counts' },
  {
    name: 'restore',
    at: '',
    options: { state: 'new' },
    step: press('Restore a backup A desk was lost or replaced, and you have its backup file and passphrase.', 'Restore'),
    sees: 'Fill this in.'
  },
  { name: 'sign-in', at: '', options: { state: 'locked' }, sees: 'Who are you?' },
  { name: 'sign-in, dark, zoomed', at: '', options: { state: 'locked' }, how: { ...zoomed, dark: true }, sees: 'Who are you?' },
  { name: 'sign-in, folder moved', at: '', options: { state: 'locked', trouble: 'folder-moved' }, sees: 'I moved this folder' },
  { name: 'sign-in, the key file lost', at: '', options: { state: 'locked', trouble: 'keys-lost' }, how: dark, sees: 'Use the recovery key' },
  { name: 'recovery', at: '', options: { state: 'locked' }, step: press('Use the recovery key…', 'Make a new key'), sees: 'Fill this in.' },
  { name: 'no answer', at: '', options: { fail: { deskState: 'unknown-outcome' } }, sees: 'The desk does not answer' },
  { name: 'opening', at: '', options: { hang: ['deskState'] }, how: running, sees: 'Opening the desk' }
]
const lists: State[] = [
  { name: 'today', at: 'today', options: { requests: true, verdict: 'findings' }, sees: 'asks to join' },
  { name: 'today, dark', at: 'today', how: dark, sees: 'Gila Gravity Canal gate 4' },
  { name: 'today, 800', at: 'today', how: narrow, sees: 'Gila Gravity Canal gate 4' },
  { name: 'today, nothing', at: 'today', options: { empty: true }, sees: 'Nothing needs your attention.' },
  {
    name: 'today, failing',
    at: 'today',
    options: { fail: { listDrafts: 'internal', network: 'unknown-outcome', status: 'unknown-outcome' } },
    sees: 'is not known at the moment'
  },
  { name: 'person menu', at: 'today', how: dark, step: async page => page.locator('.top__person').click(), sees: 'Appearance' },
  {
    name: 'sign out',
    at: 'today',
    step: async page => (await page.locator('.top__person').click(), await press('Sign out…')(page)),
    sees: 'Sign out of this desk?'
  },
  { name: 'not live', at: 'today', options: { live: false }, step: press('Confirm the recovery key'), sees: 'from the paper' },
  { name: 'read-only', at: 'today', options: { state: 'readonly', trouble: 'rolled-back' }, how: dark, sees: 'rolled back' },
  { name: 'records', at: 'records', sees: '1,204 records' },
  { name: 'records, dark', at: 'records', how: dark, sees: '1,204 records' },
  { name: 'records, 800', at: 'records', how: narrow, sees: '1,204 records' },
  { name: 'records, zoomed', at: 'records', how: zoomed, sees: '1,204 records' },
  { name: 'records, none', at: 'records', options: { empty: true }, sees: 'No records yet' },
  { name: 'records, none found', at: 'records?search=zzz', sees: 'Nothing found' },
  { name: 'records, failing', at: 'records', options: { fail: { listRecords: 'disk-failed' } }, sees: 'disk-failed' },
  { name: 'records, waiting', at: 'records', options: { hang: ['listRecords', 'recordFacets'] }, how: running, sees: 'Getting this from the desk' },
  { name: 'forms', at: 'forms', sees: 'Contract award' },
  { name: 'forms, dark, 800', at: 'forms', how: { ...narrow, dark: true }, sees: 'Contract award' },
  { name: 'forms, none', at: 'forms', options: { empty: true }, sees: 'No forms yet' },
  { name: 'forms, failing', at: 'forms', options: { fail: { listForms: 'damaged-database' } }, sees: 'damaged-database' },
  {
    name: 'import a form',
    at: 'forms',
    step: async page => (await press('Import a form…')(page), await page.getByText('Only these offices').click(), await press('Import and publish')(page)),
    sees: 'Choose at least one office.'
  },
  {
    name: 'a workbook with errors',
    at: 'forms',
    how: narrow,
    step: chooseWorkbook('type | name | label\nintger | a b | A\ntext | c | ${d}'),
    sees: '3 things are wrong'
  },
  {
    name: 'a workbook with remarks, dark',
    at: 'forms',
    how: dark,
    step: chooseWorkbook('type | name | label\nrank l | a |'),
    sees: 'It can be published.'
  },
  { name: 'a form', at: `forms/${partly}`, sees: 'Not yet here' },
  { name: 'a form tried out', at: `forms/${pack}`, how: dark, step: press('Try it out'), sees: 'Name of the site' },
  { name: 'lost', at: 'nowhere', sees: 'There is no such page' }
]
const works: State[] = [
  { name: 'a record', at: 'records/FLG-1-001196', sees: 'Church Rock substation' },
  { name: 'a record in conflict, dark, 800', at: 'records/FLG-1-001198', how: { ...narrow, dark: true }, sees: 'Two versions contradict each other' },
  {
    name: 'a record voided',
    at: 'records/FLG-1-001100',
    step: async page => page.getByText('Details for checking by hand').click(),
    sees: 'This record was voided'
  },
  { name: 'a record zoomed', at: 'records/FLG-1-001196', how: zoomed, sees: 'Church Rock substation' },
  { name: 'a record that is not here', at: 'records/NOT-1-000001', sees: 'not-found' },
  {
    name: 'evidence',
    at: 'records/FLG-1-001196',
    how: dark,
    step: async page => (await press('Save it with its proof…')(page), await page.locator('dialog summary').click()),
    sees: 'Name of the site'
  },
  { name: 'review', at: 'review', step: async page => page.getByText('Choose all that are shown').click(), sees: 'Choose all that are shown' },
  { name: 'review, dark, 800', at: 'review', how: { ...narrow, dark: true }, sees: 'Choose all that are shown' },
  { name: 'review, zoomed', at: 'review', how: zoomed, sees: 'Choose all that are shown' },
  { name: 'review, nothing', at: 'review', options: { records: 0 }, sees: 'Nothing waits for your decision' },
  {
    name: 'review, many approved',
    at: 'review',
    step: async page => {
      await page.getByText('Choose all that are shown').click()
      await page.getByRole('button', { name: /^Approve \d+ records…$/ }).click()
    },
    sees: 'You sign an approval of each of these'
  },
  {
    name: 'a record returned',
    at: 'records?review=returned',
    step: async page => page.locator('.record__ref a').first().click(),
    sees: 'This record was returned'
  },
  {
    name: 'a record in review, returning it, dark',
    at: 'records?review=in-review',
    how: dark,
    step: async page => {
      await page.locator('.record__ref a').first().click()
      await press('Return…', 'Sign and return')(page)
    },
    sees: 'Say what is to be mended.'
  },
  {
    name: 'a form, who approves its records',
    at: `forms/${pack}`,
    step: press('Change…'),
    sees: 'Two persons of two offices approve'
  },
  { name: 'void', at: 'records/FLG-1-001196', step: press('Void…', 'Void the record'), sees: 'Say why' },
  { name: 'void, dark', at: 'records/FLG-1-001196', how: dark, step: press('Void…'), sees: 'Why is it voided?' },
  { name: 'entry', at: draft, sees: 'Name of the site' },
  { name: 'entry, dark, 800', at: draft, how: { ...narrow, dark: true }, sees: 'Name of the site' },
  { name: 'entry, zoomed', at: draft, how: zoomed, sees: 'Name of the site' },
  {
    name: 'entry, not saved',
    at: draft,
    options: { fail: { saveDraft: 'disk-full' } },
    step: async page => page.getByText('Fair', { exact: true }).click(),
    sees: 'disk-full'
  },
  { name: 'entry, summary', at: draft, step: wholeForm, sees: 'File this record?' },
  { name: 'entry, filed', at: draft, how: dark, step: async page => (await wholeForm(page), await press('File it')(page)), sees: 'Its reference number' },
  { name: 'integrity, never verified', at: 'integrity', sees: 'Nothing has been verified' },
  { name: 'integrity, running', at: 'integrity', options: { verdict: 'running' }, sees: '4,200 of 12,494' },
  { name: 'integrity, sound', at: 'integrity', options: { verdict: 'sound' }, how: dark, sees: 'Everything checked is sound.' },
  {
    name: 'integrity, findings',
    at: 'integrity',
    options: { verdict: 'findings' },
    step: async page => page.getByText('What the check saw').first().click(),
    sees: '1 thing is wrong.'
  },
  { name: 'integrity, findings, dark, 800', at: 'integrity', options: { verdict: 'findings' }, how: { ...narrow, dark: true }, sees: '1 thing is wrong.' },
  { name: 'integrity, zoomed', at: 'integrity', options: { verdict: 'findings' }, how: zoomed, sees: '1 thing is wrong.' },
  { name: 'integrity, no chains', at: 'integrity', options: { empty: true }, sees: 'No chains yet' },
  { name: 'integrity, failing', at: 'integrity', options: { fail: { listChains: 'damaged-database', verifyJob: 'internal' } }, sees: 'damaged-database' },
  { name: 'network', at: 'network', options: { requests: true }, sees: 'Asking to join' },
  { name: 'network, dark, 800', at: 'network', options: { requests: true }, how: { ...narrow, dark: true }, sees: 'Asking to join' },
  { name: 'network, zoomed', at: 'network', options: { requests: true }, how: zoomed, sees: 'Asking to join' },
  { name: 'network, alone', at: 'network', options: { empty: true }, sees: 'No other office yet' },
  { name: 'network, failing', at: 'network', options: { fail: { network: 'peer-unreachable' } }, sees: 'peer-unreachable' },
  { name: 'invite', at: 'network', step: press('Invite…', 'Make the invitation'), sees: 'Fill this in.' },
  { name: 'invitation', at: 'network', how: { ...narrow, dark: true }, step: invite, sees: 'Invitation as text' },
  {
    name: 'signing, stopped',
    at: 'signing',
    options: { state: 'readonly', trouble: 'rolled-back' },
    sees: 'Wait for another office'
  },
  {
    name: 'signing, asked, dark, 800',
    at: 'signing',
    options: { state: 'readonly', trouble: 'mark-damaged', asked: true },
    how: { ...narrow, dark: true },
    sees: 'Save the request as a file'
  },
  {
    name: 'signing, asking',
    at: 'signing',
    options: { state: 'readonly', trouble: 'folder-moved' },
    step: press('Ask for a new key…'),
    sees: 'Type your passphrase'
  },
  { name: 'signing, left', at: 'signing', options: { left: 3 }, how: zoomed, sees: 'File again' },
  { name: 'network, set up a hub', at: 'network', step: async page => page.getByText('Set up a hub').click(), sees: 'Name it as a hub' },
  { name: 'stick', at: `stick/${encodeURIComponent('Kayenta Field Office')}`, sees: 'go along' },
  { name: 'stick, dark, 800', at: 'stick', how: { ...narrow, dark: true }, step: takeStick, sees: 'Not taken in' },
  { name: 'stick, zoomed', at: 'stick', how: zoomed, step: takeStick, sees: 'Not taken in' },
  { name: 'network, going on', at: 'network', options: { continuing: true }, sees: 'Admit the new key' },
  { name: 'network, going on, dark, 800', at: 'network', options: { continuing: true }, how: { ...narrow, dark: true }, sees: 'Admit the new key' },
  { name: 'decisions, none', at: 'decisions', sees: 'Nothing waits for a decision' },
  { name: 'decisions', at: 'decisions', options: { decisions: 'some' }, sees: 'Waiting for approval' },
  { name: 'decisions, two histories', at: 'decisions', options: { decisions: 'forked' }, how: dark, sees: 'Two histories of' },
  { name: 'decisions, another registry', at: 'decisions', options: { decisions: 'succeeded' }, how: narrow, sees: 'This desk kept the registry until then.' },
  { name: 'decisions, two registries', at: 'decisions', options: { decisions: 'competing' }, how: dark, sees: 'Two registries compete' },
  { name: 'decisions, the registry lost', at: 'decisions', step: press("The registry's desk is lost…"), sees: 'Be sure that the desk does not come back' },
  { name: 'decisions, zoomed', at: 'decisions', options: { decisions: 'forked' }, how: zoomed, sees: 'Two histories of' },
  {
    name: 'decisions, approving',
    at: 'decisions',
    options: { decisions: 'some' },
    how: { ...narrow, dark: true },
    step: async page => (await press('Look and approve…')(page), await page.locator('dialog summary').click()),
    sees: 'The laptop was stolen'
  },
  {
    name: 'decisions, proposing',
    at: 'decisions',
    options: { decisions: 'some' },
    step: press('Propose a change…', 'Show what would be signed'),
    sees: 'Fill this in.'
  },
  { name: 'administration', at: 'admin', sees: 'People' },
  { name: 'administration, dark, 800', at: 'admin', how: { ...narrow, dark: true }, sees: 'People' },
  { name: 'administration, zoomed', at: 'admin', how: zoomed, sees: 'People' },
  { name: 'administration of a clerk', at: 'admin', options: { role: 'clerk' }, sees: 'Your passphrase' },
  { name: 'add a person', at: 'admin', step: press('Add a person…', 'Make the key and add'), sees: 'Fill this in.' },
  { name: 'make a backup', at: 'admin', how: dark, step: press('Make a backup…'), sees: 'Passphrase for the backup' },
  { name: 'change the passphrase', at: 'admin', step: press('Change the passphrase…'), sees: 'Passphrase until now' }
]

let pages: Pages
beforeAll(async () => {
  pages = await openPages()
}, 120_000)
afterAll(() => pages.close())

async function check({ at, options = {}, how = {}, step, sees, name }: State): Promise<void> {
  const { page, violations, wrong, shot, close } = await pages.open(at, options, { ...how, shared: true })
  await step?.(page)
  await page.getByText(sees).first().waitFor()
  await shot(name.replaceAll(/\W+/g, '-'))
  expect(await violations()).toEqual([])
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(overflow, 'the page must not be wider than its window').toBeLessThanOrEqual(0)
  expect(wrong).toEqual([])
  await close()
}

for (const state of [...doors, ...lists, ...works]) it(`axe finds nothing: ${state.name}`, () => check(state))
