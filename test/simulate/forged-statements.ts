/** Steps in which a stranger knocks, or statements are offered that nobody, or not who is named, has signed. */
import { toBase64url, utf8 } from '../../src/shared/bytes.ts'
import { writeFork, type ForkEvidence } from '../../src/shared/ledger/fork.ts'
import { checkpointOrigin, cosign, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../src/shared/ledger/note.ts'
import type { Hash, Instant } from '../../src/shared/names.ts'
import { signReceipt } from '../../src/shared/record/receipt.ts'
import { writeFrame } from '../../src/shared/sync/messages.ts'
import { native, signer } from '../../src/main/keys/native.ts'
import { takeVouching } from '../../src/main/ledger/intake.ts'
import { keySigner } from '../../src/main/ledger/ledger.ts'
import { stranger } from './liar-steps.ts'
import type { Player } from './player.ts'
import type { Scene } from './scene.ts'

const instant = (scene: Scene): Instant => new Date(scene.world.now).toISOString() as Instant

/** Two checkpoints of one size in the name of somebody honest, signed by nobody who could. */
function inventedFork(scene: Scene, at: Player, no: ReturnType<typeof stranger>): string {
  const { chain } = scene.pick(scene.honest)!.desk
  const { net } = at.desk.ledger
  const side = (): ForkEvidence['sides'][number] => {
    const root = scene.world.bytes(32)
    const name = checkpointOrigin(net, chain)
    const text = formatCheckpoint({ origin: name, size: 1, root })
    return { note: formatNote(text, [signNote(text, name, SIGNATURE, no.publicKey, no.sign, native)]), root: toBase64url(root) as Hash, steps: [] }
  }
  return writeFork({ at: 1, chain, net, sides: [side(), side()], v: 1 })
}

/** Somebody who is not admitted asks, at every door, for what is not for strangers. */
export async function knock(scene: Scene): Promise<string> {
  const player = scene.pick(scene.honest.filter(({ on }) => on))
  if (!player) return 'nobody is there'
  const link = scene.world.network.open(stranger(scene).key, () => false)
  const { self } = player.desk.link!
  const signal = new AbortController().signal
  await link.dial(self.peer, self.addresses, signal)
  const ask = (protocol: '/muniment/sync/1' | '/muniment/registry/1', frame: Uint8Array): void =>
    void link.request(self.peer, protocol, frame, signal).then(
      () => scene.breaches.push({ invariant: 'strangers-get-nothing', chain: player.desk.chain, detail: `${player.desk.name} answered at ${protocol}` }),
      () => undefined
    )
  const { chain } = player.desk
  ask('/muniment/sync/1', writeFrame({ t: 'lines', chain, from: 0, most: 10, room: 65_536 }))
  ask('/muniment/registry/1', writeFrame({ t: 'lines', chain, from: 0, most: 10, room: 65_536 }))
  return player.desk.name
}

function forgedStatements(scene: Scene, at: Player): [why: string, text: string][] {
  const about = scene.pick([...at.desk.ledger.chains.values()].filter(({ state }) => state.size > 0))
  const { chain, size } = about?.state ?? { chain: at.desk.chain, size: 1 }
  const false_ = toBase64url(scene.world.bytes(32)) as Hash
  const no = stranger(scene)
  const { net } = at.desk.ledger
  const receipt = {
    chain,
    desk: no.key,
    net,
    root: false_,
    seq: 9e14,
    size,
    time: instant(scene),
    v: 1 as const,
    ranges: [[0, size]] as [number, number][],
    except: []
  }
  const member = scene.pick(scene.forkers)
  const body = `${checkpointOrigin(net, chain)}\n${size}\n${Buffer.from(scene.world.bytes(32)).toString('base64')}\n`
  const bySecret = keySigner(signer(scene.world.bytes(32)))
  const all: [string, string][] = [
    ['a receipt of a stranger', signReceipt(receipt, no.sign)],
    ['a receipt that its desk did not sign', signReceipt({ ...receipt, desk: at.desk.chain }, no.sign)],
    [
      'a cosignature under a checkpoint that nobody signed',
      `${body}\n${cosign(body, 1_800_000_000, checkpointOrigin(net, no.key), no.publicKey, no.sign, native)}\n`
    ],
    ['evidence that is none', `{"at":1,"chain":"${chain}","net":"${net}","sides":[],"v":1}`],
    ['evidence that a stranger made', inventedFork(scene, at, no)],
    ['half a text', 'muniment/']
  ]
  if (member) {
    all.push(['a receipt over another root', signReceipt({ ...receipt, desk: member.chain }, member.keys.desk.sign)])
    all.push(['a receipt of another network', signReceipt({ ...receipt, desk: member.chain, net: bySecret.key as never }, member.keys.desk.sign)])
  }
  return all
}

/** Statements that nobody, or not who is named, has signed: none is taken. */
export async function forgeStatement(scene: Scene): Promise<string> {
  const player = scene.pick(scene.honest)!
  const [why, text] = scene.pick(forgedStatements(scene, player))!
  const fresh = await takeVouching(player.desk.ledger, [utf8(text)])
  if (fresh.length > 0) scene.breaches.push({ invariant: 'what-is-forged-is-refused', chain: player.desk.chain, detail: `${player.desk.name} took ${why}` })
  return why
}
