/** Steps in which a stranger knocks, or statements are offered that nobody, or not who is named, has signed. */
import { halfWitnessNotes } from '../../src/main/ledger/half-witness.ts'
import { toBase64url, utf8 } from '../../src/shared/bytes.ts'
import { writeFork, type ForkEvidence } from '../../src/shared/ledger/fork.ts'
import { rootOf } from '../../src/shared/ledger/chain.ts'
import { checkpointOrigin, cosign, formatCheckpoint, formatNote, parseNote, SIGNATURE, signNote, type Note } from '../../src/shared/ledger/note.ts'
import type { Hash, Instant, Key, NetworkId } from '../../src/shared/names.ts'
import { signReceipt } from '../../src/shared/record/receipt.ts'
import { writeFrame } from '../../src/shared/sync/messages.ts'
import { native } from '../../src/main/keys/native.ts'
import { takeVouching } from '../../src/main/ledger/intake.ts'
import type { Held, KeySigner } from '../../src/main/ledger/ledger.ts'
import { checkpointWithin } from '../../src/main/store/checkpoints.ts'
import { isMember } from '../../src/main/sync/serve-peer.ts'
import type { TwoFaced } from '../kit/two-faced.ts'
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

interface About {
  readonly chain: Key
  readonly size: number
  /** Of the lines that are held. */
  readonly root: Hash
  /** The newest checkpoint whose lines are all here. */
  readonly note: Note | undefined
}

function aboutOf({ desk }: Player, { no, state }: Held): About {
  const row = checkpointWithin(desk.store.ledger, no, state.size)
  return { chain: state.chain, size: state.size, root: rootOf(native, state), note: row && parseNote(row.note) }
}

type Forged = [why: string, text: string]

function forgedReceipts(scene: Scene, at: Player, { chain, size, root }: About): Forged[] {
  const no = stranger(scene)
  const { net } = at.desk.ledger
  const other = toBase64url(scene.world.bytes(32)) as Hash
  const ranges: [number, number][] = [[0, size]]
  const receipt = { chain, desk: no.key, net, root, seq: 9e14, size, time: instant(scene), v: 1 as const, ranges, except: [] }
  const honest = scene.pick(scene.honest)!.desk.chain
  const all: Forged[] = [
    ['a receipt of a stranger', signReceipt(receipt, no.sign)],
    ['a receipt that its desk did not sign', signReceipt({ ...receipt, desk: honest }, no.sign)]
  ]
  const member = scene.pick(scene.forkers.filter(({ chain: key }) => isMember(at.desk.ledger, key)))
  if (!member) return all
  const by = (fields: Partial<typeof receipt>): string => signReceipt({ ...receipt, desk: member.chain, ...fields }, member.keys.desk.sign)
  return [
    ...all,
    ['a receipt over another root', by({ root: other })],
    ['a receipt of another network', by({ net: other as never })],
    ['a receipt over more lines than there are', by({ size: size + 3 })],
    ['a receipt of a chain that nobody holds', by({ chain: no.key })]
  ]
}

/** The same checkpoint with a signature line under it. */
const under = (note: Note, line: string): string => formatNote(note.text, [note.signatures[0]!.line, line])

function forgedCosignatures(scene: Scene, at: Player, { chain, note }: About): Forged[] {
  if (!note) return []
  const no = stranger(scene)
  const { net } = at.desk.ledger
  const signed = (by: Pick<KeySigner, 'publicKey' | 'sign'>, key: Key, of = net, text = note.text): string =>
    cosign(text, Math.floor(scene.world.now / 1000), checkpointOrigin(of, key), by.publicKey, by.sign, native)
  const honest = scene.pick(scene.honest.filter(({ desk }) => desk.chain !== chain))!.desk.keys.desk
  const all: Forged[] = [
    ['a cosignature of a stranger', under(note, signed(no, no.key))],
    ['a cosignature that its desk did not sign', under(note, signed({ publicKey: honest.publicKey, sign: no.sign }, honest.key))],
    ['a note that nobody has cosigned', formatNote(note.text, [note.signatures[0]!.line])]
  ]
  const member = scene.pick(scene.forkers.filter(({ chain: key }) => isMember(at.desk.ledger, key)))
  if (!member) return all
  const { desk } = member.keys
  const false_ = `${checkpointOrigin(net, chain)}\n1\n${Buffer.from(scene.world.bytes(32)).toString('base64')}\n`
  all.push(['a cosignature for another network', under(note, signed(desk, desk.key, toBase64url(scene.world.bytes(32)) as never))])
  all.push(['a cosignature under a checkpoint that nobody signed', formatNote(false_, [signed(desk, desk.key, net, false_)])])
  return all
}

/** Of forkers' chains: under a root that its key has signed and its lines do not give, and by the chain itself. */
function forgedAboutForkers(scene: Scene, at: Player): Forged[] {
  return scene.forkers.flatMap(liar => {
    const held = at.desk.ledger.chains.get(liar.chain)
    const about = held && aboutOf(at, held)
    if (!held || !about?.note) return []
    const { net } = at.desk.ledger
    const all: Forged[] = [['a cosignature of the chain itself', under(about.note, cosignedBy(scene, net, about.note.text, liar))]]
    const { state } = held
    const ours = liar.halves.find(half => half.lines[state.size - 1]?.hash === state.head)
    const other = ours && liar.halves.find(half => half !== ours && half.lines.length >= state.size)
    const member = scene.forkers.find(one => one !== liar && isMember(at.desk.ledger, one.chain))
    if (!other || !member || state.size <= liar.same) return all
    const note = parseNote(other.note(state.size))!
    return [...all, ['a cosignature under another root', under(note, cosignedBy(scene, net, note.text, member))]]
  })
}

const cosignedBy = (scene: Scene, net: NetworkId, text: string, { keys: { desk } }: TwoFaced): string =>
  cosign(text, Math.floor(scene.world.now / 1000), checkpointOrigin(net, desk.key), desk.publicKey, desk.sign, native)

/** All that can be forged about what a desk holds; `about`: of these chains, else of one of them. */
export function forgedStatements(scene: Scene, at: Player, about?: readonly Held[]): Forged[] {
  const held = [...at.desk.ledger.chains.values()].filter(({ state }) => state.size > 0)
  const picked = about ?? [scene.pick(held)].filter(one => one !== undefined)
  const no = stranger(scene)
  return [
    ...picked.flatMap(one => {
      const known = aboutOf(at, one)
      return [...forgedReceipts(scene, at, known), ...forgedCosignatures(scene, at, known)]
    }),
    ...forgedAboutForkers(scene, at),
    ['evidence that is none', `{"at":1,"chain":"${at.desk.chain}","net":"${at.desk.ledger.net}","sides":[],"v":1}`],
    ['evidence that a stranger made', inventedFork(scene, at, no)],
    ['half a text', 'muniment/']
  ]
}

/** Statements that nobody, or not who is named, has signed: none is taken. */
export async function forgeStatement(scene: Scene): Promise<string> {
  const player = scene.pick(scene.honest)!
  const forged = scene.pick(forgedStatements(scene, player))!
  await offer(scene, player, forged)
  return forged[0]
}

export async function offer(scene: Scene, { desk }: Player, [why, text]: Forged): Promise<void> {
  const fresh = await takeVouching(desk.ledger, [utf8(text)])
  // what another desk really signed under the half that is not here is kept for those who decide, and vouches for nothing
  const isKeptApart = halfWitnessNotes(desk.ledger).includes(text)
  if (fresh.length > 0 && !isKeptApart) scene.breaches.push({ invariant: 'what-is-forged-is-refused', chain: desk.chain, detail: `${desk.name} took ${why}` })
}
