/** The page that people use, in the window that they use it in: under the scheme and the policy of the desktop app, with the real core. */
import { existsSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { buildPages } from '../../../src/main/start/pages.ts'
import { buildPreload, dropFolder, newFolder } from './shell-kit.ts'
import * as standIn from './stand-in.ts'

vi.mock('electron', () => import('./stand-in.ts'))

const project = resolve(import.meta.dirname, '../../..')
const pageFolder = join(project, 'out', 'renderer')
let folder: string
let preload: string
beforeAll(async () => {
  // npm test has built it; a file run by itself may be the first
  if (!existsSync(join(pageFolder, 'index.html'))) await buildPages(project)
  folder = newFolder()
  mkdirSync(join(folder, 'desk'))
  preload = await buildPreload(folder)
}, 120_000)
afterAll(async () => {
  await standIn.reset()
  await standIn.BrowserWindow.closeBrowser()
  dropFolder(folder)
})

it('shows its first page without one breach of the policy', async () => {
  const { startShell } = await import('../../../src/main/electron/app.ts')
  const core = resolve(project, 'src/main/electron/core-process.ts')
  const said: string[] = []
  standIn.app.on('web-contents-created', (_event: unknown, contents: standIn.Contents) => contents.on('stand-in-console', (line: string) => said.push(line)))
  await startShell({ preload, core, pageFolder }, { folder: join(folder, 'desk'), listen: null, mdns: false, hub: false })
  const page = standIn.BrowserWindow.getAllWindows()[0]?.page
  await page?.locator('h1').first().waitFor()
  expect(await page?.locator('h1').first().innerText()).not.toBe('')
  expect(said).toEqual([])
}, 60_000)
