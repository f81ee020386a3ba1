/** The same exchange over libp2p: real workers, sockets on loopback, real time. */
import { expect, it } from 'vitest'
import { onTestFinished } from 'vitest'
import { allowPeer } from '../../../src/main/sync/join.ts'
import { openPeerLink } from '../../../src/main/sync/peer-link.ts'
import { realTimers } from '../../../src/main/sync/timers.ts'
import { copiesOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { admitRequest, answerJoin, requestsWaiting } from '../../../src/main/ledger/admission.ts'
import { askToJoin } from '../../../src/main/sync/join.ts'
import { openSignatureThreads } from '../../../src/main/work/verify-signatures.ts'
import { headOf, makeWorld, notes, type TestDesk, type World } from '../../kit/desks.ts'
import { attach, bytesOfFile } from '../../kit/desk-files.ts'
import { makeWaking } from '../../kit/waking.ts'

const { wake, until } = makeWaking()

const threads = openSignatureThreads()

/** Goes on a real network; every growth wakes whoever waits with `until`. */
async function start(world: World, desk: TestDesk): Promise<void> {
  const link = await openPeerLink({ seed: desk.keys.seed, listen: ['/ip4/127.0.0.1/tcp/0'], mdns: false, allow: allowPeer(desk.ledger) })
  onTestFinished(() => link.close())
  const { verifyLines } = threads
  world.start(desk, { timers: realTimers, verifyLines, onLines: wake, onPayloads: wake, onPackages: wake, onPeers: wake }, it => void (it.link = link))
}

it('a newcomer joins over libp2p, and what both file is held, witnessed and receipted at both', async () => {
  const world = makeWorld(151)
  world.realTime = true
  world.now = Date.now()
  const a = world.found('North')
  await start(world, a)
  const { desk: b, invitation, request } = world.asking('South')
  await start(world, b)
  expect(await askToJoin(b.link!, invitation, request, AbortSignal.timeout(10_000))).toBe('waiting')
  admitRequest(a.ledger, requestsWaiting(a.ledger)[0]!.id, [a.keys.person])
  expect(answerJoin(a.ledger, b.chain, request)).toBe('admitted')
  await b.exchange!.syncNow()
  expect(b.ledger.registry.deskAt(b.chain, b.ledger.registry.size)).toBeDefined()
  notes(
    a,
    Array.from({ length: 2_000 }, (_, i) => `bulk ${i}`)
  )
  notes(
    b,
    Array.from({ length: 200 }, (_, i) => `single ${i}`),
    [a.office]
  )
  attach(a, [world.bytes(1_500_000)])
  const done = (at: TestDesk, of: TestDesk): boolean => {
    const last = of.ledger.own.state.size - 1
    return (
      headOf(at, of.chain) === headOf(of, of.chain) &&
      witnessesOf(of.ledger, of.chain, last).length === 1 &&
      copiesOf(of.ledger, of.chain, last, 0).length === 1
    )
  }
  await until(() => done(a, b) && done(b, a))
  expect(bytesOfFile(b, a.chain, [a.ledger.own.state.size - 1, 0], 0)).toHaveLength(1_500_000)
  expect([a.troubles, b.troubles]).toEqual([[], []])
  await Promise.all([world.stop(a), world.stop(b)])
  await threads.close()
}, 60_000)
