/** Desks that can not reach one another, and a hub: real workers and sockets on loopback. */
import { afterAll, expect, it, onTestFinished } from 'vitest'
import { policyItem } from '../../../src/main/ledger/motion-of.ts'
import { moveMotion } from '../../../src/main/ledger/motions.ts'
import { copiesOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import type { PeerState } from '../../../src/main/sync/exchange.ts'
import { allowPeer } from '../../../src/main/sync/join.ts'
import { openPeerLink } from '../../../src/main/sync/peer-link.ts'
import { rememberPeer } from '../../../src/main/ledger/address-book.ts'
import { realTimers } from '../../../src/main/sync/timers.ts'
import { openSignatureThreads } from '../../../src/main/work/verify-signatures.ts'
import { headOf, makeWorld, note, type TestDesk, type World } from '../../kit/desks.ts'
import { makeWaking } from '../../kit/waking.ts'

const { wake, until } = makeWaking()

const threads = openSignatureThreads()
afterAll(() => threads.close())

async function start(world: World, desk: TestDesk, { listen = true, hub = false } = {}): Promise<void> {
  const link = await openPeerLink({
    seed: desk.keys.seed,
    listen: listen ? ['/ip4/127.0.0.1/tcp/0'] : [],
    mdns: false,
    hub,
    allow: allowPeer(desk.ledger)
  })
  onTestFinished(() => link.close())
  link.listen(wake)
  const { verifyLines } = threads
  world.start(desk, { timers: realTimers, verifyLines, onLines: wake, onPayloads: wake, onPackages: wake, onPeers: wake }, it => void (it.link = link))
}

/** North keeps the registry, South is another office, Hub is named as a hub; nobody is on the network yet, and all hold the registry. */
async function threeWithHub(seed: number): Promise<{ world: World; a: TestDesk; b: TestDesk; hub: TestDesk }> {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South')
  const hub = world.join('Hub')
  moveMotion(a.ledger, [policyItem(a.ledger, { hubs: [hub.chain] })], a.keys.person)
  world.startAll()
  await world.settle()
  for (const desk of [a, b, hub]) await world.stop(desk)
  for (const desk of [b, hub]) expect(desk.ledger.registry.policyAt(desk.ledger.registry.size).hubs).toEqual([hub.chain])
  world.realTime = true
  world.now = Date.now()
  for (const desk of [a, b, hub]) await world.restart(desk)
  return { world, a, b, hub }
}

const seenFrom = (desk: TestDesk, other: TestDesk): PeerState => desk.exchange!.state().find(({ chain }) => chain === other.chain)!

it('two desks that listen on nothing meet through the hub, and their copies and witnesses are truly there', async () => {
  const { world, a, b, hub } = await threeWithHub(601)
  await start(world, hub, { hub: true })
  for (const desk of [a, b]) rememberPeer(desk.ledger, hub.chain, hub.link!.self.addresses, null)
  await start(world, a, { listen: false })
  await start(world, b, { listen: false })
  await until(() => seenFrom(a, b).connected && seenFrom(b, a).connected)
  const lines = [seenFrom(a, b).connection, seenFrom(b, a).connection]
  expect(lines.map(one => one?.via)).toEqual([hub.chain, hub.chain])
  expect(new Set(lines.map(one => one?.inbound)).size).toBe(2)
  // for South alone: the hub passes the content on without having it
  note(a, 'for South', [b.office])
  const last = a.ledger.own.state.size - 1
  await until(() => copiesOf(a.ledger, a.chain, last, 0).length === 1 && witnessesOf(a.ledger, a.chain, last).length === 2)
  expect(copiesOf(a.ledger, a.chain, last, 0).map(({ office }) => office)).toEqual([b.office])
  expect(headOf(hub, a.chain)).toBe(headOf(a, a.chain))
  expect([a.troubles, b.troubles, hub.troubles]).toEqual([[], [], []])
}, 60_000)

it('without the hub nobody gets through, and each says why', async () => {
  const { world, a, b, hub } = await threeWithHub(602)
  rememberPeer(a.ledger, hub.chain, ['/ip4/127.0.0.1/tcp/1'], null)
  await start(world, a, { listen: false })
  await start(world, b, { listen: false })
  await a.exchange!.syncNow()
  expect(seenFrom(a, b)).toMatchObject({ connected: false, why: expect.stringMatching(/^(refused|no-address)$/), connection: null })
  expect(seenFrom(a, hub)).toMatchObject({ connected: false, why: 'refused', tried: expect.any(Number) })
}, 60_000)

it('a desk learns from the others whether it can be reached from outside', async () => {
  const { world, a, b, hub } = await threeWithHub(603)
  await start(world, hub, { hub: true })
  for (const desk of [a, b]) rememberPeer(desk.ledger, hub.chain, hub.link!.self.addresses, null)
  await start(world, a, { listen: true })
  await start(world, b, { listen: false })
  await until(() => seenFrom(a, hub).connected && seenFrom(b, hub).connected)
  const [open] = await a.exchange!.testReach()
  expect(open).toMatchObject({ peer: expect.any(String), answered: true, reached: expect.stringContaining('/ip4/127.0.0.1/tcp/'), why: null })
  expect((await b.exchange!.testReach()).map(({ reached, why }) => [reached, why])).toEqual(Array.from({ length: 2 }, () => [null, 'no-address']))
  const again = await a.exchange!.testReach()
  expect(again.some(({ why }) => why === 'too-soon')).toBe(true)
}, 60_000)
