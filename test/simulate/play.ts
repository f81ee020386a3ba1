/** One seed: a network is set up, steps are taken as the seed says, everything is asked after each, then all heals and must agree. */
import { endAll } from '../kit/at-end.ts'
import { admitTwoFaced } from '../kit/two-faced.ts'
import { wrongAtTheEnd, wrongNow } from './asking.ts'
import type { Directed } from './directed.ts'
import { fileNotes } from './file-steps.ts'
import { watchReceipts } from './invariants-holding.ts'
import { heal, hintAll } from './network-steps.ts'
import { isTelling, picture } from './picture.ts'
import { officeOf } from './player.ts'
import { Scene } from './scene.ts'
import { drawn } from './steps.ts'

export interface Failure {
  readonly seed: number
  readonly step: number
  readonly detail: string
}
export interface Played {
  readonly seed: number
  readonly steps: number
  readonly trace: string
  readonly failed: Failure | null
  /** Steps taken, by name. */
  readonly taken: Readonly<Record<string, number>>
}

/** The registry's desk, South and East; two forms. */
export function found(scene: Scene): void {
  const { world } = scene
  const keeper = scene.add(world.found('North'), 'honest')
  for (const name of ['South', 'East']) scene.add(world.join(name), 'honest')
  scene.publish('inspection', 'everyone')
  scene.publish('incident', [officeOf(keeper), officeOf(scene.players[1]!)].sort())
  watchReceipts(scene)
}

async function setUp(scene: Scene): Promise<void> {
  const { world } = scene
  found(scene)
  if (scene.random() < 0.6) scene.add(world.join('West'), 'liar')
  scene.forkers.push(...admitTwoFaced(world, 1 + scene.int(2), 5))
  for (const player of scene.players) scene.start(player)
  if (scene.random() < 0.7) await world.settle(2_000)
}

/** After healing: virtual time within which all must agree. */
const BOUND = 200_000
const PART = 10_000

async function converge(scene: Scene): Promise<void> {
  heal(scene)
  scene.world.clockOff.clear()
  for (const player of scene.players) scene.start(player)
  hintAll(scene)
  await agree(scene)
  if (scene.random() < 0.5) return // what was missed is made up for without anything new
  for (const player of scene.members) fileNotes(scene, player, 1)
  await agree(scene)
}

/** Time goes on until all agree, or the bound is reached; what is wrong then is told by who asks next. */
async function agree(scene: Scene): Promise<void> {
  for (let passed = 0; passed < BOUND; passed += PART) {
    await scene.world.settle(PART)
    if (wrongAtTheEnd(scene) === undefined) return
  }
}

/** A scene as it is written, in a network of three desks. */
export async function playDirected({ name, play, heals }: Directed, seed: number): Promise<Played> {
  const scene = new Scene(seed)
  scene.isWritten = true
  let failed: Failure | null = null
  const ask = async (): Promise<void> => {
    scene.step++
    const wrong = failed === null ? await wrongNow(scene, ['step', 'full']) : undefined
    if (wrong !== undefined) failed = { seed, step: scene.step, detail: `in the scene "${name}": ${wrong}` }
  }
  try {
    found(scene)
    for (const player of scene.players) scene.start(player)
    await scene.world.settle(2_000)
    await play(scene, ask)
    if (heals === true && failed === null) {
      await converge(scene)
      const wrong = await wrongNow(scene, ['step', 'full', 'end'])
      if (wrong !== undefined) failed = { seed, step: scene.step, detail: `in the scene "${name}", when all was healed: ${wrong}` }
    }
    if (failed && isTelling()) process.stderr.write(`${picture(scene)}\n`)
  } catch (error) {
    const [heard] = scene.breaches // what was noticed before is why it broke off
    const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
    failed = { seed, step: scene.step, detail: `in the scene "${name}": ${heard ? `${heard.invariant}: ${heard.detail}` : why}` }
  } finally {
    await endAll()
    scene.close()
  }
  return { seed, steps: scene.step, trace: scene.traceHash(), failed, taken: {} }
}

/** The full oracle: at one step in so many, and at the end. */
const ORACLE_EVERY = 40

export async function playSeed(seed: number, count: number): Promise<Played> {
  const scene = new Scene(seed)
  const taken: Record<string, number> = {}
  let failed: Failure | null = null
  try {
    await setUp(scene)
    for (scene.step = 1; scene.step <= count && !failed; scene.step++) {
      const [name, { take }] = drawn(scene)
      const what = await take(scene)
      taken[name] = (taken[name] ?? 0) + 1
      scene.tell(`${scene.step} ${name}: ${what}`)
      if (isTelling()) process.stderr.write(`${seed}.${scene.step} ${name}: ${what}\n`)
      const wrong = await wrongNow(scene, scene.step % ORACLE_EVERY === 0 ? ['step', 'full'] : ['step'])
      if (wrong !== undefined) failed = { seed, step: scene.step, detail: `after ${name} (${what}): ${wrong}` }
    }
    if (!failed) {
      await converge(scene)
      const wrong = await wrongNow(scene, ['step', 'full', 'end'])
      if (wrong !== undefined) failed = { seed, step: scene.step, detail: `when all was healed: ${wrong}` }
      if (failed && isTelling()) process.stderr.write(`${picture(scene)}\n`)
    }
    for (const { desk } of scene.players)
      scene.tell(
        [...desk.ledger.chains]
          .map(([key, { state }]) => `${key} ${state.size} ${state.head}`)
          .sort()
          .join('\n')
      )
  } catch (error) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    failed = { seed, step: scene.step, detail: text.includes('come to rest') || text.includes('still talking') ? `the-desks-come-to-rest: ${text}` : text }
  } finally {
    await endAll()
    scene.close()
  }
  return { seed, steps: Math.min(scene.step, count), trace: scene.traceHash(), failed, taken }
}
