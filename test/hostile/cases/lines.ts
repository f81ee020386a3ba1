/**
 * N14: bad lines of the kernel's making, between two network namespaces: slow, lossy, pulled again and again. What was taken in
 * stays, the rest follows, and it takes no more than 1.2 times the bytes (lost packets are sent again by TCP: there only the end
 * is asked for). And mDNS: two desks that know no address of each other.
 */
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { openTally } from '../../faults/fault.ts'
import { makeDesks, startDesk, type Holds, type TwoDesks } from '../desks.ts'
import type { Hostile, HostileRun } from '../hostile-case.ts'
import { layCable, type Cable } from '../namespaces.ts'

const RECORDS = 400
const SECONDS = 400
const MOST_RATIO = 1.2
const hasAll =
  ({ chain, lines }: TwoDesks) =>
  (holds: Holds): boolean =>
    holds[chain]?.size === lines && Object.values(holds).every(({ wanted }) => wanted === 0)

let last = 0

interface Weather {
  readonly name: string
  readonly make: (cable: Cable) => void
  /** Called every so often while it goes on, ms. */
  readonly flap?: number
  readonly counted: boolean
}

const weathers: readonly Weather[] = [
  { name: '64 kbit/s', make: cable => cable.slow(64_000), counted: true },
  { name: 'pulled for a second every four, at 256 kbit/s', make: cable => cable.slow(256_000), flap: 4_000, counted: true },
  { name: 'pulled for 15 seconds every twenty, at 256 kbit/s', make: cable => cable.slow(256_000), flap: 20_000, counted: true },
  { name: '30 % of packets lost each way', make: cable => cable.lose(0.3), counted: false },
  { name: '10 % lost at 256 kbit/s', make: cable => (cable.slow(256_000), cable.lose(0.1)), counted: false }
]

async function go(desks: TwoDesks, base: string, mdns: boolean, weather?: Weather): Promise<{ bytes: number; seconds: number } | string> {
  const cable = layCable(String(process.pid % 10_000) + String(++last))
  if (typeof cable === 'string') return cable
  let flapping: NodeJS.Timeout | undefined
  try {
    rmSync(desks.empty, { recursive: true, force: true })
    cpSync(base, desks.empty, { recursive: true })
    weather?.make(cable)
    const [one, two] = cable.names
    const listen = (host: string): string[] => [`/ip4/${host}/tcp/0`]
    const source = await startDesk(desks.full, { listen: listen(cable.hosts[0]), mdns }, one)
    const dial = mdns ? [] : [{ chain: desks.chain, address: source.addresses[0]! }]
    const began = performance.now()
    const before = cable.bytes()
    const sink = await startDesk(desks.empty, { listen: listen(cable.hosts[1]), mdns, dial }, two)
    if (weather?.flap !== undefined) {
      const down = weather.flap > 10_000 ? 15_000 : 1_000
      flapping = setInterval(() => {
        cable.pull()
        setTimeout(() => cable.plug(), down)
      }, weather.flap)
    }
    await sink.until(hasAll(desks), SECONDS)
    const bytes = cable.bytes() - before
    clearInterval(flapping)
    await Promise.all([sink.kill(), source.kill()])
    return { bytes, seconds: (performance.now() - began) / 1000 }
  } finally {
    clearInterval(flapping)
    cable.remove()
  }
}

export const lines: Hostile = {
  id: 'N14',
  title: 'lines that are slow, lossy or pulled, and mDNS, between network namespaces',
  async run(run: HostileRun) {
    const tally = openTally(run)
    const probe = layCable(`${process.pid % 10_000}x`)
    if (typeof probe === 'string') return { cases: 0, failed: [], skipped: probe }
    probe.remove()
    const desks = makeDesks(run.folder, RECORDS, run.random)
    const base = join(run.folder, 'base')
    cpSync(desks.empty, base, { recursive: true })
    const plain = await go(desks, base, false)
    if (typeof plain === 'string') return { cases: 0, failed: [], skipped: plain }
    run.tell(`${plain.bytes} bytes undisturbed`)
    for (let round = 0; round < (run.counts === 'nightly' ? 10 : 1); round++)
      for (const weather of run.few ? weathers.slice(0, run.few) : weathers) {
        const name = `${weather.name} (${round})`
        try {
          const went = await go(desks, base, false, weather)
          if (typeof went === 'string') throw new Error(went)
          const ratio = went.bytes / plain.bytes
          run.tell(`${weather.name}: ${went.seconds.toFixed(0)} s, ${ratio.toFixed(2)} of the bytes`)
          tally.played(name, weather.counted && ratio > MOST_RATIO ? `${ratio.toFixed(3)} times the bytes` : undefined)
        } catch (error) {
          tally.played(name, error instanceof Error ? error.message : String(error))
        }
      }
    try {
      const found = await go(desks, base, true)
      tally.played('two desks on one LAN find each other by mDNS', typeof found === 'string' ? found : undefined)
    } catch (error) {
      tally.played('two desks on one LAN find each other by mDNS', error instanceof Error ? error.message : String(error))
    }
    return tally.outcome()
  }
}
