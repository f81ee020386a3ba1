/** Cuts the end off a stored chain, with all that hangs on it. Only for lines that are kept elsewhere (ledger/left-behind.ts). */
import { prepared, type Database } from './prepared.ts'
import { linesOfChain, posOf } from './positions.ts'

/** Inside a transaction. Receipts over the chain go altogether: what they cover is not what is here any more. */
export function deleteTail(db: Database, no: number, from: number): void {
  const { first, end } = linesOfChain(no)
  const [line, pos, last] = [first + from, posOf(first + from, 0), end * 1024]
  prepared(db, 'DELETE FROM lines WHERE line_id >= ? AND line_id < ?').run(line, end)
  for (const table of ['payloads', 'seeds', 'files', 'pieces', 'lacking']) prepared(db, `DELETE FROM ${table} WHERE pos >= ? AND pos < ?`).run(pos, last)
  for (const table of ['checkpoints', 'cosignatures', 'cosignature_days']) prepared(db, `DELETE FROM ${table} WHERE chain_no = ? AND size > ?`).run(no, from)
  prepared(db, 'DELETE FROM receipts WHERE chain_no = ?').run(no)
}
