/** Joining: an invitation, a request at the door, an administrator's word, and then a member like all others. */
import { expect, it } from 'vitest'
import type { Key } from '../../../src/shared/names.ts'
import { admitRequest, answerJoin, invitationsKept, makeInvitation, refuseRequest, requestsWaiting } from '../../../src/main/ledger/admission.ts'
import { readTitles } from '../../../src/main/ledger/titles.ts'
import { askToJoin } from '../../../src/main/sync/join.ts'
import { makeWorld, note, sizeOf, type TestDesk, type World } from '../../kit/desks.ts'
import { codeOf } from '../../kit/code-of.ts'

const soon = (): AbortSignal => AbortSignal.timeout(20_000)
async function answered<T>(world: World, work: Promise<T>): Promise<T> {
  const done = work.catch((error: unknown) => error)
  await world.quiet()
  const result = await done
  if (result instanceof Error) throw result
  return result as T
}
const founded = (seed: number): { world: World; a: TestDesk } => {
  const world = makeWorld(seed)
  const a = world.found('North')
  world.start(a)
  return { world, a }
}

it('a newcomer asks, waits, is admitted, and then holds the registry and files like everyone', async () => {
  const { world, a } = founded(11)
  const { desk: b, invitation, request } = world.asking('South')
  world.start(b)
  await world.quiet()
  expect(await answered(world, askToJoin(b.link!, invitation, request, soon()))).toBe('waiting')
  expect(await answered(world, askToJoin(b.link!, invitation, request, soon()))).toBe('waiting')
  expect(requestsWaiting(a.ledger)).toMatchObject([{ office: 'South', person: 'South person', role: 'clerk', desk: true }])
  expect(requestsWaiting(a.ledger)[0]!.numbers).toHaveLength(6)
  await world.settle(5_000)
  expect(b.ledger.registry.size).toBe(1) // whoever waits may see whom it asked
  admitRequest(a.ledger, requestsWaiting(a.ledger)[0]!.id, [a.keys.person])
  a.exchange!.announce()
  expect(requestsWaiting(a.ledger)).toEqual([])
  expect(invitationsKept(a.ledger)).toMatchObject([{ used: true }])
  await world.settle(5_000)
  expect(b.ledger.registry.net).toBe(world.net)
  expect(b.ledger.registry.deskAt(b.chain, b.ledger.registry.size)).toMatchObject({ number: 1 })
  note(b, 'hello')
  await world.settle()
  expect(sizeOf(a, b.chain)).toBe(1)
  const titles = readTitles(b.ledger)
  expect([titles.network, titles.desk(b.chain), titles.desk(a.chain)]).toEqual(['Test', 'South desk 1', 'North desk 1'])
})

it('an invitation is good for one newcomer, until it expires, on its own network', () => {
  const { world, a } = founded(12)
  const { desk: b, request } = world.asking('South')
  const { desk: c, request: other } = world.asking('East')
  expect(answerJoin(a.ledger, b.chain, request)).toBe('waiting')
  expect(codeOf(() => answerJoin(a.ledger, c.chain, { ...other, code: request.code }))).toBe('invitation-used')
  expect(codeOf(() => answerJoin(a.ledger, c.chain, { ...other, net: b.chain }))).toBe('invitation-foreign')
  world.now += 100_000_000
  expect(codeOf(() => answerJoin(a.ledger, c.chain, other))).toBe('invitation-expired')
  expect(answerJoin(a.ledger, b.chain, request)).toBe('waiting')
})

it('five wrong codes close the invitation they name', () => {
  const { world, a } = founded(13)
  const { desk: b, invitation, request } = world.asking('South')
  const wrong = { ...request, code: 'A'.repeat(22) }
  for (let i = 0; i < 5; i++) expect(codeOf(() => answerJoin(a.ledger, b.chain, wrong))).toBe('invitation-wrong')
  expect(request.id).toBe(invitation.id)
  expect(codeOf(() => answerJoin(a.ledger, b.chain, request))).toBe('invitation-wrong')
  expect(requestsWaiting(a.ledger)).toEqual([])
})

it('a request whose keys are not proved, or that comes over another key, is refused', () => {
  const { world, a } = founded(14)
  const { desk: b, request } = world.asking('South')
  const { request: other } = world.asking('East')
  const asked = (from: Key, changed: object): string => codeOf(() => answerJoin(a.ledger, from, { ...request, ...changed }))
  expect(asked(a.chain, {})).toBe('bad-input')
  expect(asked(b.chain, { desk: { ...request.desk, proof: other.desk!.proof } })).toBe('bad-input')
  expect(asked(b.chain, { person: { ...request.person, key: other.person.key } })).toBe('bad-input')
  expect(asked(b.chain, { desk: null })).toBe('bad-input')
  expect(asked(b.chain, { more: 1 })).toBe('bad-input')
})

it('refused stays refused', () => {
  const { world, a } = founded(15)
  const { desk: b, request } = world.asking('South')
  answerJoin(a.ledger, b.chain, request)
  refuseRequest(a.ledger, request.id)
  expect(answerJoin(a.ledger, b.chain, request)).toBe('refused')
  expect(codeOf(() => admitRequest(a.ledger, request.id, [a.keys.person]))).toBe('not-found')
})

it('only an administrator admits, and only where the registry is kept', () => {
  const { world, a } = founded(16)
  const { desk: b, request } = world.asking('South')
  answerJoin(a.ledger, b.chain, request)
  const size = a.ledger.registry.size
  expect(codeOf(() => admitRequest(a.ledger, request.id, [b.keys.person]))).toBe('not-authorised')
  expect(codeOf(() => admitRequest(a.ledger, request.id, []))).toBe('not-authorised')
  expect(a.ledger.registry.size).toBe(size)
  expect(codeOf(() => makeInvitation(b.ledger, { office: null, officeName: 'x', networkName: 'x', role: 'clerk', oversight: false, expires: 0 }, []))).toBe(
    'not-registry-desk'
  )
})

it('two newcomers invited to one new office come into one office, with numbers of their own', () => {
  const { world, a } = founded(17)
  const first = world.asking('South')
  const second = world.asking('South')
  for (const { desk, request } of [first, second]) {
    answerJoin(a.ledger, desk.chain, request)
    admitRequest(a.ledger, request.id, [a.keys.person])
  }
  const desks = [first, second].map(({ desk }) => a.ledger.registry.desks.get(desk.chain)!)
  expect(desks[0]!.office).toBe(desks[1]!.office)
  expect(desks.map(({ number }) => number)).toEqual([1, 2])
})

it('a stranger learns nothing at the registry door, and nothing at all on sync', async () => {
  const { world } = founded(18)
  const b = world.newcomer('Nobody')
  world.start(b)
  await world.settle(5_000)
  expect(b.ledger.registry.size).toBe(0)
  expect(b.exchange!.state()).toMatchObject([{ trouble: 'peer-refused' }])
})

it('a desk that has not heard of a newcomer learns of it from the newcomer, whom others told where it is', async () => {
  const { world, a } = founded(19)
  const c = world.join('East')
  world.start(c)
  await world.settle()
  world.network.cut(a.chain, c.chain)
  const b = world.join('South')
  world.start(b)
  await world.settle()
  expect(a.link!.connections().map(({ peer }) => peer)).toEqual([b.chain])
  expect(c.ledger.registry.desks.has(b.chain)).toBe(true)
  note(b, 'met')
  await world.settle()
  expect(sizeOf(c, b.chain)).toBe(1)
})
