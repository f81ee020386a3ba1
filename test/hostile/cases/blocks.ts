/**
 * N10: an admitted desk that serves malformed blocks, each under a checkpoint that its key signed over just these bytes. Asked
 * for over the wire each is refused with a code and nothing of it is stored; a sound line of the same desk is then taken.
 */
import { toBase64url, utf8, type Bytes } from '../../../src/shared/bytes.ts'
import { leafHash } from '../../../src/shared/ledger/merkle.ts'
import { checkpointOrigin, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../../src/shared/ledger/note.ts'
import { readFrame, writeFrame } from '../../../src/shared/sync/messages.ts'
import { native, signer } from '../../../src/main/keys/native.ts'
import { keySigner } from '../../../src/main/ledger/ledger.ts'
import { openPeerLink } from '../../../src/main/sync/peer-link.ts'
import { onScene, HANGS, SYNC, type Scene } from '../scene.ts'
import { malformedBlocks, soundLine, type Author } from './block-table.ts'

interface Server {
  /** Offers this line; resolves to what the desk blamed us for once it had asked for it. */
  offer(line: Bytes): Promise<string | null>
}

async function serve(scene: Scene, author: Author, seed: Buffer): Promise<Server> {
  const { target, net } = scene
  const { key, sign, publicKey } = author.desk
  let line: Bytes = new Uint8Array(0)
  let asked = (): void => undefined
  const link = await openPeerLink({ seed, listen: [], mdns: false, allow: () => true })
  scene.toClose(() => link.close())
  const note = (): Bytes => {
    const origin = checkpointOrigin(net, key)
    const text = formatCheckpoint({ origin, size: 1, root: leafHash(native, line) })
    return utf8(formatNote(text, [signNote(text, origin, SIGNATURE, publicKey, sign, native)]))
  }
  link.answer(SYNC, async (_, body) => {
    const t = readFrame(body)?.header.t ?? ''
    const heads = [[key, 'desk', 1, toBase64url(leafHash(native, line)), key]]
    if (t === 'hello') return writeFrame({ t, v: 1, kinds: [], net, time: Date.now(), addresses: [], heads, next: null, peers: [] })
    if (t === 'heads') return writeFrame({ t, heads, next: null })
    if (t === 'prove') return writeFrame({ t, root: null, proof: [] })
    if (t === 'notes') return writeFrame({ t, next: null })
    if (t === 'payloads') return writeFrame({ t, states: [] })
    if (t !== 'lines') return writeFrame({ t })
    asked()
    return writeFrame({ t, size: 1, proof: [] }, [note(), line])
  })
  await link.dial(target.chain, target.addresses, AbortSignal.timeout(HANGS))
  const offer = (given: Bytes): Promise<string | null> =>
    new Promise((resolve, reject) => {
      line = given
      let served = false
      const late = setTimeout(() => (undo(), reject(new Error(served ? 'nothing came of it' : 'it was never asked for'))), HANGS / 8)
      const undo = target.hear(message => {
        if (!served || message.t !== 'round') return
        undo()
        clearTimeout(late)
        resolve(message.blamed[key] ?? null)
      })
      asked = () => (served = true)
      link.request(target.chain, SYNC, writeFrame({ t: 'announce', chain: key, size: 1 }), AbortSignal.timeout(HANGS)).catch(reject)
    })
  return { offer }
}

export const blocks = onScene('N10', 'malformed blocks by table, over the wire', async scene => {
  const { run } = scene
  const seed = scene.members[2]! // nobody has misbehaved under it yet
  const author: Author = { net: scene.net, registry: scene.desks.registry, desk: keySigner(signer(seed)) }
  const all = malformedBlocks(author)
  const every = run.few ? Math.max(1, Math.floor(all.length / (run.few * 300))) : 1
  const server = await serve(scene, author, seed)
  const codes = new Map<string, number>()
  for (const [i, { name, line }] of all.entries()) {
    if (i % every !== 0) continue
    const code = await server.offer(line).catch((error: unknown) => `failed: ${String(error)}`)
    codes.set(code ?? 'nothing', (codes.get(code ?? 'nothing') ?? 0) + 1)
    const typed = code !== null && /^[a-z]+(-[a-z]+)*$/.test(code) && code !== 'internal'
    scene.tally.played(name, typed ? undefined : `blamed for ${code ?? 'nothing'}`)
  }
  run.tell([...codes].map(([code, n]) => `${n} ${code}`).join(', '))
  let size = 0
  scene.target.hear(message => {
    if (message.t === 'holds') size = message.chains[author.desk.key]?.size ?? 0
  })
  const after = await server.offer(soundLine(author))
  await scene.target.until(chains => chains[author.desk.key]?.size === 1, 30)
  scene.tally.played(
    'a sound line of the same desk is taken, and it is the first',
    after === null && size === 1 ? undefined : `blamed for ${after}, ${size} lines`
  )
})
