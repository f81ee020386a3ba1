/** What a checking thread reads with: the store, the keys that were handed over, the chains as they stood when it began. */
import type { ChainKind } from '../../shared/ledger/chain.ts'
import type { Key, NetworkId } from '../../shared/names.ts'
import type { Cut } from '../../shared/record/entry.ts'
import { Registry } from '../../shared/record/registry.ts'
import { ChainCheck } from '../../shared/record/verify-chain.ts'
import { vaultOf, type Vault } from '../keys/cipher.ts'
import { native, verify } from '../keys/native.ts'
import { successionIn } from '../ledger/lineage.ts'
import { lineAt, linesFrom, type LineRow } from '../store/lines.ts'
import { openStore, type Store } from '../store/open.ts'
import { heightOfLine, lineIdOf } from '../store/positions.ts'
import type { Database } from '../store/prepared.ts'

/** A chain as the snapshot at the beginning has it. Lines that come later are not looked at. */
export interface KnownChain {
  readonly no: number
  readonly key: Key
  readonly kind: ChainKind
  /** A registry that succeeded another, as its line 0 says. */
  readonly succeeds: boolean
  /** Places up to, not including, which lines are stored. */
  readonly places: number
  /** Lines by the table of chains. */
  readonly claimed: number
}
/** What every checking thread is told. */
export interface CheckerData {
  readonly folder: string
  readonly vaultKey: Uint8Array | null
  readonly net: NetworkId | null
  readonly chains: readonly KnownChain[]
  readonly own: Key | null
  readonly registryNo: number | null
  readonly live: boolean
}
export interface Reading {
  readonly data: CheckerData
  readonly store: Store
  readonly db: Database
  readonly vault: Vault | null
  /** The registry as far as its lines hold; null without one. */
  readonly registry: () => Registry | null
}

/** Bytes of line text read at once. */
export const PAGE_BYTES = 1_048_576

export function openReading(data: CheckerData): Reading {
  const store = openStore(data.folder, { readonly: true })
  let registry: Registry | null | undefined
  return {
    data,
    store,
    db: store.ledger,
    vault: data.vaultKey && vaultOf(data.vaultKey),
    registry: () => (registry === undefined ? (registry = loadRegistry(store.ledger, data)) : registry)
  }
}

function loadRegistry(db: Database, { chains, registryNo, net }: CheckerData): Registry | null {
  const chain = chains.find(one => one.no === registryNo)
  return chain ? readRegistry(db, chains, chain, net).registry : null
}

export interface ReadRegistry {
  readonly registry: Registry
  readonly check: ChainCheck
  /** Heights on damaged pages. */
  readonly unreadable: ReadonlySet<number>
}

/** The registry of the lines that hold, up to the first that does not: later ones can not be judged by. */
export function readRegistry(
  db: Database,
  chains: readonly KnownChain[],
  chain: KnownChain,
  net: NetworkId | null,
  points: ReadonlySet<number> = new Set(),
  head: Uint8Array | null = null
): ReadRegistry {
  let registry = new Registry(native, verify, chain.key)
  let follows = true
  const plan = { kind: 'registry', chain: chain.key, net, succeeds: chain.succeeds, claimed: chain.claimed, points } as const
  const check: ChainCheck = new ChainCheck(native, verify, plan, opened => {
    if (!follows || !check.faults.every(one => one.code === 'hash-column-wrong')) return
    const succession = successionIn(opened)
    if (succession) {
      const before = formerRegistry(db, chains, succession.from, net)
      follows = before !== undefined && before.succeed(opened) === undefined
      if (follows) registry = before!
      else check.blame('registry-succession', 0, 'it does not follow from the registry before it, as that is stored here')
    } else if (opened.body.height === registry.height) registry.applyLine(opened)
  })
  const unreadable = new Set<number>()
  for (const row of storedLines(db, chain, unreadable)) check.next({ height: heightOfLine(row.lineId), line: row.line, hash: row.hash })
  check.finish(head)
  return { registry, check, unreadable }
}

/** Only as far as it counts. */
function formerRegistry(db: Database, chains: readonly KnownChain[], { chain, size }: Cut, net: NetworkId | null): Registry | undefined {
  const former = chains.find(one => one.key === chain && one.kind === 'registry')
  if (!former || former.places < size) return undefined
  const { registry } = readRegistry(db, chains, { ...former, places: size, claimed: size }, net)
  return registry.chain === chain && registry.height === size ? registry : undefined
}

const EMPTY = Buffer.alloc(0)

/** All stored lines of a chain in pages. A line on a page that SQLite can not read comes as an empty one, and is noted. */
export function* storedLines(db: Database, chain: Pick<KnownChain, 'no' | 'places'>, unreadable: Set<number>, from = 0, to = chain.places): Generator<LineRow> {
  for (let height = from; height < to;) {
    let page: readonly LineRow[]
    try {
      page = linesFrom(db, chain.no, height, Math.min(4096, to - height), PAGE_BYTES)
    } catch {
      page = oneByOne(db, chain.no, height, Math.min(to, height + 64), unreadable)
    }
    const within = page.filter(row => heightOfLine(row.lineId) < to)
    if (within.length === 0) {
      if (page.length > 0 || height + 64 >= to || unreadable.size === 0) return
      height += 64
      continue
    }
    yield* within
    height = heightOfLine(within.at(-1)!.lineId) + 1
  }
}

function oneByOne(db: Database, no: number, from: number, to: number, unreadable: Set<number>): readonly LineRow[] {
  const rows: LineRow[] = []
  for (let height = from; height < to; height++) {
    const lineId = lineIdOf(no, height)
    try {
      const row = lineAt(db, lineId)
      if (row) rows.push(row)
    } catch {
      unreadable.add(height)
      rows.push({ lineId, line: EMPTY, hash: EMPTY })
    }
  }
  return rows
}
