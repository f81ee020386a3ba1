/** The other process of a sync: serves what is in a folder until it is killed. `node sync-server.ts STORE FOLDER`. */
import { openPeerLink } from '../../../src/main/sync/peer-link.ts'
import { startExchange } from '../../../src/main/sync/exchange.ts'
import { allowPeer } from '../../../src/main/sync/join.ts'
import * as hypercore from './hypercore.ts'
import { openDesk } from './ledger.ts'
import * as raw from './raw.ts'
import type { Serving, Store } from './sync.ts'

async function serveOurs(folder: string): Promise<Serving> {
  const desk = openDesk(folder)
  const { ledger } = desk
  const link = await openPeerLink({ seed: desk.seed, listen: ['/ip4/127.0.0.1/tcp/0'], mdns: false, allow: allowPeer(ledger) })
  startExchange({ ledger, link })
  return { address: link.self.addresses[0]!, key: `${ledger.own.state.chain} ${ledger.own.state.size}` }
}

const [store, folder] = process.argv.slice(2) as [Store, string]
const serve = { ours: serveOurs, raw: raw.serve, hypercore: hypercore.serve }[store]
process.send?.(await serve(folder))
