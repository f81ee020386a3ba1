/** Starts the shell's own code on the stand-in: a folder, a small page, the built preload, a core process. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { build } from 'vite'
import * as standIn from './stand-in.ts'
import type { StandInWindow } from './stand-in-window.ts'

const project = resolve(import.meta.dirname, '../../..')

export interface Shell {
  readonly folder: string
  readonly window: StandInWindow
  readonly page: Page
  /** What the core was asked and told, line by line. */
  coreLog(): string[]
}

/** The preload as electron.vite.config.ts builds it: one CommonJS file. */
export async function buildPreload(folder: string): Promise<string> {
  await build({
    configFile: false,
    root: project,
    logLevel: 'error',
    build: {
      outDir: join(folder, 'preload'),
      minify: false,
      rollupOptions: {
        input: { index: join(project, 'src/main/electron/preload.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: 'index.cjs' }
      }
    }
  })
  return join(folder, 'preload', 'index.cjs')
}

const PAGE = '<!doctype html><meta charset="utf-8"><title>Muniment</title><div id="root"></div><script type="module" src="/assets/app.js"></script>'

export function layParts(folder: string, html = PAGE, script = ''): string {
  const pageFolder = join(folder, 'renderer')
  mkdirSync(join(pageFolder, 'assets'), { recursive: true })
  mkdirSync(join(folder, 'desk'), { recursive: true })
  writeFileSync(join(pageFolder, 'index.html'), html)
  writeFileSync(join(pageFolder, '.hidden.txt'), 'hidden')
  writeFileSync(join(folder, 'outside.txt'), 'outside')
  writeFileSync(join(pageFolder, 'assets', 'app.js'), 'document.querySelector("#root").textContent = "the page runs"\n' + script)
  return pageFolder
}

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'muniment-shell-'))
export const dropFolder = (folder: string): void => rmSync(folder, { recursive: true, force: true })

export async function startShellOn(folder: string, preload: string, desk = 'desk'): Promise<Shell> {
  const { startShell } = await import('../../../src/main/electron/app.ts')
  mkdirSync(join(folder, desk), { recursive: true })
  await startShell(
    { preload, core: join(import.meta.dirname, 'core-fixture.ts'), pageFolder: join(folder, 'renderer') },
    { folder: join(folder, desk), listen: null, mdns: false, hub: false }
  )
  const [window] = standIn.BrowserWindow.getAllWindows()
  if (window === undefined) throw new Error(`no window; dialogs: ${JSON.stringify(standIn.dialog.asked)}`)
  return {
    folder,
    window,
    get page() {
      return window.page
    },
    coreLog: () =>
      readFileSync(join(folder, desk, 'core.log'), 'utf8')
        .split('\n')
        .filter(Boolean)
  }
}
