/**
 * The desktop app in Electron itself, driven by Playwright: what the stand-in can not show (the real sandbox, isolation and
 * scheme). Runs where an Electron binary, a display and a user that is not root are present; else it says in one line that it did not.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { buildDesktop, electronBinary } from '../../src/main/start/desktop.ts'
import { hasDisplay } from '../../src/main/start/display.ts'
import { notRun } from '../kit/not-run.ts'

const project = resolve(import.meta.dirname, '../..')
const binary = electronBinary(project, process.env['ELECTRON_OVERRIDE_DIST_PATH'])

/** What each case lacks; the first that is missing is told. */
const cause =
  binary === undefined
    ? 'no Electron runtime'
    : !hasDisplay(process.env, process.platform)
      ? 'no display for the desktop app'
      : process.getuid?.() === 0
        ? 'as root the desktop app would have no sandbox'
        : undefined

interface Bridge {
  request(name: string, input: unknown): Promise<{ ok: boolean; value?: { state: string } }>
}
type PageWindow = Window & { muniment: Bridge }

let folder: string
let app: ElectronApplication
let page: Page

const open = async (): Promise<void> => {
  app = await _electron.launch({ executablePath: binary ?? '', args: [project, '--data', folder] })
  page = await app.firstWindow()
  await page.waitForLoadState('load')
}

const cases: [string, () => Promise<void>][] = [
  [
    'shows the page under its own scheme and policy, and its calls reach the desk',
    async () => {
      expect(page.url()).toMatch(/^muniment:\/\/app\//)
      expect(await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'))).toContain("default-src 'none'")
      expect(await page.evaluate(() => (window as unknown as PageWindow).muniment.request('deskState', {}))).toMatchObject({
        ok: true,
        value: { state: 'new' }
      })
    }
  ],
  [
    'leaves the page nothing of Node or Electron, in a sandboxed process',
    async () => {
      expect(await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron'].filter(name => name in globalThis))).toEqual([])
      expect(await page.evaluate(() => Object.keys((window as unknown as PageWindow).muniment))).toEqual(['request', 'listen'])
      expect(
        await app.evaluate(({ app: electron }) =>
          electron
            .getAppMetrics()
            .filter(({ type }) => type === 'Tab')
            .every(({ sandboxed }) => sandboxed !== false)
        )
      ).toBe(true)
    }
  ],
  [
    'goes nowhere, opens nothing, is granted nothing',
    async () => {
      await page.evaluate(() => void location.assign('https://example.org/'))
      await page.evaluate(() => void window.open('https://user@example.org/'))
      expect(
        await page.evaluate(() =>
          fetch('https://example.org/').then(
            () => 'reached',
            () => 'refused'
          )
        )
      ).toBe('refused')
      expect(page.url()).toMatch(/^muniment:\/\/app\//)
      expect(app.windows().length).toBe(1)
      expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state)).not.toBe('granted')
    }
  ],
  [
    'stages a file through the scheme and gets it back unchanged',
    async () => {
      const back = await page.evaluate(async () => {
        const answer = await fetch('/file', { method: 'PUT', body: new Uint8Array(3 * 1024 * 1024).fill(7) })
        return answer.status
      })
      // nobody is signed in: the desk says so, but the bytes came as far as the desk
      expect([200, 401]).toContain(back)
    }
  ],
  [
    'answers again after its core was killed',
    async () => {
      await app.evaluate(({ app: electron }) => {
        const core = electron.getAppMetrics().find(({ serviceName, name }) => serviceName === 'node.mojom.NodeService' || name === 'Muniment core')
        if (core === undefined) throw new Error('there is no core process')
        process.kill(core.pid, 'SIGKILL')
      })
      await page.waitForFunction(async () => (await (window as unknown as PageWindow).muniment.request('deskState', {})).ok)
    }
  ]
]

if (cause !== undefined) notRun(cause, cases.length)
else {
  beforeAll(() => buildDesktop(project), 120_000)
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'muniment-desktop-'))
    await open()
  }, 60_000)
  afterEach(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })
  for (const [name, check] of cases) it(name, check, 60_000)
}
