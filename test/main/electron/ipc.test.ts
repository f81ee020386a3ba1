/** Each channel against every wrong sender and every wrong envelope; a channel that is added is tried by the same loop. */
import { EventEmitter } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { channels, installIpc } from '../../../src/main/electron/ipc.ts'
import type { Core } from '../../../src/main/electron/core-host.ts'
import type { News } from '../../../src/shared/contract.ts'
import * as standIn from './stand-in.ts'
import { buildPreload, dropFolder, layParts, newFolder, startShellOn } from './shell-kit.ts'

vi.mock('electron', () => import('./stand-in.ts'))

interface Frame {
  url: string
  parent: unknown
  frameTreeNodeId: number
  isDestroyed: () => boolean
}
class Contents extends EventEmitter {
  id = 1
  destroyed = false
  url = 'muniment://app/'
  sent: unknown[] = []
  mainFrame: Frame = { url: 'muniment://app/', parent: null, frameTreeNodeId: 7, isDestroyed: () => false }
  isDestroyed = (): boolean => this.destroyed
  getURL = (): string => this.url
  send = (...message: unknown[]): void => void this.sent.push(message)
}

function desk() {
  const ipc = new standIn.IpcMain()
  const contents = new Contents()
  const asked: unknown[][] = []
  const listeners = new Set<(news: News) => void>()
  const core = {
    request: async (...all: unknown[]) => {
      asked.push(all)
      return { ok: true, value: 'done' } as const
    },
    listen: (receive: (news: News) => void) => {
      listeners.add(receive)
      return () => listeners.delete(receive)
    }
  } as unknown as Core
  installIpc(ipc as never, new Map([[1, 'window-one']]), core)
  const say = async (channel: string, senderFrame: Frame | null, ...args: unknown[]): Promise<unknown> => {
    const event = { sender: contents, senderFrame }
    if (ipc.handlers.has(channel)) return ipc.handlers.get(channel)?.(event, ...args)
    ipc.emit(channel, event, ...args)
    return undefined
  }
  return { ipc, contents, asked, listeners, say }
}

it('installs the channels of the list and no other', () => {
  const { ipc } = desk()
  expect(new Set([...ipc.handlers.keys(), ...ipc.eventNames()])).toEqual(new Set<string | symbol>(channels))
})

const wrong: [string, (contents: Contents) => Frame | null][] = [
  ['a frame that is gone', () => null],
  ['a destroyed frame', ({ mainFrame }) => ({ ...mainFrame, isDestroyed: () => true })],
  ['a sub-frame of our page', ({ mainFrame }) => ({ ...mainFrame, parent: mainFrame, frameTreeNodeId: 8 })],
  ['a sub-frame that hides its parent', ({ mainFrame }) => ({ ...mainFrame, frameTreeNodeId: 8 })],
  ['a sub-frame that takes the number of its parent', ({ mainFrame }) => ({ ...mainFrame, parent: mainFrame })],
  ...[
    'https://evil.example/',
    'muniment://app.evil/',
    'muniment://evil/',
    'muniment:app',
    'muniment://app',
    'MUNIMENT://app/',
    'http://app/',
    'file:///muniment://app/',
    'muniment://app/file/attachment/x',
    'muniment://app/?x',
    'about:blank',
    'about:srcdoc',
    'data:text/html,x',
    'blob:muniment://app/1',
    ''
  ].map((url): [string, (contents: Contents) => Frame | null] => [`the address "${url}"`, ({ mainFrame }) => ({ ...mainFrame, url })]),
  [
    'a window that is not ours',
    contents => {
      contents.id = 2
      return contents.mainFrame
    }
  ],
  [
    'a window that is gone',
    contents => {
      contents.destroyed = true
      return contents.mainFrame
    }
  ]
]

for (const channel of channels)
  for (const [who, frameOf] of wrong)
    it(`${channel}: refuses ${who}`, async () => {
      const { contents, asked, listeners, say } = desk()
      const reply = await say(channel, frameOf(contents), 'deskState', {})
      expect([asked, listeners.size]).toEqual([[], 0])
      expect(reply === undefined ? channel : (reply as { code: string }).code).toBe(channel === 'request' ? 'foreign-page' : channel)
    })

it('takes the caller from the window, whatever the message says', async () => {
  const { contents, asked, say } = desk()
  expect(await say('request', contents.mainFrame, 'deskState', { window: 'other', session: 'other' })).toEqual({ ok: true, value: 'done' })
  expect(await say('request', { ...contents.mainFrame, url: 'muniment://app/#/records' }, 'status', {})).toEqual({ ok: true, value: 'done' })
  expect(asked).toEqual([
    ['window-one', 'deskState', { window: 'other', session: 'other' }],
    ['window-one', 'status', {}]
  ])
})

const ring: Record<string, unknown> = {}
ring['self'] = ring
let deep: unknown = 1
for (let i = 0; i < 40; i++) deep = [deep]
const proto: unknown = JSON.parse('{"a":{"__proto__":{"rank":"admin"}}}')
const envelopes: [string, unknown[], string][] = [
  ['no name', [], 'bad-input'],
  ['a number as name', [1, {}], 'bad-input'],
  ['an object as name', [{ toString: () => 'deskState' }, {}], 'bad-input'],
  ['a name that is a path', ['../call', {}], 'bad-input'],
  ['a name without end', ['a'.repeat(1000), {}], 'bad-input'],
  ['a third argument', ['deskState', {}, {}], 'bad-input'],
  ['a ring', ['deskState', ring], 'bad-input'],
  ['too many levels', ['deskState', deep], 'bad-input'],
  ['a map', ['deskState', new Map([['a', 1]])], 'bad-input'],
  ['a date', ['deskState', { at: new Date(0) }], 'bad-input'],
  ['a buffer', ['deskState', new Uint8Array(8)], 'bad-input'],
  ['a big integer', ['deskState', { n: 1n }], 'bad-input'],
  ['not a number', ['deskState', { n: Number.NaN }], 'bad-input'],
  ['an error', ['deskState', new Error('x')], 'bad-input'],
  ['prototype keys', ['deskState', proto], 'bad-input'],
  ['a constructor key', ['deskState', { constructor: {} }], 'bad-input'],
  ['9 MiB of text', ['deskState', { text: 'x'.repeat(9 * 1024 * 1024) }], 'too-large'],
  ['two million values', ['deskState', Array.from({ length: 2_000_000 }, () => 1)], 'too-large']
]
for (const [what, args, code] of envelopes)
  it(`request: refuses ${what}`, async () => {
    const { contents, asked, say } = desk()
    expect(await say('request', contents.mainFrame, ...args)).toMatchObject({ ok: false, code })
    expect(asked).toEqual([])
  })

it('tells news to a page that listens, once, and stops when it has gone or stands elsewhere', async () => {
  const { contents, listeners, say } = desk()
  await say('listen', contents.mainFrame)
  await say('listen', contents.mainFrame)
  expect(listeners.size).toBe(1)
  const tell = (): void => listeners.forEach(receive => receive({ kind: 'headMoved' }))
  tell()
  contents.url = 'https://evil.example/'
  tell()
  expect(contents.sent).toEqual([['listen', { kind: 'headMoved' }]])
  contents.destroyed = true
  contents.emit('destroyed')
  expect(listeners.size).toBe(0)
})

// ——— the same, with real frames of a real page ———
let built: string
let preload: string
let folder: string | undefined
beforeAll(async () => {
  built = newFolder()
  preload = await buildPreload(built)
})
afterEach(async () => {
  await standIn.reset()
  if (folder !== undefined) dropFolder(folder)
})
afterAll(async () => {
  await standIn.BrowserWindow.closeBrowser()
  dropFolder(built)
})

it('answers the top frame and refuses a frame inside of it, even one that reached the channel', async () => {
  folder = newFolder()
  layParts(folder)
  standIn.BrowserWindow.bypassPolicy = true
  const shell = await startShellOn(folder, preload)
  await shell.page.evaluate(() => document.body.append(Object.assign(document.createElement('iframe'), { srcdoc: '<p>inside' })))
  await shell.page.frameLocator('iframe').locator('p').waitFor()
  const ask = (): Promise<unknown> =>
    (globalThis as unknown as { __standInIpc(...all: unknown[]): Promise<unknown> }).__standInIpc('invoke', 'request', ['deskState', {}])
  const [top, inside] = shell.page.frames()
  expect(await top?.evaluate(ask)).toMatchObject({ ok: true })
  expect(await inside?.evaluate(ask)).toMatchObject({ ok: false, code: 'foreign-page' })
  expect(shell.coreLog()).toEqual(['deskState'])
})
