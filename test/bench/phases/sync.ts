/** Two processes over loopback: this one takes in what `sync-server.ts` has, verified and committed, and says how fast. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Timed } from './data.ts'
import { foundDesk, openDesk } from './ledger.ts'
import { joinDesk } from './joined.ts'
import * as hypercore from './hypercore.ts'
import * as ours from './ours.ts'
import * as raw from './raw.ts'
import { runPhase } from '../run-phase.ts'
import { openPeerLink } from '../../../src/main/sync/peer-link.ts'
import { startExchange } from '../../../src/main/sync/exchange.ts'
import { allowPeer } from '../../../src/main/sync/join.ts'
import { openSignatureThreads } from '../../../src/main/work/verify-signatures.ts'
import type { Key } from '../../../src/shared/names.ts'

export type Store = 'ours' | 'raw' | 'hypercore'

/** What the serving process says once it listens. */
export interface Serving {
  readonly address: string
  readonly key: string
}

async function serving(store: Store, folder: string): Promise<{ readonly child: ChildProcess; readonly at: Serving }> {
  const child = fork(join(import.meta.dirname, 'sync-server.ts'), [store, folder], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [at] = (await once(child, 'message')) as [Serving]
  return { child, at }
}

/** What is to be taken in, and for ours the folder of a desk that was admitted. */
export async function makeSource(store: Store, folder: string, count: number, kind: ours.Kind): Promise<void> {
  if (store === 'raw') return raw.make(folder, count)
  if (store === 'hypercore') return hypercore.make(folder, count)
  const desk = foundDesk(folder)
  joinDesk(desk, `${folder}-b`)
  desk.close()
  ours.fill(folder, count, kind)
}

/** Lines with proof, then payloads, as the office takes them; done when all of both are committed. */
async function pullOurs(folder: string, count: number, kind: ours.Kind, { address, key }: Serving): Promise<number> {
  const desk = openDesk(folder)
  const { ledger } = desk
  const link = await openPeerLink({ seed: desk.seed, listen: [], mdns: false, allow: allowPeer(ledger) })
  const threads = openSignatureThreads()
  const wanted = kind === 'core' ? 0 : count
  let payloads = 0
  const { promise, resolve } = Promise.withResolvers<void>()
  const chain = key.split(' ')[0] as Key
  const lines = Number(key.split(' ')[1])
  const settle = (): void => {
    if ((ledger.chains.get(chain)?.state.size ?? 0) === lines && payloads >= wanted) resolve()
  }
  const began = performance.now()
  const exchange = startExchange({
    ledger,
    link,
    verifyLines: threads.verifyLines,
    onLines: settle,
    onPayloads: (of, positions) => {
      if (of === chain) payloads += positions.length
      settle()
    }
  })
  exchange.addAddress(chain, address)
  await promise
  const seconds = (performance.now() - began) / 1000
  await exchange.close()
  await link.close()
  await threads.close()
  desk.close()
  return seconds
}

interface Pulled extends Timed {
  /** Peak of the process that takes it in, MiB. */
  readonly memory: number
}

/** The source is made by a process of its own, so that the peak of this one is that of taking in. */
export async function sync(store: Store, folder: string, count: number, kind: ours.Kind): Promise<Pulled> {
  const source = join(folder, 'a')
  mkdirSync(source)
  await runPhase({ store, work: 'makeSource', kind, folder: source, count, seconds: 0 })
  const { child, at } = await serving(store, source)
  try {
    const target = `${source}-b`
    if (store !== 'ours') mkdirSync(target)
    const seconds =
      store === 'ours' ? await pullOurs(target, count, kind, at) : store === 'raw' ? await raw.pull(target, count, at) : await hypercore.pull(target, count, at)
    return { count, seconds, memory: process.resourceUsage().maxRSS / 1024 }
  } finally {
    child.kill('SIGKILL')
  }
}
