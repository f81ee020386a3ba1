/**
 * Five offices and a hub as processes that file and sync while they are killed (kill -9) at random, one after another and two at
 * once. At the end all hold the same chains to the same line, with all contents, and each verifies from its bytes.
 */
import { join } from 'node:path'
import { readFileSync } from 'node:fs'
import type { Key } from '../../../src/shared/names.ts'
import { startAudit } from '../../../src/main/ledger/audit.ts'
import { keyOf, type Kept } from '../../bench/phases/ledger.ts'
import { openTally } from '../../faults/fault.ts'
import { makeDesks, startDesk, type RunningDesk } from '../desks.ts'
import type { Hostile, HostileRun } from '../hostile-case.ts'

const OFFICES = 6
const SECONDS = 240

interface Seat {
  readonly folder: string
  readonly chain: Key
  port: number
  desk: RunningDesk | null
}
const keptIn = (folder: string): Kept => JSON.parse(readFileSync(join(folder, 'bench.json'), 'utf8')) as Kept

async function start(seat: Seat, seats: readonly Seat[], hub: boolean): Promise<void> {
  const dial = seats.flatMap(({ chain, desk }) => (desk && chain !== seat.chain ? [{ chain, address: desk.addresses[0]! }] : []))
  seat.desk = await startDesk(seat.folder, { listen: [`/ip4/127.0.0.1/tcp/${seat.port}`], hub, dial })
  seat.port = seat.desk.port
}

/** What it holds as one text; undefined while contents are still wanted. */
function standing({ desk }: Seat): string | undefined {
  const chains = Object.entries(desk?.holds ?? {}).filter(([, { size }]) => size > 0)
  if (chains.length < 2 || chains.some(([, { wanted }]) => wanted > 0)) return undefined
  return chains
    .map(([chain, { size, head }]) => `${chain} ${size} ${head}`)
    .sort()
    .join()
}

/** Resolves once all say the same, whatever any of them says last. */
function untilSame(seats: readonly Seat[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const undo: (() => void)[] = []
    const end = (): void => {
      clearTimeout(late)
      for (const stop of undo) stop()
    }
    const late = setTimeout(
      () => (end(), reject(new Error(`not the same after ${SECONDS} s: ${seats.map(seat => standing(seat) ?? 'wants more').join(' | ')}`))),
      SECONDS * 1000
    )
    const look = (): void => {
      const all = new Set(seats.map(standing))
      if (all.size !== 1 || all.has(undefined)) return
      end()
      resolve()
    }
    for (const { desk } of seats) undo.push(desk!.hear(look))
    look()
  })
}

async function soundIn({ folder }: Seat): Promise<string | undefined> {
  const { seeds } = keptIn(folder)
  const verdict = await startAudit({ folder, vaultKey: Buffer.from(seeds.vault, 'base64'), index: false, live: false })
  if (verdict.findings.length > 0) return JSON.stringify(verdict.findings[0])
  return verdict.payloads.notOpened === 0 && verdict.payloads.elsewhere === 0 ? undefined : 'contents are lacking'
}

export const offices: Hostile = {
  id: 'offices',
  title: 'five offices and a hub, killed at random while they file and sync',
  async run(run: HostileRun) {
    const tally = openTally(run)
    const { random } = run
    const made = makeDesks(run.folder, 200, random, OFFICES - 2)
    const seats: Seat[] = [made.full, made.empty, ...made.others].map(folder => ({ folder, chain: keyOf(keptIn(folder).seeds.desk).key, port: 0, desk: null }))
    const hub = seats.at(-1)!
    for (const seat of seats) await start(seat, seats, seat === hub)
    const kills = run.few ?? (run.counts === 'nightly' ? 300 : 40)
    for (let i = 0; i < kills; i++) {
      for (const { desk } of seats) if (random.chance(0.6)) desk!.file()
      await new Promise(resolve => setTimeout(resolve, random.below(400)))
      const dead = random.chance(0.25) ? [random.pick(seats), random.pick(seats)] : [random.pick(seats)]
      for (const seat of new Set(dead)) await seat.desk!.kill()
      for (const seat of new Set(dead)) await start(seat, seats, seat === hub)
      tally.played(`kill ${i}: it comes up again`, undefined)
    }
    const same = await untilSame(seats).then(
      () => undefined,
      (error: unknown) => String(error)
    )
    tally.played('all hold the same in the end', same)
    const lines = Object.values(hub.desk!.holds).reduce((sum, { size }) => sum + size, 0)
    run.tell(`${kills} kills, ${lines} lines at every desk`)
    for (const seat of seats) {
      await seat.desk!.kill()
      tally.played(`${seat === hub ? 'the hub' : seat.chain.slice(0, 8)} verifies from its bytes`, await soundIn(seat))
    }
    return tally.outcome()
  }
}
