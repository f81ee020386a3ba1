/** Who sits at the desk: sign in, lock, switch, and one more person. */
import type { Page } from '@playwright/test'
import type { Role } from '../../../src/shared/contract.ts'
import { goTo } from './watched-page.ts'

/** Types the passphrase and presses; what comes of it is for the caller to see. */
export async function tryToSignIn(page: Page, person: string, passphrase: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
  await page.getByRole('radio', { name: person, exact: true }).check({ force: true })
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

export async function signIn(page: Page, person: string, passphrase: string): Promise<void> {
  await tryToSignIn(page, person, passphrase)
  const inside = page.locator('.top__person').filter({ hasText: person })
  const refused = page.getByRole('alert').filter({ hasText: 'Not signed in' })
  await inside.or(refused).first().waitFor()
  if (await refused.isVisible()) throw new Error(await refused.innerText())
}

export async function leave(page: Page, how: 'Lock' | 'Switch person'): Promise<void> {
  await page.locator('.top__person').click()
  await page.getByRole('dialog', { name: 'Person and settings' }).getByRole('button', { name: how }).click()
  await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor()
}

export async function addPerson(page: Page, name: string, role: Role, passphrase: string): Promise<void> {
  await goTo(page, 'admin', 'Administration')
  await page.getByRole('button', { name: 'Add a person…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(name)
  await dialog.getByLabel('Role').selectOption(role)
  await dialog.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await dialog.getByLabel('Passphrase once more').fill(passphrase)
  await dialog.getByRole('button', { name: 'Make the key and add' }).click()
  await dialog.waitFor({ state: 'detached' })
}
