/** Entries as the ledger holds them, by their place. */
import { toBase64url } from '../../shared/bytes.ts'
import type { AnyEntry, Body } from '../../shared/ledger/line.ts'
import type { Hash } from '../../shared/names.ts'
import { lineAt } from '../store/lines.ts'
import { indexOfPos, lineIdOfPos } from '../store/positions.ts'
import { intactBody, type Ledger } from './ledger.ts'

export interface StoredEntry {
  readonly body: Body
  readonly entry: AnyEntry
  readonly hash: Hash
}
/** Lines carry up to a thousand entries, so the last ones parsed are kept: without this a bulk import parses each a thousand times. */
const PARSED = 16
const parsed = new WeakMap<Ledger, Map<number, { readonly body: Body; readonly hash: Hash }>>()

function parsedLine(ledger: Ledger, lineId: number): { readonly body: Body; readonly hash: Hash } | undefined {
  let cache = parsed.get(ledger)
  if (!cache) parsed.set(ledger, (cache = new Map()))
  const known = cache.get(lineId)
  if (known) return known
  const row = lineAt(ledger.store.ledger, lineId)
  if (!row) return undefined
  const body = intactBody(row)
  if (!body) return undefined
  const line = { body, hash: toBase64url(row.hash) as Hash }
  if (cache.size >= PARSED) cache.delete(cache.keys().next().value!)
  cache.set(lineId, line)
  return line
}

export function entryAt({ ledger }: { readonly ledger: Ledger }, pos: number): StoredEntry | undefined {
  const line = parsedLine(ledger, lineIdOfPos(pos))
  const entry = line?.body.entries[indexOfPos(pos)]
  return line && entry && { body: line.body, entry, hash: line.hash }
}

/** After lines that were here were put aside for others. */
export const forgetParsed = (ledger: Ledger): void => void parsed.delete(ledger)
