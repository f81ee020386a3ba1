/** A cap on the line, measured in bytes that cross it, and a budget for what is held, measured in bytes on the disk. */
import { expect, it } from 'vitest'
import { bytesHeld, bytesHeldBack, setLineSettings } from '../../../src/main/ledger/budget.ts'
import { countFilesWanted, countWanted } from '../../../src/main/ledger/payloads.ts'
import type { PeerLink } from '../../../src/main/sync/peer-link.ts'
import { headOf, makeWorld, note, notes, type TestDesk, type World } from '../../kit/desks.ts'
import { attach, bytesOfFile } from '../../kit/desk-files.ts'

const RATE = 8_000

/** Counts every byte that a desk asks and is answered, and answers and is asked, below whatever the exchange does. */
function count(desk: TestDesk, bytes: { crossed: number }): void {
  const link = desk.link!
  desk.link = Object.create(link, {
    request: {
      value: async (...args: Parameters<PeerLink['request']>) => {
        const answer = await link.request(...args)
        bytes.crossed += args[2].length + answer.length
        return answer
      }
    },
    answer: {
      value: (protocol: Parameters<PeerLink['answer']>[0], handler: Parameters<PeerLink['answer']>[1]) =>
        link.answer(protocol, async (from, body) => {
          const answer = await handler(from, body)
          bytes.crossed += body.length + answer.length
          return answer
        })
    }
  }) as PeerLink
}

interface Scene {
  readonly world: World
  readonly a: TestDesk
  readonly b: TestDesk
  readonly bytes: { crossed: number }
}

/** North with some 900 KB of records; South counts what crosses its line. `capped`: which of them has the cap. */
async function scene(seed: number, capped: 'north' | 'south' | 'nobody'): Promise<Scene> {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South')
  for (let i = 0; i < 30; i++) note(a, `${i} ${'x'.repeat(30_000)}`)
  const bytes = { crossed: 0 }
  const one = { north: a, south: b, nobody: null }[capped]
  if (one) setLineSettings(one.ledger, { cap: RATE, budget: null })
  world.start(a)
  world.start(b, {}, desk => count(desk, bytes))
  return { world, a, b, bytes }
}

/** Time passes in tenths of a second, and what is sent arrives at once: a desk that waits for its line is not at rest. */
async function live(world: World, seconds: number): Promise<void> {
  for (let i = 0; i < seconds * 10; i++) {
    for (let n = 0; n < 3; n++) {
      await world.network.settle()
      await new Promise(resolve => setImmediate(resolve))
    }
    await world.tick(100)
  }
}

it.each(['north', 'south'] as const)('with a cap at the %s no more crosses in a minute than the cap allows, and everything comes', async capped => {
  const { world, a, b, bytes } = await scene(capped === 'north' ? 801 : 802, capped)
  for (const seconds of [10, 20, 60, 120]) {
    const before = bytes.crossed
    await live(world, seconds)
    // one answer may be under way at each end, and a record of 30 KB does not come in parts
    expect(bytes.crossed - before).toBeLessThan(RATE * seconds + 2 * 4 * RATE + 65_536)
  }
  expect(bytes.crossed).toBeGreaterThan(RATE * 60)
  await live(world, 60)
  expect(headOf(b, a.chain)).toBe(headOf(a, a.chain))
  expect(countWanted(b.ledger, a.chain)).toBe(0)
})

it('without a cap it all comes at once', async () => {
  const { world, a, b, bytes } = await scene(803, 'nobody')
  await world.pass(10_000)
  expect(countWanted(b.ledger, a.chain)).toBe(0)
  expect(bytes.crossed).toBeGreaterThan(RATE * 100)
})

it('beyond the budget contents and files wait, and come when it is raised; blocks are always taken', async () => {
  const world = makeWorld(804)
  const a = world.found('North')
  const b = world.join('South')
  notes(
    a,
    Array.from({ length: 40 }, (_, i) => `${i} ${'y'.repeat(20_000)}`)
  )
  attach(a, [Uint8Array.from({ length: 900_000 }, (_, i) => i & 255)])
  const budget = bytesHeld(b.ledger) + 1_300_000
  setLineSettings(b.ledger, { cap: null, budget })
  world.startAll()
  await world.settle()
  expect(headOf(b, a.chain)).toBe(headOf(a, a.chain))
  expect(bytesHeld(b.ledger)).toBeLessThan(budget + 300_000)
  expect(bytesHeldBack(b.ledger)).not.toBe(null)
  expect(countWanted(b.ledger, a.chain) + countFilesWanted(b.ledger, a.chain)).toBeGreaterThan(0)
  setLineSettings(b.ledger, { cap: null, budget: budget + 3_000_000 })
  await world.pass(61_000)
  expect([countWanted(b.ledger, a.chain), countFilesWanted(b.ledger, a.chain)]).toEqual([0, 0])
  expect(bytesOfFile(b, a.chain, [a.ledger.own.state.size - 1, 0], 0)).toHaveLength(900_000)
  expect(bytesHeldBack(b.ledger)).toBe(null)
})
