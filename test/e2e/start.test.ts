import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, it } from 'vitest'

const start = resolve(import.meta.dirname, '../../src/main/start.mjs')
const folder = mkdtempSync(join(tmpdir(), 'muniment-start-'))
const started: ChildProcess[] = []

afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** `npm start` where there is no display: resolves to the process, the address it prints and what it said before. */
async function startHeadless(args: string[] = []): Promise<{ child: ChildProcess; address: string; said: string }> {
  const env = { ...process.env, DISPLAY: '', WAYLAND_DISPLAY: '' }
  const child = spawn(process.execPath, [start, '--data', folder, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  started.push(child)
  let said = ''
  child.stderr.on('data', chunk => (said += String(chunk)))
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /http:\/\/\S+/.exec(line)?.[0]
    if (address !== undefined) return { child, address, said }
  }
  throw new Error(`no address was printed; it said: ${said}`)
}

it('without a display, start says why and prints an address that answers, and ends in peace when told to', async () => {
  const { child, address, said } = await startHeadless()
  expect(said).toContain('Opening in the browser: there is no display.')
  const entered = await fetch(address, { redirect: 'manual' })
  const page = await fetch(new URL('/', address), {
    headers: {
      cookie: entered.headers
        .getSetCookie()
        .map(one => one.split(';')[0])
        .join('; ')
    }
  })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<script type="module"')
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
}, 120_000)

it('a server never outlives the start that a person sees, even one that was killed', async () => {
  const { child, address } = await startHeadless()
  const { hostname, port } = new URL(address)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const closed = once(socket.resume(), 'close')
  child.kill('SIGKILL')
  await closed
  const late = connect(Number(port), hostname)
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException]
  expect(error.code).toBe('ECONNREFUSED')
}, 120_000)
