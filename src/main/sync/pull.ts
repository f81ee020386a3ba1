/**
 * Pulling from one peer: lines, form packages, payloads, attachments, notes. Each function asks until nothing more comes and
 * can stop anywhere: what was committed stays, and the next round goes on from there. Nothing a peer answers is believed.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { fromBase64url, toBase64url, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import { isHash, type Hash, type Key } from '../../shared/names.ts'
import type { Ask } from '../../shared/sync/plan.ts'
import { heldHeight } from '../ledger/aside.ts'
import { mayHold } from '../ledger/budget.ts'
import { agreesWithDecision, compareGrowth, forkOf } from '../ledger/forks.ts'
import type { Ledger, OwnChain } from '../ledger/ledger.ts'
import { countWanted, receivePackage, receivePayloads, wantedFiles, wantedPackages, wantedPayloads, type Offered, type Place } from '../ledger/payloads.ts'
import { otherState, takeOtherHalf } from '../ledger/other-half.ts'
import { checkLeaves, finishFiles, receivePieces, wantedOf, type WantedFile } from '../ledger/pieces.ts'
import { isRefusedBatch, receiveLines, type LineBatch, type VerifyLines } from '../ledger/receive.ts'
import { takeSeen } from '../ledger/witness.ts'
import { noticeOwnAhead, takeBackOwn } from '../ledger/take-back.ts'
import { MAX_PACKAGE_BYTES } from '../../shared/record/package.ts'
import { lineAt } from '../store/lines.ts'
import { lineIdOf } from '../store/positions.ts'
import { takeVouching } from '../ledger/intake.ts'
import type { Frame, Header } from '../../shared/sync/messages.ts'
import type { PeerProtocol } from './peer-types.ts'
import type { Doing } from './peers.ts'
import { ask, requireCount, requireHashes, requireList, type Asker } from './questions.ts'
import { MOST_LINES, MOST_WANTED } from './serve-peer.ts'

const SYNC: PeerProtocol = '/muniment/sync/1'

export interface Pull extends Asker {
  readonly ledger: Ledger
  /** How many bytes to ask for at a time, and how long (ms) such an answer took. */
  readonly room: () => number
  readonly took: (ms: number) => void
  readonly verifyLines?: VerifyLines | undefined
  /** What has been committed. */
  readonly tookLines: (chain: Key, from: number, to: number) => void
  readonly tookPayloads: (chain: Key, positions: readonly number[]) => void
  readonly tookPackages: () => void
  /** What is asked for now, and how many of it are left. */
  readonly doing?: (doing: Doing) => void
  /** See former.ts. */
  readonly left: () => void
}

/** Asks for something large: as much of it as the line carries. */
async function askMuch(pull: Pull, peer: Key, header: Header, protocol: PeerProtocol = SYNC): Promise<Frame> {
  const room = pull.room()
  const begun = pull.ledger.clock.monotonic()
  const frame = await ask(pull, peer, protocol, { ...header, room })
  const came = frame.blobs.reduce((sum, blob) => sum + blob.length, 0)
  if (came > room / 2) pull.took(pull.ledger.clock.monotonic() - begun)
  return frame
}

/** The hash of the line before this height, where it is here: the other then knows whether its next lines follow. */
function headBefore(ledger: Ledger, chain: Key, height: number): Hash | undefined {
  const held = ledger.chains.get(chain)
  const row = held && height > 0 ? lineAt(ledger.store.ledger, lineIdOf(held.no, height - 1)) : undefined
  return row && (toBase64url(row.hash) as Hash)
}

export async function askLines(
  pull: Pull,
  peer: Key,
  { chain, kind }: Ask,
  from: number,
  most: number,
  protocol: PeerProtocol
): Promise<LineBatch | undefined> {
  const head = headBefore(pull.ledger, chain, from)
  const frame = await askMuch(pull, peer, { t: 'lines', chain, from, most, ...(head ? { head } : {}) }, protocol)
  const [note, ...lines] = frame.blobs
  return note && lines.length > 0 ? { chain, kind, lines, note, proof: requireHashes(frame, 'proof') } : undefined
}

/** Faults that an honest peer can only show us when the chain key signed two histories. */
const SUSPICIOUS: ReadonlySet<string> = new Set(['wrong-link', 'fork-suspected', 'cut-root', 'proof-wrong'])

/** Asks the peer how its tree of `from` lines grew, and compares. */
export async function compareWith(pull: Pull, peer: Key, chain: Key, from: number): Promise<'agrees' | 'forked' | 'unproved'> {
  if (from < 1) return 'unproved'
  const frame = await ask(pull, peer, SYNC, { t: 'prove', chain, from })
  const root = frame.header['root']
  const note = frame.blobs[0]
  if (!isHash(root) || !note) return 'unproved'
  return compareGrowth(pull.ledger, { chain, from, root: fromBase64url(root)!, proof: requireHashes(frame, 'proof'), note })
}

/** Lines of the other half that are fetched to be shown; all of them once it was decided for. */
const SHOWN_LINES = 64

/**
 * The half of a forked chain that is not here, from a peer that has it: the first height at which the two differ is found by
 * halving, then its lines come from there on. Answers whether something new came.
 */
export async function pullOtherHalf(pull: Pull, peer: Key, chain: Key, size: number): Promise<boolean> {
  const { ledger } = pull
  const held = ledger.chains.get(chain)
  if (!held || !forkOf(ledger, chain) || agreesWithDecision(ledger, chain)) return false
  const wanted = ledger.registry.decisionOn(chain)?.keep.size
  const known = otherState(ledger, held)
  let from = known?.state.size ?? 0
  if (known ? wanted === undefined || from >= wanted : false) return false
  if (!known) {
    const first = await firstDifference(pull, peer, chain, Math.min(held.state.size, size))
    if (first === undefined) return false
    from = first
  }
  let took = false
  for (const end = wanted ?? from + SHOWN_LINES; from < end;) {
    const batch = await askLines(pull, peer, { chain, kind: 'desk', from, to: end }, from, Math.min(MOST_LINES, end - from), SYNC)
    if (!batch || !takeOtherHalf(ledger, batch)) return took
    took = true
    from += batch.lines.length
    if (wanted === undefined) break
  }
  return took
}

/** The height of the first line that differs, by what the peer proves; undefined when it shows the same history as ours. */
async function firstDifference(pull: Pull, peer: Key, chain: Key, size: number): Promise<number | undefined> {
  if ((await compareWith(pull, peer, chain, size)) !== 'forked') return undefined
  let [same, other] = [0, size]
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    const result = await compareWith(pull, peer, chain, middle)
    if (result === 'unproved') return undefined
    if (result === 'agrees') same = middle
    else other = middle
  }
  return same
}

const heightOf = ({ ledger }: Pull, chain: Key): number => {
  const held = ledger.chains.get(chain)
  return held ? heldHeight(ledger, held) : 0
}

/** Pulls a chain up to what the peer said; the code of what was refused, or null. A batch's good beginning is taken before a line that is at fault. */
export async function pullLines(pull: Pull, peer: Key, wanted: Ask, protocol: PeerProtocol = SYNC): Promise<string | null> {
  const own = [pull.ledger.own, pull.ledger.ownRegistry].find(chain => chain?.state.chain === wanted.chain)
  if (own) return pullOwn(pull, peer, wanted, own)
  let most = MOST_LINES
  let fault: string | null = null
  while (heightOf(pull, wanted.chain) < wanted.to) {
    const from = heightOf(pull, wanted.chain)
    if (protocol === SYNC) pull.doing?.({ what: 'lines', chain: wanted.chain, left: wanted.to - from })
    const batch = await askLines(pull, peer, wanted, from, most, protocol)
    if (!batch) return fault
    const taken = await receiveLines(pull.ledger, batch, pull.verifyLines)
    if (!isRefusedBatch(taken)) {
      pull.tookLines(wanted.chain, taken.from, taken.to)
      if (protocol === SYNC) await pullSeen(pull, peer, taken.unseen)
      if (fault !== null || heightOf(pull, wanted.chain) <= from) return fault
    } else if (taken.line !== null && taken.line > 0 && fault === null) {
      fault = taken.fault
      most = taken.line
    } else {
      if (SUSPICIOUS.has(taken.fault) && protocol === SYNC && (await compareWith(pull, peer, wanted.chain, from)) === 'forked') return 'chain-forked'
      return taken.fault
    }
  }
  return fault
}

/** Notes in one question: a desk names a new one every ten minutes at most. */
const MOST_SEEN = 256

/** What the new lines had seen of others. A note that does not come now leaves their "not before" unestablished, nothing more. */
async function pullSeen(pull: Pull, peer: Key, unseen: readonly Hash[]): Promise<void> {
  for (let i = 0; i < unseen.length; i += MOST_SEEN) {
    const want = unseen.slice(i, i + MOST_SEEN)
    takeSeen(pull.ledger, want, (await ask(pull, peer, SYNC, { t: 'seen', want })).blobs)
  }
}

/** The peer says that it has more of our own chain than we. If our key signed it, we were rolled back: fetch it back. */
async function pullOwn(pull: Pull, peer: Key, wanted: Ask, own: OwnChain): Promise<string | null> {
  while (own.state.size < wanted.to) {
    const batch = await askLines(pull, peer, wanted, own.state.size, MOST_LINES, SYNC)
    if (!batch || !noticeOwnAhead(pull.ledger, own, batch.note)) return null
    const taken = takeBackOwn(pull.ledger, own, batch)
    if (isRefusedBatch(taken)) {
      await compareWith(pull, peer, wanted.chain, own.state.size)
      return taken.fault
    }
    pull.tookLines(wanted.chain, taken.from, taken.to)
  }
  return null
}

/** Form packages that the registry names. */
export async function pullPackages(pull: Pull, peer: Key): Promise<void> {
  let took = false
  try {
    for (const want of wantedPackages(pull.ledger)) {
      const xml = await pullPackage(pull, peer, want)
      if (xml && receivePackage(pull.ledger, xml)) took = true
    }
  } finally {
    if (took) pull.tookPackages() // also of those that came before the line broke
  }
}

async function pullPackage(pull: Pull, peer: Key, want: Hash): Promise<Bytes | undefined> {
  const parts: Bytes[] = []
  let have = 0
  for (;;) {
    const frame = await askMuch(pull, peer, { t: 'package', want, from: have })
    const size = requireCount(frame, 'size', MAX_PACKAGE_BYTES)
    const part = frame.blobs[0]
    if (!part || part.length === 0 || have + part.length > size) return undefined
    parts.push(part.slice())
    have += part.length
    if (have === size) return Buffer.concat(parts)
  }
}

/** Payloads of a chain, newest first; the first fault met, or null. Those that the peer may not give or has not are left for others. */
export async function pullPayloads(pull: Pull, peer: Key, chain: Key): Promise<string | null> {
  let before: Place | undefined
  let fault: string | null = null
  let later: Place[] = []
  for (;;) {
    const page = later.length > 0 ? later : wantedPayloads(pull.ledger, chain, MOST_WANTED, before)
    if (page.length === 0) return fault
    if (later.length === 0) before = page.at(-1)!
    pull.doing?.({ what: 'payloads', chain, left: countWanted(pull.ledger, chain) })
    if (!mayHold(pull.ledger, pull.room())) return 'budget'
    const frame = await askMuch(pull, peer, { t: 'payloads', chain, want: page as unknown as Json })
    const states = requireList(frame, 'states', page.length)
    const offered: Offered[] = []
    let blob = 0
    page.forEach((place, i) => {
      const bytes = states[i] === 'here' ? frame.blobs[blob++] : undefined
      if (bytes) offered.push({ place, bytes })
    })
    const still = page.filter((_, i) => states[i] === 'later')
    later = still.length < page.length ? still : [] // a peer that always says "later" is not asked for ever
    fault = (await takeOffered(pull, chain, offered)) ?? fault
  }
}

/** Payloads checked and stored in one go, some 10 ms; answers to pages come in between. */
const SLICE = 64

async function takeOffered(pull: Pull, chain: Key, offered: readonly Offered[]): Promise<string | null> {
  let fault: string | null = null
  for (let i = 0; i < offered.length; i += SLICE) {
    const { positions, refused } = receivePayloads(pull.ledger, chain, offered.slice(i, i + SLICE))
    if (positions.length > 0) pull.tookPayloads(chain, positions)
    fault ??= refused[0]?.fault ?? null
    await breathe()
  }
  return fault
}

/** Entries whose attachments are asked for in one round. */
const MOST_FILES = 1_000

/** Attachments of a chain, small ones first. */
export async function pullFiles(pull: Pull, peer: Key, chain: Key): Promise<string | null> {
  const wanted = wantedFiles(pull.ledger, chain, MOST_FILES)
    .map(place => ({ place, files: wantedOf(pull.ledger, chain, place) ?? [] }))
    .sort((a, b) => sizeOf(a.files) - sizeOf(b.files))
  let fault: string | null = null
  for (const [done, { place, files }] of wanted.entries()) {
    pull.doing?.({ what: 'files', chain, left: wanted.length - done })
    let complete = true
    for (const file of files) {
      if (!mayHold(pull.ledger, file.attachment.size)) return 'budget'
      const result = await pullFile(pull, peer, chain, place, file)
      if (result !== 'complete') complete = false
      if (result !== 'complete' && result !== 'elsewhere') fault ??= result
    }
    if (!complete) continue
    const wrong = finishFiles(pull.ledger, chain, place)
    if (wrong) fault ??= wrong
    else pull.tookPayloads(chain, [])
  }
  return fault
}

const sizeOf = (files: readonly WantedFile[]): number => files.reduce((sum, { attachment }) => sum + attachment.size, 0)

async function pullFile(pull: Pull, peer: Key, chain: Key, place: Place, { attachment, next, count }: WantedFile): Promise<string> {
  const question = (from: number, leaves: boolean): Promise<{ readonly blobs: readonly Bytes[]; readonly count: number }> =>
    askMuch(pull, peer, { t: 'pieces', chain, place: place as unknown as Json, sha256: attachment.sha256, from, leaves }).then(frame => ({
      blobs: frame.blobs,
      count: requireCount(frame, 'count')
    }))
  const first = await question(next, true)
  if (first.count !== count || (count > 0 && first.blobs.length === 0)) return 'elsewhere'
  const leaves = checkLeaves(attachment, first.blobs[0] ?? new Uint8Array(0))
  if (!leaves) return 'file-leaves'
  let pieces = first.blobs.slice(1)
  let at = next
  for (;;) {
    const fault = receivePieces(pull.ledger, chain, place, attachment, leaves, at, pieces)
    if (fault) return fault
    at += pieces.length
    if (at >= count) return wantedOf(pull.ledger, chain, place)?.some(file => file.attachment.sha256 === attachment.sha256) ? 'elsewhere' : 'complete'
    pieces = [...(await question(at, false)).blobs]
    if (pieces.length === 0) return 'elsewhere'
  }
}

/** Cosignatures, receipts and evidence over a chain; what was new, to be handed on. */
export async function pullNotes(pull: Pull, peer: Key, chain: Key): Promise<Bytes[]> {
  const fresh: Bytes[] = []
  let from = 0
  for (;;) {
    const frame = await ask(pull, peer, SYNC, { t: 'notes', chain, from })
    fresh.push(...(await takeVouching(pull.ledger, frame.blobs)))
    const next = frame.header['next']
    if (next === null || next === undefined) return fresh
    if (requireCount(frame, 'next') <= from) throw new OfficeError('peer-refused', { peer, detail: 'its answer could not be read' })
    from = requireCount(frame, 'next')
  }
}
