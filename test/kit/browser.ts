/**
 * A real browser for tests. `test/run.mjs` finds one once and names it in MUNIMENT_BROWSER; a test file run by itself looks
 * for an installed one. Nothing here downloads but `obtainBrowser`, which only the runner calls.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { chromium, type Browser, type LaunchOptions } from '@playwright/test'

/** The cause under which tests that need a browser are counted when there is none. */
export const NO_BROWSER = 'no Chromium browser (none installed, none could be had)'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe'
]

const PLAYWRIGHT = resolve(import.meta.dirname, '../../node_modules/@playwright/test/cli.js')

const isFile = (path: string | undefined): path is string => path !== undefined && path !== '' && existsSync(path)
const onPath = (name: string): string[] => (process.env['PATH'] ?? '').split(delimiter).map(folder => join(folder, name))
const works = (path: string): boolean => spawnSync(path, ['--version'], { timeout: 20_000, stdio: 'ignore' }).status === 0

/** Absolute path of a browser that is already on this machine; undefined when there is none. */
export function browserPath(): string | undefined {
  const named = process.env['MUNIMENT_BROWSER']
  if (named !== undefined) return isFile(named) ? named : undefined
  return [process.env['CHROMIUM_PATH'], ...NAMES.flatMap(onPath), ...PLACES, chromium.executablePath()].find(isFile)
}

/**
 * The same, and where there is none, one is fetched: by Playwright (as root with the system libraries it needs), else, as root on
 * Debian or Ubuntu, by apt-get. Each is started once before it counts. Every step has its deadline.
 */
export function obtainBrowser(say: (line: string) => void): string | undefined {
  const there = browserPath()
  if (there !== undefined && works(there)) return there
  const root = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  say('no browser here: Playwright fetches Chromium (at most 4 minutes)')
  const steps = [['install', 'chromium'], ...(root ? [['install-deps', 'chromium']] : [])]
  for (const step of steps) {
    run(process.execPath, [PLAYWRIGHT, ...step], 240)
    const fetched = chromium.executablePath()
    if (isFile(fetched) && works(fetched)) return fetched
    if (!isFile(fetched)) break
  }
  if (!root) return undefined
  say('Playwright had none that starts: apt-get installs chromium (at most 9 minutes)')
  run('apt-get', ['update'], 120)
  run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], 420)
  return NAMES.flatMap(onPath).find(path => isFile(path) && works(path))
}

/** Quiet, and never asks; how it ended shows in whether a browser is there. */
const run = (command: string, args: string[], seconds: number): void => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  spawnSync(command, args, { timeout: seconds * 1000, killSignal: 'SIGKILL', stdio: 'ignore', env })
}

/** Flags for every test browser: it talks to nobody but the page, and as root it has no sandbox (tests only). */
export function launchOptions(): LaunchOptions {
  const path = browserPath()
  if (path === undefined) throw new Error(NO_BROWSER)
  const args = ['--disable-background-networking', '--disable-component-update', '--disable-dev-shm-usage']
  if (process.getuid?.() === 0) args.push('--no-sandbox')
  return { executablePath: path, args }
}

/** The caller closes it. */
export const launchBrowser = (): Promise<Browser> => chromium.launch(launchOptions())
