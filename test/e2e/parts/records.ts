/** Records as a supervisor meets them: the list, and one record with its values, copies and proof. */
import type { Page } from '@playwright/test'
import { goTo } from './watched-page.ts'

/** The list, once it shows `count` records; `found` where it is narrowed. */
export async function openList(page: Page, count: string): Promise<void> {
  await goTo(page, 'records', 'Records')
  await page.getByText(count, { exact: true }).waitFor()
}

/** The cells of the row with that reference, by column. */
export async function rowOf(page: Page, ref: string): Promise<Record<'title' | 'form' | 'office' | 'author' | 'state' | 'copies', string>> {
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: ref, exact: true }) })
  await row.waitFor()
  const cell = (name: string): Promise<string> => row.locator(`.record__${name}`).innerText()
  return {
    title: await cell('title'),
    form: await cell('form'),
    office: await cell('office'),
    author: await cell('author'),
    state: (await cell('state')).trim(),
    copies: (await cell('copies')).trim()
  }
}

export const openRecord = (page: Page, ref: string): Promise<void> => goTo(page, `records/${ref}`, ref)

/** What the record says, by the path of each question, as it stands on the page. */
export async function valuesShown(page: Page): Promise<Map<string, string>> {
  const rows = page.locator('.mun-values-row[data-path]')
  await rows.first().waitFor()
  return new Map(
    await rows.evaluateAll(found => found.map(row => [row.getAttribute('data-path') ?? '', (row.querySelector('dd')?.textContent ?? '').trim()] as const))
  )
}

export async function voidRecord(page: Page, ref: string, reason: string): Promise<void> {
  await openRecord(page, ref)
  await page.getByRole('button', { name: 'Void…' }).click()
  await page.getByRole('dialog').getByLabel('Why is it voided?').fill(reason)
  await page.getByRole('button', { name: 'Void the record' }).click()
  await page.getByText('This record was voided').waitFor()
}
