import { expect, it } from 'vitest'
import { hash as sha256 } from 'node:crypto'
import type { Key } from '../../../src/shared/names.ts'
import type { PeerLink } from '../../../src/main/sync/peer-link.ts'
import { QueueNetwork } from '../../kit/queue-link.ts'
import { codeOf, runPeerLinkSuite } from '../../suites/peer-link.ts'

const SYNC = '/muniment/sync/1'
const key = (name: string): Key => sha256('sha256', name, 'base64url') as Key
/** Mulberry32: small and good enough to shuffle. */
const seeded = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const never = new AbortController().signal

runPeerLinkSuite('over queues', async () => {
  const network = new QueueNetwork(seeded(1))
  network.auto()
  const links: PeerLink[] = []
  return {
    open: async allow => {
      const link = network.open(key(`desk ${links.length}`), allow)
      links.push(link)
      return link
    },
    close: async () => void (await Promise.all(links.map(link => link.close())))
  }
})

async function pair(seed = 1) {
  const network = new QueueNetwork(seeded(seed))
  const [a, b] = [network.open(key('a'), () => true), network.open(key('b'), () => true)]
  await a.dial(b.self.peer, b.self.addresses, never)
  const landed: number[] = []
  b.answer(SYNC, async (_, body) => (landed.push(body[0]!), body))
  const ask = (n: number): Promise<Uint8Array> => a.request(b.self.peer, SYNC, Uint8Array.of(n), never)
  return { network, a, b, landed, ask }
}

it('nothing arrives before it is delivered, and then in the order of the test', async () => {
  const { network, landed, ask } = await pair()
  const asked = [ask(1), ask(2)]
  expect([landed, network.queued.length]).toEqual([[], 2])
  await network.deliver(1)
  expect(landed).toEqual([2])
  await network.settle()
  expect(landed).toEqual([2, 1])
  expect(await Promise.all(asked)).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
})

it('a lost request never lands; a lost answer has landed and is reported lost', async () => {
  const { network, landed, ask } = await pair()
  const first = codeOf(ask(1))
  await network.lose()
  expect([await first, landed]).toEqual(['peer-unreachable', []])
  const second = codeOf(ask(2))
  await network.deliver()
  await network.lose()
  expect([await second, landed]).toEqual(['peer-unreachable', [2]])
})

it('a repeated request lands twice and is answered once', async () => {
  const { network, landed, ask } = await pair()
  const asked = ask(5)
  await network.repeat()
  await network.settle()
  expect([await asked, landed]).toEqual([Uint8Array.of(5), [5, 5]])
})

it('a cut ends the connection and all that is under way, and after healing they dial again', async () => {
  const { network, a, b, landed, ask } = await pair()
  const lost = [codeOf(ask(1)), codeOf(ask(2))]
  await network.deliver()
  network.cut(a.self.peer, b.self.peer)
  expect(await Promise.all(lost)).toEqual(['peer-unreachable', 'peer-unreachable'])
  expect([a.connections(), b.connections(), network.queued]).toEqual([[], [], []])
  expect(await codeOf(a.dial(b.self.peer, b.self.addresses, never))).toBe('peer-unreachable')
  network.heal(a.self.peer, b.self.peer)
  await b.dial(a.self.peer, a.self.addresses, never)
  const again = ask(3)
  await network.settle()
  expect([await again, landed]).toEqual([Uint8Array.of(3), [1, 3]])
})

it('the same seed delivers in the same order, another seed in another', async () => {
  const order = async (seed: number): Promise<number[]> => {
    const { network, landed, ask } = await pair(seed)
    const asked = Array.from({ length: 20 }, (_, n) => ask(n))
    await network.settle()
    await Promise.all(asked)
    return landed
  }
  expect(await order(7)).toEqual(await order(7))
  expect(await order(7)).not.toEqual(await order(8))
})
