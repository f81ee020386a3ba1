import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readDoorFile, removeDoorFile, writeDoorFile } from '../../../src/main/serve/door-file.ts'
import { readServeArguments } from '../../../src/main/serve/serve.ts'

let folder: string
let children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muniment-served-'))
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  children = []
  rmSync(folder, { recursive: true, force: true })
})

interface Served {
  child: ChildProcess
  first: string
  ended: Promise<{ code: number | null; errors: string }>
}
async function served(...args: string[]): Promise<Served> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, 'served.ts'), '--data', join(folder, 'desk'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe']
  })
  children.push(child)
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (errors += piece))
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, errors }))
  const [first] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, first, ended }
}

it('prints its address as the first line, keeps the door file private, and takes it away at the end', async () => {
  const { child, first, ended } = await served('--json')
  const line = JSON.parse(first) as { url: string; token: string; peer: string }
  expect(Object.keys(line)).toEqual(['url', 'token', 'peer'])
  expect(line.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:\\d+/\\?token=${line.token}$`))
  expect(line.peer).toBe('/ip4/127.0.0.1/tcp/1/p2p/x')
  const door = readDoorFile(join(folder, 'desk'))
  expect(door?.base).toBe(new URL(line.url).origin)
  expect(door?.pid).toBe(child.pid)
  expect(statSync(join(folder, 'desk', 'door.json')).mode & 0o077).toBe(0)
  expect(readFileSync(join(folder, 'desk', 'door.json'), 'utf8')).not.toContain(line.token)
  const opened = await fetch(`${door?.base}/open`, { method: 'POST', headers: { Authorization: `Bearer ${door?.secret}` } })
  expect(((await opened.json()) as { url: string }).url).toMatch(/token=/)
  child.kill('SIGTERM')
  expect(await ended).toMatchObject({ code: 0, errors: 'closed, 0 sessions, asked \n' })
  expect(existsSync(join(folder, 'desk', 'door.json'))).toBe(false)
})

it('ends on Ctrl-C as on SIGTERM', async () => {
  const { child, first, ended } = await served()
  expect(first).toContain('Open once')
  child.kill('SIGINT')
  expect((await ended).code).toBe(0)
})

it("says that the port is in use, closes the desk again, and leaves the other desk's door file", async () => {
  const one = await served('--json')
  const port = new URL((JSON.parse(one.first) as { url: string }).url).port
  const before = readFileSync(join(folder, 'desk', 'door.json'), 'utf8')
  const two = await served('--json', '--port', port)
  expect(JSON.parse(two.first)).toMatchObject({
    error: { code: 'port-in-use', message: expect.stringContaining(port), next: expect.stringContaining('--port') }
  })
  const end = await two.ended
  expect(end.code).toBe(2)
  expect(end.errors).toContain('closed, 0 sessions')
  expect(readFileSync(join(folder, 'desk', 'door.json'), 'utf8')).toBe(before)
})

it("takes away no other desk's door file, and reads none that leads off this machine", () => {
  writeDoorFile(folder, { base: 'http://127.0.0.1:4000', secret: 'theirs', pid: 1 })
  removeDoorFile(folder, 'ours')
  expect(readDoorFile(folder)).toEqual({ base: 'http://127.0.0.1:4000', secret: 'theirs', pid: 1 })
  for (const base of ['http://evil.example:4000', 'http://127.0.0.1.evil.example:1', 'https://127.0.0.1:1', 'http://127.0.0.1:1/x']) {
    writeDoorFile(folder, { base, secret: 'x', pid: 1 })
    expect(readDoorFile(folder)).toBeUndefined()
  }
  for (const text of ['', 'null', '[]', '{"base":1}']) {
    writeFileSync(join(folder, 'door.json'), text)
    expect(readDoorFile(folder)).toBeUndefined()
  }
})

it('opens the keys of a desk that nobody attends, or says that the passphrase is wrong', async () => {
  const file = join(folder, 'passphrase')
  writeFileSync(file, 'four or five words\n')
  const good = await served('--person', 'Ana', '--passphrase-file', file, '--json')
  good.child.kill('SIGTERM')
  expect((await good.ended).errors).toContain('asked signIn signOut')
  writeFileSync(file, 'wrong')
  const bad = await served('--person', 'Ana', '--passphrase-file', file, '--json')
  expect(JSON.parse(bad.first)).toMatchObject({ error: { code: 'wrong-passphrase' } })
  expect((await bad.ended).code).toBe(2)
})

it('reads its arguments strictly', () => {
  const { desk, port, json } = readServeArguments([
    '--data',
    folder,
    '--port',
    '4000',
    '--listen',
    '/ip4/127.0.0.1/tcp/0',
    '--listen',
    '/ip4/127.0.0.1/tcp/1',
    '--hub',
    '--json'
  ])
  expect({ folder: desk.folder, listen: desk.listen, mdns: desk.mdns, hub: desk.hub, port, json }).toEqual({
    folder,
    listen: ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/1'],
    mdns: false,
    hub: true,
    port: 4000,
    json: true
  })
  expect(readServeArguments(['--no-network']).desk).toMatchObject({ listen: null, mdns: false })
  for (const argv of [['--port', '70000'], ['--port', 'x'], ['--prot', '1'], ['stray']])
    expect(() => readServeArguments(argv)).toThrow(expect.objectContaining({ code: 'bad-input' }))
})
