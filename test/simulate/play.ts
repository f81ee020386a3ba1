/** One seed: a network is set up, steps are taken as the seed says, everything is asked after each, then all heals and must agree. */
import { endAll } from '../kit/at-end.ts'
import { admitTwoFaced } from '../kit/two-faced.ts'
import { amend, fileForm, fileNotes, voidOne } from './file-steps.ts'
import type { Invariant } from './invariant.ts'
import { chainInvariants } from './invariants-chains.ts'
import { holdingInvariants, watchReceipts } from './invariants-holding.ts'
import { rightsInvariants } from './invariants-rights.ts'
import { endInvariants, indexInvariants, verifyAll } from './invariants-whole.ts'
import { forgeLines, forgeStatement, showHalf } from './liar-steps.ts'
import {
  backUp,
  calm,
  crash,
  crashBeforeMark,
  deliver,
  heal,
  hint,
  hintAll,
  join,
  lose,
  partition,
  pass,
  repeat,
  restore,
  revoke,
  switchOff,
  switchOn,
  turnClock
} from './network-steps.ts'
import { officeOf, Scene } from './scene.ts'

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

interface Step {
  readonly weight: number
  readonly take: (scene: Scene) => string | Promise<string>
}
const worker = (scene: Scene): Parameters<typeof fileNotes>[1] => scene.pick(scene.honest)!

export const steps: Readonly<Record<string, Step>> = {
  deliver: { weight: 300, take: deliver },
  pass: { weight: 200, take: pass },
  calm: { weight: 12, take: calm },
  note: { weight: 50, take: scene => fileNotes(scene, worker(scene)) },
  record: { weight: 60, take: scene => fileForm(scene, worker(scene)) },
  amend: { weight: 40, take: scene => amend(scene, worker(scene)) },
  void: { weight: 15, take: scene => voidOne(scene, worker(scene)) },
  lose: { weight: 50, take: lose },
  repeat: { weight: 40, take: repeat },
  partition: { weight: 25, take: partition },
  heal: { weight: 25, take: heal },
  hint: { weight: 15, take: hint },
  crash: { weight: 20, take: crash },
  'crash before the mark': { weight: 6, take: crashBeforeMark },
  'switch on': { weight: 25, take: switchOn },
  'switch off': { weight: 10, take: switchOff },
  clock: { weight: 8, take: turnClock },
  'back up': { weight: 4, take: backUp },
  restore: { weight: 3, take: restore },
  join: { weight: 4, take: join },
  revoke: { weight: 2, take: revoke },
  'show a half': { weight: 20, take: showHalf },
  'forge lines': { weight: 25, take: forgeLines },
  'forge a statement': { weight: 20, take: forgeStatement }
}

const invariants: readonly Invariant[] = [...chainInvariants, ...holdingInvariants, ...rightsInvariants, ...indexInvariants, ...endInvariants]
/** Heard where they happen (said.ts, wire-watch.ts, the steps), and verified from bytes. */
const HEARD = [
  'one-line-per-height',
  'one-root-per-size',
  'one-cosignature-per-size',
  'one-receipt-per-number',
  'receipt-numbers-rise',
  'receipts-say-what-is-held',
  'cosignatures-follow-lines',
  'handlers-never-fail',
  'answers-are-bounded',
  'answers-are-frames',
  'strangers-get-nothing',
  'the-door-gives-the-registry-only',
  'nothing-leaves-before-the-mark',
  'lines-leave-as-they-were-signed',
  'payloads-go-to-their-audience-only',
  'heads-are-what-is-held',
  'nothing-is-signed-in-trouble',
  'who-may-file-can',
  'what-is-forged-is-refused',
  'all-is-sound-from-its-bytes',
  'the-desks-come-to-rest'
]
export const invariantNames: readonly string[] = [...invariants.map(({ name }) => name), ...HEARD]

const total = Object.values(steps).reduce((sum, { weight }) => sum + weight, 0)

function drawn(scene: Scene): [string, Step] {
  let left = scene.random() * total
  for (const entry of Object.entries(steps)) if ((left -= entry[1].weight) < 0) return entry
  return ['deliver', steps['deliver']!]
}

/** What does not hold now; undefined when all does. */
async function wrongNow(scene: Scene, when: readonly Invariant['when'][]): Promise<string | undefined> {
  scene.followLogs()
  scene.index()
  const heard = scene.breaches.find(({ chain }) => !scene.isForker(chain))
  if (heard) return `${heard.invariant}: ${heard.detail}`
  const found = scene.world.said.breaches.find(
    ({ chain, invariant }) => !scene.isForker(chain) && !(invariant === 'receipt-numbers-rise' && (scene.playerOf(chain)?.restored ?? 0) > 0)
  )
  if (found) return `${found.invariant}: ${found.detail}`
  for (const { name, when: mine, check } of invariants) {
    if (!when.includes(mine)) continue
    const wrong = check(scene)
    if (wrong !== undefined) return `${name}: ${wrong}`
  }
  if (!when.includes('full')) return undefined
  const wrong = await verifyAll(scene)
  return wrong && `all-is-sound-from-its-bytes: ${wrong}`
}

async function setUp(scene: Scene): Promise<void> {
  const { world } = scene
  const keeper = scene.add(world.found('North'), 'honest')
  for (const name of ['South', 'East']) scene.add(world.join(name), 'honest')
  if (scene.random() < 0.6) scene.add(world.join('West'), 'liar')
  scene.forkers.push(...admitTwoFaced(world, 1 + scene.int(2), 5))
  scene.publish('inspection', 'everyone')
  scene.publish('incident', [officeOf(keeper), officeOf(scene.players[1]!)].sort())
  watchReceipts(scene)
  for (const player of scene.players) scene.start(player)
  if (scene.random() < 0.7) await world.settle(2_000)
}

/** After healing: virtual time within which all must agree. */
const BOUND = 200_000

async function converge(scene: Scene): Promise<void> {
  heal(scene)
  scene.world.clockOff.clear()
  for (const player of scene.players) scene.start(player)
  hintAll(scene)
  await scene.world.settle(BOUND)
  for (const player of scene.members) fileNotes(scene, player, 1)
  await scene.world.settle(BOUND)
}

const isTelling = (): boolean => process.env['SIMULATE_TELL'] === '1'

/** Who holds how much of what, for whoever looks into a failure. */
function picture(scene: Scene): string {
  const name = (chain: string): string =>
    scene.players.find(({ desk }) => desk.chain === chain)?.desk.name ?? (chain === scene.world.registryKey ? 'registry' : `forker ${chain.slice(0, 6)}`)
  return scene.players
    .map(({ desk, kind, revoked, restored }) => {
      const sizes = [...desk.ledger.chains].map(
        ([chain, { state }]) => `${name(chain)} ${state.size}/${scene.log.get(chain)?.length ?? '?'}${state.cut ? ` cut ${state.cut.size}` : ''}`
      )
      const peers = desk.exchange?.state().map(peer => `${name(peer.chain)} ${peer.connected ? 'near' : 'away'} ${peer.trouble ?? ''}`)
      return `${desk.name} ${kind} revoked ${revoked} restored ${restored} trouble ${JSON.stringify([desk.ledger.own.trouble, desk.ledger.ownRegistry?.trouble])}\n  ${sizes.join(', ')}\n  ${peers?.join(', ')}`
    })
    .join('\n')
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
