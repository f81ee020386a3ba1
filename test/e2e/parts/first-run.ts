/** The first hour of a network, through the pages: start, recovery key, invitation, joining, admission. */
import type { Page } from '@playwright/test'
import { goTo } from './watched-page.ts'

export interface Start {
  readonly network: string
  readonly office: string
  readonly person: string
  readonly passphrase: string
}

/** Starts a network, and confirms the recovery key by typing it back; resolves to it. Ends on Today. */
export async function startNetwork(page: Page, start: Start): Promise<string> {
  await page.getByRole('button', { name: 'Start a network' }).click()
  await page.getByLabel('Name of the network').fill(start.network)
  await page.getByLabel('Name of your office').fill(start.office)
  await page.getByLabel('Your name').fill(start.person)
  await page.getByLabel('Passphrase', { exact: true }).fill(start.passphrase)
  await page.getByLabel('Passphrase once more').fill(start.passphrase)
  await page.getByRole('button', { name: 'Make the keys and start' }).click()
  const key = page.locator('.recovery__key span')
  await key.first().waitFor()
  const recoveryKey = (await key.allInnerTexts()).join('-')
  await page.getByRole('button', { name: 'I have printed it or written it down' }).click()
  await page.getByLabel('Recovery key from the paper').fill(recoveryKey)
  await page.getByRole('button', { name: 'Confirm and go on' }).click()
  await page.getByRole('heading', { level: 1, name: 'Today' }).waitFor()
  return recoveryKey
}

/** Makes an invitation on the network page; resolves to its text. */
export async function invite(page: Page, office: string, role: 'Clerk' | 'Supervisor' | 'Administrator'): Promise<string> {
  await goTo(page, 'network', 'Network')
  await page.getByRole('button', { name: 'Invite…' }).click()
  await page.getByRole('combobox', { name: 'Office' }).fill(office)
  await page.getByLabel('Role of the person who joins').selectOption({ label: role })
  await page.getByRole('button', { name: 'Make the invitation' }).click()
  const text = await page.getByLabel('Invitation as text').inputValue()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click()
  return text
}

/** Pastes an invitation and asks to join; resolves to the six words shown. */
export async function askToJoin(page: Page, invitation: string, person: string, passphrase: string): Promise<string[]> {
  await page.getByRole('button', { name: 'Join a network' }).click()
  await page.getByLabel('Or paste the invitation').fill(invitation)
  await page.getByRole('button', { name: 'Read the invitation' }).click()
  await page.getByLabel('Your name').fill(person)
  await page.getByLabel('Passphrase', { exact: true }).fill(passphrase)
  await page.getByLabel('Passphrase once more').fill(passphrase)
  await page.getByRole('button', { name: 'Ask to join' }).click()
  await page.getByRole('heading', { level: 1, name: 'Waiting to be admitted' }).waitFor()
  return sixWords(page)
}

export async function sixWords(page: Page): Promise<string[]> {
  const words = page.locator('.six-words li')
  await words.first().waitFor()
  return words.allInnerTexts()
}

/** On the network page, where the request has arrived. */
export async function admit(page: Page, person: string): Promise<void> {
  const request = page.locator('.requests > li').filter({ hasText: person })
  await request.getByText('All six words agree').click()
  await request.getByRole('button', { name: 'Admit' }).click()
  await request.waitFor({ state: 'detached' })
}
