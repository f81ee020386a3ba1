/**
 * The desk server: the built page and the door, on the loopback address, for one user of this machine.
 *
 *   GET  /?token=T       spends T, sets the cookie, leads to /
 *   GET  /               the page, and what belongs to it              (cookie)
 *   POST /session        Bearer token or secret → {session}            for scripts; DELETE ends it
 *   POST /open           Bearer secret → {url}                         a new one-time address
 *   POST /call/:name     JSON ≤ 8 MiB → Reply                          (cookie or Bearer session)
 *   GET  /events         news as server-sent events                    (cookie or Bearer session)
 *   PUT  /file           bytes ≤ 64 MiB → {sha256, size}               (cookie or Bearer session)
 *   PUT  /file/upload    bytes, any number → {sha256, size}            (cookie or Bearer session)
 *   GET  /file/…         a download or a raster image                  (cookie or Bearer session)
 *
 * Every failure is a Reply with the status of errors.ts. No CORS: no other page is ever let in. BUG: cookies do not see ports,
 * so another user's server on this machine, if one visits it by the same name, is sent ours; use one account a machine, or the app.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { OfficeError } from '../../shared/errors.ts'
import { isStreamed, type Door } from '../service/door.ts'
import { downloadHeaders, filePath, guardHeaders, pagePath, pagePermissions, readPage } from '../service/page-files.ts'
import { send, sendJson, sendReply, sendStream } from './answers.ts'
import { bodyPieces, CALL_LIMIT, FILE_LIMIT, parseInput, readBody } from './body.ts'
import { makeStreams } from './events.ts'
import { loopbackHosts, requireOwnHost, requireOwnPage } from './guard.ts'
import { stopPage } from './stop-page.ts'
import { makeVisitors, type Visitor, type Visitors } from './visitors.ts'

export interface ServerOptions {
  readonly door: Door
  /** Absolute path of the built page. */
  readonly pageFolder: string
  /** 0 lets the system choose. */
  readonly port: number
  /** A name of loopback; anything else is refused. */
  readonly host?: string
  /** Wall clock in ms. */
  readonly now: () => number
}

export interface DeskServer {
  /** The first one-time address. */
  readonly url: string
  /** The token in it. */
  readonly token: string
  /** Opens any number of sessions and addresses; for the command line, through the door file. */
  readonly secret: string
  readonly port: number
  /** Takes nothing new, lets running calls end (at most 10 s), closes every session. The door stays open. */
  close(): Promise<void>
}

interface Desk {
  readonly door: Door
  readonly pageFolder: string
  readonly visitors: Visitors
  readonly streams: ReturnType<typeof makeStreams>
  readonly running: Set<Promise<unknown>>
  port: number
  host: string
}

const SWEEP_MS = 60_000
const CLOSE_MS = 10_000

/** Throws OfficeError 'port-in-use'. */
export async function startServer(options: ServerOptions): Promise<DeskServer> {
  const host = options.host ?? '127.0.0.1'
  if (!loopbackHosts.includes(host)) throw new OfficeError('bad-input', { field: 'host', wanted: 'a loopback address', got: host })
  const visitors = makeVisitors(options.door, options.now)
  const streams = makeStreams(receive => options.door.listen(receive))
  const desk: Desk = { door: options.door, pageFolder: options.pageFolder, visitors, streams, running: new Set(), port: options.port, host }
  const server = createServer({ maxHeaderSize: 16_384, headersTimeout: 10_000, requestTimeout: 0 }, (request, response) => {
    const work = answer(desk, request, response).finally(() => desk.running.delete(work))
    desk.running.add(work)
  })
  server.maxConnections = 256
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      streams.end()
      reject(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? new OfficeError('port-in-use', { port: options.port }, { cause: error }) : error)
    })
    server.listen(options.port, host, resolve)
  })
  desk.port = (server.address() as AddressInfo).port
  const sweep = setInterval(visitors.sweep, SWEEP_MS)
  sweep.unref()
  const token = visitors.newToken()
  return {
    url: address(desk, token),
    token,
    secret: visitors.secret,
    port: desk.port,
    async close() {
      clearInterval(sweep)
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      streams.end()
      server.closeIdleConnections()
      const late = new AbortController()
      await Promise.race([Promise.allSettled(desk.running), after(CLOSE_MS, late.signal)])
      late.abort()
      server.closeAllConnections()
      await closed
      visitors.clear()
    }
  }
}

const after = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })

const address = (desk: Desk, token: string): string => `http://${desk.host === '::1' ? '[::1]' : desk.host}:${desk.port}/?token=${token}`
const cookieName = (desk: Desk): string => `muniment-${desk.port}`

/** Never throws. */
async function answer(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  response.on('error', () => response.destroy())
  try {
    requireOwnHost(request.headers, desk.port)
    const url = new URL(request.url ?? '/', 'http://desk')
    const raw = (request.url ?? '/').split('?', 1)[0] ?? '/'
    await route(desk, request, response, raw, url.searchParams)
  } catch (error) {
    const known = error instanceof OfficeError ? error : new OfficeError('internal', { what: 'the desk server' }, { cause: error })
    if (known.code === 'internal') process.stderr.write(`${String(error instanceof Error ? error.stack : error)}\n`)
    if (response.headersSent) response.destroy()
    else sendReply(response, { ok: false, code: known.code, detail: known.detail })
  }
}

async function route(desk: Desk, request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams): Promise<void> {
  const { headers, method } = request
  const bearer = /^Bearer ([A-Za-z0-9_-]{1,200})$/.exec(headers.authorization ?? '')?.[1]
  const change = method !== 'GET' && method !== 'HEAD'
  const token = query.get('token')
  if (method === 'GET' && path === '/' && token !== null) return enter(desk, request, response, token)
  const arrival = method === 'GET' && path === '/' && headers['sec-fetch-dest'] === 'document'
  if (!arrival) requireOwnPage(headers, change, bearer === undefined)
  if (method === 'POST' && path === '/session') return openSession(desk, response, bearer)
  if (method === 'POST' && path === '/open') return openAddress(desk, response, bearer)

  const visitor = desk.visitors.find(bearer ?? cookie(request, cookieName(desk)))
  if (visitor === undefined) {
    if (method === 'GET' && path === '/') return stopPage(response)
    throw new OfficeError('no-session')
  }
  if (method === 'DELETE' && path === '/session') {
    desk.visitors.remove(visitor)
    return sendReply(response, { ok: true, value: {} })
  }
  if (method === 'POST' && path.startsWith('/call/')) return call(desk, visitor, request, response, path.slice('/call/'.length))
  if (method === 'PUT' && path === '/file') {
    const bytes = await readBody(request, FILE_LIMIT, 'the file')
    return sendJson(response, 200, await desk.door.putFile(desk.visitors.sessionOf(visitor), bytes))
  }
  if (method === 'PUT' && path === '/file/upload') return upload(desk, visitor, request, response)
  if (method === 'GET') return get(desk, visitor, response, path)
  throw new OfficeError('not-found', { what: `${method ?? ''} address`, id: path.slice(0, 100) })
}

async function get(desk: Desk, visitor: Visitor, response: ServerResponse, path: string): Promise<void> {
  if (path === '/events') {
    desk.visitors.sessionOf(visitor)
    visitor.streams += 1
    response.writeHead(200, { ...guardHeaders, 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    return desk.streams.open(response, () => {
      visitor.streams -= 1
    })
  }
  const file = filePath(path)
  if (file !== undefined) {
    const download = await desk.door.openFile(desk.visitors.sessionOf(visitor), file)
    if (isStreamed(download)) return sendStream(response, 200, downloadHeaders(download), download.stream)
    return send(response, 200, downloadHeaders(download), download.bytes)
  }
  const relative = pagePath(path)
  const page = relative === undefined ? undefined : await readPage(desk.pageFolder, relative)
  if (page !== undefined) return send(response, 200, { ...page.headers, 'Permissions-Policy': pagePermissions }, page.bytes)
  if (path === '/') throw new OfficeError('program-damaged', { what: 'index.html' })
  throw new OfficeError('not-found', { what: 'page', id: path.slice(0, 100) })
}

/** What is not read is read past, so that the answer can still be heard. */
async function upload(desk: Desk, visitor: Visitor, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    sendJson(response, 200, await desk.door.upload(desk.visitors.sessionOf(visitor), bodyPieces(request)))
  } finally {
    request.resume()
  }
}

async function call(desk: Desk, visitor: Visitor, request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
  const input = parseInput(await readBody(request, CALL_LIMIT, 'the call'))
  sendReply(response, await desk.door.dispatch(desk.visitors.sessionOf(visitor), name, input))
}

/** A browser arrives with a one-time address. Who is already in (a reload, the address in the history) is simply led on. */
function enter(desk: Desk, request: IncomingMessage, response: ServerResponse, token: string): void {
  const known = desk.visitors.find(cookie(request, cookieName(desk))) !== undefined
  const spent = desk.visitors.spend(token)
  if (!known && !spent) return stopPage(response)
  const headers: Record<string, string> = { ...guardHeaders, Location: '/', 'Cache-Control': 'no-store' }
  if (!known) headers['Set-Cookie'] = `${cookieName(desk)}=${desk.visitors.admit()}; HttpOnly; SameSite=Strict; Path=/`
  send(response, 303, headers, new Uint8Array())
}

function openSession(desk: Desk, response: ServerResponse, bearer: string | undefined): void {
  if (bearer === undefined || !(desk.visitors.isSecret(bearer) || desk.visitors.spend(bearer))) throw new OfficeError('no-session')
  sendJson(response, 200, { session: desk.visitors.admit() })
}

function openAddress(desk: Desk, response: ServerResponse, bearer: string | undefined): void {
  if (bearer === undefined || !desk.visitors.isSecret(bearer)) throw new OfficeError('no-session')
  sendJson(response, 200, { url: address(desk, desk.visitors.newToken()) })
}

function cookie(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return undefined
}
