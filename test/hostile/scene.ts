/**
 * A desk under attack: a process of its own with records, that hostile peers get at over TCP while an honest desk, another
 * process, takes in everything it has. Afterwards: was the honest one served, does it still run, how long was it away, how much did it grow?
 */
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { createConnection, type Socket } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { multiaddr } from '@multiformats/multiaddr'
import type { Connection, Stream } from '@libp2p/interface'
import { startNode, type Node } from '../../src/main/sync/libp2p/node.ts'
import { openPeerLink } from '../../src/main/sync/peer-link.ts'
import type { NetworkId } from '../../src/shared/names.ts'
import type { Kept } from '../bench/phases/ledger.ts'
import { openTally, type Outcome, type Tally } from '../faults/fault.ts'
import { makeDesks, startDesk, type Holds, type RunningDesk, type State, type TwoDesks } from './desks.ts'
import type { Hostile, HostileRun } from './hostile-case.ts'

export const SYNC = '/muniment/sync/1'
export const REGISTRY = '/muniment/registry/1'
export const JOIN = '/muniment/join/1'
/** Nothing here may take so long: whoever waits longer has found a desk that hangs. */
export const HANGS = 60_000
/** Event-loop delay that counts as hanging, ms; what it was is reported (the aim is 200 on a quiet machine). */
const MOST_LAG = 5_000
/** Growth of memory that counts as unbounded. */
const MOST_GROWTH = 400 << 20
const RECORDS = 2_000

export interface Scene {
  readonly run: HostileRun
  readonly tally: Tally
  readonly desks: TwoDesks
  readonly net: NetworkId
  target: RunningDesk
  /** Seeds of desks that are admitted and hostile. */
  readonly members: readonly Buffer[]
  /** A raw socket to its port; from one of many hosts, as one host may open only fifty connections a second. */
  socket(n: number): Promise<Socket>
  /** Speaks libp2p well and then does as it likes. */
  liar(seed?: Buffer): Promise<Liar>
  /** Milliseconds from an honest member's dial to its answered question. */
  honestDial(): Promise<number>
  toClose(close: () => unknown): void
}

export interface Liar {
  readonly node: Node
  readonly connection: Connection
  stream(protocol: string): Promise<Stream>
}

const seedIn = (folder: string): Buffer => Buffer.from((JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8')) as Kept).seeds.desk, 'base64')
const netIn = (folder: string): NetworkId => (JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8')) as Kept).net
const isServed =
  ({ chain, lines }: TwoDesks) =>
  (holds: Holds): boolean =>
    holds[chain]?.size === lines && holds[chain].wanted === 0

export interface OnScene extends Hostile {
  work(scene: Scene): Promise<void>
}

export const onScene = (id: Hostile['id'], title: string, work: (scene: Scene) => Promise<void>): OnScene => ({
  id,
  title,
  work,
  run: run => attack(run, work)
})

/** Plays an attack on such a desk; what it finds goes into the tally, and what the desk suffered. */
export async function attack(run: HostileRun, work: (scene: Scene) => Promise<void>): Promise<Outcome> {
  const tally = openTally(run)
  const desks = makeDesks(run.folder, RECORDS, run.random, 4)
  const base = join(run.folder, 'base')
  cpSync(desks.empty, base, { recursive: true })
  const closing: (() => unknown)[] = []
  const target = await startDesk(desks.full)
  const [dialler = '', ...hostile] = desks.others
  const members = hostile.map(seedIn)
  const scene: Scene = {
    run,
    tally,
    desks,
    net: netIn(desks.full),
    target,
    members,
    toClose: close => void closing.push(close),
    async socket(n) {
      const socket = createConnection({ host: '127.0.0.1', port: target.port, localAddress: `127.0.${1 + (Math.floor(n / 30) % 200)}.${2 + (n % 30)}` })
      socket.on('error', () => undefined)
      closing.push(() => socket.destroy())
      await Promise.race([once(socket, 'connect'), once(socket, 'close')])
      return socket
    },
    async liar(seed = randomBytes(32)) {
      const node = await startNode({ seed, listen: [], mdns: false, hub: false, relays: [] }, { member: () => Promise.resolve(false), found: () => undefined })
      closing.push(() => node.libp2p.stop())
      const connection = await again(() => node.libp2p.dial(target.addresses.map(address => multiaddr(address))))
      return { node, connection, stream: protocol => connection.newStream(protocol, { signal: AbortSignal.timeout(15_000) }) }
    },
    async honestDial() {
      const link = await openPeerLink({ seed: seedIn(dialler), listen: [], mdns: false, allow: () => true })
      try {
        const from = performance.now()
        await link.dial(target.chain, target.addresses, AbortSignal.timeout(HANGS))
        await link.request(target.chain, REGISTRY, new Uint8Array(8), AbortSignal.timeout(HANGS)).catch(() => undefined)
        return performance.now() - from
      } finally {
        await link.close()
      }
    }
  }
  try {
    const before = await quiet(scene)
    const honest = await startDesk(desks.empty, { listen: [], dial: [{ chain: desks.chain, address: target.addresses[0]! }] })
    closing.push(() => honest.kill())
    const served = honest.until(isServed(desks), HANGS / 500).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error))
    )
    await work(scene)
    tally.played('an honest desk takes in everything meanwhile', await served)
    await suffered(scene, before)
  } finally {
    for (const close of closing.toReversed()) await close()
    await target.kill()
    rmSync(base, { recursive: true })
  }
  return tally.outcome()
}

/** One host may open only so many connections a second: whoever is turned away for that tries again. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 5; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0) throw error
      await new Promise(resolve => setTimeout(resolve, 1_000))
    }
  }
}

/** Once it is warm: what it is without an attack. */
async function quiet(scene: Scene): Promise<State> {
  await scene.honestDial()
  await scene.target.state()
  return scene.target.state()
}

async function suffered({ run, tally, target, honestDial }: Scene, before: State): Promise<void> {
  const { lag, rss, troubles } = await target.state()
  const growth = rss - before.rss
  const dial = await honestDial()
  run.tell(
    `event loop away for ${lag.toFixed(0)} ms at most, ${(growth / 1e6).toFixed(0)} MB more, an honest dial in ${dial.toFixed(0)} ms${troubles.length > 0 ? `, ${troubles.join('; ')}` : ''}`
  )
  tally.played('its event loop is never away for long', lag < MOST_LAG ? undefined : `${lag.toFixed(0)} ms`)
  tally.played('its memory is bounded', growth < MOST_GROWTH ? undefined : `${(growth / 1e6).toFixed(0)} MB more`)
  tally.played('nothing inside it failed', troubles.length === 0 ? undefined : troubles.join('; '))
  tally.played('an honest dial gets in afterwards', dial < HANGS ? undefined : `${dial.toFixed(0)} ms`)
}

export const gone = (socket: Socket, ms: number): Promise<boolean> =>
  Promise.race([
    new Promise<boolean>(resolve => (socket.closed ? resolve(true) : socket.once('close', () => resolve(true)))),
    new Promise<boolean>(resolve => setTimeout(() => resolve(false), ms).unref())
  ])

export const streamEnds = (stream: Stream, ms: number): Promise<boolean> =>
  stream.status !== 'open'
    ? Promise.resolve(true)
    : Promise.race([
        once(stream as unknown as EventTarget, 'close').then(() => true),
        new Promise<boolean>(resolve => setTimeout(() => resolve(false), ms).unref())
      ])
