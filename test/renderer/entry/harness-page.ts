/** Builds the harness once, serves it over loopback under the strict CSP, and opens it in a real browser. */
import { randomUUID } from 'node:crypto'
import { readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Browser, Page } from '@playwright/test'
import { build } from 'vite'
import { launchBrowser } from '../../kit/browser.ts'
import type { Harness } from './harness/main.tsx'

export const CSP =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; font-src 'self'; connect-src 'self' data:"

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml'
}

export interface HarnessPages {
  /** A new page; what it complains about (console errors, CSP, failed requests) is gathered in `complaints`. */
  page(): Promise<{ page: Page; complaints: string[] }>
  close(): Promise<void>
}

export async function openHarness(): Promise<HarnessPages> {
  const out = join(tmpdir(), `muniment-entry-${randomUUID()}`)
  await build({
    root: join(import.meta.dirname, 'harness'),
    configFile: false,
    logLevel: 'error',
    plugins: [react()],
    build: { outDir: out, target: 'esnext', assetsInlineLimit: 0, minify: false, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 10_000 }
  })
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://page').pathname
    const file = path === '/' ? 'index.html' : path.slice(1).replaceAll('..', '')
    readFile(join(out, file)).then(
      body => response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CSP }).end(body),
      () => response.writeHead(404).end()
    )
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const browser: Browser = await launchBrowser()
  return {
    async page() {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-US', timezoneId: 'America/Phoenix' })
      const page = await context.newPage()
      page.setDefaultTimeout(15_000)
      const complaints: string[] = []
      page.on('console', message => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      page.on('pageerror', error => complaints.push(String(error)))
      await page.goto(address)
      await page.waitForSelector('html[data-ready]')
      return { page, complaints }
    },
    async close() {
      await browser.close()
      await new Promise(closed => server.close(closed))
      await rm(out, { recursive: true, force: true })
    }
  }
}

type InPage = { harness: Harness }

export async function openForm(page: Page, what: Parameters<Harness['open']>[0]): Promise<void> {
  await page.evaluate(given => (window as unknown as InPage).harness.open(given), what)
  await page.waitForSelector('.mun-entry-form, [data-code]')
}

/** The newest snapshot that fits; snapshots are gathered, so this waits for it. */
export async function snapshotWith(page: Page, part: string): Promise<NonNullable<Harness['last']>> {
  await page.waitForFunction(text => (window as unknown as InPage).harness.last?.instanceXml.includes(text), part)
  return page.evaluate(() => (window as unknown as InPage).harness.last!)
}
