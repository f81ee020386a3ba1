/** The pieces of the shell by themselves: links, keychain, power, page protocol, downloads, menu. */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'
import { osKeychain } from '../../../src/main/electron/keychain.ts'
import { externalAddress, makeLinks } from '../../../src/main/electron/links.ts'
import { menuTemplate } from '../../../src/main/electron/menu.ts'
import { mayDownload } from '../../../src/main/electron/page-session.ts'
import { IDLE_SECONDS, watchPower } from '../../../src/main/electron/power.ts'
import { answerPage, isOwnAddress, isOwnPage } from '../../../src/main/electron/protocol.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { dropFolder, layParts, newFolder } from './shell-kit.ts'

const schemes = [
  'http',
  'file',
  'smb',
  'ftp',
  'javascript',
  'data',
  'blob',
  'vbscript',
  'ms-msdt',
  'ms-word',
  'search-ms',
  'shell',
  'steam',
  'tel',
  'sms',
  'ssh',
  'telnet',
  'ldap',
  'jar',
  'view-source',
  'chrome',
  'about',
  'muniment',
  'x-apple',
  'zoommtg',
  'intent',
  'filesystem',
  'ws',
  'wss',
  'moz-extension'
]
const refused = [
  ...schemes.flatMap(scheme => [
    `${scheme}://example.org/`,
    `${scheme}:example`,
    `${scheme.toUpperCase()}://EXAMPLE.org/x.exe`,
    `${scheme}:///etc/passwd`,
    `${scheme}:%2F%2Fexample.org`
  ]),
  'https://user@example.org/',
  'https://user:pw@example.org/',
  'https://',
  'https:///',
  'https://exa mple.org/',
  'https://example.org/\u202egpj.exe',
  'https://example.org/\u0000',
  'https://example.org/\n',
  ' https://example.org/',
  'https://example.org/ ',
  'https://example.org/"x',
  'https://example.org/<x>',
  'https://example.org\\@evil',
  'https://example.org/`id`',
  'https://example.org/|x',
  'https://example.org/{x}',
  'https://example.org/^x',
  '\thttps://example.org',
  'ht\ntps://example.org',
  'https\u200b://example.org',
  '\\\\server\\share',
  '//example.org',
  '/etc/passwd',
  'C:\\x.exe',
  '..\\x',
  'example.org',
  '',
  'https',
  'https:',
  'null',
  'https://%',
  'https://[::1',
  `https://example.org/${'a'.repeat(2000)}`,
  'mailto:',
  'mailto:a',
  'mailto:@b',
  'mailto:a@',
  'mailto:a@b?attach=/etc/passwd',
  'mailto:a@b?attachment=x',
  'mailto:a@b,c@d?attach=x',
  'mailto:a@b@c',
  'mailto:a@b/c',
  'mailto://a@b',
  'mailto:a@b?Attach=x',
  'mailto:a@b?subject=x&bcc=c@d',
  'mailto:a@b?from=x',
  'mailto:a@b?in-reply-to=x'
]
const opened = [
  'https://example.org/',
  'https://example.org/a/b?c=d&e=%20#f',
  'HTTPS://Example.ORG',
  'https://example.org:8443/',
  'https://bücher.example/',
  'https://[2001:db8::1]/',
  'mailto:a@example.org',
  'mailto:a@example.org?subject=Hello%20there&body=x',
  'MAILTO:a@example.org?cc=b@example.org'
]

it(`opens no address but https and mailto (${refused.length} refused)`, () => {
  expect(refused.length).toBeGreaterThan(180)
  expect(refused.filter(url => externalAddress(url) !== undefined)).toEqual([])
  expect(opened.filter(url => externalAddress(url) === undefined)).toEqual([])
  // shown as it will be opened: a look-alike in another script is seen for what it is
  expect(externalAddress('https://ехаmple.org/')).toBe('https://xn--mple-43d3a6i.org/')
})

it('asks before it opens, and asks one thing at a time', async () => {
  const asked: string[] = []
  const open: string[] = []
  let decide: (yes: boolean) => void = () => undefined
  const links = makeLinks({ confirm: address => new Promise(done => ((decide = done), asked.push(address))), open: async address => void open.push(address) })
  expect(await links('file:///etc/passwd')).toBe(false)
  const first = links('https://example.org/1')
  expect(await links('https://example.org/2')).toBe(false)
  decide(false)
  expect(await first).toBe(false)
  const second = links('https://example.org/3')
  decide(true)
  expect(await second).toBe(true)
  expect(asked).toEqual(['https://example.org/1', 'https://example.org/3'])
  expect(open).toEqual(['https://example.org/3'])
})

it('takes a keychain for one only where it keeps a secret', async () => {
  const keychain = (backend: string | undefined, available = true) => ({
    ...(backend === undefined ? {} : { getSelectedStorageBackend: () => backend as 'basic_text' }),
    isAsyncEncryptionAvailable: async () => available,
    encryptStringAsync: async (text: string) => Buffer.from(`sealed ${text}`),
    decryptStringAsync: async (sealed: Buffer) => ({ result: sealed.toString().replace('sealed ', ''), shouldReEncrypt: false })
  })
  for (const backend of ['basic_text', 'unknown', 'something_new', undefined])
    expect([backend, await osKeychain(keychain(backend), 'linux')]).toEqual([backend, undefined])
  expect(await osKeychain(keychain('gnome_libsecret', false), 'linux')).toBeUndefined()
  expect(await osKeychain({ ...keychain(undefined), isAsyncEncryptionAvailable: async () => Promise.reject(new Error('no')) }, 'win32')).toBeUndefined()
  for (const [backend, platform] of [
    ['kwallet6', 'linux'],
    [undefined, 'win32'],
    [undefined, 'darwin']
  ] as const) {
    const wrap = await osKeychain(keychain(backend), platform)
    const secret = new Uint8Array([0, 255, 128, 10])
    const sealed = (await wrap?.seal(secret)) ?? new Uint8Array()
    expect(await wrap?.open(sealed)).toEqual(secret)
  }
})

it('locks once each time nobody has moved for a quarter of an hour', () => {
  const monitor = Object.assign(new EventEmitter(), { idle: 0, getSystemIdleTime: () => monitor.idle })
  const done: string[] = []
  let tick = (): void => undefined
  const core = { lock: () => void done.push('lock'), rest: async () => void done.push('rest'), wake: async () => void done.push('wake') }
  const undo = watchPower({ monitor, core, quit: () => void done.push('quit'), every: (_ms, work) => ((tick = work), () => void done.push('unwatched')) })
  for (const idle of [0, IDLE_SECONDS - 1, IDLE_SECONDS, IDLE_SECONDS + 30, 5, IDLE_SECONDS]) {
    monitor.idle = idle
    tick()
  }
  expect(done).toEqual(['lock', 'lock'])
  for (const event of ['lock-screen', 'suspend', 'resume', 'shutdown']) monitor.emit(event, { preventDefault: () => void done.push('waits') })
  undo()
  expect(done.slice(2)).toEqual(['lock', 'lock', 'rest', 'wake', 'waits', 'quit', 'unwatched'])
})

it('knows its own address from those that look like it', () => {
  expect(['muniment://app/', 'muniment://app/assets/x.js'].filter(isOwnAddress).length).toBe(2)
  for (const url of [
    'muniment://app',
    'muniment://app.evil/',
    'muniment://app:80/',
    'muniment://x@app/',
    'Muniment://app/',
    ' muniment://app/',
    'https://app/',
    'blob:muniment://app/1'
  ])
    expect([url, isOwnAddress(url), isOwnPage(url)]).toEqual([url, false, false])
  expect(isOwnPage('muniment://app/assets/x.js')).toBe(false)
  expect(['blob:muniment://app/1', 'muniment://app/file/download/x'].filter(mayDownload).length).toBe(2)
  for (const url of ['blob:https://evil/1', 'data:,x', 'https://evil/x', 'muniment://app/index.html', 'file:///x'])
    expect([url, mayDownload(url)]).toEqual([url, false])
})

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield new TextEncoder().encode(text)
}

it('answers only what lies plainly in the page folder, whatever the path looks like', async () => {
  const folder = newFolder()
  const pageFolder = layParts(folder)
  const files = {
    putFile: async (_window: string, bytes: Uint8Array) => ({ sha256: 'x', size: bytes.length }),
    upload: async (_window: string, pieces: AsyncIterable<Uint8Array>) => {
      let size = 0
      for await (const piece of pieces) size += piece.length
      return { sha256: 'up', size }
    },
    openFile: async (window: string, path: string) => {
      if (path.endsWith('stream')) return { stream: pieces(window, path), type: 'application/octet-stream', name: 'b' }
      if (path.endsWith('none')) throw new OfficeError('not-found', { what: 'file', id: path })
      return { bytes: new TextEncoder().encode(`${window} ${path}`), type: 'image/svg+xml', name: 'a' }
    }
  }
  const ask = (url: string, method = 'GET', headers: Record<string, string> = {}, body: BodyInit | null = null) =>
    answerPage({ url, method, headers: new Headers(headers), body: new Response(body).body }, { pageFolder, files, window: 'w' })
  expect((await ask('muniment://app/')).status).toBe(200)
  expect((await ask('muniment://app/assets/app.js?v=1#x')).status).toBe(200)
  for (const path of [
    '../outside.txt',
    'assets/../../outside.txt',
    '%2e%2e/outside.txt',
    '..%2foutside.txt',
    '..\\outside.txt',
    '/outside.txt',
    '/../outside.txt',
    '.hidden.txt',
    'assets',
    'index.html%00',
    './index.html',
    'file/',
    'file/../index.html',
    'file/staged/../../x',
    'file/other/x',
    'none.js'
  ])
    expect([path, (await ask(`muniment://app/${path}`)).status]).toEqual([path, 404])
  for (const url of ['muniment://evil/', 'https://app/', 'muniment://app.evil/index.html']) expect([url, (await ask(url)).status]).toEqual([url, 403])
  expect((await ask('muniment://app/', 'GET', { origin: 'https://evil.example' })).status).toBe(403)
  expect((await ask('muniment://app/', 'GET', { origin: 'muniment://app' })).status).toBe(200)
  const svg = await ask('muniment://app/file/attachment/line/0/a')
  expect([svg.headers.get('content-type'), await svg.text()]).toEqual(['application/octet-stream', 'w attachment/line/0/a'])
  expect((await ask('muniment://app/file/attachment/none')).status).toBe(404)
  expect(await (await ask('muniment://app/file', 'PUT', {}, 'abc')).json()).toEqual({ sha256: 'x', size: 3 })
  let sent = 0
  const more = (controller: ReadableStreamDefaultController): void => {
    sent += 1
    if (sent > 80) controller.close()
    else controller.enqueue(new Uint8Array(1024 * 1024))
  }
  const large = await ask('muniment://app/file', 'PUT', {}, new ReadableStream({ pull: more }))
  expect([large.status, ((await large.json()) as { code: string }).code]).toEqual([413, 'too-large'])
  expect(sent).toBeLessThan(70)
  dropFolder(folder)
})

it("ships with the fuses that keep it from being anyone else's interpreter (T18)", () => {
  const config = readFileSync(resolve(import.meta.dirname, '../../../build/electron-builder.json5'), 'utf8')
  const set = Object.fromEntries(
    [...(/electronFuses: \{([^}]*)\}/.exec(config)?.[1] ?? '').matchAll(/(\w+): (true|false)/g)].map(([, name, value]) => [name, value === 'true'])
  )
  expect(set).toEqual({
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false
  })
})

it('offers reload and developer tools only while developing', () => {
  const text = (packaged: boolean): string => JSON.stringify(menuTemplate('linux', packaged, () => undefined))
  expect(text(true)).not.toMatch(/toggleDevTools|reload/i)
  expect(text(false)).toMatch(/toggleDevTools/)
})
