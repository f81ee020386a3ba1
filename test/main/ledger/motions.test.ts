import { expect, it } from 'vitest'
import { parseCanonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import type { Hash, Key } from '../../../src/shared/names.ts'
import { approveMotion, joinMotions, motionId, readMotion, writeMotion, type Motion, type MotionItem } from '../../../src/shared/record/motion.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import type { KeySigner } from '../../../src/main/ledger/ledger.ts'
import { policyItem, revokeItem, roleItem } from '../../../src/main/ledger/motion-of.ts'
import {
  approveKept,
  approvingPersons,
  faultOf,
  fileReady,
  motionOf,
  motionTexts,
  moveMotion,
  stateOfMotion,
  takeMotion,
  withdrawKept
} from '../../../src/main/ledger/motions.ts'
import { settleRegistry } from '../../../src/main/ledger/settle.ts'
import { makeWorld, note, type TestDesk, type World } from '../../kit/desks.ts'

interface Three {
  readonly world: World
  readonly a: TestDesk
  readonly b: TestDesk
  readonly c: TestDesk
  readonly d: TestDesk
}

/** Three administrators at three offices, and an office with a clerk; a change takes two of them. Everything is everywhere. */
async function threeAdministrators(seed: number): Promise<Three> {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South', { role: 'admin' })
  const c = world.join('East', { role: 'admin' })
  const d = world.join('West')
  moveMotion(a.ledger, [policyItem(a.ledger, { quorum: 2 })], a.keys.person)
  expect(fileReady(a.ledger)).toBe(1)
  world.startAll()
  await world.settle(30_000)
  note(d, 'first')
  await world.settle(30_000)
  expect(b.ledger.registry.policyAt(b.ledger.registry.size).quorum).toBe(2)
  return { world, a, b, c, d }
}

const isRevoked = (desk: TestDesk, chain: Key): boolean => desk.ledger.registry.deskAt(chain, desk.ledger.registry.size) === undefined
const revocation = (desk: TestDesk, chain: Key): MotionItem => revokeItem(desk.ledger, 'desk', chain, 'stolen', 'witnessed')
const read = ({ ledger }: TestDesk, text: string): Motion => {
  const motion = readMotion(native, verify, { net: ledger.net, registry: ledger.registry.chain }, text)
  if (typeof motion === 'string') throw new Error(motion)
  return motion
}
const give = (desk: TestDesk, motion: Motion): void => {
  desk.exchange!.give([Buffer.from(writeMotion(motion))])
}

it('a proposal at one desk, approved at another, is filed by the desk that keeps the registry, whoever hears of it first', async () => {
  const { world, a, b, c, d } = await threeAdministrators(1)
  const { id, motion } = moveMotion(b.ledger, [revocation(b, d.chain)], b.keys.person)
  give(b, motion)
  await world.settle()
  expect([a, c, d].map(desk => motionOf(desk.ledger, id) !== undefined)).toEqual([true, true, true])
  expect([a, b, c, d].some(desk => isRevoked(desk, d.chain))).toBe(false)
  give(c, approveKept(c.ledger, id, c.keys.person).motion)
  await world.settle()
  expect([a, b, c].map(desk => [isRevoked(desk, d.chain), stateOfMotion(desk.ledger, motionOf(desk.ledger, id)!)])).toEqual([
    [true, 'filed'],
    [true, 'filed'],
    [true, 'filed']
  ])
  expect(a.ledger.registry.voids).toEqual([])
  expect(motionTexts(a.ledger)).toEqual([])
  expect(a.troubles.concat(b.troubles, c.troubles)).toEqual([])
})

it('approvals that come in any order, twice, and by files carried both ways, come to the same', async () => {
  for (const order of [
    ['b', 'c'],
    ['c', 'b', 'b', 'c']
  ] as const) {
    const { a, b, c, d } = await threeAdministrators(2)
    const item = revocation(b, d.chain)
    const texts = { b: writeMotion(moveMotion(b.ledger, [item], b.keys.person).motion), c: writeMotion(moveMotion(c.ledger, [item], c.keys.person).motion) }
    const size = a.ledger.registry.size
    for (const one of order) {
      takeMotion(a.ledger, texts[one])
      settleRegistry(a.ledger)
    }
    expect(a.ledger.registry.size).toBe(size + 1)
    expect(isRevoked(a, d.chain)).toBe(true)
    for (const text of Object.values(texts)) expect(takeMotion(a.ledger, text)).toBe('known')
    expect(settleRegistry(a.ledger)).toEqual([])
  }
})

it('one person with two keys counts once, and a clerk not at all', async () => {
  const { world, a, b, d } = await threeAdministrators(3)
  const { id, motion } = moveMotion(b.ledger, [revocation(b, d.chain)], b.keys.person)
  expect(takeMotion(a.ledger, writeMotion(motion))).toBe('new')
  // the clerk's signature is passed over, and does not stand in what goes on
  const forged = joinMotions(motion, read(a, writeMotion({ ...motion, approvals: [{ key: d.keys.person.key, sigs: signed(motion, d.keys.person) }] })))
  expect(takeMotion(a.ledger, writeMotion(forged))).toBe('known')
  approveKept(a.ledger, id, b.keys.person)
  expect(approvingPersons(a.ledger, motionOf(a.ledger, id)!).size).toBe(1)
  expect(faultOf(a.ledger, motionOf(a.ledger, id)!)).toBe('quorum')
  expect(settleRegistry(a.ledger)).toEqual([])
  expect(() => moveMotion(d.ledger, [revocation(d, a.chain)], d.keys.person)).toThrow('does not allow')
  await world.quiet()
})

const signed = (motion: Motion, by: KeySigner): Motion['approvals'][number]['sigs'] => approveMotion(motion.items, by.key, by.sign).sigs

it('an approval of one proposal is none of another, nor of the same with a word changed', async () => {
  const { a, b, c, d } = await threeAdministrators(4)
  const one = moveMotion(b.ledger, [revocation(b, d.chain)], b.keys.person).motion
  const other = moveMotion(c.ledger, [revokeItem(c.ledger, 'desk', a.chain, 'stolen', 'witnessed')], c.keys.person).motion
  const about = { net: a.ledger.net, registry: a.ledger.registry.chain }
  const replayed: Motion = { ...other, approvals: [...one.approvals, ...other.approvals].sort((x, y) => (x.key < y.key ? -1 : 1)) }
  expect(readMotion(native, verify, about, writeMotion(replayed))).toBe('an approval that its key did not sign')
  expect(takeMotion(a.ledger, writeMotion(replayed))).toBe('refused')
  const text = writeMotion(one)
  for (const [from, to] of [
    [d.chain, c.chain],
    ['stolen', 'stolem'],
    [`"expiresAtSize":${one.items[0]!.proposal.expiresAtSize}`, `"expiresAtSize":${one.items[0]!.proposal.expiresAtSize + 1}`],
    ['"v":1', '"v":2'],
    ['"withdrawn":[]', '"withdrawn":[],"x":1']
  ] as const) {
    expect(text).toContain(from)
    expect(typeof readMotion(native, verify, about, text.replaceAll(from, to)), to).toBe('string')
  }
})

it('what was withdrawn is not filed, also when the approval comes again afterwards', async () => {
  const { world, a, b, c, d } = await threeAdministrators(5)
  const { id, motion } = moveMotion(b.ledger, [revocation(b, d.chain)], b.keys.person)
  give(b, motion)
  await world.settle()
  give(b, withdrawKept(b.ledger, id, b.keys.person).motion)
  await world.settle()
  expect(stateOfMotion(a.ledger, motionOf(a.ledger, id)!)).toBe('withdrawn')
  expect(() => approveKept(b.ledger, id, b.keys.person)).toThrow('closed')
  expect(takeMotion(a.ledger, writeMotion(motion))).toBe('known')
  // someone else who had not heard of it approves: one is not two
  expect(takeMotion(a.ledger, writeMotion({ ...motion, approvals: [{ key: c.keys.person.key, sigs: signed(motion, c.keys.person) }] }))).toBe('new')
  settleRegistry(a.ledger)
  expect(isRevoked(a, d.chain)).toBe(false)
  expect(approvingPersons(a.ledger, motionOf(a.ledger, id)!).size).toBe(1)
  await world.settle()
})

it('an expired proposal is not taken and not filed', async () => {
  const { a, b, c, d } = await threeAdministrators(6)
  const item = revocation(b, d.chain)
  const short: MotionItem = { ...item, proposal: { ...item.proposal, expiresAtSize: a.ledger.registry.size + 1 } }
  const late = writeMotion(moveMotion(b.ledger, [short], b.keys.person).motion)
  const { id } = moveMotion(c.ledger, [short], c.keys.person)
  expect(takeMotion(a.ledger, late)).toBe('new')
  const policy = policyItem(a.ledger, { witnesses: 2 })
  moveMotion(a.ledger, [policy], a.keys.person)
  takeMotion(a.ledger, writeMotion(moveMotion(b.ledger, [policy], b.keys.person).motion))
  expect(fileReady(a.ledger)).toBe(1)
  expect(stateOfMotion(a.ledger, motionOf(a.ledger, id)!)).toBe('expired')
  takeMotion(a.ledger, writeMotion(motionOf(c.ledger, id)!))
  expect(fileReady(a.ledger)).toBe(0)
  expect(isRevoked(a, d.chain)).toBe(false)
  expect(() => approveKept(a.ledger, id, a.keys.person)).toThrow('closed')
})

it('a motion that would have no effect waits, and is filed once it would', async () => {
  const { world, a, b, c } = await threeAdministrators(7)
  // taking the rights of two of three administrators: the second would leave fewer than the quorum
  const clerk = [{ form: null, office: b.office, role: 'clerk', scope: 'others' } as const]
  const first = roleItem(a.ledger, personAt(a, b), clerk, 'held')
  await world.settle(1_000) // the older one is filed first
  const second = roleItem(a.ledger, personAt(a, c), clerk, 'held')
  for (const item of [first, second]) {
    moveMotion(a.ledger, [item], a.keys.person)
    takeMotion(a.ledger, writeMotion(moveMotion(b.ledger, [item], b.keys.person).motion))
  }
  expect(fileReady(a.ledger)).toBe(1)
  expect(a.ledger.registry.voids).toEqual([])
  const left = motionTexts(a.ledger).map(text => read(a, text))
  expect(left.map(motion => faultOf(a.ledger, motion))).toEqual(['quorum']) // b counts no more
})
const personAt = (desk: TestDesk, at: TestDesk): Hash => desk.ledger.registry.keys.get(at.keys.person.key)!.person

it('motions outlive the program, and a flood of one administrator ends at a limit', async () => {
  const { world, a, b, d } = await threeAdministrators(8)
  const { id, motion } = moveMotion(b.ledger, [revocation(b, d.chain)], b.keys.person)
  takeMotion(a.ledger, writeMotion(motion))
  await world.restart(a)
  expect(writeMotion(motionOf(a.ledger, id)!)).toBe(writeMotion(motion))
  let taken = 0
  for (let i = 0; i < 210; i++)
    if (takeMotion(a.ledger, writeMotion(moveMotion(b.ledger, [policyItem(b.ledger, { witnesses: 3 })], b.keys.person).motion)) === 'new') taken++
  expect(taken).toBe(199)
})

it('every text that is not a motion is refused, and no mutation of one is taken for another', async () => {
  const { world, a, b, d } = await threeAdministrators(9)
  const { motion, id } = moveMotion(b.ledger, [revocation(b, d.chain)], b.keys.person)
  const text = writeMotion(motion)
  const about = { net: a.ledger.net, registry: a.ledger.registry.chain }
  for (const wrong of ['', '{}', 'null', '[]', '{"approvals":[]}', '{"approvals":'.repeat(40), text.slice(1), ` ${text}`, `${text} `])
    expect(typeof readMotion(native, verify, about, wrong)).toBe('string')
  for (let i = 0; i < 400; i++) {
    const at = Math.floor(world.random() * text.length)
    const changed = text.slice(0, at) + String.fromCharCode(33 + Math.floor(world.random() * 90)) + text.slice(at + 1)
    const result = readMotion(native, verify, about, changed)
    if (typeof result !== 'string') expect([motionId(native, result.items), changed]).toEqual([id, text])
  }
  // every field left out, or of another type
  const value = parseCanonical(text) as Record<string, Json>
  for (const name of Object.keys(value)) {
    const { [name]: _, ...less } = value
    expect(typeof readMotion(native, verify, about, JSON.stringify(less)), name).toBe('string')
    for (const other of [null, 7, 'x', [], {}, [null], [{}]])
      expect(typeof readMotion(native, verify, about, JSON.stringify({ ...value, [name]: other })), name).toBe(
        name === 'withdrawn' && JSON.stringify(other) === '[]' ? 'object' : 'string'
      )
  }
})
