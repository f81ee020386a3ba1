/** Scenes of decisions, of keys that are followed by others, of files in pieces, and of sticks. */
import { admitContinuation, askToContinue, heldForCertain, keepContinuation, waitingContinuations } from '../../src/main/ledger/continuing.ts'
import { acceptItem, decideItem, policyItem, revokeItem, roleItem } from '../../src/main/ledger/motion-of.ts'
import { approveKept, motionOf, moveMotion, stateOfMotion, withdrawKept, type KeptMotion } from '../../src/main/ledger/motions.ts'
import { takeVouching } from '../../src/main/ledger/intake.ts'
import { agreesWithDecision, forkedChains, forkOf, forkTexts } from '../../src/main/ledger/forks.ts'
import { asideLines } from '../../src/main/ledger/aside.ts'
import { otherHalf } from '../../src/main/ledger/other-half.ts'
import { receiveLines } from '../../src/main/ledger/receive.ts'
import { copiesOf } from '../../src/main/ledger/witness.ts'
import { settleRegistry } from '../../src/main/ledger/settle.ts'
import { toBase64url, utf8 } from '../../src/shared/bytes.ts'
import type { Hash, Key, PersonId } from '../../src/shared/names.ts'
import { note, type TestDesk } from '../kit/desks.ts'
import { evidenceOf, give, isolate, makeForker, must, named, type Directed } from './directed.ts'
import { carry, decideAtKeeper } from './directed-sync.ts'
import { fileNotes, fileRecordOf } from './file-steps.ts'
import { heal, hintAll } from './network-steps.ts'
import { stateOf, type Player } from './player.ts'
import type { Scene } from './scene.ts'
import { carryStick } from './stick.ts'

const personAt = ({ keeper }: Scene, { desk }: Player): PersonId => keeper.desk.ledger.registry.keys.get(desk.keys.person.key)!.person
const ADMIN = [{ form: null, office: null, role: 'admin', scope: 'others' }] as const
const VIEWER = [{ form: null, office: null, role: 'viewer', scope: 'own' }] as const

/** All three are administrators, and it takes two of them. */
async function threeAdministrators(scene: Scene): Promise<void> {
  const { ledger } = scene.keeper.desk
  for (const name of ['South', 'East']) decideAtKeeper(scene, roleItem(ledger, personAt(scene, named(scene, name)), ADMIN, 'held'))
  decideAtKeeper(scene, policyItem(ledger, { quorum: 2 }))
  await scene.world.settle(5_000)
}

const handOn = ({ desk }: Player): void => desk.exchange?.announce()
const moved = ({ desk }: Player, items: Parameters<typeof moveMotion>[1]): KeptMotion => moveMotion(desk.ledger, items, desk.keys.person)

export const directedWide: readonly Directed[] = [
  {
    name: 'a change takes two of three administrators',
    play: async (scene, ask) => {
      await threeAdministrators(scene)
      const { keeper } = scene
      const [south, east] = [named(scene, 'South'), named(scene, 'East')]
      const { registry } = keeper.desk.ledger
      const size = registry.size
      const witnesses = (): number => registry.policyAt(registry.size).witnesses
      const { id, motion } = moved(south, [policyItem(south.desk.ledger, { witnesses: 3 })])
      const taken = moved(south, [policyItem(south.desk.ledger, { witnesses: 5 })])
      await scene.world.settle(70_000)
      must(scene, keeper, 'one-administrator-is-not-enough', registry.size === size && witnesses() !== 3, 'it went through with one approval')
      must(scene, east, 'motions-reach-all', motionOf(east.desk.ledger, id) !== undefined, 'the motion has not come')
      await ask()
      approveKept(south.desk.ledger, id, south.desk.keys.person) // the same person again
      withdrawKept(south.desk.ledger, taken.id, south.desk.keys.person)
      await scene.world.settle(70_000)
      must(scene, keeper, 'one-administrator-is-not-enough', registry.size === size, 'the same person counts twice')
      try {
        approveKept(east.desk.ledger, taken.id, east.desk.keys.person)
      } catch (error) {
        if ((error as { code?: string }).code !== 'motion-closed') throw error
      }
      approveKept(east.desk.ledger, id, east.desk.keys.person)
      handOn(east)
      await scene.world.settle(130_000)
      must(scene, keeper, 'two-administrators-are-enough', registry.size > size && witnesses() === 3, 'two have approved and nothing came of it')
      must(scene, keeper, 'what-was-withdrawn-has-no-effect', stateOfMotion(keeper.desk.ledger, taken.motion) !== 'filed', 'it was filed')
      must(scene, keeper, 'two-administrators-are-enough', stateOfMotion(keeper.desk.ledger, motion) === 'filed', 'it is still open')
      await ask()
    },
    heals: true
  },
  {
    name: 'a role that is taken away cuts what comes after it',
    play: async (scene, ask) => {
      const { keeper } = scene
      const south = named(scene, 'South')
      fileRecordOf(scene, south, scene.forms[0]!)
      await scene.world.settle(10_000)
      isolate(scene, south)
      decideAtKeeper(scene, roleItem(keeper.desk.ledger, personAt(scene, south), VIEWER, 'held'))
      fileRecordOf(scene, south, scene.forms[0]!) // it has not heard of it
      const [before, after] = scene.records.map(({ ref }) => `${ref.line}.${ref.index}`)
      heal(scene)
      hintAll(scene)
      await scene.world.settle(130_000)
      scene.asked = scene.honest
      scene.index()
      for (const player of scene.honest) {
        must(scene, player, 'a-taken-role-cuts', stateOf(player, before!) === 'filed', `the record before the cut is ${stateOf(player, before!)}`)
        const beyond = stateOf(player, after!)
        must(scene, player, 'a-taken-role-cuts', beyond === undefined || beyond === 'noEffect', `a record beyond the cut is ${beyond}`)
      }
      scene.records.splice(1)
      const refused = fileRecordOf(scene, south, scene.forms[0]!)
      must(scene, south, 'a-taken-role-cuts', refused === 'not-authorised', `a viewer filed: ${refused}`)
      await ask()
    }
  },
  {
    name: 'the half that is decided for is held by all',
    play: async (scene, ask) => {
      const { keeper } = scene
      const [south, east] = [named(scene, 'South'), named(scene, 'East')]
      const forker = await makeForker(scene, 2, 3)
      const { chain, halves } = forker
      await receiveLines(south.desk.ledger, halves[0].batch())
      await receiveLines(east.desk.ledger, halves[1].batch())
      for (const player of scene.honest) await give(player, evidenceOf(scene, forker, 4))
      await scene.world.settle(130_000)
      must(scene, south, 'both-halves-are-kept', otherHalf(south.desk.ledger, chain).length > 0, 'the other half was not fetched')
      const keep = { root: toBase64url(halves[1].root(5)) as Hash, size: 5 }
      decideAtKeeper(scene, decideItem(keeper.desk.ledger, chain, forkOf(keeper.desk.ledger, chain)!.id, keep, 'it was the first'))
      await scene.world.settle(200_000)
      for (const player of scene.honest)
        must(scene, player, 'what-was-decided-is-held', agreesWithDecision(player.desk.ledger, chain), 'it holds another half than was decided for')
      await ask()
    }
  },
  {
    name: 'late lines enter where they are accepted, and nowhere before',
    play: async (scene, ask) => {
      const { keeper } = scene
      const [south, east] = [named(scene, 'South'), named(scene, 'East')]
      fileRecordOf(scene, east, scene.forms[0]!)
      await scene.world.settle(10_000)
      isolate(scene, east)
      decideAtKeeper(scene, revokeItem(keeper.desk.ledger, 'desk', east.desk.chain, 'lost', 'held'))
      east.revoked = keeper.desk.ledger.registry.size
      await scene.world.settle(10_000)
      fileRecordOf(scene, east, scene.forms[0]!)
      await carry(east, south, east.desk.chain)
      await scene.world.settle(70_000)
      const late = asideLines(south.desk.ledger, east.desk.chain)
      must(scene, south, 'late-lines-are-kept-aside', late.length === 1 && sizeAt(south, east.desk.chain) === 1, `${late.length} lines are kept aside`)
      await ask()
      decideAtKeeper(
        scene,
        acceptItem(
          keeper.desk.ledger,
          late.map(({ hash }) => hash)
        )
      )
      await scene.world.settle(130_000)
      for (const player of [keeper, south])
        must(scene, player, 'what-was-accepted-enters', sizeAt(player, east.desk.chain) === 2, `${sizeAt(player, east.desk.chain)} lines are in the chain`)
      await ask()
    }
  },
  {
    name: 'a desk goes on under a new key where its lost one ends',
    play: async (scene, ask) => {
      const { keeper, world } = scene
      const south = named(scene, 'South')
      const old = south.desk.chain
      fileRecordOf(scene, south, scene.forms[0]!)
      await world.settle(10_000)
      const keys = { ...world.keys(false), vault: south.desk.keys.vault }
      await scene.stop(south)
      const { ledger } = south.desk
      const asked = askToContinue(ledger, {
        desk: { signer: keys.desk, seal: keys.seal },
        at: keys.desk,
        chain: old,
        ends: true,
        held: heldForCertain(ledger, ledger.own),
        person: keys.person,
        who: personAt(scene, south),
        name: 'South person'
      })
      keepContinuation(keeper.desk.ledger, asked)
      admitContinuation(keeper.desk.ledger, waitingContinuations(keeper.desk.ledger)[0]!.asked.id, [keeper.desk.keys.person], 'clerk', () => 'South')
      keeper.grown()
      handOn(keeper)
      await world.moveOn(south.desk, keys)
      const { registry } = keeper.desk.ledger
      must(scene, keeper, 'one-key-goes-on-from-another', registry.desks.get(keys.desk.key)?.continues?.chain === old, 'nothing is continued')
      must(scene, keeper, 'one-key-goes-on-from-another', registry.cutOf(old, null)?.size === 1, 'the old chain does not end')
      scene.log.set(keys.desk.key, [])
      scene.reopened(south)
      scene.start(south)
      hintAll(scene)
      await world.settle(70_000)
      scene.records.splice(0)
      const filed = fileRecordOf(scene, south, scene.forms[0]!)
      await world.settle(10_000)
      must(scene, south, 'one-key-goes-on-from-another', filed === '1 records', filed)
      must(
        scene,
        keeper,
        'one-key-goes-on-from-another',
        sizeAt(keeper, keys.desk.key) === 1 && sizeAt(keeper, old) === 1,
        'its line under the new key has not come'
      )
      await ask()
    },
    heals: true
  },
  {
    name: 'two machines with one disk: both stop, both halves are kept',
    play: async (scene, ask) => {
      const { keeper, world } = scene
      const [south, east] = [named(scene, 'South'), named(scene, 'East')]
      const { chain } = south.desk
      const again = await world.clone(south.desk)
      scene.twofold.add(chain)
      south.restored++ // it has cause for trouble
      scene.reopened(south)
      note(south.desk, 'here')
      note(again, 'there')
      await meet(scene, south.desk, keeper, east)
      await meet(scene, again, east, keeper)
      scene.start(keeper)
      scene.start(east)
      hintAll(scene)
      await world.settle(130_000)
      for (const player of [keeper, east]) {
        must(scene, player, 'one-disk-twice-is-found', forkedChains(player.desk.ledger).has(chain), 'nobody has noticed')
        must(scene, player, 'both-halves-are-kept', otherHalf(player.desk.ledger, chain).length > 0, 'the other half was not fetched')
      }
      // evidence alone, however it comes, stops whose key it is about
      await takeVouching(again.ledger, forkTexts(keeper.desk.ledger).map(utf8))
      must(scene, keeper, 'one-disk-twice-is-found', again.ledger.own.trouble?.code === 'rolled-back', 'it has the evidence and signs on')
      for (const desk of [south.desk, again]) {
        await meet(scene, desk, keeper, east)
        scene.start(east)
        const { trouble } = desk.ledger.own
        must(scene, keeper, 'one-disk-twice-is-found', trouble?.code === 'rolled-back', 'it signs on although its key has signed two histories')
      }
      await ask()
    }
  },
  {
    name: 'a large file comes in pieces over a line that breaks, each piece once',
    play: async (scene, ask) => {
      const { keeper, world } = scene
      fileRecordOf(scene, keeper, scene.forms[0]!, 1, world.bytes(900_000))
      for (let n = 0; n < 12; n++) {
        await world.tick(2_000)
        for (let i = 0; i <= n; i++) await world.network.deliverAny()
        if (world.network.queued.length > 0) await world.network.lose(scene.int(world.network.queued.length))
      }
      await ask()
    },
    heals: true
  },
  {
    name: 'a pull that loses a message after every few comes to its end',
    play: async (scene, ask) => {
      const { keeper, world } = scene
      const south = named(scene, 'South')
      isolate(scene, south)
      for (let n = 0; n < 4; n++) fileNotes(scene, keeper, 3)
      fileRecordOf(scene, keeper, scene.forms[1]!, 3)
      await world.settle(10_000)
      heal(scene)
      hintAll(scene)
      for (let n = 1; n < 14; n++) {
        await world.tick(1_500)
        for (let i = 0; i < n; i++) await world.network.deliverAny()
        if (world.network.queued.length > 0) await world.network.lose(0)
        await ask()
      }
    },
    heals: true
  },
  {
    name: 'what a stick brings counts like what the network brings',
    play: async (scene, ask) => {
      const { keeper, world } = scene
      const south = named(scene, 'South')
      isolate(scene, south)
      fileRecordOf(scene, keeper, scene.forms[1]!)
      fileRecordOf(scene, keeper, scene.forms[0]!, 1, world.bytes(300))
      await world.settle(10_000)
      for (let n = 0; n < 6; n++) await carryStick(scene, keeper, south) // some are pulled out too early
      await ask()
      await world.settle(10_000)
      for (let n = 0; n < 6; n++) await carryStick(scene, south, keeper)
      must(scene, keeper, 'receipts-come-back-by-stick', isCopiedAt(scene, keeper, south), 'nothing that South said of what came by stick is here')
      await ask()
    },
    heals: true
  }
]

const sizeAt = ({ desk }: Player, chain: Key): number => desk.ledger.chains.get(chain)?.state.size ?? 0

const isCopiedAt = (scene: Scene, { desk }: Player, by: Player): boolean =>
  scene.filed.every(({ chain, height, index }) => copiesOf(desk.ledger, chain, height, index).some(copy => copy.desk === by.desk.chain))

/** One desk meets another while a third is away. */
async function meet(scene: Scene, desk: TestDesk, whom: Player, other: Player): Promise<void> {
  const { world } = scene
  await scene.stop(other)
  scene.start(whom)
  world.start(desk)
  desk.exchange!.addAddress(whom.desk.chain, whom.desk.link!.self.addresses[0]!)
  await world.settle(5_000)
  await world.stop(desk)
  settleRegistry(whom.desk.ledger)
}
