/**
 * Who has witnessed a line and who holds its payload, of offices other than the author's, by what their desks have signed:
 * cosignatures and storage receipts. Read once for a chain and kept until one of them, or the registry, changes, so that a
 * list of 500 rows costs a few milliseconds.
 */
import { fromBase64url, toBase64url, type Bytes } from '../../shared/bytes.ts'
import { COSIGNATURE, parseNote, parseOrigin, SIGNATURE, verifyNote, type NoteKey } from '../../shared/ledger/note.ts'
import type { Hash, Key, OfficeId } from '../../shared/names.ts'
import { openReceipt } from '../../shared/record/receipt.ts'
import { native, verify } from '../keys/native.ts'
import { cosignaturesOf } from '../store/cosignatures.ts'
import { linesFrom } from '../store/lines.ts'
import { heightOfLine, indexOfPos, lineIdOfPos } from '../store/positions.ts'
import { receiptsFor } from '../store/receipts.ts'
import { insertSeen, seenNote } from '../store/seen.ts'
import { transact } from '../store/transact.ts'
import { waitingContinuations } from './continuing.ts'
import { forkedChains } from './forks.ts'
import { motionDigest } from './motions.ts'
import { intactBody, type Ledger } from './ledger.ts'

/** An office that has witnessed or holds something, by which of its desks, and since when (seconds since 1970, as it signed). */
export interface Vouching {
  readonly office: OfficeId
  readonly desk: Key
  readonly time: number
}
interface Witnessing extends Vouching {
  readonly size: number
}
interface Holding extends Vouching {
  readonly covers: (height: number, index: number) => boolean
}
interface Facts {
  readonly registrySize: number
  /** Most lines first. */
  readonly witnessing: readonly Witnessing[]
  readonly holding: readonly Holding[]
  /** Of all cosignatures and receipts held: two desks with the same have nothing to tell each other. */
  readonly digest: Hash
}

const kept = new WeakMap<Ledger, Map<Key, Facts>>()

/** Something that was signed about this chain came or went. */
export const forgetVouching = (ledger: Ledger, chain: Key): void => void kept.get(ledger)?.delete(chain)

/** Of everything that notes carry over a chain; evidence of forks, requests of stopped desks and motions go with the registry's. */
export function vouchingDigest(ledger: Ledger, chain: Key): Hash {
  const { digest } = factsOf(ledger, chain)
  if (chain !== ledger.registryChain.state.chain) return digest
  const asked = [...forkedChains(ledger).values(), ...waitingContinuations(ledger).map(({ asked }) => asked.id)].sort()
  const motions = motionDigest(ledger)
  const more = motions === undefined ? asked : [...asked, motions]
  return more.length === 0 ? digest : native.hashText([digest, ...more].join('\n'))
}

/** The office whose own word about a chain counts for nothing; of the registry, the office of the desk that keeps it. */
export function authorOffice(ledger: Ledger, chain: Key): OfficeId | undefined {
  const { registry } = ledger
  const known = registry.desks.get(chain)
  if (known) return known.office
  const keeper = chain === registry.chain ? registry.keepers : registry.former.find(era => era.chain === chain)?.keepers
  return keeper?.at(-1) && registry.desks.get(keeper.at(-1)!)?.office
}

function factsOf(ledger: Ledger, chain: Key): Facts {
  let chains = kept.get(ledger)
  if (!chains) kept.set(ledger, (chains = new Map()))
  const known = chains.get(chain)
  if (known?.registrySize === ledger.registry.size) return known
  const made = readFacts(ledger, chain)
  chains.set(chain, made)
  return made
}

function readFacts(ledger: Ledger, chain: Key): Facts {
  const { registry } = ledger
  const held = ledger.chains.get(chain)
  const author = authorOffice(ledger, chain)
  const officeOf = (desk: Key): OfficeId | undefined => {
    const office = registry.deskAt(desk, registry.size)?.office
    return office === author ? undefined : office
  }
  const witnessing: Witnessing[] = []
  const holding: Holding[] = []
  const signed: string[] = []
  if (held) {
    for (const { witness, size, time } of cosignaturesOf(ledger.store.ledger, held.no)) {
      signed.push(`${witness} ${size} ${time}`)
      const office = officeOf(witness)
      if (office !== undefined) witnessing.push({ office, desk: witness, size, time })
    }
    for (const { desk, seq, receipt } of receiptsFor(ledger.store.ledger, held.no)) {
      signed.push(`${desk} ${seq}`)
      const office = officeOf(desk)
      const opened = office === undefined ? undefined : openReceipt(receipt.toString(), verify)
      if (office !== undefined && opened) holding.push({ office, desk, time: Math.floor(Date.parse(opened.time) / 1000), covers: coverage(opened) })
    }
  }
  return { registrySize: registry.size, witnessing, holding, digest: native.hashText(signed.join('\n')) }
}

/** `receiptCovers` with its lists made ready for many questions. */
function coverage({
  ranges,
  except
}: {
  readonly ranges: readonly (readonly [number, number])[]
  readonly except: readonly (readonly [number, number])[]
}): Holding['covers'] {
  const left = new Set(except.map(([height, index]) => height * 1024 + index))
  return (height, index) => {
    let low = 0
    let high = ranges.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (ranges[middle]![1] <= height) low = middle + 1
      else high = middle
    }
    return low < ranges.length && ranges[low]![0] <= height && !left.has(height * 1024 + index)
  }
}

/** One for each office, the earliest first. */
function offices(vouching: Iterable<Vouching>): Vouching[] {
  const first = new Map<OfficeId, Vouching>()
  for (const { office, desk, time } of vouching) {
    const known = first.get(office)
    if (!known || time < known.time) first.set(office, { office, desk, time })
  }
  return [...first.values()].sort((a, b) => a.time - b.time)
}

/** Offices that say they hold the payload (and files) of an entry. */
export const copiesOf = (ledger: Ledger, chain: Key, height: number, index: number): Vouching[] =>
  offices(factsOf(ledger, chain).holding.filter(holding => holding.covers(height, index)))

/** Does any other office say that it holds this entry? The short form of `copiesOf` for counting. */
export const isCopied = (ledger: Ledger, chain: Key, height: number, index: number): boolean =>
  factsOf(ledger, chain).holding.some(holding => holding.covers(height, index))

/** How many other offices hold anything of a chain. */
export const holdingOffices = (ledger: Ledger, chain: Key): number => new Set(factsOf(ledger, chain).holding.map(({ office }) => office)).size

/** Offices that have cosigned a checkpoint which covers the line, each by its earliest. */
export function witnessesOf(ledger: Ledger, chain: Key, height: number): Vouching[] {
  const { witnessing } = factsOf(ledger, chain)
  const end = witnessing.findIndex(({ size }) => size <= height)
  return offices(end === -1 ? witnessing : witnessing.slice(0, end))
}

/** Of how many other offices a line must carry the cosignature to count as witnessed: the registry's `policy`, at least 1. */
export const wantedWitnesses = ({ registry }: Pick<Ledger, 'registry'>): number => Math.max(1, registry.policyAt(registry.size).witnesses)

/** Whether the payload at a place (position in the store) is held by any other office, and how many offices hold something of the chain. */
export function heldBy(ledger: Ledger, chain: Key): { readonly holds: (pos: number) => boolean; readonly offices: number } {
  const { holding } = factsOf(ledger, chain)
  return {
    holds: pos => holding.some(({ covers }) => covers(heightOfLine(lineIdOfPos(pos)), indexOfPos(pos))),
    offices: new Set(holding.map(({ office }) => office)).size
  }
}

// Not before: a line that names what others had already signed.

/** Lines looked through: a desk that has seen anything names it in every line. */
const LOOK_BACK = 64

/** Seconds since 1970 before which the line can not have been made, by the cosignature that it or an earlier line names; undefined: not established. */
export function notBeforeOf(ledger: Ledger, chain: Key, height: number): number | undefined {
  const held = ledger.chains.get(chain)
  if (!held || height >= held.state.size) return undefined
  const from = Math.max(0, height + 1 - LOOK_BACK)
  const asked = new Set<Hash>()
  for (const row of linesFrom(ledger.store.ledger, held.no, from, height + 1 - from).toReversed()) {
    const seen = intactBody(row)?.seen ?? null
    if (seen === null || asked.has(seen)) continue
    asked.add(seen)
    const time = seenTime(ledger, seen, authorOffice(ledger, chain))
    if (time !== undefined) return time
  }
  return undefined
}

/** The time in a seen note that is here; see `cosignedTime`. */
export function seenTime(ledger: Ledger, seen: Hash, but?: OfficeId): number | undefined {
  const note = seenNote(ledger.store.ledger, seen)
  return note && cosignedTime(ledger, note, but)
}

/** The earliest time (seconds) at which a desk of an office other than `but` signed this note; undefined when none has, or it is not signed as it should be. */
export function cosignedTime(ledger: Ledger, note: Bytes, but?: OfficeId): number | undefined {
  const parsed = parseNote(note)
  const about = parsed && parseOrigin(parsed.text.slice(0, parsed.text.indexOf('\n')))
  if (!parsed || !about || about.net !== ledger.net) return undefined
  const keys: NoteKey[] = parsed.signatures.flatMap(({ name }) => {
    const signer = parseOrigin(name)
    const desk = signer?.net === ledger.net && signer.chain !== about.chain ? ledger.registry.deskAt(signer.chain, ledger.registry.size) : undefined
    if (!signer || !desk || desk.office === but) return []
    return [{ name, type: COSIGNATURE, publicKey: fromBase64url(signer.chain)! }]
  })
  const own: NoteKey = { name: `muniment/${about.net}/${about.chain}`, type: SIGNATURE, publicKey: fromBase64url(about.chain)! }
  const verified = verifyNote(native, verify, parsed, [own, ...keys])
  if (verified.code !== undefined || !verified.verified.some(({ type }) => type === SIGNATURE)) return undefined // as evidence holds it (shared/record/evidence-notes.ts)
  const times = verified.verified.flatMap(({ time }) => time ?? [])
  return times.length > 0 ? Math.min(...times) : undefined
}

/** Keeps notes that lines of others name as seen; those that were not asked for, or are not signed as they should be, are passed over. */
export function takeSeen(ledger: Ledger, wanted: readonly Hash[], notes: readonly Bytes[]): void {
  const good = notes.flatMap((note): [Hash, Bytes][] => {
    const hash = toBase64url(native.sha256(note)) as Hash
    return wanted.includes(hash) && cosignedTime(ledger, note) !== undefined ? [[hash, note]] : []
  })
  if (good.length > 0) transact(ledger.store.ledger, () => good.forEach(([hash, note]) => insertSeen(ledger.store.ledger, hash, note)))
}
