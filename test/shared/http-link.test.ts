import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { newsKinds, type News } from '../../src/shared/contract.ts'
import { httpLink, type Fetch } from '../../src/shared/http-link.ts'
import { connect } from '../../src/shared/wire.ts'
import { startServer, type DeskServer } from '../../src/main/serve/server.ts'
import { fakeDoor, type FakeDoor } from '../kit/fake-door.ts'

let folder: string
let door: FakeDoor
let server: DeskServer
const start = async (port = 0): Promise<void> => {
  server = await startServer({ door, pageFolder: folder, port, now: () => 0 })
}
const wire: Fetch = (address, ask) => fetch(address, { ...ask, duplex: 'half' } as RequestInit)
const linkTo = async (options: { wait?: (ms: number) => Promise<void>; fetch?: Fetch } = {}) => {
  const base = `http://127.0.0.1:${server.port}`
  const answer = await fetch(`${base}/session`, { method: 'POST', headers: { Authorization: `Bearer ${server.secret}` } })
  const { session } = (await answer.json()) as { session: string }
  return httpLink(base, { fetch: wire, bearer: session, ...options })
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-link-'))
  door = fakeDoor()
  await start()
})
afterEach(async () => {
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Waits for news by event, not by time. */
function ear() {
  const heard: string[] = []
  let wake = (): void => undefined
  return {
    heard,
    receive: (news: News) => {
      heard.push(news.kind)
      wake()
    },
    until: async (enough: () => boolean) => {
      while (!enough()) await new Promise<void>(resolve => (wake = resolve))
    }
  }
}

it('carries a call and its reply unchanged, good or bad', async () => {
  const link = await linkTo()
  expect(await link.request('saveDraft', { text: 'é\u0000\u2028', list: [null] })).toEqual({
    ok: true,
    value: { name: 'saveDraft', input: { text: 'é\u0000\u2028', list: [null] } }
  })
  door.reply = () => ({ ok: false, code: 'bad-values', detail: { path: '/data/a', detail: 'required' } })
  expect(await link.request('x', {})).toEqual({ ok: false, code: 'bad-values', detail: { path: '/data/a', detail: 'required' } })
  await expect(connect(link).status({})).rejects.toMatchObject({ code: 'bad-values' })
})

it('says "unknown outcome" when the connection is lost before or after the call was carried out', async () => {
  const link = await linkTo()
  const lost = await linkTo({ fetch: async () => Promise.reject(new TypeError('fetch failed')) })
  expect(await lost.request('fileRecord', {})).toMatchObject({ ok: false, code: 'unknown-outcome' })
  expect(door.asked.length).toBe(0)
  const afterwards = await linkTo({
    fetch: async (address, ask) => {
      await wire(address, ask)
      throw new TypeError('fetch failed')
    }
  })
  expect(await afterwards.request('fileRecord', {})).toMatchObject({ ok: false, code: 'unknown-outcome' })
  expect(door.asked.length).toBe(1)
  await server.close()
  expect(await link.request('fileRecord', {})).toMatchObject({ ok: false, code: 'unknown-outcome' })
  await expect(link.files.get('staged/x')).rejects.toMatchObject({ code: 'unknown-outcome' })
  await start()
})

it("does not take another program's answer for a reply", async () => {
  const strange =
    (body: string): Fetch =>
    async () =>
      new Response(body, { status: 200 })
  for (const body of ['{}', '[]', 'null', '"ok"', '{"ok":"true"}', '{"ok":false}'])
    expect(await (await linkTo({ fetch: strange(body) })).request('x', {})).toMatchObject({ ok: false, code: 'internal' })
  expect(await (await linkTo({ fetch: strange('<html>') })).request('x', {})).toMatchObject({ ok: false, code: 'unknown-outcome' })
})

it('stages and fetches files, and throws what the desk said', async () => {
  const link = await linkTo()
  const bytes = new Uint8Array([0, 255, 10])
  const { sha256, size } = await link.files.put(bytes)
  expect(size).toBe(3)
  expect(await link.files.get(`staged/${sha256}`)).toEqual(bytes)
  await expect(link.files.get('staged/none')).rejects.toMatchObject({ code: 'not-found' })
  await expect(link.files.put(new Uint8Array(64 * 1024 * 1024 + 1))).rejects.toMatchObject({ code: 'too-large' })
})

it('tells news as they come, and everything once the stream stands', async () => {
  const link = await linkTo()
  const { heard, receive, until } = ear()
  const undo = link.listen(receive)
  await until(() => heard.length >= newsKinds.length)
  expect(heard).toEqual([...newsKinds])
  door.tell('headMoved')
  await until(() => heard.length > newsKinds.length)
  expect(heard.at(-1)).toBe('headMoved')
  undo()
})

it('tells nothing while the desk is away, and asks ever more slowly', async () => {
  const waited: number[] = []
  let tired = (): void => undefined
  const enough = new Promise<void>(resolve => (tired = resolve))
  const link = await linkTo({
    wait: async ms => {
      waited.push(ms)
      if (waited.length === 10) tired()
    }
  })
  const { heard, receive, until } = ear()
  const undo = link.listen(receive)
  await until(() => heard.length >= newsKinds.length)
  await server.close()
  await enough
  undo()
  expect(heard).toEqual([...newsKinds])
  expect(waited.slice(0, 10).toSorted((a, b) => a - b)).toEqual(waited.slice(0, 10))
  expect(Math.max(...waited)).toBeLessThanOrEqual(16_000)
  await start()
})

it('takes the stream up again when it breaks, and then tells every kind', async () => {
  const encoder = new TextEncoder()
  const streams: ReadableStreamDefaultController<Uint8Array>[] = []
  const asked: (() => void)[] = []
  const strange: Fetch = async () => {
    const body = new ReadableStream<Uint8Array>({ start: controller => void streams.push(controller) })
    asked.shift()?.()
    return new Response(body)
  }
  const link = httpLink('', { fetch: strange, wait: async () => undefined })
  const { heard, receive, until } = ear()
  const undo = link.listen(receive)
  streams[0]?.enqueue(encoder.encode(': here\n\ndata: {"kind":"headM'))
  streams[0]?.enqueue(encoder.encode('oved"}\n\ndata: {"kind":"invented"}\n\n'))
  await until(() => heard.length > newsKinds.length)
  expect(heard.slice(newsKinds.length)).toEqual(['headMoved'])
  const again = new Promise<void>(resolve => asked.push(resolve))
  streams[0]?.error(new Error('cut'))
  await again
  streams[1]?.enqueue(encoder.encode(': here\n'))
  await until(() => heard.length >= 2 * newsKinds.length + 1)
  expect(heard.slice(newsKinds.length + 1)).toEqual([...newsKinds])
  undo()
  // cancelled: the other end can not even write
  expect(() => streams[1]?.enqueue(encoder.encode('data: {"kind":"headMoved"}\n'))).toThrow()
  expect(asked.length).toBe(0)
})
