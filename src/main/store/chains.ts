/** The chains this desk knows, each under a small number of its own, and how far each is held. */
import { OfficeError } from '../../shared/errors.ts'
import type { Frontier } from '../../shared/ledger/merkle.ts'
import type { Key } from '../../shared/names.ts'
import { packFrontier, unpackFrontier } from './frontiers.ts'
import { MAX_CHAIN_NO } from './positions.ts'
import { prepared, type Database } from './prepared.ts'

export type ChainKind = 'registry' | 'desk'

export interface ChainRow {
  readonly chainNo: number
  readonly key: Key
  readonly kind: ChainKind
  /** Lines held, without a gap from height 0. */
  readonly size: number
  /** Hash of the last line, 32 bytes; null while there is none. */
  readonly head: Uint8Array | null
  readonly frontier: Frontier
}

interface Row {
  chain_no: number
  key: Key
  kind: ChainKind
  size: number
  head: Buffer | null
  frontier: Buffer
}

const rowOf = (row: Row): ChainRow => ({
  chainNo: row.chain_no,
  key: row.key,
  kind: row.kind,
  size: row.size,
  head: row.head,
  frontier: unpackFrontier(row.frontier)
})

const columns = 'chain_no, key, kind, size, head, frontier'

/** The number of a chain; one that is new here gets the next. Inside a transaction. Throws too-large beyond 8,191 chains. */
export function chainNo(db: Database, key: Key, kind: ChainKind): number {
  const known = chainOf(db, key)
  if (known !== undefined) {
    if (known.kind !== kind) throw new OfficeError('internal', { what: `chain ${key} is known as ${known.kind}, not ${kind}` })
    return known.chainNo
  }
  const next = (prepared<[], { last: number | null }>(db, 'SELECT max(chain_no) AS last FROM chains').get()?.last ?? 0) + 1
  if (next > MAX_CHAIN_NO) throw new OfficeError('too-large', { what: 'The number of chains', got: next, limit: MAX_CHAIN_NO })
  prepared(db, 'INSERT INTO chains (chain_no, key, kind) VALUES (?, ?, ?)').run(next, key, kind)
  return next
}

export function chainOf(db: Database, key: Key): ChainRow | undefined {
  const row = prepared<[string], Row>(db, `SELECT ${columns} FROM chains WHERE key = ?`).get(key)
  return row && rowOf(row)
}

export function chainAt(db: Database, no: number): ChainRow | undefined {
  const row = prepared<[number], Row>(db, `SELECT ${columns} FROM chains WHERE chain_no = ?`).get(no)
  return row && rowOf(row)
}

/** All of them, in the order in which this desk met them. At most 8,191. */
export const chains = (db: Database): readonly ChainRow[] => prepared<[], Row>(db, `SELECT ${columns} FROM chains ORDER BY chain_no`).all().map(rowOf)

/** `head` is the last line's hash. In the transaction of the lines themselves. */
export function setHead(db: Database, no: number, size: number, head: Uint8Array | null, frontier: Frontier): void {
  const { changes } = prepared<[number, Uint8Array | null, Buffer, number]>(db, 'UPDATE chains SET size = ?, head = ?, frontier = ? WHERE chain_no = ?').run(
    size,
    head,
    packFrontier(frontier),
    no
  )
  if (changes !== 1) throw new OfficeError('internal', { what: `no chain number ${no}` })
}
