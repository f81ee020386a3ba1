/** Pages of a real browser, one context a desk. Whatever goes wrong in them is gathered: errors, refusals of the policy, axe's findings. */
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContextOptions, Page } from '@playwright/test'

/** Long enough for two busy cores; whoever waits so long has found a fault (ms). */
export const DEADLINE = 60_000

export interface Watched {
  readonly page: Page
  /** In words, in the order in which it happened; a test ends with this empty, or takes out what it has brought about itself. */
  readonly wrong: string[]
  close(): Promise<void>
}

export const desktop = { width: 1280, height: 860 }

export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: desktop, reducedMotion: 'reduce', locale: 'en-US', timezoneId: 'America/Phoenix', ...options })
  context.setDefaultTimeout(DEADLINE)
  const page = await context.newPage()
  const wrong: string[] = []
  page.on('pageerror', error => wrong.push(`page error: ${error.message}`))
  page.on('crash', () => wrong.push('the page crashed'))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(`${message.type()}: ${message.text()}`)
  })
  await page.goto(url)
  await heading(page)
  return { page, wrong, close: () => context.close() }
}

/** The page's title, once it is there. */
export async function heading(page: Page): Promise<string> {
  const title = page.locator('h1').first()
  await title.waitFor()
  return (await title.innerText()).trim()
}

/** By the address after `#/`, as a bookmark does. */
export async function goTo(page: Page, address: string, title: string): Promise<void> {
  await page.evaluate(to => void (location.hash = `#/${to}`), address)
  await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Violations found by axe, as lines. There are no frames inside: the legacy mode looks at the page alone, in half the time. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .withTags(TAGS)
    .setLegacyMode()
    .analyze()
  return found.flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.target.join(' ')}: ${node.failureSummary?.replaceAll('\n', ' ') ?? ''}`))
}

/** A picture into MUNIMENT_SHOTS, when that is set: for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['MUNIMENT_SHOTS']
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}
