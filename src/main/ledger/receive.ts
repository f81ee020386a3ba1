/**
 * Others' lines: a batch is opened, grown, proved into a checkpoint that the chain key signed, and committed whole in one
 * transaction, or refused whole. Nothing a peer says is believed beyond that. A refusal is a value; what was stored before
 * stays as it was.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { equal, fromBase64url, toBase64url, type Bytes } from '../../shared/bytes.ts'
import type { Verify } from '../../shared/hashing.ts'
import { grow, rootOf, type ChainFault, type ChainKind, type ChainState } from '../../shared/ledger/chain.ts'
import { checkpointSide, openCheckpoint, writeFork } from '../../shared/ledger/fork.ts'
import { isRefused, open, type LineFault, type Opened, type Refused } from '../../shared/ledger/line.ts'
import { frontierRoot, verifyConsistency } from '../../shared/ledger/merkle.ts'
import type { Checkpoint } from '../../shared/ledger/note.ts'
import type { Hash, Key, OfficeId } from '../../shared/names.ts'
import { isCarrier, wrongEntries, type Audience } from '../../shared/record/entry.ts'
import { native, verify } from '../keys/native.ts'
import { setHead } from '../store/chains.ts'
import { checkpointAt, checkpointsFrom, checkpointWithin, insertCheckpoint, pruneCheckpoints, setCheckpointProof } from '../store/checkpoints.ts'
import { setLacking } from '../store/lacking.ts'
import { insertLine } from '../store/lines.ts'
import { lineIdOf, posOf } from '../store/positions.ts'
import { requireSpace } from '../store/reserve.ts'
import { seenNote } from '../store/seen.ts'
import { transact } from '../store/transact.ts'
import { applyOwnRegistry } from './append.ts'
import { keepNamed } from './cosign.ts'
import { asideState, isBeyondCut, MAX_ASIDE_LINES, putAside, setAside } from './aside.ts'
import { stopsAtFork, takeFork } from './forks.ts'
import { namedEnd } from './hand-over.ts'
import { heldChain, type Held, type Ledger } from './ledger.ts'
import { successionIn, successionOf } from './lineage.ts'
import { packProof } from './stored-proof.ts'

export interface LineBatch {
  readonly chain: Key
  readonly kind: ChainKind
  readonly lines: readonly Bytes[]
  /** Checkpoint note of at least as many lines as the batch leads to. */
  readonly note: Bytes
  /** Consistency proof from the tree at the end of the batch to the checkpoint; empty when they are of one size. */
  readonly proof: readonly Bytes[]
}
export type ReceiveFault =
  | LineFault
  | ChainFault
  | 'line-entries'
  | 'chain-unknown'
  | 'chain-own'
  | 'chain-forked'
  | 'batch-empty'
  | 'note-wrong'
  | 'proof-wrong'
  /** What comes does not fit a checkpoint that is held: ask for a proof, which may be evidence. */
  | 'fork-suspected'
  | 'aside-full'
export interface RefusedBatch extends Refused<ReceiveFault> {
  /** Which line of the batch is at fault; null when it is the batch. The lines before it can be asked for again by themselves. */
  readonly line: number | null
}
export interface Taken {
  readonly chain: Key
  /** Lines stored: heights [from, to). */
  readonly from: number
  readonly to: number
  /** Lines kept aside. */
  readonly aside: number
  readonly checkpoint: number
  /** What its lines had seen of others, and is not here: notes that bound them from below. */
  readonly unseen: readonly Hash[]
}
/** Verifies each line in full (`open`) somewhere else, so that this thread stays free; true where it holds. */
export type VerifyLines = (lines: readonly Bytes[]) => Promise<readonly boolean[]>

export const isRefusedBatch = (result: object): result is RefusedBatch => 'fault' in result
const refuse = (fault: ReceiveFault, detail: string, line: number | null = null): RefusedBatch => ({ fault, detail, line })

/** Up to here a batch's signatures cost less than handing them over (65 µs each). */
const FEW_LINES = 64
/** Read and checked in one go: some 5 ms. */
const SLICE_BYTES = 262_144

/** Opens in slices, so that pages and peers are answered in between. */
async function openAll(lines: readonly Bytes[], verifyLines: VerifyLines | undefined): Promise<Opened[] | RefusedBatch> {
  const verified = verifyLines && lines.length > FEW_LINES ? await verifyLines(lines) : undefined
  const all: Opened[] = []
  let read = 0
  for (let i = 0; i < lines.length; i++) {
    const check: Verify = verified ? () => verified[i] === true : verify
    const opened = open(lines[i]!, native, check)
    if (isRefused(opened)) return refuse(opened.fault, opened.detail, i)
    all.push(opened)
    read += lines[i]!.length
    if (i % FEW_LINES === FEW_LINES - 1 || read > SLICE_BYTES) {
      await breathe()
      read = 0
    }
  }
  return all
}

export const ownOffice = (ledger: Ledger): OfficeId | undefined => ledger.registry.desks.get(ledger.own.state.chain)?.office
export const isFor = (audience: Audience, office: OfficeId | undefined): boolean =>
  audience === 'everyone' || (office !== undefined && audience.includes(office))

/** What is wrong with taking anything of this chain, or undefined. */
function wrongChain(ledger: Ledger, { chain, kind, lines }: LineBatch): RefusedBatch | undefined {
  if (chain === ledger.own.state.chain || (ledger.ownRegistry !== null && chain === ledger.ownRegistry.state.chain))
    return refuse('chain-own', 'this desk alone writes it')
  const known = kind === 'registry' ? ledger.registry.isRegistry(chain) : ledger.registry.desks.has(chain)
  if (!known) return refuse('chain-unknown', 'the registry admits no such desk')
  // it is taken with all that it follows from (succession.ts), or not at all
  if (kind === 'registry' && ledger.registry.size === 0 && successionOf(lines[0])) return refuse('chain-unknown', 'it succeeds a registry that is not here')
  return stopsAtFork(ledger, chain) ? refuse('chain-forked', 'its key signed two histories') : undefined
}

export interface Growing {
  /** The chain with the lines that are to be stored. */
  readonly stored: ChainState
  readonly lines: readonly Opened[]
  /** The chain with all lines of the batch: what the proof starts from. */
  readonly whole: ChainState
  readonly aside: readonly Opened[]
}

/** Grows the chain by the lines that are new here. */
export function growBatch(ledger: Ledger, held: Held, all: readonly Opened[]): Growing | RefusedBatch {
  const beyond = isBeyondCut(held.state)
  let stored = held.state
  let whole = beyond ? asideState(ledger, held) : stored
  const expected = checkpointRoots(ledger, held)
  const lines: Opened[] = []
  const aside: Opened[] = []
  for (let at = Math.max(0, whole.size - (all[0]?.body.height ?? 0)); at < all.length; at++) {
    const opened = all[at]!
    const wrong = wrongEntries(opened.body, held.state.kind)
    if (wrong !== undefined) return refuse('line-entries', wrong, at)
    if (whole.size === 0 && whole.kind === 'registry' && !successionIn(opened) && opened.hash !== ledger.net)
      return refuse('wrong-network', `line 0 of the registry is ${opened.hash}`, at)
    if (isBeyondCut(whole) && !whole.accepted?.has(opened.hash)) whole = { ...whole, cut: null }
    const grown = grow(native, whole, opened)
    if (isRefused(grown)) return refuse(grown.fault, grown.detail, at)
    whole = grown.state
    if (whole.cut === null && stored.cut !== null) aside.push(opened)
    else {
      stored = whole
      lines.push(opened)
    }
    const promised = expected.get(whole.size)
    if (promised !== undefined && promised !== rootOf(native, whole))
      return refuse('fork-suspected', `at ${whole.size} lines the chain key signed another root`, at)
  }
  if (aside.length > 0 && whole.size - stored.size > MAX_ASIDE_LINES) return refuse('aside-full', `${MAX_ASIDE_LINES} lines are kept aside already`)
  return { stored, lines, whole, aside }
}

/** Roots that the chain key has signed for sizes not reached yet. */
function checkpointRoots(ledger: Ledger, held: Held): Map<number, string> {
  const roots = new Map<number, string>()
  for (const row of checkpointsFrom(ledger.store.ledger, held.no, held.state.size + 1, 64)) {
    const checkpoint = openCheckpoint(native, verify, ledger.net, held.state.chain, row.note)
    if (checkpoint) roots.set(row.size, toBase64url(checkpoint.root))
  }
  return roots
}

function isProved({ whole }: Growing, checkpoint: Pick<Checkpoint, 'size' | 'root'>, proof: readonly Bytes[]): boolean {
  const root = frontierRoot(native, whole.frontier)
  return whole.size >= 1 && verifyConsistency(native, { from: whole.size, to: checkpoint.size, proof, oldRoot: root, newRoot: checkpoint.root })
}

/** Another root for a size that a stored checkpoint has: two signed statements, kept as they are. */
function contradicts(ledger: Ledger, held: Held, note: Bytes, checkpoint: Checkpoint): boolean {
  const row = checkpointAt(ledger.store.ledger, held.no, checkpoint.size)
  const before = row && openCheckpoint(native, verify, ledger.net, held.state.chain, row.note)
  if (!row || !before || equal(before.root, checkpoint.root)) return false
  const sides = [checkpointSide(String(Buffer.from(row.note)), before), checkpointSide(String(Buffer.from(note)), checkpoint)] as const
  takeFork(ledger, writeFork({ at: checkpoint.size, chain: held.state.chain, net: ledger.net, sides, v: 1 }))
  return true
}

/** Lines, what they lack, head, checkpoint and proof: one transaction. Without a note: of a registry whose succession names their root. */
export function storeBatch(ledger: Ledger, held: Held, growing: Growing, note: Bytes | null, size: number, proof: readonly Bytes[]): void {
  const { stored, lines, whole, aside } = growing
  const db = ledger.store.ledger
  const office = ownOffice(ledger)
  requireSpace(ledger.store.folder)
  transact(db, () => {
    for (const opened of lines) {
      const lineId = lineIdOf(held.no, opened.body.height)
      insertLine(db, lineId, opened.line, opened.leaf)
      opened.body.entries.forEach((entry, index) => {
        if (isCarrier(entry)) setLacking(db, posOf(lineId, index), isFor(entry.audience, office) ? 'payload' : 'audience')
      })
    }
    putAside(ledger, aside)
    if (lines.length > 0) setHead(db, held.no, stored.size, lines.at(-1)!.leaf, stored.frontier)
    if (note === null) return
    const packed = size === whole.size ? new Uint8Array(0) : packProof({ from: whole.size, proof })
    if (!insertCheckpoint(db, held.no, size, note, packed)) setCheckpointProof(db, held.no, size, packed)
    pruneCheckpoints(db, held.no, checkpointWithin(db, held.no, stored.size)?.size ?? 0)
  })
}

const unseenIn = (ledger: Ledger, lines: readonly Opened[]): Hash[] => {
  const seen = new Set(lines.map(({ body }) => body.seen))
  return [...seen].filter((hash): hash is Hash => {
    if (hash === null) return false
    keepNamed(ledger, hash)
    return !seenNote(ledger.store.ledger, hash)
  })
}

/** Where the registry names how a chain ends: as good as its key's word. */
function endOf(ledger: Ledger, chain: Key): Pick<Checkpoint, 'size' | 'root'> | undefined {
  const end = namedEnd(ledger, chain)
  return end && { size: end.size, root: fromBase64url(end.root)! }
}

/** Lines of a registry that is succeeded, below where it counts: the successions that were read with them have proved their root. */
export function takeCounting(ledger: Ledger, { chain, kind, lines, note, proof }: LineBatch): RefusedBatch | undefined {
  const held = heldChain(ledger, chain, kind)
  const all: Opened[] = []
  for (const line of lines) {
    const opened = open(line, native, verify)
    if (isRefused(opened)) return refuse(opened.fault, opened.detail)
    all.push(opened)
  }
  const growing = growBatch(ledger, held, all)
  if (isRefusedBatch(growing)) return growing
  const checkpoint = openCheckpoint(native, verify, ledger.net, chain, note)
  const proved = checkpoint && isProved(growing, checkpoint, proof)
  if (growing.lines.length > 0) storeBatch(ledger, held, growing, proved ? note : null, checkpoint?.size ?? 0, proof)
  held.state = growing.stored
  return undefined
}

/**
 * Takes what is new of a batch. Lines that are here already are passed over, so a batch may come twice. `verifyLines` takes
 * the signatures off this thread. Throws only what the store throws (disk full, disk failed).
 */
export async function receiveLines(ledger: Ledger, batch: LineBatch, verifyLines?: VerifyLines): Promise<Taken | RefusedBatch> {
  return wrongChain(ledger, batch) ?? takeLines(ledger, batch, { verifyLines, applied: true })
}

/** The same for a chain that is known to be wanted. `applied`: what the registry's lines say holds from here on. */
export async function takeLines(
  ledger: Ledger,
  batch: LineBatch,
  { verifyLines, applied }: { readonly verifyLines?: VerifyLines | undefined; readonly applied: boolean }
): Promise<Taken | RefusedBatch> {
  const { chain, kind, note, proof } = batch
  if (batch.lines.length === 0) return refuse('batch-empty', 'no lines')
  const named = note.length === 0
  const held = heldChain(ledger, chain, kind)
  const signed = named ? undefined : openCheckpoint(native, verify, ledger.net, chain, note)
  const checkpoint = named ? endOf(ledger, chain) : signed
  if (!checkpoint) return refuse('note-wrong', 'no checkpoint that the chain key signed')
  const all = await openAll(batch.lines, verifyLines)
  if (isRefusedBatch(all)) return all
  if (applied && stopsAtFork(ledger, chain)) return refuse('chain-forked', 'evidence against its key came while its lines were verified')
  if (signed && contradicts(ledger, held, note, signed)) return refuse('chain-forked', `two roots for ${checkpoint.size} lines`)
  const growing = growBatch(ledger, held, all)
  if (isRefusedBatch(growing)) return growing
  const { lines, stored, whole, aside } = growing
  const from = held.state.size
  if (lines.length + aside.length === 0) return { chain, from, to: from, aside: 0, checkpoint: checkpoint.size, unseen: [] }
  if (!isProved(growing, checkpoint, proof)) return refuse('proof-wrong', `${whole.size} lines do not lead into the checkpoint of ${checkpoint.size}`)
  storeBatch(ledger, held, growing, named ? null : note, checkpoint.size, proof)
  held.state = stored
  if (aside.length > 0) setAside(ledger, whole)
  if (applied && held === ledger.registryChain) applyOwnRegistry(ledger, lines)
  return { chain, from, to: stored.size, aside: aside.length, checkpoint: checkpoint.size, unseen: unseenIn(ledger, lines) }
}
