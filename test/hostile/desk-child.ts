/**
 * A desk's ledger with its exchange and its network in a process of its own, to be attacked and killed. `node desk-child.ts
 * FOLDER OPTIONS`; says over its channel what it took in, and how it is when asked. Lives until it is killed or its channel ends.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Worker } from 'node:worker_threads'
import { startExchange } from '../../src/main/sync/exchange.ts'
import { allowPeer } from '../../src/main/sync/join.ts'
import { countWanted } from '../../src/main/ledger/payloads.ts'
import { spawnWorker } from '../../src/main/sync/libp2p/keeper.ts'
import { openLibp2pLink } from '../../src/main/sync/libp2p/office-end.ts'
import { openSignatureThreads } from '../../src/main/work/verify-signatures.ts'
import type { Key } from '../../src/shared/names.ts'
import { newId } from '../../src/main/ledger/compose.ts'
import { fileRecords } from '../../src/main/ledger/file-record.ts'
import { clock, openDesk } from '../bench/phases/ledger.ts'

export interface ChildOptions {
  readonly listen: readonly string[]
  /** Said to others instead of where it listens: the line that leads to it. */
  readonly announced: readonly string[] | null
  readonly hub: boolean
  /** Tell the LAN, and listen to it. */
  readonly mdns: boolean
  readonly dial: readonly { readonly chain: Key; readonly address: string }[]
}

export type FromChild =
  | { readonly t: 'up'; readonly chain: Key; readonly size: number; readonly addresses: readonly string[] }
  /** Lines held of each chain, and how many of its contents are still wanted. */
  | { readonly t: 'holds'; readonly chains: Readonly<Record<string, { readonly size: number; readonly head: string | null; readonly wanted: number }>> }
  /** A round with somebody has ended: what each desk is blamed for. */
  | { readonly t: 'round'; readonly blamed: Readonly<Record<string, string | null>> }
  | { readonly t: 'worker'; readonly up: boolean }
  | { readonly t: 'state'; readonly rss: number; readonly lag: number; readonly connections: number; readonly troubles: readonly string[] }

const say = (message: FromChild): void => void process.send?.(message)
const [folder = '', text = '{}'] = process.argv.slice(2)
const options = JSON.parse(text) as ChildOptions

const desk = openDesk(folder)
const { ledger } = desk
let network: Worker | undefined
const opened = await openLibp2pLink(
  { seed: desk.seed, listen: options.listen, mdns: options.mdns, hub: options.hub, allow: allowPeer(ledger) },
  made => (network = spawnWorker(made))
)
const link = new Proxy(opened, {
  get: (target, name) => (name === 'self' && options.announced ? { peer: target.self.peer, addresses: options.announced } : Reflect.get(target, name))
})
const threads = openSignatureThreads()
const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()

let told = false
function tellSoon(): void {
  if (told) return
  told = true
  setImmediate(() => {
    told = false
    const chains = [...ledger.chains.values()].map(({ state }) => [
      state.chain,
      { size: state.size, head: state.head, wanted: countWanted(ledger, state.chain) }
    ])
    say({ t: 'holds', chains: Object.fromEntries(chains) as Extract<FromChild, { t: 'holds' }>['chains'] })
  })
}
const troubles: string[] = []
const exchange = startExchange({
  ledger,
  link,
  verifyLines: threads.verifyLines,
  onLines: tellSoon,
  onPayloads: tellSoon,
  onPeers: () => say({ t: 'round', blamed: Object.fromEntries(exchange.state().map(({ chain, trouble }) => [chain, trouble])) }),
  onTrouble: error => troubles.push(error instanceof Error ? error.message : String(error))
})
opened.listen(event => {
  if (event.t === 'handler-failed') troubles.push(`handler: ${String(event.error)}`)
  if (event.t === 'worker-down') say({ t: 'worker', up: false })
  if (event.t === 'worker-up') say({ t: 'worker', up: true })
})
for (const { chain, address } of options.dial) exchange.addAddress(chain, address)

process.on('message', asked => {
  // a message that it can not read: an exception in the network worker that nobody catches
  if (asked === 'break') return void network?.postMessage(null)
  if (asked === 'file') return fileSome()
  say({ t: 'state', rss: process.memoryUsage.rss(), lag: delay.max / 1e6, connections: opened.connections().length, troubles })
  delay.reset()
})
/** Records of the newest form, as a clerk at this desk files them. */
function fileSome(): void {
  const { registry } = ledger
  const form = registry.forms.at(-1)
  const person = registry.keys.get(desk.person.key)?.person
  if (!form || !person) return
  const filings = Array.from({ length: 1 + Math.floor(Math.random() * 20) }, () => ({
    id: newId(clock),
    values: [['/data/f00', `filed at ${ledger.own.state.size}`]] as [string, string][]
  }))
  fileRecords(ledger, { signer: desk.person, person: desk.person.key }, form, filings, { engine: null, language: null }, () => undefined)
  exchange.announce()
  tellSoon()
}

process.on('disconnect', () => process.exit())
say({ t: 'up', chain: ledger.own.state.chain, size: ledger.own.state.size, addresses: opened.self.addresses })
tellSoon()
