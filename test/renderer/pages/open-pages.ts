/**
 * The renderer built by Vite over the fake office, served over loopback under the very headers that the shells send, and
 * opened in real Chromium. Any refusal by the content security policy, page error or unexpected message fails the test.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import react from '@vitejs/plugin-react'
import { build } from 'vite'
import { pagePath, readPage } from '../../../src/main/service/page-files.ts'
import { launchBrowser } from '../../kit/browser.ts'
import { NOW } from '../../kit/fake-data.ts'
import type { FakeOptions } from '../../kit/fake-office.ts'

export interface Pages {
  /** A page of its own browser context, at `address` (after #). */
  open(address: string, options?: FakeOptions, how?: How): Promise<Opened>
  close(): Promise<void>
}

export interface How {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
  /** Real time passes: for measuring. Else the clock stands at the fake's now. */
  readonly clock?: 'standing' | 'running'
  /** In the browser context of all others that ask for it: quicker, and they share what the page keeps on the machine. */
  readonly shared?: boolean
}

export interface Opened {
  readonly page: Page
  /** Everything that went wrong so far, in words. */
  readonly wrong: string[]
  /** Violations found by axe, as lines. */
  violations(): Promise<string[]>
  /** A picture into MUNIMENT_SHOTS, when that is set. */
  shot(name: string): Promise<void>
  close(): Promise<void>
}

async function buildHarness(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'muniment-pages-'))
  await build({
    configFile: false,
    root: resolve(import.meta.dirname, 'harness'),
    base: '/',
    logLevel: 'error',
    plugins: [react()],
    build: { outDir, emptyOutDir: true, target: 'esnext', assetsInlineLimit: 0, chunkSizeWarningLimit: 6000, modulePreload: { polyfill: false }, minify: true }
  })
  return outDir
}

function serve(folder: string): Promise<Server> {
  const server = createServer((ask, answer) => {
    const path = pagePath(new URL(ask.url ?? '/', 'http://localhost').pathname)
    const missing = (): void => void answer.writeHead(404).end()
    if (path === undefined) return missing()
    readPage(folder, path).then(file => (file ? answer.writeHead(200, file.headers).end(file.bytes) : missing()), missing)
  })
  return new Promise(done => server.listen(0, '127.0.0.1', () => done(server)))
}

export async function openPages(): Promise<Pages> {
  const folder = await buildHarness()
  const server = await serve(folder)
  const browser = await launchBrowser()
  let shared: Promise<BrowserContext> | undefined
  const contextFor = (how: How): Promise<BrowserContext> => (how.shared && how.clock !== 'running' ? (shared ??= newContext(browser)) : newContext(browser))
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    open: async (address, options = {}, how = {}) => openOne(await contextFor(how), base, address, options, how),
    close: async () => {
      await browser.close()
      await new Promise(done => server.close(done))
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

const newContext = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({ reducedMotion: 'reduce', timezoneId: 'America/Phoenix', locale: 'en-US' })

async function openOne(context: BrowserContext, base: string, address: string, options: FakeOptions, how: How): Promise<Opened> {
  const page = await context.newPage()
  await page.setViewportSize({ width: how.width ?? 1280, height: how.height ?? 800 })
  await page.emulateMedia({ colorScheme: how.dark ? 'dark' : 'light' })
  const wrong: string[] = []
  page.on('pageerror', error => wrong.push(`page error: ${error.message}`))
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(`${message.type()}: ${message.text()}`)
  })
  if (how.clock !== 'running') await page.clock.setFixedTime(NOW)
  await page.goto(`${base}?options=${encodeURIComponent(JSON.stringify(options))}#/${address}`)
  await page.locator('h1').first().waitFor({ state: 'attached' })
  return {
    page,
    wrong,
    violations: () => violationsOf(page),
    shot: name => shoot(page, name),
    close: () => (how.shared && how.clock !== 'running' ? page.close() : context.close())
  }
}

async function violationsOf(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  return violations.flatMap(found => found.nodes.map(node => `${found.id}: ${node.target.join(' ')}: ${node.failureSummary?.replaceAll('\n', ' ') ?? ''}`))
}

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['MUNIMENT_SHOTS']
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) })
}
