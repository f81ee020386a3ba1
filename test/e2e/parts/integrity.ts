/** Verify everything, and read what the page says of it. */
import type { Page } from '@playwright/test'
import { goTo } from './watched-page.ts'

export interface Read {
  /** The sentence of the verdict, with its bold conclusion. */
  readonly verdict: string
  readonly notEstablished: readonly string[]
  /** The bold sentence of each finding, in the order of the page. */
  readonly findings: readonly string[]
}

export async function verifyEverything(page: Page): Promise<Read> {
  await goTo(page, 'integrity', 'Integrity')
  const button = page.getByRole('button', { name: /^Verify everything/ })
  await button.click()
  // the button is away while it runs; the verdict of before, if there is one, with it
  await button.waitFor({ state: 'hidden' })
  await page.locator('.verdict').waitFor()
  await page.getByRole('button', { name: 'Verify everything again' }).waitFor()
  return readIntegrity(page)
}

export async function readIntegrity(page: Page): Promise<Read> {
  return {
    verdict: (await page.locator('.verdict__sentence').innerText()).trim(),
    notEstablished: await page.locator('.verdict__not > li').allInnerTexts(),
    findings: await page.locator('.finding__what strong').allInnerTexts()
  }
}
