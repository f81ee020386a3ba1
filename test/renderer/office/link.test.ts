/** The page's link in a real browser against the real desk server. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContext, Page } from '@playwright/test'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { startServer, type DeskServer } from '../../../src/main/serve/server.ts'
import { newsKinds } from '../../../src/shared/contract.ts'
import { launchBrowser } from '../../kit/browser.ts'
import { fakeDoor, type FakeDoor } from '../../kit/fake-door.ts'
import { outside } from '../../kit/outside.ts'

interface Office {
  request(name: string, input: unknown): Promise<unknown>
  files: { put(bytes: Uint8Array): Promise<{ sha256: string; size: number }>; get(path: string): Promise<Uint8Array> }
}
type PageWindow = Window & { office: Office; heard: string[]; ran?: number }

let folder: string
let browser: Browser
let context: BrowserContext
let door: FakeDoor
let server: DeskServer

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-link-'))
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>Muniment</title><script>window.ran = 1</script><script type="module" src="/page.ts"></script>'
  )
  writeFileSync(
    join(folder, 'page.ts'),
    `import { openLink } from ${JSON.stringify(resolve(import.meta.dirname, '../../../src/renderer/office/link.ts'))}
    window.office = openLink(); window.heard = []; window.office.listen(({ kind }) => window.heard.push(kind)); document.title = 'ready'`
  )
  await build({
    root: folder,
    configFile: false,
    logLevel: 'error',
    build: { outDir: join(folder, 'out'), target: 'esnext', modulePreload: { polyfill: false } }
  })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  door = fakeDoor()
  server = await startServer({ door, pageFolder: join(folder, 'out'), port: 0, now: () => 0 })
  context = await browser.newContext()
})
afterEach(async () => {
  await context.close()
  await server.close()
})

const ready = async (url: string): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(url)
  await page.waitForFunction(() => document.title === 'ready')
  return page
}
const heard = (page: Page, count: number): Promise<unknown> => page.waitForFunction(wanted => (window as unknown as PageWindow).heard.length >= wanted, count)

it('enters by the one-time address, which is then gone from the address bar and opens nothing more', async () => {
  const page = await ready(server.url)
  expect(page.url()).toBe(`http://127.0.0.1:${server.port}/`)
  expect(await page.evaluate(() => document.cookie)).toBe('')
  expect(await page.evaluate(() => (window as unknown as PageWindow).ran)).toBeUndefined()
  const stranger = await browser.newContext()
  const other = await stranger.newPage()
  await other.goto(server.url)
  expect(await other.textContent('h1')).toBe('This address does not open the desk')
  await stranger.close()
  await page.reload()
  await page.waitForFunction(() => document.title === 'ready')
})

it('carries calls and files, and hears news', async () => {
  const page = await ready(server.url)
  expect(await page.evaluate(() => (window as unknown as PageWindow).office.request('deskState', { a: 'é' }))).toEqual({
    ok: true,
    value: { name: 'deskState', input: { a: 'é' } }
  })
  expect(
    await page.evaluate(async () => {
      const { files } = (window as unknown as PageWindow).office
      const { sha256 } = await files.put(new Uint8Array(3_000_000).fill(9))
      return (await files.get(`staged/${sha256}`)).reduce((sum, byte) => sum + byte, 0)
    })
  ).toBe(27_000_000)
  await heard(page, newsKinds.length)
  door.tell('headMoved')
  await heard(page, newsKinds.length + 1)
})

it('answers and tells in ten tabs at once, also when the tab that holds the stream is closed', async () => {
  const pages = [await ready(server.url)]
  await heard(pages[0] as Page, newsKinds.length)
  while (pages.length < 10) pages.push(await ready(`http://127.0.0.1:${server.port}/`))
  expect(door.sessions.size).toBe(1)
  for (const page of pages) expect(await page.evaluate(() => (window as unknown as PageWindow).office.request('status', {}))).toMatchObject({ ok: true })
  const before = await Promise.all(pages.map(page => page.evaluate(() => (window as unknown as PageWindow).heard.length)))
  door.tell('headMoved')
  await Promise.all(pages.map((page, at) => heard(page, (before[at] ?? 0) + 1)))
  await pages.shift()?.close()
  // the next tab has opened its own stream, and told everything
  await Promise.all(pages.map(page => page.waitForFunction(kinds => (window as unknown as PageWindow).heard.length > kinds, newsKinds.length)))
  const then = await Promise.all(pages.map(page => page.evaluate(() => (window as unknown as PageWindow).heard.length)))
  door.tell('formsChanged')
  await Promise.all(pages.map((page, at) => heard(page, (then[at] ?? 0) + 1)))
}, 60_000)

it('lets a page from another port of this machine neither ask nor look nor frame, though the browser sends it the cookie', async () => {
  await ready(server.url)
  const other = await outside()
  const page = await context.newPage()
  await page.goto(other.url)
  const asked = door.asked.length
  const got = await page.evaluate(async base => {
    const post = { method: 'POST', credentials: 'include', body: '{}' } as const
    const tries = [
      fetch(`${base}/call/deskState`, post),
      fetch(`${base}/`, { credentials: 'include' }),
      fetch(`${base}/call/deskState`, { ...post, mode: 'no-cors' })
    ]
    const form = Object.assign(document.createElement('form'), { method: 'POST', action: `${base}/call/deskState`, target: 'inner' })
    document.body.append(Object.assign(document.createElement('iframe'), { name: 'inner', src: `${base}/` }), form)
    form.submit()
    return (await Promise.allSettled(tries)).map(({ status }) => status)
  }, `http://127.0.0.1:${server.port}`)
  // what is sent without asking the server first can not be stopped in the browser: there the server refuses
  expect(got.slice(0, 2)).toEqual(['rejected', 'rejected'])
  await vi.waitFor(() => expect(page.frame('inner')?.url()).toBe('chrome-error://chromewebdata/'))
  expect(door.asked.length).toBe(asked)
  await other.close()
})
