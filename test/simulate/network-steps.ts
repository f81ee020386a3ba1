/** Steps in which the network or a machine fails, or is mended: partition, crash, restore, clock, admission and revocation. */
import { revokeItem, type UpTo } from '../../src/main/ledger/motion-of.ts'
import { moveMotion } from '../../src/main/ledger/motions.ts'
import { settleRegistry } from '../../src/main/ledger/settle.ts'
import type { Key } from '../../src/shared/names.ts'
import { note, type TestDesk } from '../kit/desks.ts'
import type { Scene } from './scene.ts'

const pairName = (a: Key, b: Key): string => (a < b ? `${a} ${b}` : `${b} ${a}`)

export async function deliver(scene: Scene): Promise<string> {
  const many = 1 + scene.int(12)
  let n = 0
  while (n < many && (await scene.world.network.deliverAny())) n++
  return `${n}`
}

const SHORT = 400
const LONG = 12_000

export async function pass(scene: Scene): Promise<string> {
  const ms = scene.int(scene.random() < 0.2 ? LONG : SHORT)
  await scene.world.tick(ms)
  return `${ms} ms`
}

/** All that is under way arrives, and what it sets off. */
export async function calm(scene: Scene): Promise<string> {
  await scene.world.pass(scene.int(1_000))
  return 'calm'
}

export async function lose(scene: Scene): Promise<string> {
  const { network } = scene.world
  if (network.queued.length === 0) return 'nothing to lose'
  await network.lose(scene.int(network.queued.length))
  return 'lost'
}

export async function repeat(scene: Scene): Promise<string> {
  const { network } = scene.world
  if (network.queued.length === 0) return 'nothing to repeat'
  await network.repeat(scene.int(network.queued.length))
  return 'repeated'
}

export function partition(scene: Scene): string {
  const [a, b] = [scene.pick(scene.players)!, scene.pick(scene.players)!]
  if (a === b) {
    for (const other of scene.players) if (other !== a) cut(scene, a.desk, other.desk)
    return `${a.desk.name} alone`
  }
  cut(scene, a.desk, b.desk)
  return `${a.desk.name} from ${b.desk.name}`
}

function cut(scene: Scene, a: TestDesk, b: TestDesk): void {
  scene.world.network.cut(a.chain, b.chain)
  scene.cutApart.add(pairName(a.chain, b.chain))
}

export function heal(scene: Scene): string {
  for (const pair of scene.cutApart) {
    const [a, b] = pair.split(' ') as [Key, Key]
    scene.world.network.heal(a, b)
  }
  scene.cutApart.clear()
  return 'healed'
}

export async function crash(scene: Scene): Promise<string> {
  const player = scene.pick(scene.players)!
  await scene.restart(player)
  if (scene.random() < 0.8) scene.start(player)
  return `${player.desk.name} ${player.on ? 'again' : 'off'}`
}

/** Killed after the commit and before the mark was durable: nothing was acknowledged, the chain is ahead of the mark. */
export async function crashBeforeMark(scene: Scene): Promise<string> {
  const player = scene.pick(scene.members)!
  const { desk } = player
  if (desk.ledger.own.trouble !== null || !desk.ledger.registry.deskAt(desk.chain, desk.ledger.registry.size)) return 'it signs nothing now'
  const { mark } = desk
  const real = mark.advance
  let stopped = false
  mark.advance = () => {
    stopped = true
    throw new Error('killed')
  }
  try {
    note(desk, 'text of a killed desk')
  } catch {
    // as it was killed
  } finally {
    mark.advance = real
  }
  await scene.restart(player)
  scene.start(player)
  return `${desk.name} ${stopped ? 'killed between commit and mark' : 'not killed'}`
}

export function switchOn(scene: Scene): string {
  const off = scene.players.filter(({ on }) => !on)
  const player = scene.pick(off)
  if (player) scene.start(player)
  return player?.desk.name ?? 'all are on'
}

export async function switchOff(scene: Scene): Promise<string> {
  const player = scene.pick(scene.players)!
  await scene.stop(player)
  return player.desk.name
}

/** What mDNS tells on a LAN: a desk that was started again may stand at another address. */
export function hint(scene: Scene): string {
  const [to, about] = [scene.pick(scene.players)!, scene.pick(scene.players)!]
  if (to !== about) scene.world.network.hint(to.desk.chain, about.desk.chain)
  return `${to.desk.name} of ${about.desk.name}`
}

export function hintAll(scene: Scene): void {
  for (const to of scene.players) for (const about of scene.players) if (to !== about) scene.world.network.hint(to.desk.chain, about.desk.chain)
}

const YEAR = 365 * 86_400_000

export function turnClock(scene: Scene): string {
  const player = scene.pick(scene.players)!
  const off = scene.random() < 0.4 ? 0 : Math.floor((scene.random() - 0.5) * 20 * YEAR)
  scene.world.clockOff.set(player.desk.name, off)
  return `${player.desk.name} by ${Math.round(off / YEAR)} years`
}

export async function backUp(scene: Scene, player = scene.pick(scene.players)!): Promise<string> {
  if (player.desk.ledger.own.trouble !== null) return 'not while something is wrong'
  const wasOn = player.on
  player.on = false
  player.backup = await scene.world.snapshot(player.desk)
  scene.reopened(player)
  if (wasOn) scene.start(player)
  return player.desk.name
}

/** The folder as it was; the mark stays, for it lies elsewhere. */
export async function restore(scene: Scene, player = scene.pick(scene.players.filter(({ backup }) => backup !== null))): Promise<string> {
  if (!player) return 'nothing to put back'
  player.on = false
  await scene.world.rollBack(player.desk, player.backup!)
  player.restored++
  player.floor.clear()
  player.forks.clear()
  player.known.clear()
  player.files.clear()
  scene.reopened(player)
  scene.start(player)
  return `${player.desk.name} to ${player.desk.ledger.own.state.size} lines`
}

const MOST_PLAYERS = 6

export function join(scene: Scene): string {
  const { keeper, world } = scene
  if ((world.clockOff.get(keeper.desk.name) ?? 0) !== 0) return 'nobody' // its invitations would have expired, or last for years
  if (scene.players.length >= MOST_PLAYERS || !keeper.on || keeper.desk.ledger.ownRegistry!.trouble !== null || keeper.desk.ledger.own.trouble !== null)
    return 'nobody'
  const sister = scene.random() < 0.4 ? scene.pick(scene.members) : undefined
  const player = scene.add(world.join(`Office ${scene.players.length + 1}`, sister ? { sister: sister.desk } : {}), 'honest')
  keeper.grown()
  keeper.desk.exchange?.announce()
  scene.start(player)
  return `${player.desk.name}${sister ? `, beside ${sister.desk.name}` : ''}`
}

/** By the registry's desk: anyone but itself. Its lines count up to what is held there, or was witnessed. */
export function revoke(scene: Scene): string {
  const { keeper } = scene
  const { ledger, keys } = keeper.desk
  if (ledger.ownRegistry!.trouble !== null) return 'the registry is not written now'
  const chains = [
    ...scene.players.filter(player => player !== keeper && player.revoked === null).map(({ desk }) => desk.chain),
    ...scene.forkers.map(({ chain }) => chain)
  ]
  const chain = scene.pick(chains.filter(one => ledger.registry.deskAt(one, ledger.registry.size) !== undefined))
  if (!chain || chains.length < 3) return 'nobody'
  const upTo: UpTo = scene.random() < 0.5 ? 'held' : 'witnessed'
  moveMotion(ledger, [revokeItem(ledger, 'desk', chain, 'lost', upTo)], keys.person)
  settleRegistry(ledger)
  const player = scene.playerOf(chain)
  if (player) player.revoked = ledger.registry.size
  keeper.grown()
  keeper.desk.exchange?.announce()
  return `${player?.desk.name ?? 'a forker'} up to what is ${upTo}`
}
