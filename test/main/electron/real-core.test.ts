/** The shell with the real core behind it: the very file that Electron starts, in a process of its own. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { buildPreload, dropFolder, layParts, newFolder } from './shell-kit.ts'
import * as standIn from './stand-in.ts'

vi.mock('electron', () => import('./stand-in.ts'))

type PageWindow = Window & { muniment: { request(name: string, input: unknown): Promise<{ ok: boolean; code?: string; value?: { state?: string } }> } }

let built: string
let folder: string
let preload: string
beforeAll(async () => {
  built = newFolder()
  preload = await buildPreload(built)
})
beforeEach(() => {
  folder = newFolder()
  layParts(folder)
  mkdirSync(join(folder, 'desk'), { recursive: true })
})
afterEach(async () => {
  await standIn.reset()
  dropFolder(folder)
})
afterAll(async () => {
  await standIn.BrowserWindow.closeBrowser()
  dropFolder(built)
})

const start = async (): Promise<void> => {
  const { startShell } = await import('../../../src/main/electron/app.ts')
  const core = resolve(import.meta.dirname, '../../../src/main/electron/core-process.ts')
  await startShell({ preload, core, pageFolder: join(folder, 'renderer') }, { folder: join(folder, 'desk'), listen: null, mdns: false, hub: false })
}
const request = (name: string, input: unknown = {}) =>
  standIn.BrowserWindow.getAllWindows()[0]?.page.evaluate(([call, value]) => (window as unknown as PageWindow).muniment.request(call, value), [
    name,
    input
  ] as const)

it('opens the desk of its folder, starts a network in it, and signs everyone out when the core has died', async () => {
  await start()
  expect(await request('deskState')).toMatchObject({ ok: true, value: { state: 'new' } })
  expect(await request('startNetwork', { network: 'N', office: 'O', person: 'Ana', passphrase: 'four or five words' })).toMatchObject({ ok: true })
  expect(await request('deskState')).toMatchObject({ ok: true, value: { state: 'open', network: { name: 'N' } } })
  standIn.utilityProcess.started[0]?.process.kill()
  await standIn.forked(2)
  expect(await request('deskState')).toMatchObject({ ok: true, value: { state: 'locked', network: { name: 'N' } } })
  expect(await request('status')).toMatchObject({ ok: false, code: 'not-signed-in' })
  expect(await request('signIn', { person: 'Ana', passphrase: 'four or five words' })).toMatchObject({ ok: true })
  standIn.powerMonitor.emit('lock-screen')
  await vi.waitFor(async () => expect(await request('status')).toMatchObject({ ok: false, code: 'not-signed-in' }))
}, 60_000)

it('says that another Muniment has the folder, and stops', async () => {
  const { openDesk } = await import('../../../src/main/desk.ts')
  const { randomBytes } = await import('node:crypto')
  const clocks = { now: () => Date.now(), monotonic: () => performance.now(), random: (length: number) => new Uint8Array(randomBytes(length)) }
  const other = await openDesk({ folder: join(folder, 'desk'), listen: null, mdns: false, hub: false, scryptLog2: 12, ...clocks })
  await start().catch(() => undefined)
  await standIn.asked(1)
  expect(standIn.dialog.asked[0]?.text).toMatch(/Another Muniment is using/)
  expect(standIn.app.exitCode).toBe(1)
  await other.close()
}, 60_000)
