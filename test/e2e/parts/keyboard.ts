/** A person without a mouse: Tab until the thing has the focus, and then the keys that work on it. */
import type { Locator, Page } from '@playwright/test'

/** More steps than any page should ask for. */
const MOST = 120

const isFocused = (target: Locator): Promise<boolean> =>
  target.evaluate(element => element === document.activeElement || element.contains(document.activeElement))

/** What has the focus, as far as it can be seen: an outline or a shadow of its own, or of the mark that stands for a radio or checkbox. */
const focusShows = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const element = document.activeElement
    if (!element || element === document.body) return false
    // on a part inside it, like a date's calendar, which the browser marks by itself
    if (!element.matches(':focus')) return true
    const marks = [
      getComputedStyle(element),
      ...(element.nextElementSibling ? [getComputedStyle(element.nextElementSibling, '::before')] : []),
      getComputedStyle(element.parentElement ?? element)
    ]
    return marks.some(style => (style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none')
  })

/** Throws when it can not be reached, or when the focus can not be seen on the way. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor()
  for (let step = 0; step < MOST; step++) {
    if (await isFocused(target)) return
    await page.keyboard.press(key)
    if (!(await focusShows(page))) {
      const where = await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200) ?? '')
      if (!where.startsWith('<body')) throw new Error(`the focus can not be seen on ${where}`)
    }
  }
  throw new Error(`${String(target)} is not reached by ${MOST} times ${key}`)
}

export async function pressOn(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

export async function typeInto(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.type(text)
}
