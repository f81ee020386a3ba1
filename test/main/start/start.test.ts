import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { electronBinary } from '../../../src/main/start/desktop.ts'
import { hasDisplay, openingCommand } from '../../../src/main/start/display.ts'
import { buildPages, pagesAreFresh } from '../../../src/main/start/pages.ts'
import { noDesktopBecause, pageAddress } from '../../../src/main/start/start.ts'

const folder = mkdtempSync(join(tmpdir(), 'muniment-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A project with one page of one file. */
function smallProject(): string {
  const project = join(folder, 'project')
  for (const path of ['src/renderer', 'src/shared']) mkdirSync(join(project, path), { recursive: true })
  writeFileSync(join(project, 'package.json'), '{"type":"module"}')
  writeFileSync(join(project, 'package-lock.json'), '{}')
  writeFileSync(join(project, 'src/renderer/vite.config.ts'), 'export default {}\n')
  writeFileSync(join(project, 'src/renderer/index.html'), '<!doctype html><script type="module" src="/main.ts"></script>')
  writeFileSync(join(project, 'src/renderer/main.ts'), "document.title = 'first'\n")
  writeFileSync(join(project, 'src/renderer/spare.ts'), '')
  return project
}

it('a page is fresh once built, stale after a change of its source, and stale when its build failed', async () => {
  const project = smallProject()
  expect(pagesAreFresh(project)).toBe(false)
  expect(await buildPages(project)).toEqual(['out/renderer'])
  expect(readFileSync(join(project, 'out/renderer/index.html'), 'utf8')).toContain('/assets/')
  expect(pagesAreFresh(project)).toBe(true)
  rmSync(join(project, 'src/renderer/spare.ts'))
  expect(pagesAreFresh(project)).toBe(false)
  await buildPages(project)
  const source = join(project, 'src/renderer/main.ts')
  writeFileSync(source, 'this is ( no script')
  utimesSync(source, new Date(), new Date(Date.now() + 5000))
  expect(pagesAreFresh(project)).toBe(false)
  await expect(buildPages(project)).rejects.toThrow()
  expect(pagesAreFresh(project)).toBe(false)
})

it('the desktop app is not tried without a display, as root, or when the browser was asked for', () => {
  const screen = { DISPLAY: ':0' }
  expect(noDesktopBecause({ browser: false }, {}, 'linux', 1000)).toBe('there is no display')
  expect(noDesktopBecause({ browser: false }, screen, 'linux', 0)).toContain('root')
  expect(noDesktopBecause({ browser: true }, screen, 'linux', 1000)).toBe('as asked')
  expect(noDesktopBecause({ browser: false }, screen, 'linux', 1000)).toBeUndefined()
  expect(noDesktopBecause({ browser: false }, {}, 'win32', undefined)).toBeUndefined()
})

it('a display is named by the environment on Linux only', () => {
  expect(hasDisplay({}, 'linux')).toBe(false)
  expect(hasDisplay({ DISPLAY: '' }, 'linux')).toBe(false)
  expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true)
  expect(hasDisplay({}, 'darwin')).toBe(true)
})

it('an address is opened without a shell, whatever it holds', () => {
  const address = 'http://127.0.0.1:1/#token=a&calc.exe'
  expect(openingCommand(address, 'win32')).toEqual(['rundll32', ['url.dll,FileProtocolHandler', address]])
  expect(openingCommand(address, 'darwin')).toEqual(['open', [address]])
  expect(openingCommand(address, 'linux')).toEqual(['xdg-open', [address]])
})

it('an Electron binary counts only when it is there', () => {
  const project = join(folder, 'desktop')
  const dist = join(project, 'node_modules/electron/dist')
  mkdirSync(dist, { recursive: true })
  expect(electronBinary(project, undefined)).toBeUndefined()
  writeFileSync(join(project, 'node_modules/electron/path.txt'), 'electron')
  expect(electronBinary(project, undefined)).toBeUndefined()
  writeFileSync(join(dist, 'electron'), '')
  expect(electronBinary(project, undefined)).toBe(join(dist, 'electron'))
  expect(electronBinary(project, join(folder, 'nowhere'))).toBeUndefined()
})

it("the page's address is read from the server's first line and from nothing else", () => {
  expect(pageAddress('{"url":"http://127.0.0.1:4/#secret","token":"secret"}')).toBe('http://127.0.0.1:4/#secret')
  expect(pageAddress('listening')).toBeUndefined()
  expect(pageAddress('{"error":{"code":"port-in-use"}}')).toBeUndefined()
})
