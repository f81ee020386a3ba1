/**
 * The chains of this desk in memory: for each the state that `grow` needs, the registry, our own keys and marks. Opened
 * once; changed only by `append` (own lines) and `receive` (others'), after their transaction is committed.
 */
import type { KeyObject } from 'node:crypto'
import type { Detail, ErrorCode } from '../../shared/errors.ts'
import { OfficeError } from '../../shared/errors.ts'
import { equal, fromBase64url, textOf, toBase64url } from '../../shared/bytes.ts'
import { grow, newChain, type ChainKind, type ChainState } from '../../shared/ledger/chain.ts'
import { cut, isRefused, open, type Body, type Opened } from '../../shared/ledger/line.ts'
import { parseCanonical } from '../../shared/ledger/jcs.ts'
import { leafHash } from '../../shared/ledger/merkle.ts'
import type { Hash, Key, NetworkId } from '../../shared/names.ts'
import type { Registry } from '../../shared/record/registry.ts'
import type { Vault } from '../keys/cipher.ts'
import type { Advance, Mark } from '../keys/mark.ts'
import { native, verify, type Signer } from '../keys/native.ts'
import { chainOf, chains, chainNo, type ChainRow } from '../store/chains.ts'
import { lineAt, linesFrom, type LineRow } from '../store/lines.ts'
import { getMeta, putMeta } from '../store/meta.ts'
import { heightOfLine, lineIdOf } from '../store/positions.ts'
import { newestSeen } from '../store/seen.ts'
import type { Store } from '../store/open.ts'
import { haltCompeting } from './competing.ts'
import { loadRegistry } from './lineage.ts'

export interface Clock {
  /** ms since 1970 by this machine's clock. */
  readonly now: () => number
  /** ms by a counter that never goes back. */
  readonly monotonic: () => number
  readonly random: (length: number) => Uint8Array
}
export interface KeySigner extends Signer {
  readonly key: Key
}
/** A chain as this desk holds it. `no` is its number in the store. */
export interface Held {
  readonly no: number
  state: ChainState
}
/** One of our own chains: what we may sign next, and the mark that says how far we have. */
export interface OwnChain extends Held {
  readonly signer: KeySigner
  mark: Mark | null
  /** Makes a mark that is missing, in place of what can not be read; null where there is no folder to make it in. */
  readonly makeMark: ((at: Advance) => Mark) | null
  /** Monotonic time of the last line of this start. */
  lastTick: number | null
  /** Set when nothing may be signed on this chain until it is settled. */
  trouble: { readonly code: ErrorCode; readonly detail: Detail } | null
}

export interface Ledger {
  readonly store: Store
  readonly clock: Clock
  readonly vault: Vault
  /** Guards rows that nobody signed (store/guarded.ts). */
  readonly guard: KeyObject
  readonly net: NetworkId
  readonly registry: Registry
  readonly registryChain: Held
  readonly chains: Map<Key, Held>
  readonly own: OwnChain
  /** Our registry chain, when this desk keeps the registry. */
  readonly ownRegistry: OwnChain | null
  /** The key of a registry that this desk offers to keep (succession); null while it has made none. */
  nextRegistry: KeySigner | null
  /** Another chain has become the registry in the store: all that is open here is of the one before it. */
  replaced: boolean
  /** Told of it. */
  succeeded: () => void
  /** Random id of this start: 16 bytes, base64url. */
  readonly boot: string
  /** SHA-256 of the newest cosigned checkpoint note of any chain held here. */
  seen: Hash | null
  /** The desk's running number for its next record. */
  nextRef: number
}

export const keySigner = (signer: Signer): KeySigner => ({ publicKey: signer.publicKey, sign: signer.sign, key: toBase64url(signer.publicKey) as Key })

const bodyOf = (line: Uint8Array): Body | undefined => {
  const text = textOf(cut(line)?.body ?? new Uint8Array(0))
  return (text === undefined ? undefined : parseCanonical(text)) as unknown as Body | undefined
}

/** The body of a stored line, unverified: for reading what was verified when it came. */
export function storedBody(line: Uint8Array): Body {
  const body = bodyOf(line)
  if (body === undefined) throw new OfficeError('damaged-database', { file: 'ledger.db', detail: 'a stored line can not be read' })
  return body
}

/** As `storedBody`; undefined where the line is not the one that came, whose hash is kept beside it: for what goes on without it, until verification names it. */
export const intactBody = ({ line, hash }: Pick<LineRow, 'line' | 'hash'>): Body | undefined => (equal(leafHash(native, line), hash) ? bodyOf(line) : undefined)

/** A stored line as opened when it came in: for code that must not be handed anything unchecked. Verifies again. */
export function reopen(line: Uint8Array): Opened {
  const opened = open(line, native, verify)
  if (isRefused(opened)) throw new OfficeError('damaged-database', { file: 'ledger.db', detail: `a stored line fails: ${opened.fault}` })
  return opened
}

/** A chain as it is stored. */
export function stateOfChain(store: Store, key: Key, net: NetworkId): ChainState {
  const row = chainOf(store.ledger, key)
  if (!row) throw new OfficeError('internal', { what: `no chain ${key}` })
  return stateOf(store, row, net)
}

function stateOf(store: Store, row: ChainRow, net: NetworkId): ChainState {
  const empty = newChain(row.kind, row.key, net)
  if (row.size === 0) return empty
  if (!row.head) throw new OfficeError('damaged-database', { file: 'ledger.db', detail: `chain ${row.key} does not end where its table says` })
  const body = newestBody(store, row)
  return {
    ...empty,
    size: row.size,
    head: toBase64url(row.head) as Hash,
    frontier: row.frontier,
    registrySize: body?.reg?.size ?? 0,
    lastTime: body?.time ?? null,
    lastBoot: body?.boot ?? null
  }
}

/** Lines of a chain, the newest first. Pages grow: mostly the first line tells, and one of a bulk import has 64 KiB. */
function* newestFirst(store: Store, no: number, size: number): Generator<LineRow> {
  for (let height = size, page = 1; height > 0; page = Math.min(PAGE, page * 8)) {
    const from = Math.max(0, height - page)
    yield* linesFrom(store.ledger, no, from, height - from).toReversed()
    height = from
  }
}

/** Of the chain's last line; where that was damaged, of the last one before it that is whole: one damaged line must not close the desk. */
function newestBody(store: Store, row: ChainRow): Body | undefined {
  let looked = 0
  for (const line of newestFirst(store, row.chainNo, row.size)) {
    const body = intactBody(line)
    if (body || ++looked === PAGE) return body
  }
  return undefined
}

/** Is the last line there, as it came, and the one that the chain's table names? */
function endsWhole(store: Store, { no, state }: Held): boolean {
  const last = state.size === 0 ? undefined : lineAt(store.ledger, lineIdOf(no, state.size - 1))
  return state.size === 0 || (last !== undefined && toBase64url(last.hash) === state.head && intactBody(last) !== undefined)
}

const PAGE = 512

/**
 * Compares our own chain with its mark (docs/format.md, "The mark"). Ahead of the mark by lines that verify: the mark was
 * not yet durable when the program stopped; it is moved. Behind it, or not its continuation: a rollback; signing stops.
 */
export function settleMark(store: Store, own: OwnChain): void {
  const { mark, state } = own
  if (!mark) {
    own.trouble = { code: 'mark-damaged', detail: {} }
    return
  }
  const marked = mark.value
  const rolledBack = { code: 'rolled-back', detail: { marked: marked.size, held: state.size } } as const
  if (marked.chain !== state.chain || marked.size > state.size) {
    own.trouble = rolledBack
    return
  }
  let replay: ChainState = {
    ...newChain(state.kind, state.chain, state.kind === 'registry' && marked.size === 0 ? null : state.net),
    size: marked.size,
    head: marked.head,
    frontier: marked.frontier
  }
  while (replay.size < state.size) {
    for (const row of linesFrom(store.ledger, own.no, replay.size, PAGE)) {
      const opened = open(row.line, native, verify)
      const grown = isRefused(opened) ? opened : grow(native, replay, opened)
      if (isRefused(grown)) {
        own.trouble = rolledBack
        return
      }
      replay = grown.state
    }
  }
  if (replay.head !== state.head || replay.frontier.length !== state.frontier.length || !replay.frontier.every((hash, i) => equal(hash, state.frontier[i]!))) {
    own.trouble = rolledBack
    return
  }
  if (marked.size < state.size) advanceMark(own)
}

/** Under this name of `meta`: how many lines of an own chain a peer has shown beyond those here, or `forked`. It outlives the program. */
export const shownName = (chain: Key): string => `shown/${chain}`

/**
 * What a peer has shown of our own chain beyond what the mark says means that the mark was rolled back too: then lines that
 * have come back do not move it, and nothing is signed.
 */
function settleOwn(store: Store, guard: KeyObject, own: OwnChain): void {
  const shown = getMeta(store.ledger, guard, shownName(own.state.chain))
  if (shown !== undefined && own.mark !== null && (shown === 'forked' || own.mark.value.size < Number(shown))) own.trouble = rolledBack(own, shown)
  else settleMark(store, own)
}

/** `shown`: lines that the key has signed as far as is known; `forked`: at least one that is not here. */
export function rolledBack(own: OwnChain, shown: string): NonNullable<OwnChain['trouble']> {
  const held = own.state.size
  const marked = Math.max(own.mark?.value.size ?? 0, shown === 'forked' ? held + 1 : Number(shown))
  return { code: 'rolled-back', detail: { marked, held } }
}

export function advanceMark(own: OwnChain): void {
  const { state } = own
  try {
    own.mark?.advance({ size: state.size, frontier: state.frontier, head: state.head })
  } catch (error) {
    own.trouble = { code: 'disk-failed', detail: { detail: 'the mark could not be written' } }
    throw new OfficeError('disk-failed', { detail: 'the mark could not be written' }, { cause: error })
  }
}

/** Under this name of `meta`: `height running-number`, the last number among the lines below that height. */
const LAST_REF = 'last-ref'

/**
 * The desk's last running number, from its newest record. A desk that has long filed none (a supervisor's, with decisions
 * only) is not read back to it at every start: how far it was read is kept.
 */
function lastRef(store: Store, guard: KeyObject, own: Held): number {
  const [upTo = 0, before = 0] = (getMeta(store.ledger, guard, LAST_REF) ?? '').split(' ').map(Number)
  const known = upTo <= own.state.size
  let last: number | undefined
  let lines = 0
  for (const row of newestFirst(store, own.no, own.state.size)) {
    if (known && heightOfLine(row.lineId) < upTo) break
    lines++
    const entries = intactBody(row)?.entries ?? []
    const refs = entries.filter(entry => entry.t === 'record').map(entry => Number(entry['ref']))
    if (refs.length > 0) {
      last = Math.max(...refs)
      break
    }
  }
  last ??= known ? before : 0
  if (lines > PAGE && !store.readonly) putMeta(store.ledger, guard, LAST_REF, `${own.state.size} ${last}`)
  return last
}

export interface OpenLedger {
  readonly store: Store
  readonly clock: Clock
  readonly vault: Vault
  readonly guard: KeyObject
  readonly net: NetworkId
  readonly registryKey: Key
  readonly desk: KeySigner
  readonly registrySigner: KeySigner | null
  readonly nextRegistry?: KeySigner | null
  readonly deskMark: Mark | null
  readonly registryMark: Mark | null
  readonly makeMark?: (chain: Key, at: Advance) => Mark
}

/** A chain that can only be of this kind. */
function ownNo({ ledger }: Store, key: Key, kind: ChainState['kind']): number {
  const row = chainOf(ledger, key)
  if (row && row.kind !== kind) throw new OfficeError('damaged-database', { file: 'ledger.db', table: 'chains', detail: `the row of the ${kind} is damaged` })
  return chainNo(ledger, key, kind)
}

export function openLedger(options: OpenLedger): Ledger {
  const { store, clock, vault, guard, net, registryKey, desk, registrySigner, deskMark, registryMark, makeMark } = options
  const making = (chain: Key): OwnChain['makeMark'] => (makeMark ? at => makeMark(chain, at) : null)
  const registryNo = ownNo(store, registryKey, 'registry')
  ownNo(store, desk.key, 'desk')
  const { registry, state } = loadRegistry(store, registryKey)
  if (registry.net !== null && registry.net !== net)
    throw new OfficeError('damaged-database', { file: 'ledger.db', detail: 'the registry is of another network' })
  const held = new Map<Key, Held>()
  for (const row of chains(store.ledger))
    if (row.chainNo !== registryNo) held.set(row.key, { no: row.chainNo, state: withCut(registry, stateOf(store, row, net)) })
  haltCompeting({ store, guard, registry })
  const registryHeld: Held = { no: registryNo, state }
  held.set(registryKey, registryHeld)
  const ours = held.get(desk.key)
  if (!ours) throw new OfficeError('damaged-database', { file: 'ledger.db', table: 'chains', detail: 'the row of this desk is damaged' })
  const own: OwnChain = Object.assign(ours, { signer: desk, mark: deskMark, makeMark: making(desk.key), lastTick: null, trouble: null })
  // a desk whose registry was succeeded has its key still, and keeps the registry no more
  const keeps = registrySigner?.key === registryKey
  const ownRegistry: OwnChain | null = keeps
    ? Object.assign(registryHeld, { signer: registrySigner, mark: registryMark, makeMark: making(registryKey), lastTick: null, trouble: null })
    : null
  for (const chain of ownRegistry ? [own, ownRegistry] : [own]) {
    settleOwn(store, guard, chain)
    // nothing is signed on top of what can not be read; reading goes on
    if (!endsWhole(store, chain))
      chain.trouble ??= { code: 'damaged-database', detail: { file: 'ledger.db', detail: 'the last block of this desk can not be read' } }
  }
  const boot = toBase64url(clock.random(16))
  return {
    store,
    clock,
    vault,
    guard,
    net,
    registry,
    registryChain: registryHeld,
    chains: held,
    own,
    ownRegistry,
    nextRegistry: options.nextRegistry ?? null,
    replaced: false,
    succeeded: () => undefined,
    boot,
    seen: newestSeen(store.ledger) ?? null,
    nextRef: lastRef(store, guard, own) + 1
  }
}

/** The state with the least cut that concerns all of the chain's lines (a person's cut leaves the others going). */
export function withCut(registry: Registry, state: ChainState): ChainState {
  if (state.kind === 'registry') return state
  const found = registry.cutOf(state.chain, null)
  return found ? { ...state, cut: { root: found.root, size: found.size }, accepted: registry.accepted } : state
}

/** The chain as held here; makes room for it when it is new. Inside or outside a transaction. */
export function heldChain(ledger: Ledger, key: Key, kind: ChainKind): Held {
  const known = ledger.chains.get(key)
  if (known) return known
  const made: Held = { no: chainNo(ledger.store.ledger, key, kind), state: withCut(ledger.registry, newChain(kind, key, ledger.net)) }
  ledger.chains.set(key, made)
  return made
}

/** Refuses to sign while something about our own chain is unsettled, or where this desk is not (or no longer) admitted. */
export function requireSigning(ledger: Ledger, own: OwnChain): void {
  if (ledger.store.readonly) throw new OfficeError('newer-database', { file: 'ledger.db', version: ledger.store.version })
  if (own.trouble) throw new OfficeError(own.trouble.code, own.trouble.detail)
  if (own.state.kind === 'registry' && ledger.registry.contested) throw new OfficeError('registry-competing')
  if (own.state.kind === 'desk' && !ledger.registry.deskAt(own.state.chain, ledger.registry.size)) throw new OfficeError('not-admitted')
}

const keysByNo = new WeakMap<Ledger, Map<number, Key>>()

/** The key of a chain by its number in the store. */
export function chainKeyOf(ledger: Ledger, no: number): Key {
  let known = keysByNo.get(ledger)
  if (!known) keysByNo.set(ledger, (known = new Map()))
  let key = known.get(no)
  if (key === undefined) {
    for (const held of ledger.chains.values()) known.set(held.no, held.state.chain)
    key = known.get(no)
  }
  if (key === undefined) throw new OfficeError('internal', { what: `no chain ${no}` })
  return key
}

export const keyBytes = (key: Key): Uint8Array => fromBase64url(key)!
