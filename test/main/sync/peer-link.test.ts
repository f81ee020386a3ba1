import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import type { Worker } from 'node:worker_threads'
import { afterEach, expect, it } from 'vitest'
import { toBase64url } from '../../../src/shared/bytes.ts'
import { privateKeyOf } from '../../../src/main/sync/libp2p/identity.ts'
import { openLibp2pLink } from '../../../src/main/sync/libp2p/office-end.ts'
import { spawnWorker, type Spawn } from '../../../src/main/sync/libp2p/keeper.ts'
import { openPeerLink, type PeerAddress, type PeerLink, type PeerLinkOptions } from '../../../src/main/sync/peer-link.ts'
import { codeOf, heard, runCarriageSuite, runPeerLinkSuite } from '../../suites/peer-link.ts'

const SYNC = '/muniment/sync/1'
const TCP = '/ip4/127.0.0.1/tcp/0'
const soon = (ms = 15_000): AbortSignal => AbortSignal.timeout(ms)

const toClose: (() => unknown)[] = []
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close()
})

const settings = (more: Partial<PeerLinkOptions>): PeerLinkOptions => ({ seed: randomBytes(32), listen: [TCP], mdns: false, allow: () => true, ...more })
async function open(more: Partial<PeerLinkOptions> = {}, spawn?: Spawn): Promise<PeerLink> {
  const link = await openLibp2pLink(settings(more), spawn)
  toClose.push(() => link.close())
  return link
}

const placeOn = (listen: string) => async () => {
  const links: PeerLink[] = []
  return {
    open: async (allow: PeerLinkOptions['allow']) => {
      const link = await openPeerLink(settings({ listen: [listen], allow }))
      links.push(link)
      return link
    },
    close: async () => void (await Promise.all(links.map(link => link.close())))
  }
}
runPeerLinkSuite('libp2p over TCP', placeOn(TCP))
runCarriageSuite('libp2p over WebSocket', placeOn(`${TCP}/ws`))

/** A link in another process, and the lines it prints after its address. */
async function child(): Promise<{ process: ChildProcess; self: PeerAddress; asked: Promise<unknown> }> {
  const process_ = spawn(process.execPath, [new URL('./peer-link-child.ts', import.meta.url).pathname], { stdio: ['pipe', 'pipe', 'inherit'] })
  toClose.push(() => process_.kill('SIGKILL'))
  const lines = createInterface({ input: process_.stdout })[Symbol.asyncIterator]()
  const first = await lines.next()
  return { process: process_, self: JSON.parse(String(first.value)) as PeerAddress, asked: lines.next() }
}

it('two processes exchange small and 1 MiB bodies', async () => {
  const [a, there] = await Promise.all([open(), child()])
  await a.dial(there.self.peer, there.self.addresses, soon())
  const body = new Uint8Array(randomBytes(1 << 20))
  body[0] = 0
  expect(await a.request(there.self.peer, SYNC, body, soon())).toEqual(body)
  const answers = await Promise.all(Array.from({ length: 40 }, () => a.request(there.self.peer, SYNC, Uint8Array.of(1), soon())))
  expect(answers.every(answer => answer.length === 1 << 20 && answer.every(byte => byte === 9))).toBe(true)
})

it('a process killed in the middle of a request is noticed at once', async () => {
  const [a, there] = await Promise.all([open(), child()])
  await a.dial(there.self.peer, there.self.addresses, soon())
  const lost = codeOf(a.request(there.self.peer, SYNC, Uint8Array.of(2), soon()))
  await there.asked
  const from = performance.now()
  there.process.kill('SIGKILL')
  expect(await lost).toBe('peer-unreachable')
  expect(performance.now() - from).toBeLessThan(2_000)
})

it('the key on the network is the key of the seed', async () => {
  const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex') // RFC 8032 section 7.1, test 1
  const link = await open({ seed })
  expect(link.self.peer).toBe(Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString('base64url'))
  expect(link.self.addresses).toEqual([expect.stringMatching(/^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\/12D3Koo\w+$/)])
})

it('a port that is taken and an address that is none are told as such', async () => {
  const first = await open()
  const taken = first.self.addresses[0]!.replace(/\/p2p\/.*/, '')
  expect(await codeOf(open({ listen: [taken] }))).toBe('port-in-use')
  expect(await codeOf(open({ listen: ['/nowhere'] }))).toBe('bad-input')
})

/** A link whose worker the test can kill. */
async function openWithWorker(): Promise<{ link: PeerLink; worker: () => Worker }> {
  let worker: Worker | undefined
  const link = await open({}, options => (worker = spawnWorker(options)))
  return { link, worker: () => worker! }
}

it('a worker that dies takes no request with it for long: pending ones are rejected, it starts again on the same port, and works', async () => {
  const { link: b, worker } = await openWithWorker()
  const a = await open()
  const connected = heard(b, 'connected')
  const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const never = (at: number): Promise<never> => (asked[at]?.resolve(), new Promise(() => undefined))
  b.answer(SYNC, async (_, body) => (body[0] === 2 ? never(0) : body))
  a.answer(SYNC, () => never(1))
  await a.dial(b.self.peer, b.self.addresses, soon())
  await connected
  const [before, own, theirs] = [
    b.self,
    codeOf(b.request(a.self.peer, SYNC, Uint8Array.of(1), soon())),
    codeOf(a.request(b.self.peer, SYNC, Uint8Array.of(2), soon()))
  ]
  const events = [heard(b, 'disconnected'), heard(b, 'worker-down'), heard(b, 'worker-up'), heard(a, 'disconnected')]
  await Promise.all(asked.map(({ promise }) => promise))
  await worker().terminate()
  expect(await own).toBe('peer-unreachable')
  expect(await theirs).toBe('peer-unreachable')
  expect(await codeOf(b.request(a.self.peer, SYNC, Uint8Array.of(1), soon()))).toBe('peer-unreachable')
  expect(await Promise.all(events)).toMatchObject([{ peer: a.self.peer }, { againInMs: 250 }, { addresses: before.addresses }, { peer: b.self.peer }])
  expect(b.self).toEqual(before)
  await a.dial(b.self.peer, before.addresses, soon())
  expect(await a.request(b.self.peer, SYNC, Uint8Array.of(1), soon())).toEqual(Uint8Array.of(1))
})

it('a worker that dies again and again is given longer each time, and closing in between ends it', async () => {
  const { link, worker } = await openWithWorker()
  for (const wait of [250, 500]) {
    const [down, up] = [heard(link, 'worker-down'), heard(link, 'worker-up')]
    await worker().terminate()
    expect(await down).toMatchObject({ againInMs: wait })
    await up
  }
  const down = heard(link, 'worker-down')
  await worker().terminate()
  await down
  await link.close()
})

it('a worker that throws dies alone, and says why', async () => {
  const { link, worker } = await openWithWorker()
  const [down, up] = [heard(link, 'worker-down'), heard(link, 'worker-up')]
  worker().postMessage(null)
  expect(await down).toMatchObject({ detail: expect.stringContaining('TypeError') })
  await up
})

/** Resolves when the link has addresses through a hub. */
async function reserved(link: PeerLink): Promise<readonly string[]> {
  const through = (): string[] => link.self.addresses.filter(address => address.includes('/p2p-circuit'))
  while (through().length === 0) await heard(link, 'addresses')
  return through()
}

it('a desk that nobody can reach is reached through a hub, with bodies above the default limit of a relay, by members only', async () => {
  const [seed, other] = [randomBytes(32), randomBytes(32)]
  const keys = await Promise.all([seed, other].map(async one => toBase64url((await privateKeyOf(one)).publicKey.raw)))
  const hub = await open({ hub: true, allow: peer => keys.includes(peer) })
  const [hidden, a, stranger] = [
    await open({ seed, listen: [], relays: hub.self.addresses }),
    await open({ seed: other, listen: [] }),
    await open({ listen: [] })
  ]
  const through = await reserved(hidden)
  hidden.answer(SYNC, async (_, body) => body)
  await a.dial(hidden.self.peer, through, soon())
  expect(a.connections().find(({ peer }) => peer === hidden.self.peer)?.address).toContain('/p2p-circuit')
  const large = new Uint8Array(randomBytes(1 << 20))
  for (let i = 0; i < 2; i++) expect(await a.request(hidden.self.peer, SYNC, large, soon())).toEqual(large)
  expect(await codeOf(stranger.dial(hidden.self.peer, through, soon()))).toBe('peer-unreachable')
})
