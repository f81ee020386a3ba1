/** Storage receipts: which desk says that it holds which payloads of a chain. The highest `seq` of a desk counts. */
import type { Key } from '../../shared/names.ts'
import { prepared, type Database } from './prepared.ts'

export interface ReceiptRow {
  /** The chain key of the desk that gave it. */
  readonly desk: Key
  readonly chainNo: number
  readonly seq: number
  /** The signed receipt as it came. */
  readonly receipt: Buffer
}

const columns = 'desk, chain_no AS chainNo, seq, receipt'

/** True when it is newer than what was held. */
export const putReceipt = (db: Database, { desk, chainNo, seq, receipt }: Omit<ReceiptRow, 'receipt'> & { readonly receipt: Uint8Array }): boolean =>
  prepared(
    db,
    `INSERT INTO receipts (desk, chain_no, seq, receipt) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET seq = excluded.seq, receipt = excluded.receipt WHERE excluded.seq > seq`
  ).run(desk, chainNo, seq, receipt).changes > 0

export const receiptOf = (db: Database, desk: Key, chainNo: number): ReceiptRow | undefined =>
  prepared<[string, number], ReceiptRow>(db, `SELECT ${columns} FROM receipts WHERE desk = ? AND chain_no = ?`).get(desk, chainNo)

/** Receipts over one chain, by desk. */
export const receiptsFor = (db: Database, chainNo: number): readonly ReceiptRow[] =>
  prepared<[number], ReceiptRow>(db, `SELECT ${columns} FROM receipts WHERE chain_no = ? ORDER BY desk`).all(chainNo)

/** Receipts that one desk gave, by chain. */
export const receiptsFrom = (db: Database, desk: Key): readonly ReceiptRow[] =>
  prepared<[string], ReceiptRow>(db, `SELECT ${columns} FROM receipts WHERE desk = ? ORDER BY chain_no`).all(desk)
