/** Pictures of a page as people meet it: light, dark, and in a window of 800 px. Only where MUNIMENT_SHOTS is set: for people to look at. */
import type { Page } from '@playwright/test'
import { desktop, shoot } from './watched-page.ts'

export async function station(page: Page, name: string): Promise<void> {
  if (!process.env['MUNIMENT_SHOTS']) return
  await shoot(page, name)
  await page.emulateMedia({ colorScheme: 'dark' })
  await page.setViewportSize({ width: 800, height: 1100 })
  await shoot(page, `${name}-800-dark`)
  await page.emulateMedia({ colorScheme: 'light' })
  await page.setViewportSize(desktop)
}
