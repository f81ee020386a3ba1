import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import * as standIn from './stand-in.ts'
import { buildPreload, dropFolder, layParts, newFolder, startShellOn, type Shell } from './shell-kit.ts'
import { until } from './stand-in-events.ts'
import { outside } from '../../kit/outside.ts'

vi.mock('electron', () => import('./stand-in.ts'))

interface Bridge {
  request(name: string, input: unknown): Promise<{ ok: boolean; code?: string; value?: { name: string; input: unknown; sessions: string[]; pid: number } }>
  listen(receive: (news: { kind: string }) => void): () => void
}
type PageWindow = Window & { muniment: Bridge; heard: string[]; ran?: number; tried: string[] }

let built: string
let preload: string
let folder: string
let out: Awaited<ReturnType<typeof outside>>
beforeAll(async () => {
  built = newFolder()
  preload = await buildPreload(built)
})
afterAll(async () => {
  await standIn.BrowserWindow.closeBrowser()
  dropFolder(built)
})
beforeEach(async () => {
  folder = newFolder()
  out = await outside()
  layParts(folder)
})
afterEach(async () => {
  await standIn.reset()
  await out.close()
  dropFolder(folder)
})
const start = (desk?: string): Promise<Shell> => startShellOn(folder, preload, desk)
const request = (shell: Shell, name: string, input: unknown = {}) =>
  shell.page.evaluate(([call, value]) => (window as unknown as PageWindow).muniment.request(call, value), [name, input] as const)

it('shows the page and carries calls to the core and back', async () => {
  const shell = await start()
  expect(await shell.page.textContent('#root')).toBe('the page runs')
  expect(await request(shell, 'deskState', { a: [1, 'é'] })).toMatchObject({ ok: true, value: { name: 'deskState', input: { a: [1, 'é'] } } })
  expect(shell.window.shown).toBe(true)
})

it('hands the page two functions and nothing else of Electron or Node', async () => {
  const shell = await start()
  const bare = await shell.page.context().browser()?.newPage()
  const names = (page: typeof shell.page) =>
    page.evaluate(() => Object.getOwnPropertyNames(globalThis).filter(name => !name.startsWith('__standIn') && !name.startsWith('__playwright')))
  if (bare === undefined) throw new Error('no browser')
  await bare.goto('data:text/html,<script type=module>1</script>')
  const before = new Set(await names(bare))
  const secureOnly = (await shell.page.evaluate(() =>
    ['require', 'process', 'ipcRenderer', 'module', 'exports', 'Buffer', 'electron'].filter(name => name in globalThis)
  )) satisfies string[]
  expect(secureOnly).toEqual([])
  expect((await names(shell.page)).filter(name => !before.has(name) && /^[a-z]/.test(name) && !(name in {}))).toContain('muniment')
  expect(await shell.page.evaluate(() => Object.keys((window as unknown as PageWindow).muniment))).toEqual(['request', 'listen'])
  expect(await shell.page.evaluate(() => Object.isFrozen((window as unknown as PageWindow).muniment))).toBe(true)
})

it('tells the page news without handing it the event', async () => {
  const shell = await start()
  await shell.page.evaluate(() => {
    const page = window as unknown as PageWindow
    page.heard = []
    page.muniment.listen((...all: unknown[]) => void page.heard.push(JSON.stringify(all)))
  })
  await request(shell, 'tell')
  await shell.page.waitForFunction(() => (window as unknown as PageWindow).heard.length > 0)
  expect(await shell.page.evaluate(() => (window as unknown as PageWindow).heard)).toEqual(['[{"kind":"headMoved"}]'])
})

it('gives the window preferences that leave it no power', async () => {
  const { window } = await start()
  const { preload: file, session, ...rest } = window.preferences as unknown as Record<string, unknown>
  expect(file).toBe(preload)
  expect(session).toBe(standIn.session.fromPartition('persist:desk'))
  expect(rest).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: false
  })
  expect(standIn.app.sandboxed).toBe(true)
  expect(standIn.app.switches).toEqual({ 'host-resolver-rules': 'MAP * ~NOTFOUND' })
  expect(standIn.app.paths).toEqual({ userData: join(folder, 'desk', 'window') })
  expect(window.webContents.rtcPolicy).toBe('disable_non_proxied_udp')
  expect(standIn.protocol.schemes).toEqual([{ scheme: 'muniment', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }])
})

/** A script of the page's own folder that tries what a content attacker would; a debugger's evaluation is not held to the policy. */
const attempts = (address: string): string => `
  const tried = []
  const attempt = async (name, work) => { try { await work(); tried.push(name) } catch { } }
  await attempt('eval', () => globalThis.eval('1'))
  await attempt('Function', () => new Function('return 1')())
  await attempt('fetch', () => fetch('${address}/fetch'))
  await attempt('socket', () => new Promise((onopen, onerror) => Object.assign(new WebSocket('${address.replace('http', 'ws')}'), { onopen, onerror })))
  await attempt('worker', () => new Promise((onmessage, onerror) => Object.assign(new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))), { onmessage, onerror })))
  await attempt('image', () => new Promise((onload, onerror) => Object.assign(new Image(), { onload, onerror, src: '${address}/i.png' })))
  await attempt('script', () => new Promise((onload, onerror) => document.head.append(Object.assign(document.createElement('script'), { onload, onerror, src: '${address}/y.js' }))))
  await attempt('import', () => import('${address}/z.js'))
  const anchor = document.createElement('a')
  anchor.setAttribute('onclick', 'window.ran = 6')
  anchor.click()
  anchor.href = 'javascript:window.ran=7'
  anchor.click()
  document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 8' }))
  document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.ran = 9"><p style="color: rgb(1, 2, 3)" id="styled">')
  if (getComputedStyle(document.querySelector('#styled')).color === 'rgb(1, 2, 3)') tried.push('inline style')
  document.querySelector('#f').submit()
  navigator.sendBeacon('${address}/beacon')
  window.tried = tried
`

it('runs no inline script, no eval and no script of another origin, whatever text a record puts into the page', async () => {
  layParts(
    folder,
    `<!doctype html><meta charset="utf-8"><div id="root"></div><script>window.ran = 1</script><img src=x onerror="window.ran = 2"><svg onload="window.ran = 3"></svg>
    <iframe srcdoc="<script>parent.ran = 4</script>"></iframe><iframe src="javascript:parent.ran=5"></iframe><base href="${out.url}/"><object data="${out.url}/o"></object><embed src="${out.url}/e">
    <link rel="stylesheet" href="${out.url}/s.css"><script src="${out.url}/x.js"></script><form id="f" action="${out.url}/form"><button></button></form><style>body{background:url(${out.url}/b)}</style>
    <script type="module" src="/assets/app.js"></script>`,
    attempts(out.url)
  )
  const { page } = await start()
  await page.waitForFunction(() => 'tried' in window)
  expect(await page.evaluate(() => (window as unknown as PageWindow).tried)).toEqual([])
  expect(await page.evaluate(() => (window as unknown as PageWindow).ran)).toBeUndefined()
  expect(await page.evaluate(() => document.baseURI)).toBe('http://app.muniment.localhost/')
  expect(out.heard).toEqual([])
})

it('answers the page with every directive of the policy', async () => {
  const { page } = await start()
  expect(await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'))).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; font-src 'self'; connect-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
  )
})

it('lets the form engine compile WebAssembly, and use data: addresses', async () => {
  const { page } = await start()
  expect(
    await page.evaluate(
      async () =>
        WebAssembly.validate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])) &&
        (await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))) instanceof WebAssembly.Module
    )
  ).toBe(true)
  expect(await page.evaluate(async () => (await fetch('data:text/plain,abc')).text())).toBe('abc')
})

it('reaches nobody even where the policy was lost', async () => {
  standIn.BrowserWindow.bypassPolicy = true
  const { page, window } = await start()
  const got = await page.evaluate(async address => {
    const answers = await Promise.allSettled([
      fetch(`${address}/fetch`),
      new Promise((done, fail) => Object.assign(new Image(), { onload: done, onerror: fail, src: `${address}/i.png` }))
    ])
    return answers.map(({ status }) => status)
  }, out.url)
  expect(got).toEqual(['rejected', 'rejected'])
  expect(out.heard).toEqual([])
  expect(window.preferences.session.went).toEqual([])
})

it('goes nowhere else', async () => {
  const { page, window } = await start()
  const stopped: string[] = []
  window.webContents.on('stand-in-navigation', (url: string, prevented: boolean) => void stopped.push(`${url} ${prevented}`))
  for (const go of ['location.href = url', 'location.replace(url)', 'Object.assign(document.createElement("a"), { href: url }).click()']) {
    const before = stopped.length
    await page.evaluate(
      ([code, url]) =>
        code.includes('replace')
          ? location.replace(url)
          : code.includes('href = url')
            ? location.assign(url)
            : Object.assign(document.createElement('a'), { href: url }).click(),
      [go, `${out.url}/go`] as const
    )
    await until(window.webContents, 'stand-in-navigation', () => stopped.length > before)
  }
  expect(new Set(stopped)).toEqual(new Set([`${out.url}/go true`]))
  expect(await page.textContent('#root')).toBe('the page runs')
  // a place of our own is no other page
  await page.evaluate(() => (location.hash = '#/records'))
  expect(window.webContents.getURL()).toBe('muniment://app/#/records')
  expect(out.heard).toEqual([])
})

it('follows no redirect, holds no guest and lets no sub-frame navigate', async () => {
  const { window } = await start()
  const { emitPreventable } = await import('./stand-in-events.ts')
  expect(emitPreventable(window.webContents, 'will-redirect', { url: 'muniment://app/' })).toBe(true)
  expect(emitPreventable(window.webContents, 'will-attach-webview', {}, {}, {})).toBe(true)
  expect(emitPreventable(window.webContents, 'will-frame-navigate', { url: 'muniment://app/', isMainFrame: false })).toBe(true)
  expect(emitPreventable(window.webContents, 'will-frame-navigate', { url: 'https://example.org/', isMainFrame: true })).toBe(true)
  for (const url of [
    'https://muniment.example/',
    'muniment://app.evil/',
    'muniment://app@evil/',
    'muniment://evil/',
    'muniment://app/file/attachment/x',
    'file:///etc/passwd',
    'data:text/html,x',
    'javascript:1',
    'about:blank'
  ])
    expect([url, emitPreventable(window.webContents, 'will-navigate', { url })]).toEqual([url, true])
  expect(emitPreventable(window.webContents, 'will-navigate', { url: 'muniment://app/#/x' })).toBe(false)
})

it('opens no window, and an outside address only after the person said yes', async () => {
  const { page } = await start()
  const open = (url: string): Promise<void> =>
    page.evaluate(address => {
      window.open(address)
    }, url)
  await open(`${out.url}/popup`)
  await open('file:///etc/passwd')
  standIn.dialog.answers = [0]
  await open('https://example.org/no')
  await standIn.asked(1)
  expect(standIn.shell.opened).toEqual([])
  standIn.dialog.answers = [1]
  await page.evaluate(() => Object.assign(document.createElement('a'), { href: 'https://example.org/yes', target: '_blank', rel: 'noreferrer' }).click())
  await standIn.asked(2)
  expect(standIn.dialog.asked.map(({ text }) => text.split('\n')[1])).toEqual(['https://example.org/no', 'https://example.org/yes'])
  await vi.waitFor(() => expect(standIn.shell.opened).toEqual(['https://example.org/yes']))
  await vi.waitFor(() => expect(page.context().pages().length).toBe(1))
  expect(out.heard).toEqual([])
})

it('grants no permission, by request or by check', async () => {
  const { page, window } = await start()
  const state = await page.evaluate(
    async names => {
      const found: string[] = []
      for (const name of names) found.push(`${name} ${(await navigator.permissions.query({ name: name as PermissionName })).state}`)
      return found
    },
    ['geolocation', 'notifications', 'midi', 'clipboard-read']
  )
  expect(state.filter(line => line.endsWith('granted'))).toEqual([])
  expect(window.preferences.session.deviceHandler?.()).toBe(false)
  expect(window.preferences.session.spelling).toBe(false)
})

it('refuses the page its own features by policy as well', async () => {
  const { page } = await start()
  expect(
    await page.evaluate(() => {
      const policy = (document as unknown as { featurePolicy: { allowsFeature(name: string): boolean } }).featurePolicy
      return ['camera', 'microphone', 'geolocation', 'usb', 'serial', 'hid', 'payment', 'display-capture'].filter(name => policy.allowsFeature(name))
    })
  ).toEqual([])
})

it('saves what the page made or what the desk holds, and nothing from elsewhere', async () => {
  const { page, window } = await start()
  const done: string[] = []
  window.webContents.on('stand-in-download', (item: { getFilename(): string }, prevented: boolean) => void done.push(`${item.getFilename()} ${prevented}`))
  const save = async (make: 'blob' | 'file' | 'data'): Promise<void> => {
    const before = done.length
    await page.evaluate(kind => {
      const href = kind === 'blob' ? URL.createObjectURL(new Blob(['x'])) : kind === 'data' ? 'data:application/octet-stream,x' : '/file/attachment/line/0/html'
      Object.assign(document.createElement('a'), { href, download: `${kind}.bin` }).click()
    }, make)
    await until(window.webContents, 'stand-in-download', () => done.length > before)
  }
  await save('blob')
  await save('data')
  expect(done).toEqual(['blob.bin false', 'data.bin true'])
})

it('serves the page folder and files by the rules of the desk server', async () => {
  const { page } = await start()
  const look = (path: string, method = 'GET', body?: string) =>
    page.evaluate(
      async ([address, how, text]) => {
        const answer = await fetch(address, { method: how, ...(text === undefined ? {} : { body: text }) })
        return {
          status: answer.status,
          type: answer.headers.get('content-type'),
          disposition: answer.headers.get('content-disposition'),
          policy: answer.headers.get('content-security-policy'),
          text: await answer.text()
        }
      },
      [path, method, body] as const
    )
  expect((await look('/assets/app.js')).type).toBe('text/javascript; charset=utf-8')
  for (const path of ['/.hidden.txt', '/%2e%2e/outside.txt', '/..%2foutside.txt', '/assets', '/none.js'])
    expect([path, (await look(path)).status]).toEqual([path, 404])
  const staged = JSON.parse((await look('/file', 'PUT', 'hello')).text) as { sha256: string; size: number }
  expect(staged.size).toBe(5)
  expect((await look(`/file/staged/${staged.sha256}`)).text).toBe('hello')
  const html = await look('/file/attachment/line/0/html')
  expect([html.type, html.disposition?.split(';')[0]]).toEqual(['application/octet-stream', 'attachment'])
  expect(html.policy).toMatch(/sandbox/)
  expect((await look('/assets/app.js', 'POST', 'x')).status).toBe(404)
})

it('locks on screen lock and idle, and ends the keys on suspend until the machine is back', async () => {
  const shell = await start()
  const first = await request(shell, 'deskState')
  standIn.powerMonitor.emit('lock-screen')
  await request(shell, 'deskState')
  expect(shell.coreLog()).toEqual(['deskState', '(lock)', 'deskState'])
  standIn.powerMonitor.emit('suspend')
  await vi.waitFor(() => expect(shell.coreLog().slice(3)).toEqual(['(lock)', '(close)']))
  standIn.powerMonitor.emit('resume')
  await standIn.forked(2)
  const after = await request(shell, 'deskState')
  expect(after.ok).toBe(true)
  expect(after.value?.pid).not.toBe(first.value?.pid)
})

it('loads a page whose process died once more, and then asks (H3)', async () => {
  const shell = await start()
  const { webContents } = shell.window
  const loaded = (): Promise<void> => new Promise(done => webContents.once('stand-in-loaded', () => done()))
  const crash = async (): Promise<void> => {
    const gone = new Promise<void>(done => webContents.once('render-process-gone', () => done()))
    await shell.page.goto('chrome://crash').catch(() => undefined)
    await gone
  }
  const again = loaded()
  await crash()
  await again
  expect(webContents.reloads).toBe(1)
  expect(await request(shell, 'deskState')).toMatchObject({ ok: true })
  standIn.dialog.answers = [0]
  await crash()
  await standIn.asked(1)
  expect(standIn.dialog.asked[0]?.text).toMatch(/stopped again/)
  await vi.waitFor(() => expect(standIn.app.quitted).toBe(true))
})

it('ends a page that does not answer only when the person says so, and loads it again (H3)', async () => {
  const shell = await start()
  const { webContents } = shell.window
  shell.window.emit('unresponsive')
  shell.window.emit('unresponsive')
  await standIn.asked(1)
  expect(standIn.dialog.asked.length).toBe(1)
  expect(webContents.reloads).toBe(0)
  await new Promise(resolve => setImmediate(resolve))
  standIn.dialog.answers = [1]
  const again = new Promise<void>(done => webContents.once('stand-in-loaded', () => done()))
  shell.window.emit('unresponsive')
  await again
  expect(webContents.reloads).toBe(1)
  expect(await request(shell, 'deskState')).toMatchObject({ ok: true })
})

it('answers "unknown outcome" when the core dies, starts it again, and tells the page to ask for everything (H4)', async () => {
  const shell = await start()
  await shell.page.evaluate(() => {
    const page = window as unknown as PageWindow
    page.heard = []
    page.muniment.listen(({ kind }) => void page.heard.push(kind))
  })
  const slow = request(shell, 'slow')
  const dying = request(shell, 'crash')
  expect([await dying, await slow]).toMatchObject([
    { ok: false, code: 'unknown-outcome' },
    { ok: false, code: 'unknown-outcome' }
  ])
  expect(await request(shell, 'fileRecord')).toMatchObject({ ok: true, value: { sessions: ['session-1'] } })
  const { newsKinds } = await import('../../../src/shared/contract.ts')
  await shell.page.waitForFunction(count => (window as unknown as PageWindow).heard.length >= count, newsKinds.length)
  expect(await shell.page.evaluate(() => (window as unknown as PageWindow).heard)).toEqual([...newsKinds])
})

it('starts the core without what could turn it into another program (T18)', async () => {
  const { coreEnvironment } = await import('../../../src/main/electron/app.ts')
  expect(
    coreEnvironment({
      PATH: '/bin',
      NODE_OPTIONS: '--require=x',
      ELECTRON_RUN_AS_NODE: '1',
      node_options: 'x',
      NODE_EXTRA_CA_CERTS: 'x',
      LD_PRELOAD: 'x',
      DYLD_INSERT_LIBRARIES: 'x',
      HOME: '/h',
      NONE: undefined
    })
  ).toEqual({ PATH: '/bin', HOME: '/h' })
  vi.stubEnv('ELECTRON_RUN_AS_NODE', '1')
  await start()
  vi.unstubAllEnvs()
  expect(Object.keys(standIn.utilityProcess.started[0]?.env ?? { ELECTRON_: '' }).filter(name => /^(NODE_|ELECTRON_)/.test(name))).toEqual([])
})

it('ends by closing the core first', async () => {
  const shell = await start()
  await request(shell, 'deskState')
  standIn.app.quit()
  expect(standIn.app.quitted).toBe(false)
  await vi.waitFor(() => expect(standIn.app.quitted).toBe(true))
  expect(shell.coreLog()).toEqual(['deskState', '(close)'])
})

it('is one app a data folder: the second start brings the first window forward', async () => {
  const shell = await start()
  standIn.app.emit('second-instance')
  expect(shell.window.focused).toBe(1)
  standIn.app.removeAllListeners()
  standIn.app.first = false
  const { startShell } = await import('../../../src/main/electron/app.ts')
  await startShell({ preload, core: 'none', pageFolder: folder }, { folder: join(folder, 'desk'), listen: null, mdns: false, hub: false })
  expect(standIn.app.quitted).toBe(true)
  expect(standIn.utilityProcess.started.length).toBe(1)
})

it('stops with plain words when a part of it is missing (H8)', async () => {
  const { startShell } = await import('../../../src/main/electron/app.ts')
  const parts = { preload, core: join(import.meta.dirname, 'core-fixture.ts'), pageFolder: join(folder, 'renderer') }
  const desk = { folder: join(folder, 'desk'), listen: null, mdns: false, hub: false }
  for (const broken of [
    { ...parts, preload: `${preload}.gone` },
    { ...parts, core: 'gone.js' }
  ]) {
    await startShell(broken, desk)
    expect(standIn.dialog.asked.at(-1)?.text).toMatch(/missing or damaged.*gone[\s\S]*Install Muniment again/)
    expect(standIn.app.exitCode).toBe(1)
    await standIn.reset()
  }
  rmSync(join(folder, 'renderer', 'index.html'))
  await startShell(parts, desk)
  expect(standIn.dialog.asked.at(-1)?.text).toContain('index.html')
  expect(standIn.utilityProcess.started).toEqual([])
})

it("stops with the desk's own words when the desk can not be opened", async () => {
  await start('taken').catch(() => undefined)
  await standIn.asked(1)
  expect(standIn.dialog.asked[0]?.text).toMatch(/Another Muniment is using/)
  expect(standIn.app.exitCode).toBe(1)
  await standIn.reset()
  await start('damaged').catch(() => undefined)
  await standIn.asked(1)
  expect(standIn.dialog.asked[0]?.text).toMatch(/better_sqlite3.node[\s\S]*Install Muniment again/)
})
