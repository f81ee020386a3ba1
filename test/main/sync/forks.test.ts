/** Equivocation (N15, T4, T7): at any height, shown to any desks in any order. FORKS=5000 for the long count. */
import { expect, it } from 'vitest'
import { openCheckpoint, readFork } from '../../../src/shared/ledger/fork.ts'
import { lineAt } from '../../../src/main/store/lines.ts'
import { lineIdOf } from '../../../src/main/store/positions.ts'
import { toBase64url } from '../../../src/shared/bytes.ts'
import type { Hash } from '../../../src/shared/names.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import { agreesWithDecision, forkedChains, forkOf, forkTexts, frozenFrom, takeFork } from '../../../src/main/ledger/forks.ts'
import { decideItem } from '../../../src/main/ledger/motion-of.ts'
import { moveMotion } from '../../../src/main/ledger/motions.ts'
import { otherHalf } from '../../../src/main/ledger/other-half.ts'
import { isRefusedBatch, receiveLines } from '../../../src/main/ledger/receive.ts'
import { settleRegistry } from '../../../src/main/ledger/settle.ts'
import { witnessedSize } from '../../../src/main/ledger/witnessed.ts'
import { headOf, makeWorld, note, seeded, sizeOf, type TestDesk, type World } from '../../kit/desks.ts'
import { admitTwoFaced, isSeen, show, type TwoFaced } from '../../kit/two-faced.ts'

const FORKS = Number(process.env['FORKS'] ?? 240)
const AT_ONCE = 100

/** Three honest offices that hold the registry, and desks that sign two histories, shown to some of them. */
async function deceived(seed: number, count: number): Promise<{ world: World; honest: TestDesk[]; liars: TwoFaced[] }> {
  const world = makeWorld(seed)
  const honest = [world.found('North'), world.join('South'), world.join('East')]
  // nothing here is about power cuts: without waiting for the disk three times as many forks fit into the time
  for (const desk of honest) desk.store.ledger.pragma('synchronous = OFF')
  const liars = admitTwoFaced(world, count)
  world.startAll()
  await world.settle(30_000)
  for (const desk of honest) await world.stop(desk)
  for (const liar of liars) {
    const order = honest.toSorted(() => world.random() - 0.5)
    // one, two or all three; mostly not all the same
    const halves = ([0, 1, world.random() < 0.5 ? 0 : 1] as const).slice(0, 1 + Math.floor(world.random() * 3))
    for (const [i, half] of halves.entries()) await show(world, liar, order[i]!, world.random() < 0.8 ? half : 0)
  }
  return { world, honest, liars }
}

it(`${FORKS} forks: every honest desk ends with the same proof, freezes that chain and no other, and takes the half that is decided for`, async () => {
  let seen = 0
  for (let done = 0; done < FORKS; done += AT_ONCE) {
    const { world, honest, liars } = await deceived(7_000 + done, Math.min(AT_ONCE, FORKS - done))
    world.startAll()
    note(honest[1]!, 'goes on')
    await world.settle(70_000)
    const [keeper] = honest as [TestDesk]
    for (const liar of liars) {
      const known = honest.map(desk => forkOf(desk.ledger, liar.chain))
      if (!isSeen(liar)) {
        expect(known, 'who signed once, as far as anyone saw').toEqual([undefined, undefined, undefined])
        continue
      }
      seen++
      expect(new Set(known.map(fork => fork?.id)).size, `${liar.same} lines the same, ${JSON.stringify([...liar.shown.values()])}`).toBe(1)
      expect(known[0]!.evidence.at).toBe(liar.same + 1)
      for (const [i, desk] of honest.entries()) {
        expect(frozenFrom(desk.ledger, liar.chain)).toBe(known[i]!.kept)
        const half = liar.shown.get(desk)
        if (half) expect(isRefusedBatch(await receiveLines(desk.ledger, liar.halves[half.half].batch()))).toBe(true)
      }
    }
    expect(headOf(honest[2]!, honest[1]!.chain)).toBe(honest[1]!.ledger.own.state.head)
    for (const liar of liars.filter(isSeen)) decideFor(world, keeper, liar)
    keeper.exchange!.announce()
    await world.settle(130_000)
    for (const liar of liars.filter(isSeen))
      for (const desk of honest) {
        const { keep } = desk.ledger.registry.decisionOn(liar.chain)!
        expect(
          [agreesWithDecision(desk.ledger, liar.chain), frozenFrom(desk.ledger, liar.chain)],
          `${desk.name}: ${sizeOf(desk, liar.chain)} of ${keep.size}`
        ).toEqual([true, undefined])
      }
    expect(honest.flatMap(desk => desk.troubles)).toEqual([])
  }
  expect(seen).toBeGreaterThan(FORKS / 4)
}, 3_600_000)

/** One of the two checkpoints in the evidence, picked by the seed. */
function decideFor(world: World, keeper: TestDesk, liar: TwoFaced): void {
  const { evidence, id } = forkOf(keeper.ledger, liar.chain)!
  const side = evidence.sides[world.random() < 0.5 ? 0 : 1]
  const { root, size } = openCheckpoint(native, verify, evidence.net, liar.chain, side.note)!
  moveMotion(keeper.ledger, [decideItem(keeper.ledger, liar.chain, id, { root: toBase64url(root) as Hash, size }, 'heard both')], keeper.keys.person)
  settleRegistry(keeper.ledger)
  expect(keeper.ledger.registry.decisionOn(liar.chain)).toBeDefined()
}

it('what another office had witnessed before keeps its effect, the rest waits, and both stay so after a restart', async () => {
  const { world, honest, liars } = await deceived(71, 12)
  const before = liars.map(liar => honest.map(desk => witnessedSize(desk.ledger, liar.chain)))
  world.startAll()
  await world.settle(70_000)
  const said = (): unknown =>
    liars.map(({ chain }) =>
      honest.map(desk => [frozenFrom(desk.ledger, chain), forkOf(desk.ledger, chain)?.id, otherHalf(desk.ledger, chain).map(({ hash }) => hash)])
    )
  const first = said()
  for (const [i, liar] of liars.entries())
    for (const [j, desk] of honest.entries()) {
      const kept = frozenFrom(desk.ledger, liar.chain)
      if (kept !== undefined) expect(kept).toBeGreaterThanOrEqual(before[i]![j]!)
      if (kept !== undefined) expect(kept).toBeLessThanOrEqual(sizeOf(desk, liar.chain))
    }
  for (const desk of honest) await world.restart(desk)
  expect(said()).toEqual(first)
})

it('the lines of the other half come and are kept beside ours, checked like all others', async () => {
  const { world, honest, liars } = await deceived(72, 20)
  world.startAll()
  await world.settle(70_000)
  let beside = 0
  for (const liar of liars.filter(isSeen))
    for (const desk of honest) {
      const lines = otherHalf(desk.ledger, liar.chain)
      const mine = liar.shown.get(desk)
      if (!mine || lines.length === 0) continue
      beside++
      expect(lines[0]!.body.height).toBe(liar.same)
      const held = desk.ledger.chains.get(liar.chain)!
      const ours = toBase64url(lineAt(desk.ledger.store.ledger, lineIdOf(held.no, liar.same))!.hash)
      const [half, other] = [0, 1].map(n => liar.halves[n]!.lines.map(({ hash }) => hash as string)).sort(a => (a[liar.same] === ours ? -1 : 1)) as [
        string[],
        string[]
      ]
      expect(half[liar.same]).toBe(ours)
      for (const { body, hash } of lines) expect(hash).toBe(other[body.height])
    }
  expect(beside).toBeGreaterThan(4)
})

it('nothing makes a desk that signed once look as if it had signed twice', async () => {
  const { honest, liars } = await deceived(73, 30)
  const random = seeded(74)
  const [a] = honest as [TestDesk]
  // sides of sound chains and of true forks, mixed, shifted and changed: only what is signed twice convicts
  const liar = liars[0]!
  const other = liars[1]!
  const sound = new Set(liars.map(({ chain }) => chain))
  sound.delete(liar.chain)
  for (let i = 0; i < 2_000; i++) {
    const from = random() < 0.5 ? liar : other
    const [x, y] = [from.halves[0], random() < 0.5 && from === liar ? from.halves[1] : from.halves[0]]
    const at = 1 + Math.floor(random() * Math.min(x.lines.length, y.lines.length))
    const side = (made: typeof x): unknown => {
      const to = at + Math.floor(random() * (made.lines.length - at + 1))
      const shift = random() < 0.3 ? 1 : 0
      return {
        note: Buffer.from(made.note(to, random() < 0.1 ? { key: a.keys.desk } : {})).toString(),
        root: toBase64url(random() < 0.2 ? made.root(Math.max(1, at - shift)) : made.root(at)),
        steps: to === at ? [] : [{ proof: made.proof(at, to).map(hash => toBase64url(hash)), root: toBase64url(made.root(to)), size: to }]
      }
    }
    const text = JSON.stringify({ at, chain: from.chain, net: a.ledger.net, sides: [side(x), side(y)], v: 1 })
    for (const tried of [text, text.replace(from.chain, other.chain), text.replace(`"at":${at}`, `"at":${at + 1}`)]) {
      takeFork(a.ledger, tried)
      const read = readFork(native, verify, tried)
      if (read) expect([read.chain, x === y]).toEqual([liar.chain, false])
    }
  }
  expect([...forkedChains(a.ledger).keys()]).toEqual([liar.chain])
  expect(forkTexts(a.ledger).length).toBe(1)
})
