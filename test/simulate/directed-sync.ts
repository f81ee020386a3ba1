/** Scenes of desks that miss something, go back, or leave, and of what the others then do. */
import { handLines } from '../../src/main/ledger/hand-over.ts'
import { policyItem, revokeItem } from '../../src/main/ledger/motion-of.ts'
import { moveMotion } from '../../src/main/ledger/motions.ts'
import { receiveLines } from '../../src/main/ledger/receive.ts'
import { settleRegistry } from '../../src/main/ledger/settle.ts'
import { copiesOf } from '../../src/main/ledger/witness.ts'
import type { Key } from '../../src/shared/names.ts'
import { isolate, makeForker, must, named, type Directed } from './directed.ts'
import { fileNotes, fileRecordOf } from './file-steps.ts'
import { askForEverything } from './greedy.ts'
import { backUp, heal, hintAll, restore } from './network-steps.ts'
import type { Player } from './player.ts'
import type { Scene } from './scene.ts'

/** As much of a chain as one desk holds and another lacks, without a network between them. */
export async function carry(from: Player, to: Player, chain: Key): Promise<void> {
  const at = to.desk.ledger.chains.get(chain)?.state.size ?? 0
  const handed = handLines(from.desk.ledger, chain, at, { lines: 1_000, bytes: 500_000 })
  if (handed) await receiveLines(to.desk.ledger, { chain, kind: from.desk.ledger.chains.get(chain)!.state.kind, ...handed })
}

export function decideAtKeeper(scene: Scene, ...items: Parameters<typeof moveMotion>[1]): void {
  const { keeper } = scene
  moveMotion(keeper.desk.ledger, items, keeper.desk.keys.person)
  settleRegistry(keeper.desk.ledger)
  keeper.grown()
  keeper.desk.exchange?.announce()
}

const LATER = 130_000

export const directedSync: readonly Directed[] = [
  {
    name: 'what waits for the registry is judged when it comes',
    play: async (scene, ask) => {
      const [south, east] = [named(scene, 'South'), named(scene, 'East')]
      await scene.stop(east)
      scene.publish('later', 'everyone')
      scene.keeper.grown()
      scene.keeper.desk.exchange?.announce()
      await scene.world.settle()
      fileRecordOf(scene, south, scene.forms.at(-1)!)
      await carry(south, east, south.desk.chain)
      await ask()
      await carry(scene.keeper, east, scene.world.registryKey)
      east.grown()
      await ask()
    },
    heals: true
  },
  {
    name: 'what was said while nobody listened is asked for',
    play: async (scene, ask) => {
      const { keeper } = scene
      const south = named(scene, 'South')
      fileRecordOf(scene, keeper, scene.forms[0]!)
      await scene.world.settle(250)
      isolate(scene, south)
      await scene.world.settle(20_000)
      const [filed] = scene.filed
      must(scene, south, 'the-scene-is-as-it-was-meant', south.desk.ledger.chains.get(keeper.desk.chain)?.state.size === 1, 'the line has not come')
      must(scene, keeper, 'the-scene-is-as-it-was-meant', !holdersOf(keeper, filed!).includes(south.desk.chain), 'the receipt has come')
      heal(scene)
      hintAll(scene)
      await scene.world.settle(LATER)
      must(scene, keeper, 'what-was-missed-is-asked-for', holdersOf(keeper, filed!).includes(south.desk.chain), 'the receipt of South has not come')
      await ask()
    },
    heals: true
  },
  {
    name: 'who is found to be revoked is asked for nothing more',
    play: async (scene, ask) => {
      const [south, east] = [named(scene, 'South'), named(scene, 'East')]
      await scene.stop(south)
      fileNotes(scene, scene.keeper, 2)
      await scene.world.settle(5_000)
      decideAtKeeper(scene, revokeItem(scene.keeper.desk.ledger, 'desk', east.desk.chain, 'lost', 'held'))
      east.revoked = scene.keeper.desk.ledger.registry.size
      await scene.world.settle(LATER)
      must(scene, east, 'the-scene-is-as-it-was-meant', east.desk.ledger.registry.size === east.revoked, 'it has not heard that it is revoked')
      await scene.stop(scene.keeper)
      scene.start(south)
      hintAll(scene)
      await scene.world.settle(10_000)
      must(scene, south, 'the-scene-is-as-it-was-meant', south.desk.ledger.registry.size === east.revoked, 'East has not told it')
      await ask()
    },
    heals: true
  },
  {
    name: 'a desk that was put back fetches its lines and goes on',
    play: async (scene, ask) => {
      const south = named(scene, 'South')
      await backUp(scene, south)
      fileNotes(scene, south, 2)
      await scene.world.settle(5_000)
      await restore(scene, south)
      await ask()
      await scene.world.settle(LATER)
      must(scene, south, 'who-was-put-back-goes-on', south.desk.ledger.own.trouble === null, 'all its lines are elsewhere, and its trouble stays')
      await ask()
    },
    heals: true
  },
  {
    name: 'a desk that was put back signs nothing before all its lines are back',
    play: async (scene, ask) => {
      const { keeper } = scene
      const [south, east] = [named(scene, 'South'), named(scene, 'East')]
      await backUp(scene, south)
      fileNotes(scene, south, 1)
      await scene.world.settle(5_000)
      await scene.stop(east)
      fileNotes(scene, south, 1)
      await scene.world.settle(5_000)
      await scene.stop(keeper)
      scene.start(east)
      await restore(scene, south)
      hintAll(scene)
      await scene.world.settle(LATER)
      must(scene, south, 'the-scene-is-as-it-was-meant', south.desk.ledger.own.state.size === 1, `${south.desk.ledger.own.state.size} lines are back`)
      must(scene, south, 'who-was-put-back-waits-for-all', south.desk.ledger.own.trouble !== null, 'a line that it signed is still missing, and it signs on')
      await ask()
    },
    heals: true
  },
  {
    name: 'a hub does not witness itself',
    play: async (scene, ask) => {
      const south = named(scene, 'South')
      decideAtKeeper(scene, policyItem(scene.keeper.desk.ledger, { hubs: [south.desk.chain, scene.keeper.desk.chain] }))
      await scene.world.settle(5_000)
      for (const player of [south, scene.keeper]) {
        fileNotes(scene, player, 1)
        await scene.world.settle(5_000)
        await scene.restart(player)
        scene.start(player)
      }
      await scene.world.settle(LATER)
      await ask()
    },
    heals: true
  },
  {
    name: 'who asks for everything gets what is for it',
    play: async (scene, ask) => {
      await makeForker(scene, 0, 1)
      await makeNarrow(scene)
      await askForEverything(scene)
      await scene.world.settle(1_000)
      await ask()
    }
  }
]

const holdersOf = ({ desk }: Player, { chain, height, index }: Scene['filed'][number]): Key[] =>
  copiesOf(desk.ledger, chain, height, index).map(({ desk: at }) => at)

/** Records of a form for two offices only, held by both. */
async function makeNarrow(scene: Scene): Promise<void> {
  fileRecordOf(scene, scene.keeper, scene.forms[1]!)
  fileRecordOf(scene, named(scene, 'South'), scene.forms[1]!)
  await scene.world.settle(5_000)
}
