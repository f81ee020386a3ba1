/**
 * The one place where stored lines go: a half of a forked chain that was not kept, after it has been put aside in the same
 * transaction. What was signed over it (checkpoints, cosignatures, receipts of more lines than stay) goes with it.
 */
import { lineIdOf, linesOfChain } from './positions.ts'
import { prepared, type Database } from './prepared.ts'

/** Lines from a height on. */
export function forgetLinesFrom(db: Database, chainNo: number, height: number): void {
  prepared(db, 'DELETE FROM lines WHERE line_id >= ? AND line_id < ?').run(lineIdOf(chainNo, height), linesOfChain(chainNo).end)
}

/** Statements about more than `size` lines. Receipts say how many in their own text and are given anew: all go. */
export function forgetStatementsBeyond(db: Database, chainNo: number, size: number): void {
  for (const table of ['cosignatures', 'cosignature_days', 'checkpoints'])
    prepared(db, `DELETE FROM ${table} WHERE chain_no = ? AND size > ?`).run(chainNo, size)
  prepared(db, 'DELETE FROM receipts WHERE chain_no = ?').run(chainNo)
}
