/**
 * A bundle: what peers would say to each other, in one file, for a stick, an auditor or a move.
 *
 *     muniment-bundle/v1\n
 *     then frames (sync/messages.ts), each preceded by its length (4 bytes, big-endian):
 *     bundle   {t, v, net, from, office, time, sig}         whose, for whom (null: for everyone), when; signed by the desk's key
 *     lines    {t, chain, kind, size, proof} + note, lines   the registry first
 *     package  {t, hash, from, size} + bytes
 *     notes    {t} + cosigned notes, receipts, evidence of forks, motions
 *     sealed   {t} + one age file: a frame `payloads` {t, chain, places} + payloads, or `pieces` {t, chain, place, sha256,
 *              from} + leaf hashes, pieces; sealed to the X25519 keys of the desks it is for
 *     end      {t, frames}
 *
 * For an office that has said what it holds (known-of.ts) only the rest is in it: its chains then begin where all desks of the
 * office are, which the lines' own heights say. Lines are in clear, as on every member's desk; payloads never. The source is only read. A file that was cut off gives what
 * came before; taken in twice, it changes nothing the second time.
 */
import { concat, toBase64url, utf8, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { ChainKind } from '../../shared/ledger/chain.ts'
import { canonical, type Json } from '../../shared/ledger/jcs.ts'
import { CHUNK_BYTES, MAX_FRAME_BYTES } from '../../shared/ledger/limits.ts'
import type { Key, OfficeId, SealKey } from '../../shared/names.ts'
import { isCarrier } from '../../shared/record/entry.ts'
import { writeFrame, type Header } from '../../shared/sync/messages.ts'
import { holds } from '../../shared/record/registry-facts.ts'
import { sealTo } from '../keys/recovery.ts'
import { linesFrom } from '../store/lines.ts'
import { packageHashes, packageOf } from '../store/packages.ts'
import { posOf } from '../store/positions.ts'
import { cosignedNotes } from './cosign.ts'
import { forkTexts } from './forks.ts'
import { halfWitnessNotes } from './half-witness.ts'
import { motionTexts } from './motions.ts'
import { handLines } from './hand-over.ts'
import { knownNothing, type KnownOf, type Span } from './known-of.ts'
import { storedBody, type Held, type Ledger } from './ledger.ts'
import { storedPayload, storedText } from './open-payload.ts'
import { attachmentsOf, type Place } from './payloads.ts'
import { givePieces } from './pieces.ts'
import { isFor } from './receive.ts'
import { receiptTexts } from './receipts.ts'

export const MAGIC = 'muniment-bundle/v1\n'
const ROOM = MAX_FRAME_BYTES - 131_072
const LINES = { lines: 1_000, bytes: ROOM }
const PIECES = Math.floor(ROOM / CHUNK_BYTES) - 1

export interface BundleHead {
  readonly net: string
  readonly from: string
  readonly office: string | null
  readonly time: string
}
const DOMAIN = utf8('muniment/bundle/v1\n')
/** What the desk that makes a bundle signs: whose it is, for whom, and when. What is in it proves itself. */
export const signedHead = ({ net, from, office, time }: BundleHead): Bytes => concat(DOMAIN, utf8(canonical({ net, from, office, time })))

export interface BundleCounts {
  lines: number
  payloads: number
}

const framed = (header: Header, blobs: readonly Bytes[] = []): Uint8Array => {
  const frame = writeFrame(header, blobs)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, frame.length)
  return concat(length, frame)
}

/** Blobs in groups that fit into a frame. */
function* grouped<T>(items: Iterable<T>, sizeOf: (item: T) => number): Iterable<T[]> {
  let group: T[] = []
  let room = ROOM
  for (const item of items) {
    if (group.length > 0 && sizeOf(item) + 8 > room) {
      yield group
      group = []
      room = ROOM
    }
    group.push(item)
    room -= sizeOf(item) + 8
  }
  if (group.length > 0) yield group
}

/** The registries, each after the one that it succeeded, then all others. */
function inOrder({ registry, chains, registryChain }: Ledger): Held[] {
  const registries = [...registry.former.map(({ chain }) => chains.get(chain)!), registryChain]
  return [...registries, ...[...chains.values()].filter(held => !registries.includes(held))]
}

function* lineFrames(ledger: Ledger, held: Held, counts: BundleCounts, known: KnownOf): Iterable<Uint8Array> {
  const { state } = held
  const { chain } = state
  const kind: ChainKind = state.kind
  for (let from = known.from(held); ;) {
    const handed = handLines(ledger, chain, from, LINES)
    if (!handed || handed.lines.length === 0) return
    yield framed({ t: 'lines', chain, kind, size: handed.size, proof: handed.proof.map(hash => toBase64url(hash)) }, [handed.note, ...handed.lines])
    from += handed.lines.length
    counts.lines += handed.lines.length
  }
}

function* packageFrames(ledger: Ledger): Iterable<Uint8Array> {
  for (const hash of packageHashes(ledger.store.ledger)) {
    const xml = packageOf(ledger.store.ledger, hash)
    for (let from = 0; xml && from < xml.length; from += ROOM) yield framed({ t: 'package', hash, from, size: xml.length }, [xml.subarray(from, from + ROOM)])
  }
}

function* noteFrames(ledger: Ledger): Iterable<Uint8Array> {
  const chains = inOrder(ledger).flatMap(({ state }) => [...receiptTexts(ledger, state.chain), ...cosignedNotes(ledger, state.chain)])
  for (const group of grouped([...forkTexts(ledger), ...halfWitnessNotes(ledger), ...motionTexts(ledger), ...chains].map(utf8), blob => blob.length))
    yield framed({ t: 'notes' }, group)
}

interface Item {
  readonly place: Place
  readonly bytes: Bytes
}

const PAGE = 128

/** Pages of a span: first height and how many. */
const pagesOf = ([from, to]: Span): [number, number][] =>
  Array.from({ length: Math.ceil((to - from) / PAGE) }, (_, i) => [from + i * PAGE, Math.min(PAGE, to - from - i * PAGE)])

/** Payloads here of a chain that are for the office (or for everyone), and their attachments, as clear frames. */
function* contentFrames(ledger: Ledger, held: Held, office: OfficeId | undefined, counts: BundleCounts, known: KnownOf): Iterable<Uint8Array> {
  const { chain } = held.state
  function* payloads(): Iterable<Item> {
    for (const [from, count] of known.missing(held).flatMap(pagesOf)) {
      for (const row of linesFrom(ledger.store.ledger, held.no, from, count)) {
        const body = storedBody(row.line)
        for (const [index, entry] of body.entries.entries()) {
          const wanted = isCarrier(entry) && isFor(entry.audience, office) && !known.has(held, body.height, index)
          const text = wanted ? storedText(ledger, chain, entry, posOf(row.lineId, index)) : undefined
          if (text !== undefined) yield { place: [body.height, index], bytes: utf8(text) }
        }
      }
    }
  }
  for (const group of grouped(payloads(), ({ bytes }) => bytes.length + 24)) {
    counts.payloads += group.length
    yield writeFrame(
      { t: 'payloads', chain, places: group.map(({ place }) => place as unknown as Json) },
      group.map(({ bytes }) => bytes)
    )
    for (const { place } of group) yield* pieceFrames(ledger, held, place)
  }
}

function* pieceFrames(ledger: Ledger, held: Held, place: Place): Iterable<Uint8Array> {
  const { chain } = held.state
  const row = linesFrom(ledger.store.ledger, held.no, place[0], 1)[0]
  const entry = row && storedBody(row.line).entries[place[1]]
  if (!row || !entry || !isCarrier(entry)) return
  const pos = posOf(row.lineId, place[1])
  for (const { sha256 } of attachmentsOf(storedPayload(ledger, chain, entry, pos) ?? [])) {
    for (let from = 0; ; from += PIECES) {
      const given = givePieces(ledger, chain, entry, pos, sha256, from, PIECES)
      if (!given || (from > 0 && given.pieces.length === 0)) break
      yield writeFrame({ t: 'pieces', chain, place: place as unknown as Json, sha256, from }, [Buffer.concat(given.leaves), ...given.pieces])
    }
  }
}

/** The desks it is sealed to: of the office, or all. */
export function recipients({ registry }: Ledger, office: OfficeId | null): SealKey[] {
  const desks = [...registry.desks.values()].filter(desk => holds(desk, registry.size) && (office === null || desk.office === office))
  if (desks.length === 0) throw new OfficeError('not-found', { what: 'desk of office', id: office ?? '' })
  return desks.map(desk => desk.seal)
}

/**
 * The bytes of a bundle, piece by piece. For an office: all that is meant for it, sealed to its desks. Without one: what is
 * meant for everyone, sealed to every desk. What is `known` to be there already stays out. `counts` is filled as it goes.
 */
export async function* bundlePieces(ledger: Ledger, office: OfficeId | null, counts: BundleCounts, known: KnownOf): AsyncGenerator<Uint8Array> {
  const keys = recipients(ledger, office)
  let frames = 0
  const one = (piece: Uint8Array): Uint8Array => {
    frames++
    return piece
  }
  const from: Key = ledger.own.state.chain
  const head = { net: ledger.net, from, office, time: new Date(ledger.clock.now()).toISOString() }
  yield utf8(MAGIC)
  yield one(framed({ t: 'bundle', v: 1, ...head, sig: toBase64url(ledger.own.signer.sign(signedHead(head))) }))
  for (const held of inOrder(ledger)) for (const piece of lineFrames(ledger, held, counts, known)) yield one(piece)
  for (const piece of packageFrames(ledger)) yield one(piece)
  for (const piece of noteFrames(ledger)) yield one(piece)
  for (const held of inOrder(ledger))
    for (const clear of contentFrames(ledger, held, office ?? undefined, counts, known)) yield one(framed({ t: 'sealed' }, [await sealTo(keys, clear)]))
  yield framed({ t: 'end', frames })
}

/** The whole of it in memory: for what is small. */
export async function exportBundle(
  ledger: Ledger,
  office: OfficeId | null,
  known: KnownOf = knownNothing
): Promise<BundleCounts & { readonly bytes: Uint8Array }> {
  const counts: BundleCounts = { lines: 0, payloads: 0 }
  const pieces: Uint8Array[] = []
  for await (const piece of bundlePieces(ledger, office, counts, known)) pieces.push(piece)
  return { bytes: concat(...pieces), ...counts }
}
