/** Everything that can be forged is offered to every honest desk: before it holds anything of the liar's chain, and after. */
import { receiveLines } from '../../src/main/ledger/receive.ts'
import { cosignChain } from '../../src/main/ledger/cosign.ts'
import { makeForker, type Directed } from './directed.ts'
import { fileNotes } from './file-steps.ts'
import { forgedStatements, offer } from './forged-statements.ts'
import { forges, offerLines } from './liar-steps.ts'
import type { Scene } from './scene.ts'

async function offerAllLines(scene: Scene): Promise<void> {
  for (const player of scene.honest) for (const forge of forges) await offerLines(scene, player, forge(scene, scene.forkers.at(-1)!))
}

async function offerAllStatements(scene: Scene): Promise<void> {
  for (const player of scene.honest)
    for (const forged of forgedStatements(
      scene,
      player,
      [...player.desk.ledger.chains.values()].filter(({ state }) => state.size > 0)
    ))
      await offer(scene, player, forged)
}

export const directedForged: readonly Directed[] = [
  {
    name: 'no forged line is taken',
    play: async (scene, ask) => {
      await makeForker(scene, 2, 3)
      await offerAllLines(scene)
      await ask()
    },
    heals: true
  },
  {
    name: 'no forged statement is taken',
    play: async (scene, ask) => {
      const { halves, chain } = await makeForker(scene, 2, 3)
      await makeForker(scene, 0, 1) // a member that vouches for the first
      for (const player of scene.honest) fileNotes(scene, player, 2)
      await scene.world.settle(5_000)
      for (const { desk } of scene.honest) await receiveLines(desk.ledger, halves[0].batch())
      cosignChain(scene.keeper.desk.ledger, chain)
      await offerAllStatements(scene)
      await ask()
    },
    heals: true
  }
]
