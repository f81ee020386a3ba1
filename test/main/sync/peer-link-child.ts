/** A desk's network in a process of its own, for peer-link.test.ts: echoes on sync, prints its address as JSON, lives until its stdin ends. */
import { randomBytes } from 'node:crypto'
import { openPeerLink } from '../../../src/main/sync/peer-link.ts'

const link = await openPeerLink({ seed: randomBytes(32), listen: ['/ip4/127.0.0.1/tcp/0'], mdns: false, allow: () => true })
const large = new Uint8Array(1 << 20).fill(9)
link.answer('/muniment/sync/1', async (_, body) => {
  if (body[0] === 1) return large
  // a request that is never answered: the parent kills this process meanwhile
  if (body[0] === 2) return (console.log('"asked"'), new Promise<never>(() => undefined))
  return body
})
console.log(JSON.stringify(link.self))
process.stdin.resume().on('end', () => void link.close())
