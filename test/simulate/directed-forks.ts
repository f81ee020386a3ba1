/** Scenes of keys that sign two histories. */
import { forkedChains, forkOf } from '../../src/main/ledger/forks.ts'
import { cosignChain } from '../../src/main/ledger/cosign.ts'
import { isRefusedBatch, receiveLines } from '../../src/main/ledger/receive.ts'
import { evidenceOf, give, makeForker, must, named, type Directed } from './directed.ts'

export const directedForks: readonly Directed[] = [
  {
    name: 'a root that was promised must come',
    play: async (scene, ask) => {
      const east = named(scene, 'East')
      const { halves } = await makeForker(scene, 3, 4)
      await receiveLines(east.desk.ledger, halves[0].batch(0, 3, 6))
      await ask()
      const taken = await receiveLines(east.desk.ledger, halves[1].batch(3, 7, 7))
      must(scene, east, 'what-was-promised-must-come', isRefusedBatch(taken), 'it took lines that a checkpoint which it holds contradicts')
      await ask()
    }
  },
  {
    name: 'two checkpoints of one size are evidence at once',
    play: async (scene, ask) => {
      const east = named(scene, 'East')
      const { chain, halves } = await makeForker(scene, 3, 4)
      await receiveLines(east.desk.ledger, halves[0].batch(0, 3, 6))
      const taken = await receiveLines(east.desk.ledger, halves[1].batch(3, 6, 6))
      must(scene, east, 'what-was-promised-must-come', isRefusedBatch(taken), 'it took lines that a checkpoint which it holds contradicts')
      must(scene, east, 'two-roots-of-one-size-are-evidence', forkedChains(east.desk.ledger).has(chain), 'it was shown both and knows nothing')
      await ask()
    }
  },
  {
    name: 'better evidence comes later and counts, and what is kept stays',
    play: async (scene, ask) => {
      const [south, east] = [named(scene, 'South'), named(scene, 'East')]
      const forker = await makeForker(scene, 2, 5)
      const { chain, halves } = forker
      await scene.stop(south)
      await scene.stop(east)
      for (const { desk } of [south, east]) await receiveLines(desk.ledger, halves[0].batch())
      await give(east, evidenceOf(scene, forker, 7))
      await ask()
      const note = cosignChain(south.desk.ledger, chain)
      await give(east, note!)
      const better = [evidenceOf(scene, forker, 4), evidenceOf(scene, forker, 7, 4), evidenceOf(scene, forker, 5, 4)]
      await give(east, ...better)
      await give(south, ...better.toReversed(), evidenceOf(scene, forker, 7))
      must(scene, east, 'the-best-evidence-counts', forkOf(east.desk.ledger, chain)?.evidence.at === 4, 'the first that came stays')
      const [a, b] = [forkOf(east.desk.ledger, chain)?.id, forkOf(south.desk.ledger, chain)?.id]
      must(scene, east, 'the-best-evidence-counts', a === b, 'the same was given to two desks in another order, and they hold different evidence')
      await ask()
    },
    heals: true
  }
]
