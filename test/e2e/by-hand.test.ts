/**
 * A desk that never has a network, through its pages: an invitation read from a picture, the request out and the answer in as
 * files, then records to and fro on a stick, until the page says truly that there is a copy.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { afterAll, expect } from 'vitest'
import { launchOptions } from '../kit/browser.ts'
import { admit, sixWords, startNetwork } from './parts/first-run.ts'
import { inspection } from './parts/inspections.ts'
import { fileMany } from './parts/office-door.ts'
import { makeRoom, makeStory } from './parts/ready.ts'
import { openRecord } from './parts/records.ts'
import type { ServedDesk } from './parts/served-desk.ts'
import { goTo, openPage, shoot, violations, type Watched } from './parts/watched-page.ts'

const ana = { person: 'Ana Begay', passphrase: 'correct horse battery' }
const omar = { person: 'عمر بن الخطاب الحلبي', passphrase: 'ocotillo after the rain' }
const OFFICE = 'مكتب السجل العقاري في مدينة حلب القديمة'
const STICK = 'Carry records on a stick'

const room = makeRoom()
const stick = mkdtempSync(join(tmpdir(), 'muniment-stick-'))
afterAll(() => rmSync(stick, { recursive: true, force: true }))
let north: ServedDesk
let a: Watched
let b: Watched
const story = makeStory('by-hand', () => ({ north: a, aleppo: b }))

/** What a press saves, on the stick. */
async function saved(page: Page, press: () => Promise<void>, name: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), press()])
  const path = join(stick, name)
  await download.saveAs(path)
  return path
}
const pressed = (page: Page, name: string) => (): Promise<void> => page.getByRole('button', { name, exact: true }).click()

/** A film of one picture: what the browser's stand-in for a camera shows. */
const film = join(stick, 'invitation.mjpeg')
async function readByCamera(url: string): Promise<string> {
  const options = launchOptions()
  const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`]
  const browser = await chromium.launch({ ...options, args: [...(options.args ?? []), ...camera] })
  try {
    const { page, wrong } = await openPage(browser, url)
    await page.getByRole('button', { name: 'Join a network' }).click()
    await page.getByRole('button', { name: 'Read the code with the camera' }).click()
    const text = page.getByLabel('Or paste the invitation')
    await expect.poll(() => text.inputValue(), { timeout: 20_000 }).toMatch(/^muniment-invitation:/)
    await page.getByRole('button', { name: 'Read the code with the camera' }).waitFor() // it is off again
    expect(wrong).toEqual([])
    return await text.inputValue()
  } finally {
    await browser.close()
  }
}

/** One way: written at one page, taken in at the other. */
async function carry(from: Page, office: string, to: Page, name: string): Promise<void> {
  await goTo(from, `stick/${encodeURIComponent(office)}`, STICK)
  await from.getByText('Contents open only at').waitFor()
  const file = await saved(from, pressed(from, 'Write the file'), name)
  await goTo(to, 'stick', STICK)
  await to.getByLabel('File from the stick').setInputFiles(file)
  await to.getByText('New here:').waitFor()
}

story('an invitation is read from a picture of its code, and says where it leads', async () => {
  const aleppo = await room.desks.serve(undefined, ['--no-network'])
  north = await room.desks.serve(undefined, ['--no-network'])
  ;[a, b] = await Promise.all([openPage(room.browser, north.url, { deviceScaleFactor: 2 }), openPage(room.browser, aleppo.url)])
  await startNetwork(a.page, { network: 'Land registry', office: 'North', ...ana })
  await goTo(a.page, 'network', 'Network')
  await a.page.getByRole('button', { name: 'Invite…' }).click()
  await a.page.getByRole('combobox', { name: 'Office' }).fill(OFFICE)
  await a.page.getByRole('button', { name: 'Make the invitation' }).click()
  const picture = join(stick, 'invitation.png')
  await a.page.locator('.qr').screenshot({ path: picture, scale: 'device' })
  await a.page.locator('.qr').screenshot({ path: film, scale: 'device', type: 'jpeg', quality: 95 })
  await a.page.keyboard.press('Escape')
  await b.page.getByRole('button', { name: 'Join a network' }).click()
  await b.page.getByLabel('Invitation file').setInputFiles(picture)
  await expect.poll(() => b.page.getByLabel('Or paste the invitation').inputValue(), { timeout: 20_000 }).toMatch(/^muniment-invitation:/)
  expect(await readByCamera((await room.desks.serve(undefined, ['--no-network'])).url)).toBe(await b.page.getByLabel('Or paste the invitation').inputValue())
  await b.page.getByRole('button', { name: 'Read the invitation' }).click()
  await b.page.getByText('the invitation names no address').waitFor()
  expect(await violations(b.page)).toEqual([])
  await shoot(b.page, 'by-hand-invitation')
})

story('the request goes out in a file, the answer comes in as one, and both have read the same six words', async () => {
  const { page } = b
  await page.getByLabel('Your name').fill(omar.person)
  await page.getByLabel('Passphrase', { exact: true }).fill(omar.passphrase)
  await page.getByLabel('Passphrase once more').fill(omar.passphrase)
  await page.getByRole('button', { name: 'Ask to join' }).click()
  const words = await sixWords(page)
  await page.getByText('No connection to that desk?').click()
  await shoot(page, 'by-hand-waiting')
  const request = await saved(page, pressed(page, 'Save the request'), 'request.muniment-join')
  await a.page.getByLabel('File from the stick').setInputFiles(request)
  await a.page.getByRole('button', { name: 'Take in the request' }).click()
  expect(await sixWords(a.page)).toEqual(words)
  await admit(a.page, omar.person)
  await goTo(a.page, `stick/${encodeURIComponent(OFFICE)}`, STICK)
  await a.page.getByText('is not known: everything goes along').waitFor()
  expect(await violations(a.page)).toEqual([])
  await shoot(a.page, 'by-hand-along')
  const answer = await saved(a.page, pressed(a.page, 'Write the file'), 'answer.bundle')
  await page.getByLabel('File from the stick').setInputFiles(answer)
  await page.locator('.top__person').filter({ hasText: omar.person }).waitFor()
})

story('a record goes there on a stick; only when the stick has come back the page says that there is a copy', async () => {
  const [ref] = await fileMany(north, ana, 'site-inspection', [inspection(1)])
  await openRecord(a.page, ref!)
  await a.page.getByText('It is safe here, but only here').waitFor()
  await carry(a.page, OFFICE, b.page, 'there.bundle')
  await b.page.getByRole('button', { name: /^Take along for/ }).waitFor()
  await b.page.emulateMedia({ colorScheme: 'dark' })
  await b.page.setViewportSize({ width: 800, height: 1400 })
  await shoot(b.page, 'by-hand-taken-dark-800')
  await carry(b.page, 'North', a.page, 'back.bundle')
  await openRecord(a.page, ref!)
  await a.page.getByText('Copies at 1 office', { exact: true }).waitFor()
  await goTo(a.page, 'network', 'Network')
  await a.page.getByText('Last stick from it').waitFor()
  await a.page.setViewportSize({ width: 640, height: 1400 })
  await shoot(a.page, 'by-hand-network-640')
  expect([a.wrong, b.wrong]).toEqual([[], []])
})
