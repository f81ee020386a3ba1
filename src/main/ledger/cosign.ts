/**
 * Witnessing. A desk cosigns the newest checkpoint of a foreign chain whose lines it holds and has verified, never a second
 * root for one size nor fewer lines than before, and keeps its cosignature before it lets it leave. What other desks have
 * cosigned is taken when it stands under a root that the lines here give.
 */
import { equal, fromBase64url, textOf, toBase64url, utf8, type Bytes } from '../../shared/bytes.ts'
import { openCheckpoint } from '../../shared/ledger/fork.ts'
import {
  checkpointOrigin,
  cosign,
  COSIGNATURE,
  formatNote,
  parseCheckpoint,
  parseNote,
  parseOrigin,
  SIGNATURE,
  verifyNote,
  type Checkpoint,
  type Note,
  type NoteKey
} from '../../shared/ledger/note.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { native, verify } from '../keys/native.ts'
import { checkpointAt, checkpointWithin, insertCheckpoint } from '../store/checkpoints.ts'
import { cosignatureOf, cosignaturesBy, cosignaturesOf, putCosignature, type CosignatureRow } from '../store/cosignatures.ts'
import { deleteSeen, insertSeen } from '../store/seen.ts'
import { transact } from '../store/transact.ts'
import { compareGrowth, forkedChains } from './forks.ts'
import { isOfOtherHalf, keepHalfWitnesses } from './half-witness.ts'
import type { Held, Ledger } from './ledger.ts'
import { rootAt } from './tree.ts'
import { authorOffice, forgetVouching, seenTime } from './witness.ts'

/** The chain key's own line of a note: a checkpoint as it is stored. */
function bareNote(note: Note, chain: Key, net: Ledger['net']): { text: string; line: string } | undefined {
  const name = checkpointOrigin(net, chain)
  const line = note.signatures.find(signature => signature.name === name && signature.payload.length === 64)?.line
  return line === undefined ? undefined : { text: note.text, line }
}

/** Whether this desk is a witness of a chain: named as a hub, or a desk of another office than the chain's. */
export function isWitnessOf(ledger: Ledger, chain: Key): boolean {
  const { registry } = ledger
  const own = registry.deskAt(ledger.own.state.chain, registry.size)
  if (!own || chain === own.chain || ledger.ownRegistry?.state.chain === chain) return false
  return registry.policyAt(registry.size).hubs.includes(own.chain) || own.office !== authorOffice(ledger, chain)
}

/** Root and size that this desk cosigned last must still be what its lines give: else its own past contradicts it. */
function contradictsPast(ledger: Ledger, held: Held, before: CosignatureRow): boolean {
  const row = checkpointAt(ledger.store.ledger, held.no, before.size)
  const checkpoint = row && openCheckpoint(native, verify, ledger.net, held.state.chain, row.note)
  return !checkpoint || before.size > held.state.size || !equal(checkpoint.root, rootAt(ledger.store.ledger, held.no, before.size))
}

/** Cosigns the newest checkpoint of a chain whose lines are all here. The note with our line, or undefined when there is nothing new to say. */
export function cosignChain(ledger: Ledger, chain: Key): string | undefined {
  const held = ledger.chains.get(chain)
  const db = ledger.store.ledger
  const { own } = ledger
  if (!held || ledger.store.readonly || own.trouble || forkedChains(ledger).has(chain) || !isWitnessOf(ledger, chain)) return undefined
  const row = checkpointWithin(db, held.no, held.state.size)
  const checkpoint = row && openCheckpoint(native, verify, ledger.net, chain, row.note)
  if (!row || !checkpoint || !equal(checkpoint.root, rootAt(db, held.no, checkpoint.size))) return undefined
  const before = cosignatureOf(db, held.no, own.state.chain)
  if (before && (before.size >= checkpoint.size || contradictsPast(ledger, held, before))) return undefined
  const note = parseNote(row.note)
  const bare = note && bareNote(note, chain, ledger.net)
  if (!bare) return undefined
  const time = Math.floor(ledger.clock.now() / 1000)
  const line = cosign(bare.text, time, checkpointOrigin(ledger.net, own.state.chain), own.signer.publicKey, own.signer.sign, native)
  transact(db, () => putCosignature(db, { chainNo: held.no, witness: own.state.chain, size: checkpoint.size, time, line }))
  forgetVouching(ledger, chain)
  return formatNote(bare.text, [bare.line, line])
}

export type TakenNote = 'new' | 'known' | 'ahead' | 'refused' | 'forked'

/** Desks that may be believed as witnesses: admitted, not revoked, and not the chain itself. */
function witnessKeys(ledger: Ledger, note: Note, chain: Key): NoteKey[] {
  const { registry } = ledger
  const names = new Set(note.signatures.map(({ name }) => name))
  return [...names].flatMap(name => {
    const signer = parseOrigin(name)
    if (signer?.net !== ledger.net || signer.chain === chain || !registry.deskAt(signer.chain, registry.size)) return []
    return [{ name, type: COSIGNATURE, publicKey: fromBase64url(signer.chain)! }]
  })
}

/**
 * Is this very note kept here, byte for byte? Then it was verified when it came. Everyone hands on what is new to everyone, so
 * that most notes come several times; each costs two signatures and a tree.
 */
function isKept(ledger: Ledger, held: Held, note: Note): boolean {
  const { chain } = held.state
  const bare = bareNote(note, chain, ledger.net)
  const size = parseCheckpoint(note.text)?.size
  const db = ledger.store.ledger
  const row = bare && size !== undefined ? checkpointAt(db, held.no, size) : undefined
  if (!bare || !row || !equal(row.note, utf8(formatNote(bare.text, [bare.line])))) return false
  const others = note.signatures.filter(({ line }) => line !== bare.line)
  const isOurs = ({ name, line }: Note['signatures'][number]): boolean =>
    cosignaturesBy(db, held.no, name.slice(-43) as Key).some(kept => kept.size === size && kept.line === line)
  return others.length > 0 && others.every(isOurs)
}

/** Takes the cosignatures under a checkpoint of lines that are here. `ahead`: its lines are not here yet; it will come again. */
export function takeCosignature(ledger: Ledger, given: Bytes): TakenNote {
  const note = parseNote(given)
  const about = note && parseOrigin(note.text.slice(0, note.text.indexOf('\n')))
  const held = about && ledger.chains.get(about.chain)
  if (!note || !held || about.net !== ledger.net) return 'refused'
  if (isKept(ledger, held, note)) return 'known'
  const checkpoint = openCheckpoint(native, verify, ledger.net, about.chain, given)
  const bare = bareNote(note, about.chain, ledger.net)
  if (!checkpoint || !bare || checkpoint.size < 1) return 'refused'
  if (checkpoint.size > held.state.size && isOfOtherHalf(ledger, about.chain, checkpoint)) return takeOfHalf(ledger, note, about.chain, checkpoint)
  if (checkpoint.size > held.state.size) return 'ahead'
  const db = ledger.store.ledger
  const bareBytes = utf8(formatNote(bare.text, [bare.line]))
  if (!equal(checkpoint.root, rootAt(db, held.no, checkpoint.size)))
    return compareGrowth(ledger, { chain: about.chain, from: checkpoint.size, root: checkpoint.root, proof: [], note: bareBytes }) === 'forked'
      ? takeOfHalf(ledger, note, about.chain, checkpoint)
      : 'refused'
  const rows = cosignedIn(ledger, note, about.chain, checkpoint)
  if (rows.length === 0) return 'refused'
  const fresh = rows.filter(({ witness, time }) => isNews(ledger, held, witness, checkpoint.size, time))
  if (fresh.length === 0) return 'known'
  transact(db, () => {
    insertCheckpoint(db, held.no, checkpoint.size, bareBytes, new Uint8Array(0))
    for (const { witness, time, line } of fresh) putCosignature(db, { chainNo: held.no, witness, size: checkpoint.size, time, line })
  })
  forgetVouching(ledger, about.chain)
  for (const { witness, time, line } of fresh) if (isElsewhere(ledger, witness)) noteSeen(ledger, formatNote(bare.text, [bare.line, line]), time)
  return 'new'
}

interface Cosigned {
  readonly witness: Key
  readonly time: number
  readonly line: string
}

/** Cosignatures of admitted desks that stand under it; none when the chain's own signature does not. */
function cosignedIn(ledger: Ledger, note: Note, chain: Key, { origin }: Checkpoint): Cosigned[] {
  const own: NoteKey = { name: origin, type: SIGNATURE, publicKey: fromBase64url(chain)! }
  const verified = verifyNote(native, verify, note, [own, ...witnessKeys(ledger, note, chain)])
  if (verified.code !== undefined) return []
  return verified.verified.flatMap(({ name, time }) => (time === undefined ? [] : [{ witness: name.slice(-43) as Key, time, line: lineOf(note, name, time) }]))
}

/** It stands under the half that is not here: kept for those who decide, and handed on. */
function takeOfHalf(ledger: Ledger, note: Note, chain: Key, checkpoint: Checkpoint): TakenNote {
  const bare = bareNote(note, chain, ledger.net)!
  const rows = cosignedIn(ledger, note, chain, checkpoint).map(({ witness, time, line }) => ({
    chain,
    witness,
    size: checkpoint.size,
    root: toBase64url(checkpoint.root) as Hash,
    time,
    note: formatNote(bare.text, [bare.line, line])
  }))
  return keepHalfWitnesses(ledger, rows) ? 'new' : 'forked'
}

/** The signature line by which this witness signed at this time (of several the earliest was verified as such). */
const lineOf = (note: Note, name: string, time: number): string =>
  note.signatures.find(({ name: signer, payload }) => signer === name && payload.length === 72 && timeIn(payload) === time)!.line
const timeIn = (payload: Uint8Array): number => Number(new DataView(payload.buffer, payload.byteOffset).getBigUint64(0))

const DAY = 86_400

/** More lines than held of this witness, or an earlier time on its day. */
function isNews(ledger: Ledger, held: Held, witness: Key, size: number, time: number): boolean {
  const all = cosignaturesBy(ledger.store.ledger, held.no, witness)
  const sameDay = all.filter(row => Math.floor(row.time / DAY) === Math.floor(time / DAY))
  return all.every(row => size > row.size) || sameDay.every(row => time < row.time)
}

// What our next lines name as seen.

/** Only another office's word about the time is worth naming. */
const isElsewhere = ({ registry, own }: Ledger, witness: Key): boolean => registry.desks.get(witness)?.office !== registry.desks.get(own.state.chain)?.office

const SEEN_EVERY = 600_000
const seenAt = new WeakMap<Ledger, number>()

/** The note kept last, and how many lines of ours there were then: while there are no more none names the note. */
const unnamed = new WeakMap<Ledger, { readonly hash: Hash; readonly lines: number } | null>()
const ownLines = ({ own, ownRegistry }: Ledger): number => own.state.size + (ownRegistry?.state.size ?? 0)

/** A desk that files nothing must not keep a note for every ten minutes of the year. */
function forgetUnnamed(ledger: Ledger): void {
  const last = unnamed.get(ledger)
  if (last && last.hash === ledger.seen && last.lines === ownLines(ledger)) deleteSeen(ledger.store.ledger, last.hash)
}

/** Another's line names this note, and it came to us from there too: it stays. */
export const keepNamed = (ledger: Ledger, hash: Hash): void => void (unnamed.get(ledger)?.hash === hash && unnamed.set(ledger, null))

/** Keeps a cosigned note and names it in the lines that follow, at most every 10 minutes, and never an older one. */
function noteSeen(ledger: Ledger, note: string, time: number): void {
  const now = ledger.clock.monotonic()
  const last = seenAt.get(ledger)
  if (last !== undefined && now - last < SEEN_EVERY) return
  const before = ledger.seen === null ? undefined : seenTime(ledger, ledger.seen)
  if (before !== undefined && time <= before) return
  const bytes = utf8(note)
  const hash = toBase64url(native.sha256(bytes)) as Hash
  const made = transact(ledger.store.ledger, () => {
    forgetUnnamed(ledger)
    return insertSeen(ledger.store.ledger, hash, bytes)
  })
  unnamed.set(ledger, made ? { hash, lines: ownLines(ledger) } : null)
  ledger.seen = hash
  seenAt.set(ledger, now)
}

// For others

/** Every cosignature held of a chain, each as a note that stands by itself. */
export function cosignedNotes(ledger: Ledger, chain: Key): string[] {
  const held = ledger.chains.get(chain)
  if (!held) return []
  return cosignaturesOf(ledger.store.ledger, held.no).flatMap(({ size, line }) => {
    const row = checkpointAt(ledger.store.ledger, held.no, size)
    const note = row && textOf(row.note)
    return note === undefined ? [] : [`${note}${line}\n`]
  })
}
