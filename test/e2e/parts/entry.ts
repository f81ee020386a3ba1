/** A form, filled in as a person does: by pointing and typing, question by question. Questions are named by their path in the form. */
import type { Locator, Page } from '@playwright/test'
import { goTo } from './watched-page.ts'

/** Text typed, an option's text, several options' texts, degrees, or a picture's bytes. */
export type Answer =
  string | readonly string[] | { readonly latitude: string; readonly longitude: string } | { readonly picture: string; readonly bytes: Buffer }

export const fieldOf = (page: Page, path: string): Locator => page.locator(`.mun-entry-field[data-path="${path}"]`)

export async function answer(page: Page, path: string, value: Answer): Promise<void> {
  const field = fieldOf(page, path)
  await field.waitFor()
  if (typeof value === 'string') return answerText(field, value)
  if ('latitude' in value) {
    await field.getByLabel('Latitude').fill(value.latitude)
    await field.getByLabel('Longitude').fill(value.longitude)
  } else if ('picture' in value) {
    await field.locator('input[type=file]').setInputFiles({ name: value.picture, mimeType: 'image/png', buffer: value.bytes })
    await field.getByRole('img').waitFor()
  } else for (const option of value) await field.getByText(option, { exact: true }).click()
}

async function answerText(field: Locator, value: string): Promise<void> {
  const kind = await kindOf(field)
  if (kind === 'choice') await field.getByText(value, { exact: true }).click()
  else if (kind === 'list') await field.locator('select').selectOption({ label: value })
  else await field.locator('input, textarea').fill(value)
}

type Kind = 'choice' | 'list' | 'number' | 'text'
/** Of what is asked once it is there: the choices of a question can hang on the answer before. */
const kindOf = async (field: Locator): Promise<Kind> => {
  await field.locator('input, select, textarea').first().waitFor({ state: 'attached' })
  return field.evaluate(element =>
    element.querySelector('input[type=radio], input[type=checkbox]')
      ? 'choice'
      : element.querySelector('select')
        ? 'list'
        : element.querySelector('input[inputmode=numeric], input[inputmode=decimal]')
          ? 'number'
          : 'text'
  )
}

/** Paths of the questions now asked that are marked as required, in the order of the page. */
export const requiredPaths = (page: Page): Promise<string[]> =>
  page.locator('.mun-entry-field:has(abbr.mun-entry-required)').evaluateAll(fields => fields.map(field => field.getAttribute('data-path') ?? ''))

/**
 * Answers every required question: as `given` by path, else plausibly by kind (the first option, a number, a sentence). An
 * answer can bring up new questions, so it goes on until none is left. Resolves to what was answered.
 */
export async function answerRequired(page: Page, given: Readonly<Record<string, Answer>>): Promise<Map<string, Answer>> {
  const answered = new Map<string, Answer>()
  for (;;) {
    const next = (await requiredPaths(page)).find(path => !answered.has(path))
    if (next === undefined) return answered
    const value = given[next] ?? (await plausible(fieldOf(page, next)))
    await answer(page, next, value)
    answered.set(next, value)
  }
}

async function plausible(field: Locator): Promise<string> {
  switch (await kindOf(field)) {
    case 'choice':
      return (await field.locator('label').first().innerText()).trim()
    case 'list':
      return (await field.locator('option:not([value=""])').first().innerText()).trim()
    case 'number':
      return '120'
    case 'text':
      return 'Seen on site, nothing to add'
  }
}

/** Opens a form from the Forms page. */
export async function begin(page: Page, form: string): Promise<void> {
  await goTo(page, 'forms', 'Forms')
  await page.getByRole('button', { name: `Fill in ${form}`, exact: true }).click()
  await page.locator('.mun-entry-form').waitFor()
}

/** Until the desk has answered that a draft is kept; what was typed just before may still be on its way. */
export const draftKept = (page: Page): Promise<void> => page.locator('.saved[data-saving=saved]').waitFor()

/** Files what is filled in; resolves to the reference number shown. `reason` for an amendment. */
export async function file(page: Page, reason?: string): Promise<string> {
  await page.locator('.mun-entry-actions button').last().click()
  const dialog = page.getByRole('dialog')
  const problems = page.locator('.mun-entry-problems')
  await dialog.or(problems).first().waitFor()
  if (await problems.isVisible()) throw new Error(`the form wants more before it is filed: ${await problems.innerText()}`)
  if (reason !== undefined) await dialog.getByLabel('Why is it amended?').fill(reason)
  await dialog.getByRole('button', { name: 'File it' }).click()
  return (await page.locator('.filed__ref bdi').innerText()).trim()
}
