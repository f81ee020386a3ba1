import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startServer, type DeskServer } from '../../../src/main/serve/server.ts'
import { fakeDoor, type FakeDoor } from '../../kit/fake-door.ts'

let folder: string
let door: FakeDoor
let server: DeskServer
let clock = 0
const base = (): string => `http://127.0.0.1:${server.port}`

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-serve-'))
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true })
  writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>Muniment</title>')
  writeFileSync(join(folder, 'page', 'assets', 'app-1.js'), 'export {}')
  writeFileSync(join(folder, 'page', '.secret.txt'), 'hidden')
  writeFileSync(join(folder, 'outside.txt'), 'outside')
  writeFileSync(join(folder, 'page', 'ledger.db'), 'no part of a page')
  writeFileSync(join(folder, 'page', 'constructor'), 'nor this')
  symlinkSync(join(folder, 'outside.txt'), join(folder, 'page', 'linked.txt'))
  door = fakeDoor()
  clock = 1_000_000
  server = await startServer({ door, pageFolder: join(folder, 'page'), port: 0, now: () => clock })
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
}
/** Unlike fetch, sends the path and headers as they are. */
const raw = (method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const asking = httpRequest({ host: '127.0.0.1', port: server.port, method, path, headers, agent: false }, answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (piece: string) => (text += piece))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }))
    })
    asking.on('error', reject)
    asking.end(body)
  })
const enter = async (token = server.token): Promise<string> => String((await raw('GET', `/?token=${token}`)).headers['set-cookie']).split(';')[0] ?? ''
const bearer = async (text = server.token): Promise<Record<string, string>> => {
  const answer = await raw('POST', '/session', { authorization: `Bearer ${text}` })
  return { authorization: `Bearer ${(JSON.parse(answer.text) as { session: string }).session}` }
}
const codeOf = (answer: Answer): unknown => (JSON.parse(answer.text) as { code?: unknown }).code

it('opens the page to the first browser with the one-time address, and to nobody after it', async () => {
  const first = await raw('GET', `/?token=${server.token}`)
  expect(first.status).toBe(303)
  expect(first.headers['location']).toBe('/')
  const cookie = String(first.headers['set-cookie'])
  expect(cookie).toMatch(/HttpOnly/)
  expect(cookie).toMatch(/SameSite=Strict/)
  const page = await raw('GET', '/', { cookie: cookie.split(';')[0] ?? '' })
  expect([page.status, page.text]).toEqual([200, '<!doctype html><title>Muniment</title>'])

  const second = await raw('GET', `/?token=${server.token}`)
  expect(second.status).toBe(401)
  expect(second.headers['set-cookie']).toBeUndefined()
  expect(second.text).toMatch(/muniment open/)
  const wrong = await raw('GET', '/?token=AAAA')
  expect([wrong.status, wrong.headers['set-cookie']]).toEqual([401, undefined])
  expect((await raw('GET', '/')).status).toBe(401)
})

it('leads a browser that is already in onward from a used address', async () => {
  const cookie = await enter()
  const again = await raw('GET', `/?token=${server.token}`, { cookie })
  expect([again.status, again.headers['set-cookie']]).toEqual([303, undefined])
})

it('lets no address open anything a day after it was made', async () => {
  clock += 24 * 3_600_000 + 1
  expect((await raw('GET', `/?token=${server.token}`)).status).toBe(401)
})

it('serves nothing at all without a session', async () => {
  for (const [method, path] of [
    ['GET', '/assets/app-1.js'],
    ['GET', '/events'],
    ['GET', '/file/staged/abc'],
    ['POST', '/call/deskState'],
    ['PUT', '/file'],
    ['POST', '/open'],
    ['POST', '/session'],
    ['DELETE', '/session']
  ] as const) {
    const answer = await raw(method, path, { origin: base() })
    expect([method, path, answer.status, codeOf(answer)]).toEqual([method, path, 401, 'no-session'])
  }
  expect(door.asked).toEqual([])
  expect(door.sessions.size).toBe(0)
})

it('gives a script a session for the token once, and for the secret any number of times', async () => {
  const mine = await bearer()
  expect((await raw('POST', '/session', { authorization: `Bearer ${server.token}` })).status).toBe(401)
  expect(JSON.parse((await raw('POST', '/call/deskState', mine, '{"a":1}')).text)).toEqual({ ok: true, value: { name: 'deskState', input: { a: 1 } } })
  const other = await bearer(server.secret)
  await raw('POST', '/call/deskState', other)
  await bearer(server.secret)
  expect(door.asked[0]?.session).not.toBe(door.asked[1]?.session)
  expect((await raw('DELETE', '/session', other)).status).toBe(200)
  expect((await raw('POST', '/call/deskState', other)).status).toBe(401)
  expect(door.sessions.size).toBe(1)
})

it('makes new one-time addresses for the secret only', async () => {
  const made = JSON.parse((await raw('POST', '/open', { authorization: `Bearer ${server.secret}` })).text) as { url: string }
  expect(made.url.startsWith(`${base()}/?token=`)).toBe(true)
  expect(await enter(new URL(made.url).searchParams.get('token') ?? '')).toMatch(/^muniment-\d+=/)
  const mine = await bearer()
  expect((await raw('POST', '/open', mine)).status).toBe(401)
  // the secret itself is no session, and a session is no secret
  expect((await raw('POST', '/call/deskState', { authorization: `Bearer ${server.secret}` })).status).toBe(401)
  expect((await raw('POST', '/session', mine)).status).toBe(401)
})

it('answers a name that is not of loopback with a refusal, whatever it asks', async () => {
  const cookie = await enter()
  for (const host of ['evil.example', `evil.example:${server.port}`, `127.0.0.1.evil.example:${server.port}`, '127.0.0.1', `127.0.0.1:${server.port + 1}`])
    for (const [method, path] of [
      ['GET', '/'],
      ['GET', '/?token=x'],
      ['POST', '/call/deskState']
    ] as const) {
      const answer = await raw(method, path, { host, cookie, origin: `http://${host}` })
      expect([host, answer.status, codeOf(answer)]).toEqual([host, 403, 'foreign-page'])
    }
  expect(door.asked).toEqual([])
})

it('refuses what another page asks, even with the cookie', async () => {
  const cookie = await enter()
  const refused: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `http://127.0.0.1:${server.port + 1}` },
    { origin: `http://localhost:${server.port}` },
    { origin: base(), 'sec-fetch-site': 'cross-site' },
    { origin: base(), 'sec-fetch-site': 'same-site' },
    {}
  ]
  for (const headers of refused) {
    const answer = await raw('POST', '/call/deskState', { cookie, ...headers }, '{}')
    expect([headers, answer.status, codeOf(answer)]).toEqual([headers, 403, 'foreign-page'])
    expect((await raw('PUT', '/file', { cookie, ...headers }, 'x')).status).toBe(403)
  }
  for (const site of ['cross-site', 'same-site']) expect((await raw('GET', '/file/staged/x', { cookie, 'sec-fetch-site': site })).status).toBe(403)
  expect(door.asked).toEqual([])
  expect((await raw('POST', '/call/deskState', { cookie, origin: base(), 'sec-fetch-site': 'same-origin' }, '{}')).status).toBe(200)
})

it('grants no other origin anything through CORS', async () => {
  const cookie = await enter()
  for (const answer of [
    await raw('OPTIONS', '/call/deskState', { origin: 'https://evil.example', 'access-control-request-method': 'POST' }),
    await raw('GET', '/', { cookie, origin: base() })
  ])
    expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([])
})

it('answers with the status of the error table', async () => {
  const mine = await bearer()
  for (const [code, status] of [
    ['not-signed-in', 401],
    ['stale-version', 409],
    ['disk-full', 507],
    ['no-such-code', 500]
  ] as const) {
    door.reply = () => ({ ok: false, code, detail: {} })
    const answer = await raw('POST', '/call/x', mine, '{}')
    expect([answer.status, codeOf(answer)]).toEqual([status, code])
  }
  for (const body of ['{', '\u0000', '[1,']) expect(codeOf(await raw('POST', '/call/x', mine, body))).toBe('bad-input')
})

it('refuses a call above 8 MiB and a file above 64 MiB at the byte that is too many', async () => {
  const mine = await bearer()
  const call = await raw('POST', '/call/x', mine, `"${'x'.repeat(8 * 1024 * 1024)}"`)
  expect([call.status, codeOf(call)]).toEqual([413, 'too-large'])
  const announced = await raw('PUT', '/file', { ...mine, 'content-length': String(64 * 1024 * 1024 + 1) }).catch(() => undefined)
  expect(announced === undefined || announced.status === 413).toBe(true)
  expect(door.asked).toEqual([])
  expect(door.files.size).toBe(0)
  // without an announced length: counted as it comes
  const { status } = await new Promise<{ status: number }>((resolve, reject) => {
    const asking = httpRequest({ host: '127.0.0.1', port: server.port, method: 'PUT', path: '/file', headers: mine, agent: false }, answer => {
      resolve({ status: answer.statusCode ?? 0 })
      asking.destroy()
    })
    asking.on('error', reject)
    const piece = Buffer.alloc(1024 * 1024)
    let left = 66
    const more = (): void => {
      while (left > 0) {
        left -= 1
        if (!asking.write(piece)) return void asking.once('drain', more)
      }
    }
    more()
  })
  expect(status).toBe(413)
  expect(door.files.size).toBe(0)
})

it('stages a file and gives it back as a download that can run nothing', async () => {
  const mine = await bearer()
  const staged = JSON.parse((await raw('PUT', '/file', mine, '<script>alert(1)</script>')).text) as { sha256: string; size: number }
  expect(staged.size).toBe(25)
  door.files.set('attachment/line/0/a', { bytes: new Uint8Array([1]), type: 'text/html', name: '../we"ird\u202e\r\nX: y é.html' })
  door.files.set('attachment/line/0/b', { bytes: new Uint8Array([1]), type: 'image/svg+xml', name: 'x.svg' })
  door.files.set('attachment/line/0/c', { bytes: new Uint8Array([1]), type: 'image/png', name: 'x.png' })
  const html = await raw('GET', '/file/attachment/line/0/a', mine)
  expect(html.headers['content-disposition']).toBe("attachment; filename*=UTF-8''__we_ird___X_%20y%20%C3%A9.html")
  for (const path of [`staged/${staged.sha256}`, 'attachment/line/0/a', 'attachment/line/0/b']) {
    const answer = await raw('GET', `/file/${path}`, mine)
    expect(answer.headers['content-type']).toBe('application/octet-stream')
    expect(String(answer.headers['content-disposition'])).toMatch(/^attachment; /)
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
    expect(String(answer.headers['content-security-policy'])).toMatch(/default-src 'none'.*sandbox/)
  }
  const png = await raw('GET', '/file/attachment/line/0/c', mine)
  expect([png.headers['content-type'], String(png.headers['content-disposition']).split(';')[0]]).toEqual(['image/png', 'inline'])
})

it('keeps to the page folder, whatever the path', async () => {
  const cookie = await enter()
  const page = await raw('GET', '/assets/app-1.js', { cookie })
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8'])
  const paths = [
    '/../outside.txt',
    '/assets/../../outside.txt',
    '/%2e%2e/outside.txt',
    '/..%2foutside.txt',
    '/..\\outside.txt',
    '//outside.txt',
    '/.secret.txt',
    '/assets/.',
    '/assets',
    '/assets/',
    '/linked.txt',
    '/index.html%00.js',
    '/index.html/',
    '/ledger.db',
    '/constructor',
    '/x.constructor'
  ]
  for (const path of paths) expect([path, (await raw('GET', path, { cookie })).status]).toEqual([path, 404])
})

it('puts the whole policy on every answer', async () => {
  const cookie = await enter()
  const answers = [
    await raw('GET', '/', { cookie }),
    await raw('GET', '/none.js', { cookie }),
    await raw('GET', '/'),
    await raw('POST', '/call/x', { cookie, origin: base() }, '{}')
  ]
  for (const { headers } of answers) {
    expect(headers['x-content-type-options']).toBe('nosniff')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['cross-origin-opener-policy']).toBe('same-origin')
    expect(headers['cross-origin-resource-policy']).toBe('same-origin')
    expect(String(headers['permissions-policy'])).toMatch(/camera=(\(\)|\(self\))/)
    expect(String(headers['content-security-policy'])).toMatch(/default-src 'none'/)
    expect(String(headers['content-security-policy'])).not.toMatch(/unsafe-inline|'unsafe-eval'/)
  }
})

it('says which port is in use, and leaves the door alone', async () => {
  const second = fakeDoor()
  await expect(startServer({ door: second, pageFolder: folder, port: server.port, now: () => clock })).rejects.toMatchObject({
    code: 'port-in-use',
    detail: { port: server.port }
  })
  expect(second.listeners.size).toBe(0)
})

it('listens on loopback and nowhere else', async () => {
  await expect(startServer({ door, pageFolder: folder, port: 0, host: '0.0.0.0', now: () => clock })).rejects.toMatchObject({ code: 'bad-input' })
})

it('closes the session of a browser that went away, and asks for a new sign-in when it comes back', async () => {
  const cookie = await enter()
  await raw('POST', '/call/a', { cookie, origin: base() }, '{}')
  const { makeVisitors } = await import('../../../src/main/serve/visitors.ts')
  const visitors = makeVisitors(door, () => clock)
  const visitor = visitors.find(visitors.admit())
  if (visitor === undefined) throw new Error('not admitted')
  const session = visitors.sessionOf(visitor)
  visitor.streams = 1
  clock += 3_600_000
  visitors.sweep()
  expect(door.sessions.has(session)).toBe(true)
  visitor.streams = 0
  visitors.sweep()
  expect(door.sessions.has(session)).toBe(false)
  expect(visitors.sessionOf(visitor)).not.toBe(session)
})

it('lets a running call end before it closes, and closes every session and stream', async () => {
  const mine = await bearer()
  let release = (): void => undefined
  const began = new Promise<void>(resolve => {
    door.reply = () => {
      resolve()
      return new Promise(done => (release = () => done({ ok: true, value: 'filed' })))
    }
  })
  const running = raw('POST', '/call/fileRecord', mine, '{}')
  await began
  const stream = await fetch(`${base()}/events`, { headers: mine })
  const closing = server.close()
  expect(await stream.text()).toMatch(/^retry: 1000\n: here\n/)
  release()
  expect(JSON.parse((await running).text)).toEqual({ ok: true, value: 'filed' })
  await closing
  expect(door.sessions.size).toBe(0)
  expect(door.listeners.size).toBe(0)
  expect(door.closed).toBe(0)
})

it('survives what is not HTTP', async () => {
  await new Promise<void>(resolve => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write('\u0016\u0003\u0001 GET / nonsense\r\n\r\n'))
    socket.on('close', () => resolve())
    socket.on('data', () => undefined)
  })
  expect((await raw('GET', '/')).status).toBe(401)
})
