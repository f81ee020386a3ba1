/** Lines as they came: the signed bytes and their leaf hash. Never changed, never deleted. */
import { heightOfLine, lineIdOf, linesOfChain } from './positions.ts'
import { prepared, type Database } from './prepared.ts'

export interface LineRow {
  readonly lineId: number
  readonly line: Buffer
  /** RFC 6962 leaf hash of the line, 32 bytes. */
  readonly hash: Buffer
}

export interface Head {
  readonly height: number
  readonly hash: Buffer
}

const NONE = Buffer.alloc(0)
/** On a damaged page a column may come back as something that was never written; no line and no hash is as empty as that. */
const bytesIn = (value: unknown): Buffer => (Buffer.isBuffer(value) ? value : NONE)
const whole = ({ lineId, line, hash }: LineRow): LineRow => ({ lineId, line: bytesIn(line), hash: bytesIn(hash) })

/** Throws when there is a line at this place already: `grow` decides what comes next, the store never replaces. */
export function insertLine(db: Database, lineId: number, line: Uint8Array, hash: Uint8Array): void {
  prepared(db, 'INSERT INTO lines (line_id, line, hash) VALUES (?, ?, ?)').run(lineId, line, hash)
}

export function lineAt(db: Database, lineId: number): LineRow | undefined {
  const row = prepared<[number], LineRow>(db, 'SELECT line_id AS lineId, line, hash FROM lines WHERE line_id = ?').get(lineId)
  return row && whole(row)
}

/**
 * Lines of a chain from a height on, at most `limit`, and after the first no more than fit in `bytes` of line text. A page
 * is read whole and nothing is left open: a reader that waits would keep the log from being checkpointed.
 */
export function linesFrom(db: Database, chainNo: number, height: number, limit: number, bytes = Infinity): readonly LineRow[] {
  const { end } = linesOfChain(chainNo)
  const select = prepared<[number, number, number], LineRow>(
    db,
    'SELECT line_id AS lineId, line, hash FROM lines WHERE line_id >= ? AND line_id < ? ORDER BY line_id LIMIT ?'
  )
  if (bytes === Infinity) return select.all(lineIdOf(chainNo, height), end, limit).map(whole)
  const page: LineRow[] = []
  let used = 0
  for (const raw of select.iterate(lineIdOf(chainNo, height), end, limit)) {
    const row = whole(raw)
    used += row.line.length
    if (page.length > 0 && used > bytes) break
    page.push(row)
  }
  return page
}

/** Leaf hashes only, for trees and proofs. */
export const hashesFrom = (db: Database, chainNo: number, height: number, limit: number): readonly Buffer[] =>
  prepared<[number, number, number], Buffer>(db, 'SELECT hash FROM lines WHERE line_id >= ? AND line_id < ? ORDER BY line_id LIMIT ?')
    .pluck()
    .all(lineIdOf(chainNo, height), linesOfChain(chainNo).end, limit)

/** The last stored line of a chain, from the lines themselves (`chains.size` is a copy). */
export function headOf(db: Database, chainNo: number): Head | undefined {
  const { first, end } = linesOfChain(chainNo)
  const row = prepared<[number, number], { lineId: number; hash: Buffer }>(
    db,
    'SELECT line_id AS lineId, hash FROM lines WHERE line_id >= ? AND line_id < ? ORDER BY line_id DESC LIMIT 1'
  ).get(first, end)
  return row && { height: heightOfLine(row.lineId), hash: bytesIn(row.hash) }
}

/** How many lines are stored of a chain, counted. */
export const countLines = (db: Database, chainNo: number): number => {
  const { first, end } = linesOfChain(chainNo)
  return prepared<[number, number], number>(db, 'SELECT count(*) FROM lines WHERE line_id >= ? AND line_id < ?').pluck().get(first, end) ?? 0
}
