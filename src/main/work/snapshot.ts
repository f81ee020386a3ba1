/**
 * What there is to be checked, read in one moment: chains and how far they reach, the sizes whose root something speaks of,
 * rows that lie beyond every chain. The marks are read before the database, which may be ahead of them and never behind.
 */
import { join } from 'node:path'
import { textOf, toBase64url } from '../../shared/bytes.ts'
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import type { ChainKind } from '../../shared/ledger/chain.ts'
import { cut } from '../../shared/ledger/line.ts'
import { isHash, type Key, type NetworkId } from '../../shared/names.ts'
import { readKeyFile } from '../keys/key-file.ts'
import { MARK_FILE, readMark, REGISTRY_MARK_FILE, type MarkValue } from '../keys/mark.ts'
import { unpackProof } from '../ledger/stored-proof.ts'
import { headOf, lineAt } from '../store/lines.ts'
import { lineIdOf, linesOfChain, MAX_CHAIN_NO } from '../store/positions.ts'
import { peekJson } from '../store/meta.ts'
import type { Database } from '../store/prepared.ts'
import type { KnownChain } from './reading.ts'

export interface OwnMark {
  readonly chain: Key
  /** Null when it is missing or damaged, and then `why`. */
  readonly mark: MarkValue | null
  readonly why: string
}
export interface Chain extends KnownChain {
  /** As the table of chains has them, unchecked. */
  readonly head: Uint8Array | null
  readonly frontier: Uint8Array
  /** Sizes whose root something speaks of. */
  readonly points: ReadonlySet<number>
}
export interface Snapshot {
  readonly chains: readonly Chain[]
  readonly registryNo: number | null
  readonly net: NetworkId | null
  readonly own: Key | null
  readonly marks: readonly OwnMark[]
  readonly faults: readonly Fault[]
  /** Why the desk's own keys are not known; null when they are. */
  readonly noKeys: string | null
}

/** Where not even the chains can be listed. */
export const EMPTY: Snapshot = { chains: [], registryNo: null, net: null, own: null, marks: [], faults: [], noKeys: null }

/** The marks and chain keys of this desk, by its folder. */
export function readMarks(folder: string): Pick<Snapshot, 'own' | 'marks' | 'noKeys'> & { readonly registry: Key | null } {
  try {
    const { chain, registry } = readKeyFile(folder)
    const wanted = [[chain, MARK_FILE] as const, ...(registry === null ? [] : [[registry, REGISTRY_MARK_FILE] as const])]
    const marks = wanted.map(([key, file]): OwnMark => {
      try {
        return { chain: key, mark: readMark(join(folder, file)), why: '' }
      } catch (error) {
        return { chain: key, mark: null, why: error instanceof Error ? error.message : String(error) }
      }
    })
    return { own: chain, registry, marks, noKeys: null }
  } catch (error) {
    return { own: null, registry: null, marks: [], noKeys: error instanceof Error ? error.message : String(error) }
  }
}

interface ChainRow {
  readonly chain_no: number
  readonly key: Key
  readonly kind: ChainKind
  readonly size: number
  readonly head: Buffer | null
  readonly frontier: Buffer
}

export function takeSnapshot(db: Database, folder: string): Snapshot {
  const { own, registry, marks, noKeys } = readMarks(folder)
  db.exec('BEGIN')
  try {
    const rows = db.prepare<[], ChainRow>('SELECT chain_no, key, kind, size, head, frontier FROM chains ORDER BY chain_no').all()
    // The columns are typed; a damaged page can hold anything all the same.
    const unread = rows
      .filter(({ key }) => typeof key !== 'string')
      .map(row => fault('chains-table', null, null, `the row of chain ${row.chain_no} has no key`, { table: 'chains' }))
    const chains = rows.filter(({ key }) => typeof key === 'string').map(row => chainOf(db, row, marks.find(mark => mark.chain === row.key)?.mark ?? null))
    const current = currentRegistry(db) ?? registry
    const registries = chains.filter(chain => chain.kind === 'registry')
    const registryChain =
      registries.find(chain => chain.key === current) ??
      registries.find(chain => chain.key === registry) ??
      registries.find(chain => chain.places > 0) ??
      registries[0]
    return {
      chains,
      registryNo: registryChain?.no ?? null,
      net: marks.find(({ mark }) => mark !== null)?.mark?.net ?? netOf(db, chains, registryChain),
      own,
      marks,
      faults: [...unread, ...strays(db, chains)],
      noKeys
    }
  } finally {
    db.exec('COMMIT')
  }
}

const ROOT_SIZES =
  'SELECT size FROM checkpoints WHERE chain_no = @no UNION SELECT size FROM cosignatures WHERE chain_no = @no UNION SELECT size FROM cosignature_days WHERE chain_no = @no'

function chainOf(db: Database, row: ChainRow, mark: MarkValue | null): Chain {
  const points = new Set(db.prepare<[{ no: number }], number>(ROOT_SIZES).pluck().all({ no: row.chain_no }))
  for (const proof of db.prepare<[number], Buffer>('SELECT proof FROM checkpoints WHERE chain_no = ?').pluck().all(row.chain_no))
    points.add(unpackProof(proof)?.from ?? 0)
  for (const receipt of db.prepare<[number], Buffer>('SELECT receipt FROM receipts WHERE chain_no = ?').pluck().all(row.chain_no)) {
    const size = /"size":([0-9]+)/.exec(receipt.toString())?.[1]
    if (size !== undefined) points.add(Number(size))
  }
  if (mark) points.add(mark.size)
  points.add(row.size)
  points.add(1) // of a registry: the hash of line 0, which names the network
  const places = (headOf(db, row.chain_no)?.height ?? -1) + 1
  points.add(places)
  const succeeds = row.kind === 'registry' && places > 0 && isSuccession(lineAt(db, lineIdOf(row.chain_no, 0))?.line)
  return { no: row.chain_no, key: row.key, kind: row.kind, succeeds, claimed: row.size, places, head: row.head, frontier: row.frontier, points }
}

/** As its text says; whether it does, the rules of the registry tell. */
const isSuccession = (line: Uint8Array | undefined): boolean =>
  /"t":"succeed"/.test((line && textOf(cut(line)?.body ?? new Uint8Array(0))) ?? '') && isHash(netIn(line))

/** The registry as the desk notes it, unchecked: a wrong one does not follow from the network's first line. */
function currentRegistry(db: Database): string | undefined {
  try {
    const about = (peekJson(db, 'about') ?? {}) as { readonly registry?: unknown }
    return typeof about.registry === 'string' ? about.registry : undefined
  } catch {
    return undefined
  }
}

const netIn = (line: Uint8Array | undefined): string | undefined => /"net":"([^"]{43})"/.exec((line && textOf(cut(line)?.body ?? new Uint8Array(0))) ?? '')?.[1]

/** The network as other lines than the registry's first say it, or failing that the hash of that one. */
function netOf(db: Database, chains: readonly KnownChain[], registry: KnownChain | undefined): NetworkId | null {
  const lineIn = (chain: KnownChain, height: number): ReturnType<typeof lineAt> => (chain.places > height ? lineAt(db, lineIdOf(chain.no, height)) : undefined)
  for (const chain of registry ? [registry, ...chains] : chains) {
    const said = netIn(lineIn(chain, chain.kind === 'registry' && !chain.succeeds ? 1 : 0)?.line)
    if (isHash(said)) return said
  }
  const first = registry && !registry.succeeds ? lineIn(registry, 0) : undefined
  return first ? (toBase64url(first.hash) as NetworkId) : null
}

/** Tables whose rows stand at a place of a chain: how many places a line has, and the column. */
const placed = [
  { table: 'lines', column: 'line_id', places: 1 },
  { table: 'payloads', column: 'pos', places: 1024 },
  { table: 'seeds', column: 'pos', places: 1024 },
  { table: 'files', column: 'pos', places: 1024 },
  { table: 'pieces', column: 'pos', places: 1024 },
  { table: 'lacking', column: 'pos', places: 1024 }
] as const

/** Rows before, between and after all chains. */
function strays(db: Database, chains: readonly Chain[]): Fault[] {
  const faults: Fault[] = []
  for (const { table, column, places } of placed) {
    const select = db.prepare<[number, number], number>(`SELECT ${column} FROM ${table} WHERE ${column} >= ? AND ${column} < ? LIMIT 5`).pluck()
    const look = (from: number, to: number, chain: Key | null): void => {
      if (from < to)
        for (const at of select.all(from, to)) faults.push(fault('foreign-row', chain, null, `the row ${at} stands where no chain has a line`, { table }))
    }
    let from = Number.MIN_SAFE_INTEGER
    for (const chain of chains) {
      const { first, end } = linesOfChain(chain.no)
      look(from, first * places, null)
      look((first + chain.places) * places, end * places, chain.key)
      from = end * places
    }
    look(from, Number.MAX_SAFE_INTEGER, null)
    if (from > linesOfChain(MAX_CHAIN_NO).end * places) throw new RangeError('chains: more than there can be')
  }
  return faults
}
