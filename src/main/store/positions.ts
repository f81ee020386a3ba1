/**
 * Where a line and an entry stand in the store, as one integer each: lineId = chainNo × 2^30 + height, and
 * pos = lineId × 1024 + index. Integer row ids make appends sequential within a chain and beat text keys. Both stay below
 * 2^53, so they are plain numbers everywhere. Private to this desk: other desks number chains otherwise.
 */
const HEIGHTS = 2 ** 30
const ENTRIES = 1024
/** Chain numbers are 1 … 8191: 2^13 × 2^30 × 2^10 = 2^53. */
export const MAX_CHAIN_NO = 8191
export const MAX_HEIGHT = HEIGHTS - 1
export const MAX_INDEX = ENTRIES - 1

const within = (n: number, min: number, max: number): boolean => Number.isInteger(n) && n >= min && n <= max

export function lineIdOf(chainNo: number, height: number): number {
  if (!within(chainNo, 1, MAX_CHAIN_NO)) throw new RangeError(`chainNo: wanted 1 to ${MAX_CHAIN_NO}, got ${chainNo}`)
  if (!within(height, 0, MAX_HEIGHT)) throw new RangeError(`height: wanted 0 to ${MAX_HEIGHT}, got ${height}`)
  return chainNo * HEIGHTS + height
}

export function posOf(lineId: number, index: number): number {
  if (!within(lineId, HEIGHTS, (MAX_CHAIN_NO + 1) * HEIGHTS - 1)) throw new RangeError(`lineId: not one of ours: ${lineId}`)
  if (!within(index, 0, MAX_INDEX)) throw new RangeError(`index: wanted 0 to ${MAX_INDEX}, got ${index}`)
  return lineId * ENTRIES + index
}

export const chainNoOfLine = (lineId: number): number => Math.floor(lineId / HEIGHTS)
export const heightOfLine = (lineId: number): number => lineId % HEIGHTS
export const lineIdOfPos = (pos: number): number => Math.floor(pos / ENTRIES)
export const indexOfPos = (pos: number): number => pos % ENTRIES

/** Row ids of a chain: from `first` up to, not including, `end`. */
export const linesOfChain = (chainNo: number): { readonly first: number; readonly end: number } => {
  const first = lineIdOf(chainNo, 0)
  return { first, end: first + HEIGHTS }
}
