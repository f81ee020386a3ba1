/**
 * One chain from its stored bytes, line by line, by the very rules that let lines in: `open`, `wrongEntries`, `grow`. A line
 * that fails does not end it: the line after a changed one still names the hash that the original had, so the check goes on
 * from there, the tree included, and exactly the changed line is blamed. One line of look-ahead tells a changed line from a
 * missing, an inserted, an exchanged and a replaced one. Pure; holds two lines at a time.
 */
import { equal, fromBase64url, toBase64url, type Bytes } from '../bytes.ts'
import type { Hashing, Verify } from '../hashing.ts'
import { grow, newChain, type ChainKind, type ChainState } from '../ledger/chain.ts'
import { fault, type Fault, type FindingCode } from '../ledger/findings.ts'
import { isRefused, open, type Opened } from '../ledger/line.ts'
import { frontierAppend, frontierLength, frontierRoot, leafHash, type Frontier } from '../ledger/merkle.ts'
import type { Hash, Key, NetworkId } from '../names.ts'
import { wrongEntries } from './entry.ts'

export interface StoredLine {
  /** Where it is stored. */
  readonly height: number
  readonly line: Bytes
  /** The hash stored beside it; null where there is none (a bundle) */
  readonly hash: Bytes | null
}
export interface ChainPlan {
  readonly kind: ChainKind
  readonly chain: Key
  /** null for a registry whose network is to be learnt from its line 0. */
  readonly net: NetworkId | null
  /** Of a registry: it succeeded another, so that its line 0 is not the one that names the network. */
  readonly succeeds?: boolean
  /** Lines that the store says there are; null where nothing says so. */
  readonly claimed: number | null
  /** Sizes whose tree root is wanted. */
  readonly points: ReadonlySet<number>
}

/** A stored line as read: opened, or what is wrong with it. */
export interface ReadLine {
  readonly row: StoredLine
  readonly leaf: Uint8Array
  readonly opened: Opened | undefined
  readonly wrong: { readonly code: FindingCode; readonly detail: string } | undefined
}

/** Opens a stored line and says whether it can be one of this chain at all. */
export function readLine(h: Hashing, verify: Verify, { kind, chain, net }: Pick<ChainPlan, 'kind' | 'chain' | 'net'>, row: StoredLine): ReadLine {
  const opened = open(row.line, h, verify)
  if (isRefused(opened)) return { row, leaf: leafHash(h, row.line), opened: undefined, wrong: { code: opened.fault, detail: opened.detail } }
  const { body, leaf } = opened
  const wanted = kind === 'registry' && body.height === 0 && body.entries[0]?.t !== 'succeed' ? null : net
  if (body.chain !== chain) return { row, leaf, opened: undefined, wrong: { code: 'wrong-chain', detail: `it is of the chain ${body.chain}` } }
  if (body.net !== wanted && (net !== null || body.height === 0))
    return { row, leaf, opened: undefined, wrong: { code: 'wrong-network', detail: `it is of the network ${body.net}` } }
  const entries = wrongEntries(body, kind)
  return { row, leaf, opened, wrong: entries === undefined ? undefined : { code: 'line-entries', detail: entries } }
}

const ZERO = new Uint8Array(32)
/** A frontier of the right length about which nothing is known. */
export const unknownFrontier = (size: number): Frontier => Array.from({ length: frontierLength(size) }, () => ZERO)
const isHeight = (read: ReadLine | undefined, height: number): read is ReadLine & { opened: Opened } => read?.opened?.body.height === height

export class ChainCheck {
  readonly faults: Fault[] = []
  /** Roots at the wanted sizes, as far as the lines can say. */
  readonly roots = new Map<number, Uint8Array>()
  state: ChainState
  /** False once lines are missing whose hashes nothing tells. */
  treeKnown = true
  readonly #h: Hashing
  readonly #verify: Verify
  readonly #plan: ChainPlan
  readonly #accept: (opened: Opened) => void
  #held: ReadLine | undefined
  /** Heights less places, after blocks were taken out or put in and the rest moved. */
  #shift = 0
  /** Whether the hash of the last line is known. */
  #headKnown = true

  /** `accept` gets every line that holds, in order. */
  constructor(h: Hashing, verify: Verify, plan: ChainPlan, accept: (opened: Opened) => void = () => {}) {
    this.#h = h
    this.#verify = verify
    this.#plan = plan
    this.#accept = accept
    this.state = newChain(plan.kind, plan.chain, plan.net)
  }

  /** The next stored line, by ascending place. */
  next(row: StoredLine): void {
    const read = readLine(this.#h, this.#verify, { ...this.#plan, net: this.state.net ?? this.#plan.net }, row)
    if (this.#held) this.#take(this.#held, read)
    this.#held = read
  }

  /** After the last line. `head`: the hash of the last line, if something else knows it. */
  finish(head: Bytes | null = null): void {
    if (this.#held) this.#take(this.#held, undefined, head)
    this.#held = undefined
  }

  /** What only the entries of a line tell. */
  blame(code: FindingCode, height: number, detail: string): void {
    this.#blame(code, height, detail)
  }

  #blame(code: FindingCode, height: number, detail: string): void {
    this.faults.push(fault(code, this.#plan.chain, height, detail, { table: 'lines' }))
  }

  #take(cur: ReadLine, next: ReadLine | undefined, head: Bytes | null = null): void {
    const place = cur.row.height + this.#shift
    if (place > this.state.size) this.#missing(place, cur)
    const at = this.state.size
    if (isHeight(cur, at)) return this.#fitting(cur, next, at)
    if (this.#isShifted(cur, next)) {
      this.#shift += cur.opened!.body.height - place
      this.#missing(cur.opened!.body.height, cur)
      return this.#fitting(cur as ReadLine & { opened: Opened }, next, this.state.size)
    }
    if (this.#isInserted(cur, next, at)) {
      if (next !== undefined) this.#shift--
      return this.#blame('line-inserted', cur.row.height, this.#whatItIs(cur))
    }
    if (cur.opened) this.#blame('line-out-of-order', at, this.#whatItIs(cur))
    else this.#blame(cur.wrong!.code, at, this.#evidence(cur, next, at))
    this.#bridge(at, this.#original(cur, next, at, head))
  }

  /** Lines [size, place) are not there; `after` is what follows. */
  #missing(place: number, after: ReadLine): void {
    const from = this.state.size
    const named = isHeight(after, place) ? after.opened.body.prev : null
    this.#blame('line-missing', from, place - from === 1 ? '' : `${place - from} blocks are missing, up to ${place - 1}`)
    if (place - from === 1) this.#bridge(from, named === null ? undefined : fromBase64url(named))
    else {
      this.treeKnown = false
      this.state = { ...this.state, size: place, head: named, frontier: unknownFrontier(place) }
      this.#headKnown = named !== null
    }
  }

  /** This and the next line both stand the same way off their places and follow each other: lines before them were taken out and the rest moved up. */
  #isShifted(cur: ReadLine, next: ReadLine | undefined): boolean {
    if (!cur.opened || !next?.opened || next.opened.body.prev !== cur.opened.hash) return false
    const off = cur.opened.body.height - cur.row.height
    return off > this.#shift && next.opened.body.height - next.row.height === off
  }

  /** The line after it takes this place: it follows what stands before, and is not simply exchanged with this one. */
  #isInserted(cur: ReadLine, next: ReadLine | undefined, at: number): boolean {
    if (next === undefined) return this.#plan.claimed !== null && cur.row.height + this.#shift >= this.#plan.claimed
    const exchanged = isHeight(cur, at + 1) && cur.opened.body.prev === next.opened?.hash
    return isHeight(next, at) && !exchanged && (!this.#headKnown || next.opened.body.prev === this.state.head)
  }

  #whatItIs = ({ opened, wrong }: ReadLine): string => (opened ? `what is stored there is block ${opened.body.height} of the chain` : wrong!.detail)

  #evidence(cur: ReadLine, next: ReadLine | undefined, at: number): string {
    const original = isHeight(next, at + 1) ? next.opened.body.prev : null
    const { hash } = cur.row
    const stored = hash !== null && !equal(hash, cur.leaf)
    const more =
      original === null
        ? ''
        : `; the block after it still names the original, ${original}${stored && toBase64url(hash) === original ? ', as does the hash stored beside it' : ''}`
    return `${cur.wrong!.detail}${more}`
  }

  /** The hash that the line at this height had, if anything tells: the line after it, wherever that stands, or the hash stored beside it. */
  #original(cur: ReadLine, next: ReadLine | undefined, at: number, head: Bytes | null): Bytes | undefined {
    if (this.#plan.kind === 'registry' && !this.#plan.succeeds && at === 0 && this.#plan.net !== null) return fromBase64url(this.#plan.net)
    for (const after of [next, cur]) if (isHeight(after, at + 1)) return fromBase64url(after.opened.body.prev!)
    if (isHeight(next, at)) return next.leaf
    const { hash } = cur.row
    if (hash !== null && !cur.opened && !equal(hash, cur.leaf) && hash.length === 32) return hash
    return next === undefined && head !== null && this.#plan.claimed === at + 1 ? head : undefined
  }

  /** Goes on behind a line whose hash is known, or not. */
  #bridge(at: number, leaf: Bytes | undefined): void {
    if (leaf === undefined) this.treeKnown = false
    const frontier = this.treeKnown ? frontierAppend(this.#h, at, this.state.frontier, Uint8Array.from(leaf!)) : unknownFrontier(at + 1)
    this.state = { ...this.state, size: at + 1, head: leaf === undefined ? null : (toBase64url(leaf) as Hash), frontier, lastTime: null, lastBoot: null }
    this.#headKnown = leaf !== undefined
    this.#point()
  }

  #fitting(cur: ReadLine & { readonly opened: Opened }, next: ReadLine | undefined, at: number): void {
    const { opened, row } = cur
    const before = this.#headKnown ? this.state : { ...this.state, head: opened.body.prev }
    const grown = grow(this.#h, before, opened)
    const net = this.#plan.kind === 'registry' && at === 0 && opened.body.entries[0]?.t !== 'succeed' ? this.#plan.net : null
    const follows = (!isHeight(next, at + 1) || next.opened.body.prev === opened.hash) && (net === null || net === opened.hash)
    if (cur.wrong) this.#blame(cur.wrong.code, at, cur.wrong.detail)
    else if (!follows)
      this.#blame(
        'line-replaced',
        at,
        `it has the hash ${opened.hash}; ${net === null ? `the block after it names ${next!.opened!.body.prev}` : `the network is ${net}`}`
      )
    else if (isRefused(grown)) this.#blame(grown.fault as FindingCode, at, grown.detail)
    else if (row.hash !== null && !equal(row.hash, cur.leaf))
      this.#blame('hash-column-wrong', at, `the line has the hash ${opened.hash}; stored is ${toBase64url(row.hash)}`)
    if (!follows) return this.#bridge(at, fromBase64url(net ?? next!.opened!.body.prev!))
    if (isRefused(grown)) return this.#bridge(at, cur.leaf)
    this.state = this.treeKnown ? grown.state : { ...grown.state, frontier: unknownFrontier(at + 1) }
    this.#headKnown = true
    this.#point()
    if (!cur.wrong) this.#accept(opened)
  }

  #point(): void {
    const { size, frontier } = this.state
    if (this.treeKnown && this.#plan.points.has(size)) this.roots.set(size, frontierRoot(this.#h, frontier))
  }
}
