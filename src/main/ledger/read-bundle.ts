/** Taking a bundle in: the same frames as from a peer, through the same doors, so that a file can do nothing that a peer could not. */
import { setImmediate as breathe } from 'node:timers/promises'
import { concat, fromBase64url, textOf, utf8, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { MAX_FRAME_BYTES, MAX_PROOF } from '../../shared/ledger/limits.ts'
import { isRefused, open } from '../../shared/ledger/line.ts'
import { isHash, isKey, isSignature, type Key } from '../../shared/names.ts'
import { MAX_PACKAGE_BYTES } from '../../shared/record/package.ts'
import { readFrame, type Frame } from '../../shared/sync/messages.ts'
import { native, verify } from '../keys/native.ts'
import { openSealed } from '../keys/recovery.ts'
import { heldHeight } from './aside.ts'
import { mayHold } from './budget.ts'
import { MAGIC, signedHead } from './bundle.ts'
import { takeVouching } from './intake.ts'
import { compareBatch } from './compare-batch.ts'
import type { Ledger } from './ledger.ts'
import { receivePackage, receivePayloads, type Offered, type Place } from './payloads.ts'
import { checkLeaves, finishFiles, receivePieces, wantedOf } from './pieces.ts'
import { isRefusedBatch, receiveLines, type LineBatch, type VerifyLines } from './receive.ts'
import { storedLinesOf, successionOf } from './lineage.ts'
import { holds, offerRegistry } from './succession.ts'
import { noticeOwn, takeBackOwn } from './take-back.ts'

export interface TakenBundle {
  /** New here. */
  lines: number
  payloads: number
  /** Lines and payloads that were here already. */
  already: number
  /** Cosignatures, receipts, evidence and motions that are new here. */
  statements: number
  /** Files of records that are complete now. */
  files: number
  /** The desk that made it, where it has signed for that; for which office; when, as it claims. */
  from: Key | null
  office: string | null
  time: string | null
  /** Chains of which something has come. */
  chains: Set<Key>
  /** Codes of what was refused, each once; `cut-off` when the file ends early, `gap` when it begins beyond what is here. */
  refused: string[]
}

interface Import {
  readonly ledger: Ledger
  readonly secret: Uint8Array
  readonly verifyLines: VerifyLines | undefined
  readonly taken: TakenBundle
  /** Form packages that have begun to come. */
  readonly packages: Map<string, Bytes[]>
  /** Lines of registries in the file, for one that is not known here. */
  readonly registries: LineBatch[]
}

const notOurs = (detail: string): OfficeError => new OfficeError('not-a-bundle', { file: 'The file', detail })
const refuse = ({ taken }: Import, code: string): void => void (taken.refused.includes(code) || taken.refused.push(code))

/** Frames of a file that comes in chunks of any size; undefined at the end of one that was cut off. */
export async function* framesOf(chunks: AsyncIterable<Bytes> | Iterable<Bytes>): AsyncGenerator<Frame | undefined> {
  const magic = utf8(MAGIC)
  let rest: Bytes = new Uint8Array(0)
  let begun = false
  for await (const chunk of chunks) {
    rest = rest.length === 0 ? chunk : concat(rest, chunk)
    if (!begun) {
      if (rest.length < magic.length) continue
      if (textOf(rest.subarray(0, magic.length)) !== MAGIC) throw notOurs('it does not begin as one')
      rest = rest.subarray(magic.length)
      begun = true
    }
    for (;;) {
      if (rest.length < 4) break
      const length = new DataView(rest.buffer, rest.byteOffset).getUint32(0)
      if (length > MAX_FRAME_BYTES) throw notOurs('a part of it is too large')
      if (rest.length < 4 + length) break
      const frame = readFrame(rest.subarray(4, 4 + length))
      if (!frame) throw notOurs('a part of it can not be read')
      yield frame
      rest = rest.subarray(4 + length)
    }
  }
  if (!begun) throw notOurs('it does not begin as one')
  yield undefined
}

/**
 * Takes in what is new. Everything is checked as if a peer had sent it; a part that is refused is named and passed over.
 * `secret`: the raw X25519 secret of this desk. Throws not-a-bundle for a file that is none, or of another network.
 */
export async function importBundle(ledger: Ledger, secret: Uint8Array, bytes: Bytes | AsyncIterable<Bytes>, verifyLines?: VerifyLines): Promise<TakenBundle> {
  const taken: TakenBundle = {
    lines: 0,
    payloads: 0,
    already: 0,
    statements: 0,
    files: 0,
    from: null,
    office: null,
    time: null,
    chains: new Set(),
    refused: []
  }
  const work: Import = { ledger, secret, verifyLines, taken, packages: new Map(), registries: [] }
  let first = true
  let ended = false
  for await (const frame of framesOf(bytes instanceof Uint8Array ? [bytes] : bytes)) {
    if (frame === undefined) break
    if (first && frame.header.t !== 'bundle') throw notOurs('it does not begin as one')
    if (first && frame.header['net'] !== ledger.net) throw notOurs('it is of another network')
    if (first) readHead(work, frame)
    first = false
    if (frame.header.t === 'end') ended = true
    else await takeFrame(work, frame)
    if (ledger.replaced) return taken // all is opened anew; what follows is taken in after that
    await breathe()
  }
  if (!ended) refuse(work, 'cut-off')
  return taken
}

function readHead(work: Import, { header: { office, time, from, sig } }: Frame): void {
  const { taken } = work
  taken.office = typeof office === 'string' ? office : null
  taken.time = typeof time === 'string' ? time : null
  const signed = fromBase64url(isSignature(sig) ? sig : '')
  const said = isKey(from) && taken.time !== null && signedHead({ net: work.ledger.net, from, office: taken.office, time: taken.time })
  if (said && signed && verify(fromBase64url(from as string)!, said, signed)) taken.from = from as Key
}

async function takeFrame(work: Import, frame: Frame): Promise<void> {
  switch (frame.header.t) {
    case 'lines':
      return takeLines(work, frame)
    case 'package':
      return takePackage(work, frame)
    case 'notes':
      work.taken.statements += (await takeVouching(work.ledger, frame.blobs)).length
      return
    case 'sealed': {
      const clear = frame.blobs[0] && (await openSealed(work.secret, frame.blobs[0]))
      const inner = clear && readFrame(clear) // sealed to others: what is in it is not for this desk
      if (inner?.header.t === 'payloads') takePayloads(work, inner)
      else if (inner?.header.t === 'pieces') takePieces(work, inner)
      return
    }
    default: // of a newer program: passed over
  }
}

async function takeLines(work: Import, { header, blobs }: Frame): Promise<void> {
  const { ledger, taken } = work
  const { chain, kind, proof } = header
  const [note, ...lines] = blobs
  if (!isKey(chain) || (kind !== 'registry' && kind !== 'desk') || !note || !Array.isArray(proof) || proof.length > MAX_PROOF || !proof.every(isHash))
    return refuse(work, 'frame')
  const batch: LineBatch = { chain, kind, lines, note, proof: proof.map(hash => fromBase64url(hash as string)!) }
  const own = [ledger.own, ledger.ownRegistry].find(mine => mine?.state.chain === chain)
  const before = heldSize(ledger, chain)
  if (kind === 'registry') work.registries.push(batch)
  if (kind === 'registry' && !own && !(ledger.registry.size > 0 && ledger.registry.isRegistry(chain)) && successionOf(lines[0])) return offered(work, batch)
  const said = own && noticeOwn(ledger, own, note)
  if (said === 'other') return refuse(work, 'chain-forked')
  if (firstHeight(lines) > before) return refuse(work, 'gap')
  if (said === 'here') taken.already += lines.length
  else {
    const result = own ? takeBackOwn(ledger, own, batch) : await receiveLines(ledger, batch, work.verifyLines)
    if (!own && compareBatch(ledger, batch)) return refuse(work, 'chain-forked')
    if (isRefusedBatch(result)) return refuse(work, result.fault)
    const fresh = heldSize(ledger, chain) - before
    taken.lines += fresh
    taken.already += lines.length - fresh
    if (fresh > 0) taken.chains.add(chain)
  }
}

/** 0 where the first line can not be read: then what reads them all says what is wrong. */
function firstHeight([first]: readonly Bytes[]): number {
  const opened = first && open(first, native, verify)
  return opened && !isRefused(opened) ? opened.body.height : 0
}

/** Another registry than the one here: with the lines before it, as far as those are not here. */
async function offered(work: Import, batch: LineBatch): Promise<void> {
  const { ledger, registries } = work
  const needed = [batch]
  for (let from = successionOf(batch.lines[0])?.from; from;) {
    const { chain } = from
    const carried = holds(ledger, from) ? [] : registries.filter(one => one.chain === chain)
    needed.push(...carried)
    from = successionOf(carried[0]?.lines[0] ?? storedLinesOf(ledger.store)(chain, 0, 1)[0])?.from
  }
  const result = await offerRegistry(ledger, batch.chain, needed)
  if (result === 'adopted') work.taken.lines += batch.lines.length
  else if (result === 'competing') refuse(work, 'registry-competing')
  else if (typeof result === 'object') refuse(work, result.wrong)
}

const heldSize = (ledger: Ledger, chain: Key): number => {
  const held = ledger.chains.get(chain)
  return held ? heldHeight(ledger, held) : 0
}

function takePackage(work: Import, { header, blobs }: Frame): void {
  const { hash, from, size } = header
  const piece = blobs[0]
  if (!isHash(hash) || !piece || typeof size !== 'number' || size > MAX_PACKAGE_BYTES) return refuse(work, 'frame')
  const parts = from === 0 ? [] : (work.packages.get(hash) ?? [])
  parts.push(piece)
  const have = parts.reduce((sum, part) => sum + part.length, 0)
  work.packages.set(hash, parts)
  if (have < size) return
  work.packages.delete(hash)
  if (receivePackage(work.ledger, Buffer.concat(parts))) work.taken.files++
}

const isPlace = (value: unknown): value is Place => Array.isArray(value) && value.length === 2 && value.every(n => Number.isSafeInteger(n) && n >= 0)

function takePayloads(work: Import, { header, blobs }: Frame): void {
  const { chain, places } = header
  if (!isKey(chain) || !Array.isArray(places) || places.length !== blobs.length || !places.every(isPlace)) return refuse(work, 'frame')
  if (
    !mayHold(
      work.ledger,
      blobs.reduce((sum, blob) => sum + blob.length, 0)
    )
  )
    return refuse(work, 'budget')
  const offered: Offered[] = blobs.map((bytes, i) => ({ place: places[i] as unknown as Place, bytes }))
  const { positions, refused } = receivePayloads(work.ledger, chain, offered)
  work.taken.payloads += positions.length
  if (positions.length > 0) work.taken.chains.add(chain)
  work.taken.already += offered.length - positions.length - refused.length
  for (const { fault } of refused) refuse(work, fault)
}

function takePieces(work: Import, { header, blobs }: Frame): void {
  const { chain, place, sha256, from } = header
  const [leafBytes, ...pieces] = blobs
  if (!isKey(chain) || !isPlace(place) || !leafBytes || !Number.isSafeInteger(from)) return refuse(work, 'frame')
  const wanted = wantedOf(work.ledger, chain, place)?.find(file => file.attachment.sha256 === sha256)
  if (!wanted) return
  if (
    !mayHold(
      work.ledger,
      pieces.reduce((sum, piece) => sum + piece.length, 0)
    )
  )
    return refuse(work, 'budget')
  const leaves = checkLeaves(wanted.attachment, leafBytes)
  const fault = leaves ? receivePieces(work.ledger, chain, place, wanted.attachment, leaves, from as number, pieces) : 'file-leaves'
  if (fault) return refuse(work, fault)
  if (wantedOf(work.ledger, chain, place)?.length !== 0) return
  const wrong = finishFiles(work.ledger, chain, place)
  if (wrong) return refuse(work, wrong)
  work.taken.files++
  work.taken.chains.add(chain)
}
