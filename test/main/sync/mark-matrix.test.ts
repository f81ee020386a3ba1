/**
 * Restore and rollback at every height of a chain, with the other office absent, behind, level or ahead; with the mark that
 * survives, is rolled back too, or is lost; and two copies of a folder that run at once. Every signature that leaves a desk is
 * collected: never two for one place while the mark survives or a peer is reached.
 */
import { describe, expect, it } from 'vitest'
import type { Mark, MarkValue } from '../../../src/main/keys/mark.ts'
import { admitContinuation, askToContinue, heldForCertain, keepContinuation, waitingContinuations } from '../../../src/main/ledger/continuing.ts'
import { forkedChains } from '../../../src/main/ledger/forks.ts'
import { leftBehind } from '../../../src/main/ledger/left-behind.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { headOf, makeWorld, note, sizeOf, type TestDesk, type World } from '../../kit/desks.ts'
import { LeftSignatures } from '../../kit/left-signatures.ts'

const HEIGHTS = 5
const PEERS = ['absent', 'behind', 'level', 'ahead'] as const
const MARKS = ['survives', 'rolled back', 'lost'] as const
type Peer = (typeof PEERS)[number]
type MarkFate = (typeof MARKS)[number]

const tryNote = (desk: TestDesk, text: string): boolean => {
  try {
    note(desk, text)
    return true
  } catch (error) {
    if (error instanceof OfficeError) return false
    throw error
  }
}
/** What the cases met: a matrix whose cases never stop, or never go on, would prove nothing. */
const reached = { cases: 0, stopped: 0, resumed: 0, signed: 0 }

interface Case {
  readonly world: World
  readonly left: LeftSignatures
  /** Whose folder is put back, and the other office. */
  readonly desk: TestDesk
  readonly other: TestDesk
}

/**
 * A desk that files HEIGHTS notes; its folder is kept at `height`. The other office holds, when the folder is put back:
 * behind: one line less than the copy; level: exactly the copy; ahead: all but the last line or all; absent: all, but away.
 */
async function rolledBack(seed: number, height: number, peer: Peer, fate: MarkFate): Promise<Case> {
  const world = makeWorld(seed)
  const left = new LeftSignatures()
  const other = world.found('North')
  const desk = world.join('South')
  const start = (one: TestDesk): void => void world.start(one, {}, left.watch)
  start(other)
  start(desk)
  await world.settle()
  const holds = { absent: HEIGHTS, behind: Math.max(0, height - 1), level: height, ahead: HEIGHTS }[peer]
  let old = ''
  let mark: MarkValue | null = null
  for (let n = 0; n <= HEIGHTS; n++) {
    if (n === holds && n < HEIGHTS) {
      await world.settle()
      await world.stop(other)
    }
    if (n === height) {
      await world.settle()
      mark = desk.mark.value
      old = await world.snapshot(desk)
      start(desk)
      if (other.link) await world.settle()
    }
    if (n < HEIGHTS) note(desk, `note ${n}`)
  }
  await world.settle()
  expect(sizeOf(other, desk.chain)).toBe(holds)
  if (fate === 'rolled back') Object.assign(desk.mark, { value: mark })
  if (fate === 'lost') Object.assign(desk, { mark: null as unknown as Mark })
  await world.stop(other)
  await world.rollBack(desk, old)
  expect(sizeOf(desk, desk.chain)).toBe(height)
  reached.cases++
  return { world, left, desk, other }
}

let seed = 4_000
for (const fate of MARKS)
  for (const peer of PEERS)
    describe(`the mark ${fate}, the other office ${peer}`, () => {
      for (let height = 0; height <= HEIGHTS; height++)
        for (const eager of [false, true])
          it(`put back to ${height} of ${HEIGHTS}${eager ? ', and somebody files before anyone is reached' : ''}: nothing is signed twice`, async () => {
            const { world, left, desk, other } = await rolledBack(++seed, height, peer, fate)
            const stopped = desk.ledger.own.trouble !== null
            if (stopped) reached.stopped++
            // at once stopped, whenever the mark can tell; where it can not, nobody can yet
            expect(stopped).toBe(fate === 'lost' || (fate === 'survives' && height < HEIGHTS))
            const early = eager && tryNote(desk, 'early')
            expect(early).toBe(eager && !stopped)
            world.start(desk, {}, left.watch)
            if (peer !== 'absent') {
              world.start(other, {}, left.watch)
              desk.exchange!.addAddress(other.chain, other.link!.self.addresses[0]!)
            }
            await world.settle(5_000)
            if (stopped && desk.ledger.own.trouble === null) reached.resumed++
            if (tryNote(desk, 'late')) reached.signed++
            await world.settle(5_000)
            await world.restart(desk)
            world.start(desk, {}, left.watch)
            if (tryNote(desk, 'later')) reached.signed++
            await world.settle(5_000)
            if (fate === 'survives' || peer !== 'absent') expect([...left.doubles(), ...left.against(other)]).toEqual([])
            // it went on only where all that was ever signed is here: by the mark, or by what the reached office holds
            const { own } = desk.ledger
            if (own.trouble === null && fate === 'survives') expect(own.state.size).toBeGreaterThan(HEIGHTS)
            if (own.trouble === null && peer !== 'absent') expect(headOf(other, desk.chain)).toBe(own.state.head)
            if (fate === 'survives' && peer === 'ahead') expect(own.trouble).toBe(null)
            if (fate === 'lost' && peer === 'level') expect(own.trouble).toBe(null)
            if (fate !== 'survives' && peer === 'ahead' && height < HEIGHTS) expect(own.trouble).not.toBe(null)
          })
    })

describe('off by one', () => {
  it('one line more than the mark is a crash before the mark was durable: the mark moves, and the desk signs', async () => {
    const { world, desk, other } = await rolledBack(4_901, HEIGHTS, 'level', 'survives')
    const marked = desk.mark.value
    note(desk, 'one more')
    Object.assign(desk.mark, { value: marked })
    await world.restart(desk)
    expect([desk.ledger.own.trouble, desk.mark.value.size]).toEqual([null, HEIGHTS + 1])
    note(desk, 'and on')
    expect(sizeOf(other, desk.chain)).toBe(HEIGHTS)
  })

  it('one line less than the mark is a rollback, whoever holds the rest: it comes back, or nothing is signed', async () => {
    for (const peer of ['level', 'ahead'] as const) {
      const { world, desk, other } = await rolledBack(4_902, HEIGHTS - 1, peer, 'survives')
      expect(desk.ledger.own.trouble?.code).toBe('rolled-back')
      world.start(desk)
      world.start(other)
      desk.exchange!.addAddress(other.chain, other.link!.self.addresses[0]!)
      await world.settle(5_000)
      expect(desk.ledger.own.trouble === null).toBe(peer === 'ahead')
    }
  })

  it('a mark of the same length that names another last line is a rollback', async () => {
    const { world, desk } = await rolledBack(4_903, HEIGHTS, 'absent', 'survives')
    Object.assign(desk.mark, { value: { ...desk.mark.value, head: 'A'.repeat(43) } })
    await world.restart(desk)
    expect(desk.ledger.own.trouble?.code).toBe('rolled-back')
    expect(tryNote(desk, 'never')).toBe(false)
  })
})

describe('two machines with one disk, both at work', () => {
  for (const common of [0, 1, 3])
    it(`that part after ${common} blocks are found when those whom they met meet; neither half is lost, both are named, and one goes on under a new key`, async () => {
      const world = makeWorld(4_970 + common)
      const north = world.found('North')
      const east = world.join('East')
      const south = world.join('South')
      for (const desk of [north, east, south]) world.start(desk)
      await world.settle()
      for (let n = 0; n < common; n++) note(south, `common ${n}`)
      await world.settle()
      const again = await world.clone(south)
      // both are at work; one meets North, the other East
      for (let n = 0; n < 3; n++) {
        expect(tryNote(south, `here ${n}`)).toBe(true)
        expect(tryNote(again, `there ${n}`)).toBe(true)
      }
      const meet = async (desk: TestDesk, whom: TestDesk, other: TestDesk): Promise<void> => {
        await world.stop(other)
        if (!whom.link) world.start(whom)
        world.start(desk)
        desk.exchange!.addAddress(whom.chain, whom.link!.self.addresses[0]!)
        await world.settle(5_000)
        await world.stop(desk)
      }
      await meet(south, north, east)
      await meet(again, east, north)
      expect([sizeOf(north, south.chain), sizeOf(east, south.chain)]).toEqual([common + 3, common + 3])
      expect(headOf(north, south.chain)).not.toBe(headOf(east, south.chain))
      world.start(north)
      east.exchange!.addAddress(north.chain, north.link!.self.addresses[0]!)
      await world.settle(70_000)
      for (const desk of [north, east]) expect([...forkedChains(desk.ledger).keys()]).toEqual([south.chain])
      // at the first contact each of them stops, and keeps what it has
      for (const desk of [south, again]) {
        world.start(desk)
        desk.exchange!.addAddress(north.chain, north.link!.self.addresses[0]!)
        await world.settle(5_000)
        expect([desk.ledger.own.trouble?.code, sizeOf(desk, south.chain), tryNote(desk, 'never')]).toEqual(['rolled-back', common + 3, false])
        await world.stop(desk)
      }
      // the half that North does not hold goes on: its own lines are set aside, North's come, and it files them again
      const keys = { ...world.keys(false), vault: again.keys.vault }
      const who = north.ledger.registry.keys.get(again.keys.person.key)!.person
      const text = askToContinue(again.ledger, {
        desk: { signer: keys.desk, seal: keys.seal },
        at: keys.desk,
        chain: south.chain,
        ends: true,
        held: heldForCertain(again.ledger, again.ledger.own),
        person: keys.person,
        who,
        name: 'South person'
      })
      expect(keepContinuation(north.ledger, text)).toBe('new')
      const [request] = waitingContinuations(north.ledger)
      expect(request!.asked.held).toBe(null)
      admitContinuation(north.ledger, request!.asked.id, [north.keys.person], 'clerk', () => 'South')
      world.start(again)
      again.exchange!.addAddress(north.chain, north.link!.self.addresses[0]!)
      await world.settle(5_000)
      await world.moveOn(again, keys)
      world.start(again)
      again.exchange!.addAddress(north.chain, north.link!.self.addresses[0]!)
      await world.settle(70_000)
      expect([again.ledger.own.trouble, headOf(again, south.chain)]).toEqual([null, headOf(north, south.chain)])
      expect(leftBehind(again.ledger).map(({ at, entry }) => [at[0], entry.t])).toEqual([0, 1, 2].map(n => [common + n, 'note']))
      expect(tryNote(again, 'under the new key')).toBe(true)
      await world.settle(5_000)
      expect([sizeOf(north, keys.desk.key), sizeOf(east, keys.desk.key)]).toEqual([1, 1])
      expect(south.ledger.own.state.head).toBe(headOf(north, south.chain))
    })
})

it('the matrix was walked whole: desks were stopped, went on by themselves, and signed', () => {
  expect(reached.cases).toBeGreaterThanOrEqual(MARKS.length * PEERS.length * (HEIGHTS + 1) * 2)
  for (const count of [reached.stopped, reached.resumed, reached.signed]) expect(count).toBeGreaterThan(10)
})

it('the registry put back to any height, to before it knew the others too, comes back from them and goes on', async () => {
  for (const at of [0, 1, 2]) {
    const world = makeWorld(4_950 + at)
    const left = new LeftSignatures()
    const keeper = world.found('North')
    world.start(keeper, {}, left.watch)
    const others: TestDesk[] = []
    let old = ''
    for (let n = 0; n < 3; n++) {
      if (n === at) {
        old = await world.snapshot(keeper)
        world.start(keeper, {}, left.watch)
      }
      const joined = world.join(`Office ${n}`)
      others.push(joined)
      world.start(joined)
      await world.settle()
    }
    note(keeper, 'of the keeper')
    await world.settle()
    await world.rollBack(keeper, old)
    expect(keeper.ledger.ownRegistry!.trouble?.code).toBe('rolled-back')
    world.start(keeper, {}, left.watch)
    for (const other of others) other.exchange!.addAddress(keeper.chain, keeper.link!.self.addresses[0]!)
    await world.settle(70_000)
    expect([keeper.ledger.ownRegistry!.trouble, keeper.ledger.own.trouble]).toEqual([null, null])
    expect(keeper.ledger.registry.size).toBe(others[0]!.ledger.registry.size)
    const late = world.join('Late')
    world.start(late)
    note(keeper, 'goes on')
    await world.settle()
    expect(sizeOf(late, keeper.chain)).toBe(2)
    expect(left.doubles()).toEqual([])
    for (const other of others) expect(headOf(other, world.registryKey)).toBe(headOf(keeper, world.registryKey))
  }
})
