/**
 * A Link over HTTP: requests are POSTs that are answered with a Reply, news come as server-sent events, files go by PUT and
 * GET. Pure: `fetch` and `wait` are passed in, so a page, the command line and a test use the same code.
 *
 * A request that gets no readable answer may or may not have been carried out: it is answered 'unknown-outcome', and the
 * caller asks again with the same id. News that were told while the stream was down are lost; so each time it is up
 * again everything counts as stale, and every kind is told once.
 */
import { newsKinds, type News } from './contract.ts'
import { OfficeError, isErrorCode, type Detail } from './errors.ts'
import { textOf } from './bytes.ts'
import type { FileBody, Files, Link, Reply } from './wire.ts'

/** What is used of the platform's `fetch`; the platform's own fits. */
export interface HttpAnswer {
  readonly ok: boolean
  readonly status: number
  readonly body: { getReader(): { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>; cancel(): Promise<void> } } | null
  json(): Promise<unknown>
  arrayBuffer(): Promise<ArrayBuffer>
}
export interface HttpAsk {
  method: string
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer> | FileBody
  cache: 'no-store'
}
export type Fetch = (address: string, ask: HttpAsk) => Promise<HttpAnswer>

export interface HttpLinkOptions {
  readonly fetch: Fetch
  /** A session as given by POST /session; without it the browser's cookie counts. */
  readonly bearer?: string
  /** Resolves after so many ms. Without it a lost stream of news is not taken up again: for commands that end soon. */
  readonly wait?: (ms: number) => Promise<void>
}

/** Bytes; the server's limit. Refused here first, because a browser does not hear an answer before it has sent everything. */
const FILE_LIMIT = 64 * 1024 * 1024
const LONGEST_WAIT_MS = 15_000

const lost: Reply = { ok: false, code: 'unknown-outcome', detail: {} }

/** `base` like `http://127.0.0.1:4000`, or empty for the page's own origin. */
export function httpLink(base: string, options: HttpLinkOptions): Link & { readonly files: Files } {
  const headers = (type?: string): Record<string, string> => ({
    ...(type === undefined ? {} : { 'Content-Type': type }),
    ...(options.bearer === undefined ? {} : { Authorization: `Bearer ${options.bearer}` })
  })
  const ask = (path: string, method: string, type?: string, body?: HttpAsk['body']): Promise<HttpAnswer> =>
    options.fetch(base + path, { method, headers: headers(type), cache: 'no-store', ...(body === undefined ? {} : { body }) })

  return {
    async request(name, input) {
      try {
        const answer = await ask(`/call/${encodeURIComponent(name)}`, 'POST', 'application/json', JSON.stringify(input ?? {}))
        return replyOf(await answer.json())
      } catch {
        return lost
      }
    },
    listen: receive => keepListening(receive, () => ask('/events', 'GET'), options.wait),
    files: {
      async put(bytes) {
        if (bytes.length > FILE_LIMIT) throw new OfficeError('too-large', { what: 'the file', got: bytes.length, limit: FILE_LIMIT })
        const staged = (await answered(
          () => ask('/file', 'PUT', 'application/octet-stream', Uint8Array.from(bytes)),
          answer => answer.json()
        )) as { sha256: string; size: number }
        return { sha256: staged.sha256, size: staged.size }
      },
      async upload(body) {
        const kept = (await answered(
          () => ask('/file/upload', 'PUT', 'application/octet-stream', body),
          answer => answer.json()
        )) as { sha256: string; size: number }
        return { sha256: kept.sha256, size: kept.size }
      },
      open: path => pieces(() => ask(`/file/${path}`, 'GET')),
      get: path =>
        answered(
          () => ask(`/file/${path}`, 'GET'),
          async answer => new Uint8Array(await answer.arrayBuffer())
        )
    }
  }
}

/** The body of a good answer as it comes. One that breaks off is 'unknown-outcome'. */
async function* pieces(ask: () => Promise<HttpAnswer>): AsyncGenerator<Uint8Array> {
  const body = await answered(ask, answer => Promise.resolve(answer.body))
  const reader = body?.getReader()
  try {
    for (;;) {
      const next = await reader?.read().catch((cause: unknown) => {
        throw new OfficeError('unknown-outcome', {}, { cause })
      })
      if (!next || next.done) return
      if (next.value) yield next.value
    }
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}

/** The value of a good answer; a failed one is thrown as OfficeError. */
async function answered<T>(ask: () => Promise<HttpAnswer>, read: (answer: HttpAnswer) => Promise<T>): Promise<T> {
  let reply: Reply
  try {
    const answer = await ask()
    if (answer.ok) return await read(answer)
    reply = replyOf(await answer.json())
  } catch (cause) {
    throw new OfficeError('unknown-outcome', {}, { cause })
  }
  throw reply.ok || !isErrorCode(reply.code) ? new OfficeError('internal', { what: 'an answer that is none' }) : new OfficeError(reply.code, reply.detail)
}

function replyOf(value: unknown): Reply {
  const reply = (typeof value === 'object' && value !== null ? value : {}) as { ok?: unknown; value?: unknown; code?: unknown; detail?: unknown }
  if (reply.ok === true) return { ok: true, value: reply.value }
  if (reply.ok === false && typeof reply.code === 'string') return { ok: false, code: reply.code, detail: (reply.detail ?? {}) as Detail }
  return { ok: false, code: 'internal', detail: { what: 'an answer that is none' } }
}

function keepListening(receive: (news: News) => void, open: () => Promise<HttpAnswer>, wait: HttpLinkOptions['wait']): () => void {
  const state = { stopped: false, cancel: undefined as (() => Promise<void>) | undefined }
  const run = async (): Promise<void> => {
    for (let fails = 0; !state.stopped; fails++) {
      try {
        const answer = await open()
        if (answer.ok && answer.body !== null) {
          const reader = answer.body.getReader()
          state.cancel = () => reader.cancel()
          await readStream(reader, text => {
            if (state.stopped) return
            fails = 0
            if (text === undefined) for (const kind of newsKinds) receive({ kind })
            else tell(text, receive)
          })
        }
      } catch {
        // the stream broke: taken up again below
      }
      state.cancel = undefined
      if (wait === undefined) return
      if (!state.stopped) await wait(Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(fails, 5)))
    }
  }
  void run()
  return () => {
    state.stopped = true
    void state.cancel?.().catch(() => undefined)
  }
}

/** Each `data:` line of the stream; `undefined` once, when its first bytes show that it stands. */
async function readStream(
  reader: { read(): Promise<{ done: boolean; value?: Uint8Array | undefined }> },
  heard: (text: string | undefined) => void
): Promise<void> {
  let rest = ''
  let first = true
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    if (first) heard(undefined)
    first = false
    // the server writes ASCII only, so a piece is never cut inside a character
    const lines = (rest + (textOf(value ?? new Uint8Array()) ?? '')).split('\n')
    rest = (lines.pop() ?? '').slice(-10_000)
    for (const line of lines) if (line.startsWith('data: ')) heard(line.slice(6))
  }
}

function tell(text: string, receive: (news: News) => void): void {
  const value: unknown = JSON.parse(text)
  const kind = newsKinds.find(known => typeof value === 'object' && value !== null && 'kind' in value && value.kind === known)
  if (kind !== undefined) receive({ kind })
}
