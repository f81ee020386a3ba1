/**
 * Scenes that are played as they are written, in a small network with its own seed: things that must be noticed each time, and
 * that steps drawn by a seed bring about too seldom. Between what happens, and at the end, the same invariants are asked as
 * after every step.
 */
import { toBase64url, utf8 } from '../../src/shared/bytes.ts'
import { checkpointSide, openCheckpoint, writeFork } from '../../src/shared/ledger/fork.ts'
import type { Hash } from '../../src/shared/names.ts'
import { native, verify } from '../../src/main/keys/native.ts'
import { takeVouching } from '../../src/main/ledger/intake.ts'
import { HandMade } from '../kit/liar.ts'
import { admitTwoFaced, type TwoFaced } from '../kit/two-faced.ts'
import type { Player } from './player.ts'
import type { Scene } from './scene.ts'

export interface Directed {
  readonly name: string
  /** Asks every invariant in between; throws nothing of its own. */
  readonly play: (scene: Scene, ask: () => Promise<void>) => Promise<void>
  /** All is healed afterwards, and all must agree. */
  readonly heals?: boolean
}

/** Something that must be so at this moment. */
export function must(scene: Scene, { desk }: Player, invariant: string, holds: boolean, detail: string): void {
  if (!holds) scene.breaches.push({ invariant, chain: desk.chain, detail: `${desk.name}: ${detail}` })
}

/** One more desk that signs two histories: the first `same` lines shared, then `more` of each half. Everyone knows it. */
export async function makeForker(scene: Scene, same: number, more: number): Promise<TwoFaced> {
  const { world, keeper } = scene
  const [{ chain, keys }] = admitTwoFaced(world, 1) as [TwoFaced]
  const made = (): HandMade => new HandMade(world, { keys, chain } as never, keeper.desk.ledger.registry)
  const halves = [made(), made()] as const
  for (let i = 0; i < same; i++) halves[1].push(halves[0].add())
  for (const half of halves) for (let i = 0; i < more; i++) half.add()
  const forker = { chain, keys, same, halves, shown: new Map() }
  scene.forkers.push(forker)
  keeper.grown()
  keeper.desk.exchange?.announce()
  await world.settle()
  return forker
}

/** Evidence by two checkpoints of `size` lines; or by the trees of `at` lines that lead into them. */
export function evidenceOf(scene: Scene, { chain, halves }: TwoFaced, size: number, at = size): string {
  const { net } = scene.keeper.desk.ledger
  const side = (half: HandMade): ReturnType<typeof checkpointSide> => {
    const note = Buffer.from(half.note(size)).toString()
    const checkpoint = openCheckpoint(native, verify, net, chain, note)!
    if (at === size) return checkpointSide(note, checkpoint)
    const proof = half.proof(at, size).map(hash => toBase64url(hash) as Hash)
    return { note, root: toBase64url(half.root(at)) as Hash, steps: [{ proof, root: toBase64url(checkpoint.root) as Hash, size }] }
  }
  return writeFork({ at, chain, net, sides: [side(halves[0]), side(halves[1])], v: 1 })
}

export const give = ({ desk }: Player, ...texts: string[]): Promise<Uint8Array[]> => takeVouching(desk.ledger, texts.map(utf8))

export const named = (scene: Scene, name: string): Player => scene.players.find(({ desk }) => desk.name === name)!

/** Nobody reaches this desk. */
export function isolate(scene: Scene, player: Player, from: readonly Player[] = scene.players): void {
  for (const other of from) {
    if (other === player) continue
    scene.world.network.cut(player.desk.chain, other.desk.chain)
    scene.cutApart.add([player.desk.chain, other.desk.chain].sort().join(' '))
  }
}
