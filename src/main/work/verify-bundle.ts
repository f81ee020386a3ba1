/**
 * A bundle file by itself, without any desk: every line by the rules, each stretch into its signed checkpoint, cosignatures,
 * receipts, evidence and form packages. What is sealed stays sealed, which the verdict says. The file is read twice: first
 * for the sizes that something in it speaks of, then for everything.
 */
import { equal, fromBase64url, textOf, toBase64url, type Bytes } from '../../shared/bytes.ts'
import type { Verdict } from '../../shared/contract.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { ChainKind } from '../../shared/ledger/chain.ts'
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { openCheckpoint, readFork } from '../../shared/ledger/fork.ts'
import { COSIGNATURE, parseCheckpoint, parseNote, parseOrigin, verifyNote, type NoteKey } from '../../shared/ledger/note.ts'
import { checkCheckpoint, type StoredCheckpoint } from '../../shared/ledger/verify.ts'
import { isRefused, open } from '../../shared/ledger/line.ts'
import { isHash, isKey, type Hash, type Key, type NetworkId } from '../../shared/names.ts'
import { isCarrier, isKnownKind } from '../../shared/record/entry.ts'
import { packageHash } from '../../shared/record/package.ts'
import { openReceipt } from '../../shared/record/receipt.ts'
import { ChainCheck } from '../../shared/record/verify-chain.ts'
import type { Frame } from '../../shared/sync/messages.ts'
import { native, verify } from '../keys/native.ts'
import { framesOf } from '../ledger/read-bundle.ts'
import { unnamed } from './name-findings.ts'

/** Reads the file from its beginning; asked twice. */
export type ReadFile = () => AsyncIterable<Bytes>

interface BundleChain {
  readonly kind: ChainKind
  readonly check: ChainCheck
  readonly points: Set<number>
  /** Lines that have come. */
  lines: number
  records: number
  carriers: number
  readonly checkpoints: StoredCheckpoint[]
}
interface Work {
  readonly net: NetworkId
  readonly chains: Map<Key, BundleChain>
  /** Sizes whose root something speaks of, by chain. */
  readonly sizes: Map<string, Set<number>>
  readonly packages: Map<string, Bytes[]>
  readonly faults: Fault[]
  readonly notes: string[]
  sealed: number
  unknownKinds: number
  /** Chains that begin in the middle, because the office it is for has the rest: where, and how many of their lines are here. */
  readonly later: Map<Key, { readonly from: number; lines: number }>
  /** Chains of which lines came without a checkpoint. */
  readonly unsigned: Set<Key>
}

/** Throws not-a-bundle for a file that is none. A part that can not be read, or an end that is missing, is a finding. */
export async function verifyBundle(read: ReadFile, onProgress: (frames: number) => void = () => {}): Promise<Verdict> {
  const began = performance.now()
  const sizes = await sizesIn(read)
  let work: Work | undefined
  let frames = 0
  let ended: number | undefined
  try {
    for await (const frame of framesOf(read())) {
      if (frame === undefined) break
      const { t, net } = frame.header
      if (!work) {
        if (t !== 'bundle' || !isHash(net)) throw new OfficeError('not-a-bundle', { file: 'The file', detail: 'it does not begin as one' })
        work = { net, chains: new Map(), sizes, packages: new Map(), faults: [], notes: [], sealed: 0, unknownKinds: 0, later: new Map(), unsigned: new Set() }
      } else if (t === 'end') ended = Number(frame.header['frames'])
      else takeFrame(work, frame)
      if (ended === undefined) onProgress(++frames)
    }
  } catch (error) {
    if (!work || !(error instanceof OfficeError)) throw error
    work.faults.push(fault('file-damaged', null, null, `after ${frames} parts: ${error.message}`))
  }
  if (!work) throw new OfficeError('not-a-bundle', { file: 'The file', detail: 'there is nothing in it' })
  if (ended !== frames)
    work.faults.push(fault('file-cut-off', null, null, ended === undefined ? `it ends after ${frames} parts` : `it says ${ended} parts; ${frames} are here`))
  return verdictOf(work, Math.round(performance.now() - began) / 1000)
}

/** Which tree sizes the notes and receipts in the file speak of. */
async function sizesIn(read: ReadFile): Promise<Map<string, Set<number>>> {
  const sizes = new Map<string, Set<number>>()
  const add = (chain: string, size: number): void => void (sizes.get(chain) ?? sizes.set(chain, new Set()).get(chain)!).add(size)
  try {
    for await (const frame of framesOf(read())) {
      if (frame === undefined) break
      if (frame.header.t !== 'notes') continue
      for (const blob of frame.blobs) {
        const checkpoint = parseCheckpoint(parseNote(blob)?.text ?? '')
        const chain = checkpoint && parseOrigin(checkpoint.origin)?.chain
        if (checkpoint && chain) add(chain, checkpoint.size)
        const receipt = openReceipt(textOf(blob) ?? '', verify)
        if (receipt) add(receipt.chain, receipt.size)
      }
    }
  } catch (error) {
    if (!(error instanceof OfficeError)) throw error // the second reading says what is wrong with it
  }
  return sizes
}

function takeFrame(work: Work, frame: Frame): void {
  if (frame.header.t === 'lines') takeLines(work, frame)
  else if (frame.header.t === 'package') takePackage(work, frame)
  else if (frame.header.t === 'notes') for (const blob of frame.blobs) work.notes.push(textOf(blob) ?? '')
  else if (frame.header.t === 'sealed') work.sealed++
}

function takeLines(work: Work, { header, blobs }: Frame): void {
  const { chain: key, kind, proof } = header
  const [note, ...lines] = blobs
  if (!isKey(key) || (kind !== 'registry' && kind !== 'desk') || !note || !Array.isArray(proof) || !proof.every(isHash)) {
    work.faults.push(fault('file-damaged', null, null, 'a part with lines is not formed as one'))
    return
  }
  if (isLater(work, key, lines)) return
  const chain = work.chains.get(key) ?? openChain(work, key, kind)
  const to = chain.lines + lines.length
  chain.points.add(to)
  for (const line of lines) chain.check.next({ height: chain.lines++, line, hash: null })
  if (note.length === 0) {
    work.unsigned.add(key) // the registry names how it ends
    return
  }
  const size = parseCheckpoint(parseNote(note)?.text ?? '')?.size ?? -1
  chain.points.add(size)
  chain.checkpoints.push({ size, note, proof: size === to ? undefined : { from: to, hashes: (proof as Hash[]).map(hash => fromBase64url(hash)!) } })
}

/** Lines of a chain whose beginning is not in the file: each must be signed; what they follow is established where the rest is. */
function isLater({ chains, later, faults }: Work, key: Key, lines: readonly Bytes[]): boolean {
  const heights: number[] = []
  const known = later.get(key)
  const first = known ? undefined : lines[0] && open(lines[0], native, verify)
  if (!known && (chains.has(key) || !first || isRefused(first) || first.body.height === 0)) return false
  for (const line of lines) {
    const opened = open(line, native, verify)
    if (isRefused(opened)) faults.push(fault(opened.fault, key, null, opened.detail))
    else heights.push(opened.body.height)
  }
  if (known) known.lines += lines.length
  else later.set(key, { from: heights[0] ?? 0, lines: lines.length })
  return true
}

function openChain(work: Work, key: Key, kind: ChainKind): BundleChain {
  const points = new Set(work.sizes.get(key))
  const check = new ChainCheck(native, verify, { kind, chain: key, net: work.net, claimed: null, points }, ({ body }) => {
    for (const entry of body.entries) {
      if (entry.t === 'record') chain.records++
      if (isCarrier(entry)) chain.carriers++
      if (!isKnownKind(entry.t)) work.unknownKinds++
    }
  })
  const chain: BundleChain = { kind, check, points, lines: 0, records: 0, carriers: 0, checkpoints: [] }
  work.chains.set(key, chain)
  return chain
}

function takePackage(work: Work, { header, blobs }: Frame): void {
  const { hash, size } = header
  if (!isHash(hash) || !blobs[0]) return
  const parts = work.packages.get(hash) ?? []
  parts.push(blobs[0])
  work.packages.set(hash, parts)
  const whole = Buffer.concat(parts)
  if (whole.length < Number(size)) return
  const text = textOf(whole)
  if (text === undefined || packageHash(native, text) !== hash) work.faults.push(fault('package-hash', null, null, `the form sent as ${hash} has another hash`))
}

function verdictOf(work: Work, seconds: number): Verdict {
  const chains = [...work.chains]
  const faults = [...work.faults, ...chains.flatMap(([key, chain]) => chainFaults(work, key, chain)), ...noteFaults(work)]
  const carriers = chains.reduce((sum, [, chain]) => sum + chain.carriers, 0)
  const say = (code: string, detail: string, so = true): Verdict['notEstablished'] => (so ? [{ code, detail }] : [])
  return {
    network: { id: work.net, name: null },
    verdict: faults.length > 0 ? 'findings' : 'sound',
    chains: chains.map(([chain, { lines, records }]) => ({ chain, office: null, desk: null, lines, records })),
    payloads: { checked: 0, notOpened: carriers, elsewhere: 0 },
    findings: faults.map(unnamed),
    notEstablished: [
      ...say('network-id', 'the network id was not compared with a published one'),
      ...[...work.later].map(([chain, { from, lines }]) => ({
        code: 'bundle-partial',
        detail: `${lines} lines of ${chain} begin at height ${from}: each is signed, and what they follow is at the office that the bundle is for`
      })),
      ...say('authority', 'who was allowed to write what was not judged: take the bundle in at a desk'),
      ...say('payloads-not-opened', `the content of ${carriers} entries was not opened: ${work.sealed} parts of the file are sealed`, carriers > 0),
      ...say('no-checkpoint', `${work.unsigned.size} chains come without a checkpoint of their key: the registry names how they end`, work.unsigned.size > 0),
      ...say('unknown-kind', `${work.unknownKinds} entries were written by a newer program: proved, not understood`, work.unknownKinds > 0)
    ],
    seconds
  }
}

function chainFaults({ net }: Work, key: Key, { check, checkpoints }: BundleChain): Fault[] {
  check.finish()
  const rootAt = (size: number): Uint8Array | undefined => check.roots.get(size)
  const wrong = checkpoints.map(stored => checkCheckpoint(native, verify, net, key, stored, rootAt))
  const unproved = check.treeKnown && wrong.some(one => one.code === undefined && one.established === 'beyond')
  return [
    ...check.faults,
    ...wrong.flatMap(one => (one.code === undefined ? [] : [fault(one.code, key, null, one.detail)])),
    ...(unproved ? [fault('checkpoint-proof', key, null, 'the lines are not proved into the checkpoint that comes with them')] : [])
  ]
}

/** Cosigned notes, receipts and evidence, as far as their lines are in the file. */
function noteFaults({ net, chains, notes }: Work): Fault[] {
  return notes.flatMap(text => {
    const fork = readFork(native, verify, text)
    if (fork) return [fault('fork-evidence', fork.chain, fork.at - 1, `at ${fork.at} lines the key signed two roots`)]
    const receipt = openReceipt(text, verify)
    if (receipt) {
      const root = chains.get(receipt.chain)?.check.roots.get(receipt.size)
      return root && toBase64url(root) !== receipt.root
        ? [fault('receipt-wrong', receipt.chain, null, `the receipt of ${receipt.desk} names another root for ${receipt.size} lines`)]
        : []
    }
    return cosignatureFaults(net, chains, text)
  })
}

/** A note is a checkpoint that its chain key signed, with at least one cosignature, over the root that the lines give. */
function cosignatureFaults(net: NetworkId, chains: ReadonlyMap<Key, BundleChain>, text: string): Fault[] {
  const note = parseNote(text)
  const chain = note && parseOrigin(note.text.slice(0, note.text.indexOf('\n')))?.chain
  const checkpoint = chain && openCheckpoint(native, verify, net, chain, text)
  if (!note || !chain || !checkpoint) return [fault('file-damaged', null, null, 'a statement in it is neither a note, a receipt nor evidence that holds')]
  const keys = note.signatures.flatMap(({ name }): NoteKey[] => {
    const signer = parseOrigin(name)
    return signer?.net === net && signer.chain !== chain ? [{ name, type: COSIGNATURE, publicKey: fromBase64url(signer.chain)! }] : []
  })
  if (verifyNote(native, verify, note, keys).code !== undefined)
    return [fault('cosignature-wrong', chain, null, `the cosignature under ${checkpoint.size} lines does not hold`)]
  const root = chains.get(chain)?.check.roots.get(checkpoint.size)
  return root && !equal(root, checkpoint.root)
    ? [fault('checkpoint-root', chain, null, `at ${checkpoint.size} lines another root was cosigned than the lines give`)]
    : []
}
