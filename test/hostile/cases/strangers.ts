/** N6, T10: identities that are not admitted, and identities that are claimed without their key. */
import { randomBytes } from 'node:crypto'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { peerIdFromPublicKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { Stream } from '@libp2p/interface'
import { frameOf, kinds, stamp } from '../../../src/main/sync/libp2p/frame.ts'
import { privateKeyOf } from '../../../src/main/sync/libp2p/identity.ts'
import { writeFrame } from '../../../src/shared/sync/messages.ts'
import { onScene, SYNC, type Scene } from '../scene.ts'

const READS = 20_000

/** Bodies of all that the desk says on the stream before it ends it; the frame that shuts the door has none. */
async function said(stream: Stream): Promise<number> {
  let bytes = 0
  stream.addEventListener('message', ({ data }) => {
    for (const piece of data instanceof Uint8Array ? [data] : data) bytes += piece.length
  })
  const request = stamp(frameOf(writeFrame({ t: 'hello', v: 1, kinds: [], net: 'x', time: 0, addresses: [] })), 1, kinds.request)
  try {
    stream.send(request)
  } catch {
    // it was shut before
  }
  await Promise.race([
    new Promise<void>(resolve => (stream.status === 'open' ? stream.addEventListener('close', () => resolve()) : resolve())),
    new Promise<void>(resolve => setTimeout(resolve, READS).unref())
  ])
  return bytes
}
/** `length`, id and kind of an empty frame. */
const DOOR = 9

async function asStranger(scene: Scene): Promise<string | undefined> {
  const liar = await scene.liar()
  try {
    const bytes = await said(await liar.stream(SYNC))
    return bytes <= DOOR ? undefined : `it was told ${bytes} bytes`
  } catch {
    return undefined // not let in at all
  } finally {
    await liar.node.libp2p.stop()
  }
}

/** Says that it is the member, whose key it does not have: the handshake's payload is signed by another key. */
async function asStolen(scene: Scene, seed: Buffer, how: 'claims' | 'mixes'): Promise<string | undefined> {
  const own = await privateKeyOf(randomBytes(32))
  const victim = await privateKeyOf(seed)
  const forged = Object.create(own, {
    publicKey: { value: victim.publicKey },
    ...(how === 'mixes' ? { raw: { value: victim.publicKey.raw } } : {})
  }) as typeof own
  Object.assign(forged, { sign: (data: Uint8Array) => own.sign(data) })
  const libp2p = await createLibp2p({
    privateKey: own,
    transports: [tcp()],
    connectionEncrypters: [
      components =>
        noise()({
          logger: components.logger,
          get upgrader() {
            return components.upgrader
          },
          privateKey: forged,
          peerId: peerIdFromPublicKey(victim.publicKey)
        } as never)
    ],
    streamMuxers: [yamux()],
    addresses: { listen: [] }
  })
  try {
    const connection = await libp2p.dial(
      scene.target.addresses.map(address => multiaddr(address)),
      { signal: AbortSignal.timeout(READS) }
    )
    const bytes = await said(await connection.newStream(SYNC, { signal: AbortSignal.timeout(READS) }))
    return bytes <= DOOR ? undefined : `a stolen name was told ${bytes} bytes`
  } catch {
    return undefined
  } finally {
    await libp2p.stop()
  }
}

export const strangers = onScene('N6', 'identities that are unknown, and names that were stolen', async scene => {
  const { run } = scene
  const count = run.counts === 'nightly' ? 500 : run.few ? 10 : 50
  for (let i = 0; i < count; i += 10)
    await Promise.all(Array.from({ length: 10 }, async (_, j) => scene.tally.played(`stranger ${i + j} hears nothing`, await asStranger(scene))))
  for (const [i, seed] of scene.members.slice(0, 2).entries())
    for (const how of ['claims', 'mixes'] as const)
      for (let n = 0; n < (run.counts === 'nightly' ? 20 : 3); n++)
        scene.tally.played(`the name of member ${i}, ${how} (${n})`, await asStolen(scene, seed, how))
  // the same with the key: a member is answered, so that the silence above says something
  const member = await scene.liar(scene.members[0]!)
  const bytes = await new Promise<number>(resolve => {
    void member.stream(SYNC).then(stream => {
      stream.addEventListener('message', ({ data }) => resolve(data.byteLength))
      stream.addEventListener('close', () => resolve(0))
      const hello = writeFrame({ t: 'hello', v: 1, kinds: [], net: scene.net, time: Date.now(), addresses: [] })
      stream.send(stamp(frameOf(hello), 1, kinds.request))
    })
  })
  scene.tally.played('who has the key is answered', bytes > DOOR ? undefined : `${bytes} bytes`)
})
