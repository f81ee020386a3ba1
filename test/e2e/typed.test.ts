/**
 * A browser that is killed (`kill -9`) in the middle of a word, at seeded places: every question that was left before is in the
 * draft, and the next start says which form was open and asks. MUNIMENT_SEED plays a run again; MUNIMENT_TYPED_KILLS sets how many.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { afterAll, expect, it } from 'vitest'
import { randomOf } from '../../src/main/cli/demo/random.ts'
import { browserPath } from '../kit/browser.ts'
import { draftKept, fieldOf } from './parts/entry.ts'
import { startNetwork } from './parts/first-run.ts'
import { makeDesks } from './parts/served-desk.ts'
import { signIn } from './parts/sign-in.ts'
import { DEADLINE, goTo } from './parts/watched-page.ts'

const KILLS = Number(process.env['MUNIMENT_TYPED_KILLS'] ?? 3)
const SEED = Number(process.env['MUNIMENT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const PERSON = 'Ana Begay'
const PASSPHRASE = 'correct horse battery'
/** Questions of the shipped form that are typed, in its order, and what is typed. */
const TYPED = [
  ['/inspection/site/name', 'Lowell Observatory annex'],
  ['/inspection/site/permit', 'CP-00412 second page'],
  ['/inspection/site/address', '1400 West Mars Hill Road'],
  ['/inspection/visit/present', 'R. Yazzie and the site manager']
] as const

const desks = makeDesks()
const profile = mkdtempSync(join(tmpdir(), 'muniment-browser-'))
afterAll(async () => {
  await desks.clear()
  rmSync(profile, { recursive: true, force: true })
})

interface Window {
  readonly page: Page
  /** At once, as a power cut does. */
  kill(): Promise<void>
}

async function openWindow(url: string, profile: string): Promise<Window> {
  const path = browserPath()
  const context = await chromium.launchPersistentContext(profile, {
    ...(path === undefined ? {} : { executablePath: path }),
    args: ['--no-sandbox', '--disable-background-networking', '--disable-dev-shm-usage'],
    viewport: { width: 1280, height: 860 },
    locale: 'en-US'
  })
  context.setDefaultTimeout(DEADLINE)
  const page = context.pages()[0] ?? (await context.newPage())
  await page.goto(url)
  return {
    page,
    async kill() {
      const session = await context.browser()?.newBrowserCDPSession()
      const closed = new Promise<void>(done => context.once('close', () => done()))
      // Crashes the browser process itself: nothing is told to the page.
      void (session ?? (await context.newCDPSession(page))).send('Browser.crash').catch(() => undefined)
      await closed
    }
  }
}

it(
  `a browser killed at ${KILLS} places in the middle of a word loses at most that word, and the next start asks`,
  async () => {
    process.stderr.write(`typed test: MUNIMENT_SEED=${SEED}\n`)
    const random = randomOf(SEED)
    let desk = await desks.serve()
    let window = await openWindow(desk.url, profile)
    await startNetwork(window.page, { network: 'Northern Arizona', office: 'Flagstaff', person: PERSON, passphrase: PASSPHRASE })
    for (let kill = 0; kill < KILLS; kill++) {
      await goTo(window.page, 'forms', 'Forms')
      await window.page.getByRole('button', { name: 'Fill in Site inspection', exact: true }).click()
      const last = random.below(TYPED.length)
      const cut = 2 + random.below(TYPED[last]![1].length - 2)
      for (const [at, [path, text]] of TYPED.slice(0, last + 1).entries()) {
        await fieldOf(window.page, path).locator('input, textarea').first().focus()
        // What was left has reached the desk: a person types the next letters more slowly than that takes, a test does not.
        if (at > 0) await draftKept(window.page)
        await window.page.keyboard.type(at === last ? text.slice(0, cut) : text)
      }
      await window.kill()
      await desk.stop()
      desk = await desks.serve(desk.folder)
      window = await openWindow(desk.url, profile)
      await signIn(window.page, PERSON, PASSPHRASE)
      if (last > 0) {
        const told = window.page.locator('.usa-alert').filter({ hasText: 'The program ended while you were filling this in' })
        await told.waitFor()
        expect(await told.innerText()).toContain('Site inspection')
        await told.getByRole('link', { name: 'Go on with it' }).click()
        for (const [path, text] of TYPED.slice(0, last)) expect(await fieldOf(window.page, path).locator('input, textarea').first().inputValue()).toBe(text)
        const half = await fieldOf(window.page, TYPED[last]![0]).locator('input, textarea').first().inputValue()
        expect(TYPED[last]![1].slice(0, cut).startsWith(half)).toBe(true)
        await window.page.getByRole('button', { name: 'Close, keep the draft' }).click()
        await window.page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
      }
    }
    await window.kill()
  },
  10 * 60_000
)
