/** What every test of real pages needs before it begins: the page built from its newest source, and a browser. */
import { resolve } from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, it } from 'vitest'
import { buildPages, pagesAreFresh } from '../../../src/main/start/pages.ts'
import { browserPath, launchBrowser, NO_BROWSER } from '../../kit/browser.ts'
import { notRun } from '../../kit/not-run.ts'
import { makeDesks, type Desks } from './served-desk.ts'
import { shoot, type Watched } from './watched-page.ts'

const MINUTE = 60_000
const project = resolve(import.meta.dirname, '../../..')

export interface Room {
  readonly browser: Browser
  readonly desks: Desks
}

/** One browser and some desks for a test file; both are gone when it is over. */
export function makeRoom(): Room {
  const desks = makeDesks()
  let browser: Browser | undefined
  beforeAll(async () => {
    if (browserPath() === undefined) return
    if (!pagesAreFresh(project)) await buildPages(project)
    browser = await launchBrowser()
  }, 3 * MINUTE)
  afterAll(async () => {
    await browser?.close()
    await desks.clear()
  }, MINUTE)
  return {
    desks,
    get browser() {
      if (!browser) throw new Error(NO_BROWSER)
      return browser
    }
  }
}

/** Registers a test that takes a browser; without one it is counted as not run. */
export function itInBrowser(name: string, test: () => Promise<void>, minutes = 4): void {
  if (browserPath() === undefined) notRun(NO_BROWSER)
  else it(name, test, minutes * MINUTE)
}

/**
 * Tests that are steps of one story: when one fails, those after it fail at once instead of waiting for what never comes.
 * `pages` are those open then; what stands on them is said with the failure, and a picture goes to MUNIMENT_SHOTS.
 */
export function makeStory(name: string, pages: () => Readonly<Record<string, Watched | undefined>>): (step: string, test: () => Promise<void>) => void {
  let failed: string | undefined
  return (step, test) =>
    itInBrowser(step, async () => {
      if (failed !== undefined) throw new Error(`not reached: “${failed}” failed`)
      try {
        await test()
      } catch (error) {
        failed = step
        for (const [who, watched] of Object.entries(pages())) if (watched && !watched.page.isClosed()) await tell(`${name}-failed-${who}`, watched)
        throw error
      }
    })
}

async function tell(name: string, { page, wrong }: Watched): Promise<void> {
  await shoot(page, name)
  console.log([name, page.url(), (await page.locator('body').innerText()).slice(0, 4000), ...wrong].join('\n'))
}
