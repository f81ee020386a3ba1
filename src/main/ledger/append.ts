/**
 * Our own lines: pack entries into lines, sign, `grow` (the very rule the peer will use), one transaction with payloads
 * and attachments, then the mark, then the answer. Order matters: sign, commit (FULL), mark durable, acknowledge.
 */
import { OfficeError } from '../../shared/errors.ts'
import { grow, type ChainState } from '../../shared/ledger/chain.ts'
import { isRefused, seal, type AnyEntry, type Opened } from '../../shared/ledger/line.ts'
import { MAX_ENTRIES, MAX_LINE_BYTES } from '../../shared/ledger/limits.ts'
import type { Bytes } from '../../shared/bytes.ts'
import type { Instant, Key } from '../../shared/names.ts'
import { isCarrier, wrongEntries, type Carrier, type Ref } from '../../shared/record/entry.ts'
import { SEED_BYTES, sealPayload } from '../keys/cipher.ts'
import { native } from '../keys/native.ts'
import { setHead } from '../store/chains.ts'
import { insertLine } from '../store/lines.ts'
import { insertPayload, insertPayloads, PAYLOADS_AT_ONCE, type SealedRow } from '../store/payloads.ts'
import { lineIdOf, posOf } from '../store/positions.ts'
import { transact } from '../store/transact.ts'
import { advanceMark, requireSigning, withCut, type KeySigner, type Ledger, type OwnChain } from './ledger.ts'

/** An entry ready to be filed. `store` writes what belongs to it (attachments, the draft's end) in the same transaction. */
export interface Prepared {
  readonly entry: AnyEntry
  /** The payload's canonical text in UTF-8; null for kinds without one. */
  readonly payload: Bytes | null
  readonly store?: (pos: number) => void
}
export interface Appended {
  readonly ref: Ref
  readonly pos: number
}

/** What a body takes besides its entries, with room to spare. */
const ENVELOPE_BYTES = 1_000
const alone = (entry: AnyEntry): boolean => isCarrier(entry) && entry.audience !== 'everyone'

/** Entries in lines, in order: as many to a line as fit; those of a form not for everyone each in a line of its own. */
export function pack(prepared: readonly Prepared[]): Prepared[][] {
  if (prepared.length === 1) return [[prepared[0]!]]
  const lines: Prepared[][] = []
  let line: Prepared[] = []
  let room = 0
  for (const item of prepared) {
    const bytes = Buffer.byteLength(JSON.stringify(item.entry)) + 1
    if (line.length === 0 || bytes > room || line.length === MAX_ENTRIES || alone(item.entry) || alone(line[0]!.entry)) {
      line = []
      lines.push(line)
      room = MAX_LINE_BYTES - ENVELOPE_BYTES
    }
    line.push(item)
    room -= bytes
  }
  return lines
}

/** `now`, `last`: monotonic ms of this line and of the one before it in this start. */
const sealOne = (ledger: Ledger, now: number, last: number | null, state: ChainState, author: KeySigner, entries: readonly AnyEntry[]): Opened => {
  const tick = last === null ? null : Math.max(0, Math.floor(now - last))
  return seal(
    {
      author: author.key,
      boot: ledger.boot,
      chain: state.chain,
      entries,
      height: state.size,
      net: state.kind === 'registry' && state.size === 0 ? null : ledger.net,
      prev: state.head,
      reg: state.kind === 'registry' ? null : ledger.registry.now,
      seen: ledger.seen,
      tick,
      time: new Date(ledger.clock.now()).toISOString() as Instant,
      v: 1
    },
    native,
    author.sign
  )
}

type Storing = Pick<Ledger, 'store' | 'vault' | 'net' | 'clock'>

/** Encrypts a payload for its place. */
function sealed({ vault, net, clock }: Storing, chain: Key, { id, commitment }: Carrier, pos: number, text: Bytes): SealedRow {
  const seed = clock.random(SEED_BYTES)
  return { pos, cipher: sealPayload(vault, { net, chain, entry: id, commitment }, seed, text), seed }
}

/** Encrypts and stores a payload; false when it is held already. */
export function storePayload(ledger: Storing, chain: Key, entry: Carrier, pos: number, text: Bytes): boolean {
  const { cipher, seed } = sealed(ledger, chain, entry, pos, text)
  return insertPayload(ledger.store.ledger, pos, cipher, seed)
}

/** Those of the entries of a line. */
function storePayloads(ledger: Storing, chain: Key, lineId: number, items: readonly Prepared[]): void {
  const rows: SealedRow[] = []
  items.forEach(({ entry, payload }, index) => {
    if (payload === null) return
    rows.push(sealed(ledger, chain, entry as Carrier, posOf(lineId, index), payload))
    if (rows.length === PAYLOADS_AT_ONCE) insertPayloads(ledger.store.ledger, rows.splice(0))
  })
  insertPayloads(ledger.store.ledger, rows)
}

/** Seal and commit; throws OfficeError and changes nothing when it can not. Positions in the order given. */
export function append(ledger: Ledger, own: OwnChain, author: KeySigner, prepared: readonly Prepared[]): Appended[] {
  requireSigning(ledger, own)
  const lines: { opened: Opened; items: readonly Prepared[]; lineId: number }[] = []
  let state = own.state
  let last = own.lastTick
  for (const items of pack(prepared)) {
    const entries = items.map(item => item.entry)
    const wrong = wrongEntries({ entries }, state.kind)
    if (wrong !== undefined) throw new OfficeError('internal', { what: `every desk would refuse our own line: ${wrong}` })
    const now = ledger.clock.monotonic()
    const opened = sealOne(ledger, now, last, state, author, entries)
    last = now
    const grown = grow(native, state, opened)
    if (isRefused(grown))
      throw new OfficeError(grown.fault === 'beyond-cut' ? 'not-admitted' : 'internal', { what: `our own line was refused: ${grown.fault}` })
    lines.push({ opened, items, lineId: lineIdOf(own.no, state.size) })
    state = grown.state
  }
  const db = ledger.store.ledger
  transact(db, () => {
    for (const { opened, items, lineId } of lines) {
      insertLine(db, lineId, opened.line, opened.leaf)
      storePayloads(ledger, state.chain, lineId, items)
      items.forEach((item, index) => item.store?.(posOf(lineId, index)))
    }
    setHead(db, own.no, state.size, lines.at(-1)!.opened.leaf, state.frontier)
  })
  own.state = state
  own.lastTick = last
  advanceMark(own)
  if (state.kind === 'registry')
    applyOwnRegistry(
      ledger,
      lines.map(line => line.opened)
    )
  return lines.flatMap(({ opened, items, lineId }) => items.map((_, index) => ({ ref: { index, line: opened.hash }, pos: posOf(lineId, index) })))
}

/** New registry lines change what every chain is held to. */
export function applyOwnRegistry(ledger: Ledger, opened: readonly Opened[]): void {
  for (const line of opened) ledger.registry.applyLine(line)
  for (const held of ledger.chains.values()) held.state = withCut(ledger.registry, held.state)
}
