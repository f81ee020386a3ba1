/**
 * Salvage, first: lines. Each is opened (canonical form, signature) by itself, and then each chain grows from line 0 by the very
 * rule that received it, as far as it goes without a gap. What stands beyond a gap is sound and has no place yet.
 */
import { setImmediate as breathe } from 'node:timers/promises'
import { toBase64url } from '../../shared/bytes.ts'
import { grow, newChain, rootOf, type ChainKind, type ChainState } from '../../shared/ledger/chain.ts'
import { isRefused, open, type Opened } from '../../shared/ledger/line.ts'
import { leafHash } from '../../shared/ledger/merkle.ts'
import type { Key, NetworkId } from '../../shared/names.ts'
import { wrongEntries } from '../../shared/record/entry.ts'
import { Registry } from '../../shared/record/registry.ts'
import { native, verify } from '../keys/native.ts'
import { chainNo, setHead } from '../store/chains.ts'
import { insertLine } from '../store/lines.ts'
import { chainNoOfLine, lineIdOf, MAX_CHAIN_NO } from '../store/positions.ts'
import type { Database } from '../store/prepared.ts'
import type { Store } from '../store/open.ts'
import { transact } from '../store/transact.ts'

export interface SalvagedChain {
  readonly chain: Key
  readonly kind: ChainKind
  /** Lines that are in the new store: heights [0, lines). */
  readonly lines: number
  /** Heights that signed statements, the mark or later lines show to have been held, and that were not found: [from, to). */
  readonly missing: readonly (readonly [number, number])[]
  /** Lines beyond the first gap: found sound, and not taken in. */
  readonly beyond: number
}

export interface GrownChain {
  readonly no: number
  readonly state: ChainState
  /** Root after so many lines, where somebody may speak of it. */
  readonly roots: Map<number, Uint8Array>
  readonly beyond: readonly number[]
  /** Numbers by which the damaged stores called this chain: source and number. */
  readonly were: readonly (readonly [src: number, no: number])[]
}

export interface SalvagedLines {
  readonly registry: Registry
  readonly chains: ReadonlyMap<Key, GrownChain>
  /** Whether any line speaks of a disposition: then nothing older than the last commit may come back. */
  readonly disposes: boolean
}

interface Row {
  readonly line_id: number
  readonly line: Buffer
  readonly src: number
}

/** Lines verified before others get their turn: some 5 ms. */
const SLICE = 64

/** Opens every line found, once, into `sound (chain, height, hash, prev, line)`; answers which chains there are and what they were called. */
async function openAll(
  db: Database,
  net: NetworkId,
  step: () => void
): Promise<{ kinds: Map<Key, ChainKind>; were: Map<Key, Map<string, readonly [number, number]>>; disposes: boolean }> {
  db.exec('CREATE TABLE sound (hash TEXT PRIMARY KEY, chain TEXT, height INTEGER, prev TEXT, line BLOB) WITHOUT ROWID')
  db.exec('CREATE INDEX sound_at ON sound (chain, height)')
  const put = db.prepare<[string, string, number, string | null, Uint8Array]>('INSERT INTO sound VALUES (?, ?, ?, ?, ?)')
  const kinds = new Map<Key, ChainKind>()
  const were = new Map<Key, Map<string, readonly [number, number]>>()
  const known = new Map<string, Key | null>()
  let disposes = false
  const last = Number(db.prepare('SELECT coalesce(max(rowid), 0) FROM found_lines').pluck().get())
  const some = db.prepare<[number, number], Row & { rowid: number }>('SELECT rowid, line_id, line, src FROM found_lines WHERE rowid > ? ORDER BY rowid LIMIT ?')
  for (let from = 0; from < last;) {
    const rows = some.all(from, SLICE)
    for (const { line_id: lineId, line, src } of rows) {
      const hash = toBase64url(leafHash(native, line))
      let chain = known.get(hash)
      if (chain === undefined) {
        const opened = open(line, native, verify)
        const good = !isRefused(opened) && (opened.body.net === net || opened.hash === net)
        known.set(hash, (chain = good ? opened.body.chain : null))
        if (good) {
          put.run(hash, opened.body.chain, opened.body.height, opened.body.prev, line)
          kinds.set(opened.body.chain, opened.body.reg === null ? 'registry' : 'desk')
          disposes ||= opened.body.entries.some(entry => entry.t === 'dispose')
        }
        step()
      }
      const no = chainNoOfLine(lineId)
      if (chain !== null && no >= 1 && no <= MAX_CHAIN_NO) {
        const names = were.get(chain) ?? were.set(chain, new Map()).get(chain)!
        names.set(`${src} ${no}`, [src, no])
      }
    }
    from = rows.at(-1)?.rowid ?? last
    await breathe()
  }
  return { kinds, were, disposes }
}

const openedAgain = (line: Uint8Array): Opened => open(line, native, () => true) as Opened // verified when it was put there

class Growing {
  state: ChainState
  readonly roots = new Map<number, Uint8Array>()
  readonly #db: Database
  readonly #wanted: ReadonlySet<number>

  constructor(db: Database, state: ChainState, wanted: ReadonlySet<number>) {
    this.#db = db
    this.state = state
    this.#wanted = wanted
  }

  /** The line that follows; where two do (a fork), the one that another line names as its own predecessor. */
  next(): Opened | undefined {
    const { chain, size, head } = this.state
    const rows = this.#db
      .prepare<[string, number], { hash: string; prev: string | null; line: Buffer; followed: number }>(
        'SELECT hash, prev, line, EXISTS (SELECT 1 FROM sound AS after WHERE after.chain = sound.chain AND after.height = sound.height + 1 AND after.prev = sound.hash) AS followed FROM sound WHERE chain = ? AND height = ? ORDER BY followed DESC, hash'
      )
      .all(chain, size)
      .filter(row => row.prev === head)
    for (const { line } of rows) {
      const opened = openedAgain(line)
      if (wrongEntries(opened.body, this.state.kind) !== undefined) continue
      const grown = grow(native, this.state, opened)
      if (isRefused(grown)) continue
      this.state = grown.state
      if (this.#wanted.has(this.state.size)) this.roots.set(this.state.size, Buffer.from(rootOf(native, this.state), 'base64url'))
      return opened
    }
    return undefined
  }

  beyond(): number[] {
    return this.#db
      .prepare<[string, number], number>('SELECT DISTINCT height FROM sound WHERE chain = ? AND height >= ? ORDER BY height')
      .pluck()
      .all(this.state.chain, this.state.size)
  }
}

/** Sizes of a chain whose root a statement may be compared with, by the numbers that the chain had. */
function spokenOf(db: Database, were: readonly (readonly [number, number])[]): Set<number> {
  const sizes = new Set<number>()
  const add = (sql: string): void => {
    for (const [src, no] of were) for (const size of db.prepare<[number, number], number>(sql).pluck().all(src, no)) sizes.add(size)
  }
  for (const table of ['checkpoints', 'cosignatures', 'cosignature_days']) add(`SELECT DISTINCT size FROM found_${table} WHERE src = ? AND chain_no = ?`)
  for (const [src, no] of were) {
    for (const proof of db.prepare<[number, number], Buffer>('SELECT proof FROM found_checkpoints WHERE src = ? AND chain_no = ?').pluck().all(src, no))
      if (proof.length >= 8) sizes.add(Number(proof.readBigUInt64BE(0)))
    for (const receipt of db.prepare<[number, number], Buffer>('SELECT receipt FROM found_receipts WHERE src = ? AND chain_no = ?').pluck().all(src, no)) {
      const size = /"size":([0-9]+)/.exec(receipt.toString())?.[1]
      if (size !== undefined) sizes.add(Number(size))
    }
  }
  return sizes
}

/** Lines written in one transaction. */
const BATCH = 2_048

/** `first`: chains that the new store must know although no line of them was found. */
export async function salvageLines(
  db: Database,
  store: Store,
  net: NetworkId,
  first: { readonly registry: Key; readonly own: Key },
  step: () => void
): Promise<SalvagedLines> {
  const { kinds, were, disposes } = await openAll(db, net, step)
  kinds.set(first.registry, 'registry')
  if (!kinds.has(first.own)) kinds.set(first.own, 'desk')
  const registry = new Registry(native, verify, first.registry)
  const chains = new Map<Key, GrownChain>()
  const order = [first.registry, ...[...kinds.keys()].filter(key => key !== first.registry && kinds.get(key) === 'desk').sort()]
  for (const key of order) {
    const kind = kinds.get(key)!
    const cut = kind === 'desk' ? registry.cutOf(key, null) : undefined
    const names = [...(were.get(key)?.values() ?? [])]
    const growing = new Growing(db, { ...newChain(kind, key, net), cut: cut ? { root: cut.root, size: cut.size } : null }, spokenOf(db, names))
    const no = transact(store.ledger, () => chainNo(store.ledger, key, kind))
    for (let grew = true; grew;) {
      grew = transact(store.ledger, () => growSome(store, no, growing, kind === 'registry' ? registry : null))
      await breathe()
    }
    chains.set(key, { no, state: growing.state, roots: growing.roots, beyond: growing.beyond(), were: names })
  }
  return { registry, chains, disposes }
}

function growSome(store: Store, no: number, growing: Growing, registry: Registry | null): boolean {
  let last: Opened | undefined
  for (let i = 0; i < BATCH; i++) {
    const opened = growing.next()
    if (!opened) break
    insertLine(store.ledger, lineIdOf(no, opened.body.height), opened.line, opened.leaf)
    registry?.applyLine(opened)
    last = opened
  }
  if (last) setHead(store.ledger, no, growing.state.size, last.leaf, growing.state.frontier)
  return last !== undefined
}

/** Heights from `lines` up to `to` that are not among `found` (ascending). */
export function gaps(lines: number, to: number, found: readonly number[]): (readonly [number, number])[] {
  const missing: [number, number][] = []
  let from = lines
  for (const height of found) {
    if (height > from) missing.push([from, height])
    from = Math.max(from, height + 1)
  }
  if (to > from) missing.push([from, to])
  return missing
}
