/** Steps in which somebody lies: two histories shown, forged batches and statements offered. What is forged must not be taken. */
import { toBase64url } from '../../src/shared/bytes.ts'
import type { Hash } from '../../src/shared/names.ts'
import { signer } from '../../src/main/keys/native.ts'
import { keySigner } from '../../src/main/ledger/ledger.ts'
import { isRefusedBatch, receiveLines, type LineBatch } from '../../src/main/ledger/receive.ts'
import { lineAt } from '../../src/main/store/lines.ts'
import { lineIdOf } from '../../src/main/store/positions.ts'
import { HandMade } from '../kit/liar.ts'
import { show, type TwoFaced } from '../kit/two-faced.ts'
import type { Player } from './player.ts'
import type { Scene } from './scene.ts'

/** A desk that signed two histories shows one of them to somebody. */
export async function showHalf(scene: Scene): Promise<string> {
  const liar = scene.pick(scene.forkers)
  const player = scene.pick(scene.honest)
  if (!liar || !player) return 'nobody lies'
  const before = liar.shown.get(player.desk)
  try {
    await show(scene.world, liar, player.desk, before?.half ?? (scene.random() < 0.5 ? 0 : 1))
  } catch (error) {
    return `refused: ${(error as Error).message.slice(0, 24)}` // frozen, revoked, or shown another half by others already
  }
  // what stood there already is passed over unread: then it has not seen what it was shown
  const { half, lines } = liar.shown.get(player.desk)!
  const held = player.desk.ledger.chains.get(liar.chain)
  const row = held && lineAt(player.desk.store.ledger, lineIdOf(held.no, lines - 1))
  if (!row || toBase64url(row.hash) !== liar.halves[half].lines[lines - 1]!.hash) {
    if (before) liar.shown.set(player.desk, before)
    else liar.shown.delete(player.desk)
  }
  return `${liar.chain.slice(0, 6)} to ${player.desk.name}`
}

type Forge = (scene: Scene, liar: TwoFaced) => { readonly made: LineBatch; readonly why: string }

export const stranger = (scene: Scene): ReturnType<typeof keySigner> => keySigner(signer(scene.world.bytes(32)))

/** Batches that are wrong in one thing each. */
export const forges: readonly Forge[] = [
  (scene, liar) => {
    const [half] = liar.halves
    return { why: 'a note signed by another key', made: { ...half.batch(), note: half.note(half.lines.length, { key: stranger(scene) }) } }
  },
  (scene, { halves: [half] }) => ({
    why: 'a note of another root',
    made: { ...half.batch(), note: half.note(half.lines.length, { root: scene.world.bytes(32) }) }
  }),
  (scene, { halves: [half] }) => ({
    why: 'a note of another network',
    made: { ...half.batch(), note: half.note(half.lines.length, { net: toBase64url(scene.world.bytes(32)) as never }) }
  }),
  (scene, { halves: [half] }) => ({
    why: 'a proof that is none',
    made: { ...half.batch(0, Math.max(1, half.lines.length - 1), half.lines.length), proof: [scene.world.bytes(32)] }
  }),
  (scene, { halves: [half] }) => ({
    why: 'a signature turned',
    made: { ...half.batch(), lines: half.lines.map(({ line }) => turned(scene, line, line.length - 20)) }
  }),
  (scene, { halves: [half] }) => ({
    why: 'a byte of the body turned',
    made: { ...half.batch(), lines: half.lines.map(({ line }) => turned(scene, line, 40)) }
  }),
  (_, { halves: [half] }) => ({ why: 'backwards', made: { ...half.batch(), lines: [half.lines[0]!, ...half.lines].map(({ line }) => line).toReversed() } }),
  (scene, liar) => ({
    why: 'a line that its author did not sign',
    made: fresh(scene, liar, made => made.add([made.plain()], {}, { ...liar.keys.desk, sign: stranger(scene).sign }))
  }),
  scene => {
    const desk = stranger(scene)
    const made = new HandMade(scene.world, { keys: { desk, person: desk }, chain: desk.key } as never, scene.keeper.desk.ledger.registry)
    made.add()
    return { why: 'a sound chain that nobody admitted', made: made.batch() }
  },
  (scene, liar) => ({ why: 'a height left out', made: fresh(scene, liar, made => made.add([made.plain()], { height: made.state.size + 1 })) }),
  (scene, liar) => ({
    why: 'another previous line',
    made: fresh(scene, liar, made => made.add([made.plain()], { prev: toBase64url(scene.world.bytes(32)) as Hash }))
  }),
  (scene, liar) => ({
    why: 'another network in the line',
    made: fresh(scene, liar, made => made.add([made.plain()], { net: toBase64url(scene.world.bytes(32)) as never }))
  }),
  (scene, liar) => ({ why: 'no such entry', made: fresh(scene, liar, made => made.add([{ ...made.plain(), extra: 1 } as never])) }),
  (scene, liar) => {
    const to = scene.pick(scene.honest)!
    const [half] = liar.halves
    return { why: 'under an honest chain', made: { ...half.batch(), chain: to.desk.chain } }
  },
  (scene, { halves: [half] }) => ({ why: 'of a chain that nobody admitted', made: { ...half.batch(), chain: stranger(scene).key } })
]

function turned(scene: Scene, line: Uint8Array, at: number): Uint8Array {
  const copy = line.slice()
  copy[Math.min(at, copy.length - 1)] = 65 + ((copy[Math.min(at, copy.length - 1)]! + 1 + scene.int(20)) % 26)
  return copy
}

/** The first half with one more line. */
function fresh(scene: Scene, liar: TwoFaced, add: (made: HandMade) => void): LineBatch {
  const made = new HandMade(scene.world, { keys: liar.keys, chain: liar.chain } as never, scene.keeper.desk.ledger.registry)
  for (const opened of liar.halves[0].lines) made.push(opened)
  add(made)
  return made.batch()
}

const sizes = ({ desk }: Player): string =>
  JSON.stringify([...desk.ledger.chains].filter(([, { state }]) => state.size > 0).map(([key, { state }]) => [key, state.size, state.head]))

/** A forged batch at any honest desk: refused, whole, and nothing changes by it. */
export async function forgeLines(scene: Scene): Promise<string> {
  const liar = scene.pick(scene.forkers)
  const player = scene.pick(scene.honest)
  return liar && player ? offerLines(scene, player, scene.pick(forges)!(scene, liar)) : 'nobody lies'
}

export async function offerLines(scene: Scene, player: Player, { made, why }: ReturnType<Forge>): Promise<string> {
  const before = sizes(player)
  const taken = await receiveLines(player.desk.ledger, made)
  const isNone = isRefusedBatch(taken) || (taken.from === taken.to && taken.aside === 0)
  const isSame = sizes(player) === before
  // what is true of it may have been taken (lines before the one that is wrong come again by themselves), never what is not
  if (!isNone || !isSame)
    scene.breaches.push({ invariant: 'what-is-forged-is-refused', chain: player.desk.chain, detail: `${player.desk.name} took lines with ${why}` })
  return `${why}: ${isRefusedBatch(taken) ? taken.fault : 'nothing new'}`
}
