/**
 * Answers for members on /muniment/sync/1. Who asks is proved by the link; what they may have is decided by our newest
 * registry: lines go to every member, payloads to their audience. Nothing here believes anything.
 */
import { utf8, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import { CHUNK_BYTES, MAX_FRAME_BYTES } from '../../shared/ledger/limits.ts'
import { isHash, type Key, type OfficeId } from '../../shared/names.ts'
import { isCarrier, kinds } from '../../shared/record/entry.ts'
import { writeFrame, type Frame } from '../../shared/sync/messages.ts'
import { headJson, MAX_HEADS } from '../../shared/sync/plan.ts'
import { cosignedNotes } from '../ledger/cosign.ts'
import { waitingContinuations } from '../ledger/continuing.ts'
import { forkTexts } from '../ledger/forks.ts'
import { halfWitnessNotes } from '../ledger/half-witness.ts'
import { motionTexts } from '../ledger/motions.ts'
import { handGrowth, handLines } from '../ledger/hand-over.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { mayHand } from '../ledger/own-word.ts'
import { storedText } from '../ledger/open-payload.ts'
import { entriesOfLine, entryOf, type Place } from '../ledger/payloads.ts'
import { givePieces } from '../ledger/pieces.ts'
import { isFor } from '../ledger/receive.ts'
import { receiptTexts } from '../ledger/receipts.ts'
import { packageOf } from '../store/packages.ts'
import { seenNote } from '../store/seen.ts'
import { posOf } from '../store/positions.ts'
import { readAddresses } from '../ledger/address-book.ts'
import type { DialledBack } from './dial-back.ts'
import { ownHeads } from './heads.ts'
import { hashJson, malformed, requireCount, requireFrame, requireHash, requireKey, requireList, requirePlace } from './questions.ts'

/** Room left in an answer for header, note, proof and the lengths of its blobs. */
const HEADROOM = 65_536
const ROOM = MAX_FRAME_BYTES - HEADROOM
const LEAST_ROOM = 16_384
/** Lines in an answer, and bytes of them: what a receiver grows and commits without being away from its pages for long. */
export const MOST_LINES = 1_000
const LINE_BYTES = MAX_FRAME_BYTES / 2
export const MOST_WANTED = 1_000
/** Attachment pieces in an answer: three and their leaf hashes fit into a frame. */
const MOST_PIECES = 3

/** Bytes that the asker wants at most: a slow line must see each answer to its end. */
const roomOf = (frame: Frame): number => Math.min(ROOM, Math.max(LEAST_ROOM, requireCount(frame, 'room')))

export interface ServePeer {
  readonly ledger: Ledger
  /** Where members may dial this desk, and what it knows of where others are. */
  readonly addresses: () => readonly string[]
  readonly known: () => readonly (readonly [Key, readonly string[]])[]
  /** A member has told us something. */
  readonly greeted: (from: Key, hello: Frame) => void
  readonly announced: (from: Key, chain: Key, size: number) => void
  readonly given: (from: Key, blobs: readonly Bytes[]) => void
  /** Bytes that one answer may take of our own line. */
  readonly room?: () => number
  /** A member asks whether it can be reached at these addresses. */
  readonly dialBack?: (from: Key, addresses: readonly string[]) => Promise<DialledBack>
}

export const isMember = (ledger: Ledger, peer: Key): boolean => ledger.registry.deskAt(peer, ledger.registry.size) !== undefined

/** What both sides of a hello say of themselves. */
export const helloHeader = ({ ledger, addresses }: Pick<ServePeer, 'ledger' | 'addresses'>): Record<string, Json> => ({
  v: 1,
  kinds: Object.keys(kinds).sort(),
  net: ledger.net,
  time: Math.floor(ledger.clock.now()),
  addresses: addresses().slice(0, 16)
})

export function servePeer(serve: ServePeer): (from: Key, body: Uint8Array) => Promise<Uint8Array> {
  return async (from, body) => {
    if (!isMember(serve.ledger, from)) throw new OfficeError('peer-refused', { peer: from, detail: 'it is not admitted' })
    return answer(serve, from, fitted(requireFrame(body), serve.room?.() ?? ROOM))
  }
}

function answer(serve: ServePeer, from: Key, frame: Frame): Uint8Array | Promise<Uint8Array> {
  const { ledger } = serve
  switch (frame.header.t) {
    case 'hello':
      return hello(serve, from, frame)
    case 'heads':
      return heads(ledger, requireKey(frame, 'after'))
    case 'lines':
      return isWithheld(ledger, frame) ? noLines() : lines(ledger, frame)
    case 'prove':
      return prove(ledger, frame)
    case 'payloads':
      return payloads(ledger, from, frame)
    case 'pieces':
      return pieces(ledger, from, frame)
    case 'package':
      return formPackage(ledger, frame)
    case 'notes':
      return notes(ledger, frame)
    case 'seen':
      return seen(ledger, frame)
    case 'give':
      serve.given(from, frame.blobs)
      return writeFrame({ t: 'give' })
    case 'dial-back':
      return dialBack(serve, from, frame)
    case 'announce':
      serve.announced(from, requireKey(frame, 'chain'), requireCount(frame, 'size'))
      return writeFrame({ t: 'announce' })
    default:
      throw malformed('t')
  }
}

async function dialBack({ dialBack }: ServePeer, from: Key, { header }: Frame): Promise<Uint8Array> {
  if (!dialBack) throw malformed('t')
  const { reached, why } = await dialBack(from, readAddresses(header['addresses']))
  return writeFrame({ t: 'dial-back', reached, why })
}

/** Asked for no more than our line is to carry at a time. */
function fitted({ header, blobs }: Frame, most: number): Frame {
  const { room } = header
  return typeof room === 'number' && room > most ? { header: { ...header, room: Math.floor(most) }, blobs } : { header, blobs }
}

function headPage(ledger: Ledger, after: Key | null): { heads: Json; next: Json } {
  const all = ownHeads(ledger)
  const from = after === null ? 0 : all.findIndex(head => head.chain > after)
  const page = from === -1 ? [] : all.slice(from, from + MAX_HEADS)
  const more = from !== -1 && from + MAX_HEADS < all.length
  return { heads: page.map(headJson), next: more ? page.at(-1)!.chain : null }
}

/** Peers whose addresses are handed on: a newcomer finds the others through whom it knows. */
const KNOWN_PEERS = 64

function hello(serve: ServePeer, from: Key, frame: Frame): Uint8Array {
  const { ledger } = serve
  // whoever speaks another version, or is of another network, hears what is spoken here, and nothing else
  if (frame.header['v'] !== 1 || frame.header['net'] !== ledger.net) return writeFrame({ t: 'hello', v: 1, net: ledger.net })
  serve.greeted(from, frame)
  const peers = serve
    .known()
    .filter(([peer]) => peer !== from)
    .slice(0, KNOWN_PEERS)
    .map(([peer, addresses]): Json => [peer, addresses.slice(0, 8)])
  return writeFrame({ t: 'hello', ...helloHeader(serve), ...headPage(ledger, null), peers })
}

const heads = (ledger: Ledger, after: Key): Uint8Array => writeFrame({ t: 'heads', ...headPage(ledger, after) })

const noLines = (): Uint8Array => writeFrame({ t: 'lines', size: 0, proof: [] })

/** Who asks for more of an own chain says with what its beginning ends: where that is not ours, nothing of ours may leave to it. */
function isWithheld(ledger: Ledger, frame: Frame): boolean {
  const { head } = frame.header
  return isHash(head) && !mayHand(ledger, requireKey(frame, 'chain'), { size: requireCount(frame, 'from'), head })
}

/** Lines with their proof; empty when there are none from there on. Also what the registry door answers. */
export function lines(ledger: Ledger, frame: Frame): Uint8Array {
  const chain = requireKey(frame, 'chain')
  const from = requireCount(frame, 'from')
  const most = requireCount(frame, 'most', MOST_LINES)
  const handed = handLines(ledger, chain, from, { lines: Math.max(1, most), bytes: Math.min(LINE_BYTES, roomOf(frame)) })
  if (!handed) return noLines()
  return writeFrame({ t: 'lines', size: handed.size, proof: hashJson(handed.proof) }, [handed.note, ...handed.lines])
}

function prove(ledger: Ledger, frame: Frame): Uint8Array {
  const growth = handGrowth(ledger, requireKey(frame, 'chain'), requireCount(frame, 'from'))
  if (!growth) return writeFrame({ t: 'prove', root: null, proof: [] })
  return writeFrame({ t: 'prove', root: growth.root, proof: growth.proof }, [growth.note])
}

const officeOf = (ledger: Ledger, peer: Key): OfficeId | undefined => ledger.registry.deskAt(peer, ledger.registry.size)?.office

function payloads(ledger: Ledger, from: Key, frame: Frame): Uint8Array {
  const chain = requireKey(frame, 'chain')
  const want = requireList(frame, 'want', MOST_WANTED).map(requirePlace)
  const office = officeOf(ledger, from)
  const states: string[] = []
  const blobs: Bytes[] = []
  let room = roomOf(frame)
  let line: ReturnType<typeof entriesOfLine>
  for (const [height, index] of want) {
    if (line?.body.height !== height) line = entriesOfLine(ledger, chain, height)
    const entry = line?.body.entries[index]
    if (!line || !entry || !isCarrier(entry)) states.push('elsewhere')
    else if (!isFor(entry.audience, office)) states.push('audience')
    else if (room < entry.size && blobs.length > 0) states.push('later')
    else {
      const text = storedText(ledger, chain, entry, posOf(line.lineId, index))
      states.push(text === undefined ? 'elsewhere' : 'here')
      if (text === undefined) continue
      const bytes = utf8(text)
      room -= bytes.length + 4
      blobs.push(bytes)
    }
  }
  return writeFrame({ t: 'payloads', states }, blobs)
}

function pieces(ledger: Ledger, from: Key, frame: Frame): Uint8Array {
  const chain = requireKey(frame, 'chain')
  const place: Place = requirePlace(frame.header['place'])
  const sha256 = requireHash(frame, 'sha256')
  const found = entryOf(ledger, chain, place)
  if (!found || !isCarrier(found.entry) || !isFor(found.entry.audience, officeOf(ledger, from))) return writeFrame({ t: 'pieces', count: 0 })
  const withLeaves = frame.header['leaves'] === true
  const given = givePieces(ledger, chain, found.entry, found.pos, sha256, requireCount(frame, 'from'), MOST_PIECES)
  if (!given) return writeFrame({ t: 'pieces', count: 0 })
  const leaves = withLeaves ? [Buffer.concat(given.leaves)] : []
  const fit = Math.max(1, Math.floor((roomOf(frame) - (leaves[0]?.length ?? 0)) / CHUNK_BYTES))
  return writeFrame({ t: 'pieces', count: given.leaves.length }, [...leaves, ...given.pieces.slice(0, fit)])
}

function formPackage(ledger: Ledger, frame: Frame): Uint8Array {
  const want = frame.header['want']
  if (!isHash(want)) throw malformed('want')
  const xml = packageOf(ledger.store.ledger, want)
  const from = requireCount(frame, 'from')
  return xml ? writeFrame({ t: 'package', size: xml.length }, [xml.subarray(from, from + roomOf(frame))]) : writeFrame({ t: 'package', size: 0 })
}

const MOST_SEEN = 256

function seen(ledger: Ledger, frame: Frame): Uint8Array {
  const want = requireList(frame, 'want', MOST_SEEN).filter(isHash)
  let room = ROOM
  const found = want.flatMap(hash => seenNote(ledger.store.ledger, hash) ?? []).filter(note => (room -= note.length + 4) > 0)
  return writeFrame({ t: 'seen' }, found)
}

/** Notes of a chain from the `from`-th on, as many as fit. Evidence of forks, requests of stopped desks and motions come with the registry's. */
function notes(ledger: Ledger, frame: Frame): Uint8Array {
  const chain = requireKey(frame, 'chain')
  const from = requireCount(frame, 'from')
  const all = [
    ...receiptTexts(ledger, chain),
    ...cosignedNotes(ledger, chain),
    ...(chain === ledger.registryChain.state.chain
      ? [...forkTexts(ledger), ...halfWitnessNotes(ledger), ...waitingContinuations(ledger).map(({ text }) => text), ...motionTexts(ledger)]
      : [])
  ]
  const blobs: Bytes[] = []
  let room = ROOM
  for (const text of all.slice(from)) {
    const bytes = utf8(text)
    if (bytes.length + 4 > room) break
    room -= bytes.length + 4
    blobs.push(bytes)
  }
  const next = from + blobs.length
  return writeFrame({ t: 'notes', next: next < all.length && blobs.length > 0 ? next : null }, blobs)
}
