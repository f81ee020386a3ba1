/** Forks found from a file, where there is nobody to ask; and who witnessed which half, for those who decide. */
import { expect, it } from 'vitest'
import { exportBundle } from '../../../src/main/ledger/bundle.ts'
import { cosignChain } from '../../../src/main/ledger/cosign.ts'
import { forkedChains, forkOf, frozenFrom } from '../../../src/main/ledger/forks.ts'
import { halfWitnesses } from '../../../src/main/ledger/half-witness.ts'
import { importBundle, type TakenBundle } from '../../../src/main/ledger/read-bundle.ts'
import { isRefusedBatch, receiveLines } from '../../../src/main/ledger/receive.ts'
import { makeWorld, note, sizeOf, type TestDesk } from '../../kit/desks.ts'
import { HandMade } from '../../kit/liar.ts'
import { admitTwoFaced, type TwoFaced } from '../../kit/two-faced.ts'

const carry = async (from: TestDesk, to: TestDesk): Promise<TakenBundle> =>
  importBundle(to.ledger, to.keys.sealSecret, (await exportBundle(from.ledger, to.office)).bytes)

/** Lines of one half, so many of them, and no network: nobody can be asked. */
async function give(desk: TestDesk, { halves }: TwoFaced, half: 0 | 1, lines: number): Promise<void> {
  const taken = await receiveLines(desk.ledger, halves[half].batch(0, lines, lines))
  if (isRefusedBatch(taken)) throw new Error(taken.fault)
}

it('two histories are found from a stick alone, whichever is longer, at the first line that differs; who signed once is not accused', async () => {
  const world = makeWorld(301)
  const [a, b] = [world.found('North'), world.join('South')]
  const liars = admitTwoFaced(world, 40, 6)
  note(a, 'honest')
  await carry(a, b)
  const seen: TwoFaced[] = []
  for (const [i, liar] of liars.entries()) {
    const [x, y] = liar.halves
    // of each: all, only the first that differs, none that differs
    const lines = (all: number, turn: number): number => (turn % 3 === 0 ? all : turn % 3 === 1 ? liar.same + 1 : liar.same)
    const [toA, toB] = [lines(x.lines.length, i), lines(y.lines.length, Math.floor(i / 3))]
    if (toA > 0) await give(a, liar, 0, toA)
    if (toB > 0) await give(b, liar, 1, toB)
    if (toA > liar.same && toB > liar.same) seen.push(liar)
  }
  const refused = (await carry(a, b)).refused
  expect(seen.length).toBeGreaterThan(10)
  expect(refused).toContain('chain-forked')
  expect(new Set(forkedChains(b.ledger).keys())).toEqual(new Set(seen.map(({ chain }) => chain)))
  for (const { chain, same } of seen) expect(forkOf(b.ledger, chain)!.evidence.at).toBe(same + 1)
  expect((await carry(b, a)).refused).toContain('chain-forked')
  expect(forkedChains(a.ledger)).toEqual(forkedChains(b.ledger))
})

it('where the two differ behind a thousand lines that a stick brings in several parts', async () => {
  const world = makeWorld(302)
  const [a, b] = [world.found('North'), world.join('South')]
  const [liar] = admitTwoFaced(world, 1, 1) as [TwoFaced]
  await carry(a, b)
  const desk = { keys: liar.keys, chain: liar.chain } as TestDesk
  const [first, other] = [new HandMade(world, desk, a.ledger.registry), new HandMade(world, desk, a.ledger.registry)]
  for (let i = 0; i < 1_150; i++) other.push(first.add())
  for (let i = 0; i < 150; i++) first.add()
  for (let i = 0; i < 60; i++) other.add()
  for (const [holder, half] of [
    [a, first],
    [b, other]
  ] as const)
    for (let from = 0; from < half.lines.length; from += 500) {
      const to = Math.min(from + 500, half.lines.length)
      const taken = await receiveLines(holder.ledger, half.batch(from, to, to))
      expect(isRefusedBatch(taken), JSON.stringify(taken)).toBe(false)
    }
  await carry(b, a)
  expect(forkOf(a.ledger, liar.chain)?.evidence.at).toBe(1_151)
})

it('the cosignature under the half that is not here is kept and shown to whoever decides, and vouches for nothing', async () => {
  const world = makeWorld(303)
  const [a, b, c] = [world.found('North'), world.join('South'), world.join('East')]
  const [liar] = admitTwoFaced(world, 1) as [TwoFaced]
  for (const desk of [b, c]) await carry(a, desk)
  await give(a, liar, 0, liar.same + 1)
  await give(b, liar, 1, liar.halves[1].lines.length)
  cosignChain(b.ledger, liar.chain)
  cosignChain(a.ledger, liar.chain)
  for (let i = 0; i < 2; i++) {
    await carry(b, a)
    await carry(a, b)
  }
  expect(halfWitnesses(a.ledger, liar.chain)).toMatchObject([{ witness: b.chain, size: liar.halves[1].lines.length }])
  expect(halfWitnesses(b.ledger, liar.chain)).toMatchObject([{ witness: a.chain, size: liar.same + 1 }])
  expect(frozenFrom(a.ledger, liar.chain)).toBe(liar.same + 1)
  expect(sizeOf(a, liar.chain)).toBe(liar.same + 1)
  await carry(a, c)
  expect(halfWitnesses(c.ledger, liar.chain)).toEqual(halfWitnesses(c.ledger, liar.chain).filter(({ witness }) => witness !== c.chain))
})
