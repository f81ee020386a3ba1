/** The stand-alone verifier as it is handed out: built into one file, opened from disk in real Chromium that has no network. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from '@playwright/test'
import { build } from 'vite'
import { launchBrowser } from '../../kit/browser.ts'

export interface Verifier {
  /** Absolute. */
  readonly file: string
  readonly html: string
  /** Everything that was written. */
  readonly written: readonly string[]
  open(how?: { readonly dark?: boolean; readonly width?: number; readonly before?: () => void }): Promise<OpenedVerifier>
  closePages(): Promise<void>
  close(): Promise<void>
}
export interface OpenedVerifier {
  readonly page: Page
  /** Errors, warnings, and requests for anything but the page itself. */
  readonly wrong: string[]
  give(name: string, bytes: Uint8Array): Promise<void>
  /** Violations found by axe, as lines. */
  violations(): Promise<string[]>
}

async function open(browser: Browser, file: string, { dark = false, width = 1000, before }: Parameters<Verifier['open']>[0] & object): Promise<OpenedVerifier> {
  const context = await browser.newContext({
    offline: true,
    locale: 'en-US',
    timezoneId: 'America/Phoenix',
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce'
  })
  const page = await context.newPage()
  await page.setViewportSize({ width, height: 900 })
  if (before) await page.addInitScript(before)
  const wrong: string[] = []
  const address = pathToFileURL(file).href
  page.on('pageerror', error => wrong.push(`page error: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(`${message.type()}: ${message.text()}`)
  })
  page.on('request', request => {
    if (request.url() !== address && !request.url().startsWith('blob:')) wrong.push(`request: ${request.url()}`)
  })
  await page.goto(address)
  return {
    page,
    wrong,
    async give(name, bytes) {
      await page.locator('#verdict').evaluateAll(nodes => nodes.forEach(node => node.remove()))
      await page.setInputFiles('#file', { name, mimeType: 'application/json', buffer: Buffer.from(bytes) })
      await page.locator('#verdict').waitFor()
    },
    async violations() {
      const { violations } = await new AxeBuilder({ page })
        .setLegacyMode()
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze()
      return violations.flatMap(found => found.nodes.map(node => `${found.id}: ${node.target.join(' ')}: ${node.failureSummary?.replaceAll('\n', ' ') ?? ''}`))
    }
  }
}

export async function buildVerifier(): Promise<Verifier> {
  const outDir = mkdtempSync(join(tmpdir(), 'muniment-verifier-'))
  const root = resolve(import.meta.dirname, '../../../src/renderer/verifier')
  await build({ root, configFile: join(root, 'vite.config.ts'), configLoader: 'native', logLevel: 'error', build: { outDir, emptyOutDir: true } })
  const file = join(outDir, 'verifier.html')
  const browser = await launchBrowser()
  return {
    file,
    html: readFileSync(file, 'utf8'),
    written: readdirSync(outDir),
    open: (how = {}) => open(browser, file, how),
    closePages: async () => void (await Promise.all(browser.contexts().map(context => context.close()))),
    close: async () => {
      await browser.close()
      rmSync(outDir, { recursive: true, force: true })
    }
  }
}
