/**
 * The registry from its lines: the network's first chain, then each that succeeded it, every one as far as it counts. It
 * decides everything else, so it is replayed through `open` and `grow` at every start, and before another chain becomes it.
 */
import { OfficeError } from '../../shared/errors.ts'
import { grow, newChain, type ChainState } from '../../shared/ledger/chain.ts'
import { isRefused, open, type Opened } from '../../shared/ledger/line.ts'
import type { Bytes } from '../../shared/bytes.ts'
import type { Key } from '../../shared/names.ts'
import { wrongEntries, type SucceedEntry } from '../../shared/record/entry.ts'
import { Registry } from '../../shared/record/registry.ts'
import { native, verify } from '../keys/native.ts'
import { chainOf } from '../store/chains.ts'
import { linesFrom } from '../store/lines.ts'
import type { Store } from '../store/open.ts'

/** Lines of a chain from a height on, at most `most` of them; none behind its end. */
export type LinesOf = (chain: Key, from: number, most: number) => readonly Bytes[]
export interface Lineage {
  readonly registry: Registry
  /** Of its newest chain. */
  readonly state: ChainState
}

const PAGE = 512
/** A registry that succeeded so many others is not meant well. */
const MOST_SUCCESSIONS = 64

/** The succession that a line is; undefined for the first registry's line 0, and for any other line. */
export function successionIn({ body }: Pick<Opened, 'body'>): SucceedEntry | undefined {
  const [entry] = body.entries
  return body.height === 0 && body.reg === null && entry?.t === 'succeed' ? (entry as SucceedEntry) : undefined
}

/** The same of a line as it came; undefined also where it does not hold. */
export function successionOf(line: Bytes | undefined): SucceedEntry | undefined {
  const opened = line && open(line, native, verify)
  return opened && !isRefused(opened) ? successionIn(opened) : undefined
}

export const storedLinesOf =
  ({ ledger }: Pick<Store, 'ledger'>): LinesOf =>
  (chain, from, most) => {
    const row = chainOf(ledger, chain)
    return row?.kind === 'registry' ? linesFrom(ledger, row.chainNo, from, most).map(({ line }) => line) : []
  }

/**
 * The registry up to `upTo` lines of the chain `key`. A chain without lines is a registry of which nothing is known yet. The
 * text of what is wrong where it does not follow.
 */
export function readLineage(lines: LinesOf, key: Key, upTo = Number.MAX_SAFE_INTEGER, depth = 0): Lineage | string {
  const [first] = upTo === 0 ? [] : lines(key, 0, 1)
  const succession = successionOf(first)
  if (depth > MOST_SUCCESSIONS) return 'too many successions'
  const before = succession && readLineage(lines, succession.from.chain, succession.from.size, depth + 1)
  if (typeof before === 'string') return before
  const registry = before?.registry ?? new Registry(native, verify, key)
  let state = newChain('registry', key, before?.registry.net ?? null)
  while (state.size < upTo) {
    const page = lines(key, state.size, Math.min(PAGE, upTo - state.size))
    for (const line of page) {
      const next = open(line, native, verify)
      const grown = isRefused(next) ? next : grow(native, state, next)
      const wrong = isRefused(next) || isRefused(grown) ? (grown as { readonly fault: string }).fault : wrongEntries(next.body, 'registry')
      if (wrong !== undefined) return `${wrong} at line ${state.size}`
      const fault = before && state.size === 0 ? registry.succeed(next as Opened) : registry.applyLine(next as Opened)
      if (fault !== undefined) return `${fault} at line 0`
      state = (grown as { readonly state: ChainState }).state
    }
    if (page.length === 0) break
  }
  return { registry, state }
}

/** The same from what is stored here; throws damaged-database. */
export function loadRegistry(store: Store, key: Key): Lineage {
  const read = readLineage(storedLinesOf(store), key)
  if (typeof read === 'string') throw new OfficeError('damaged-database', { file: 'ledger.db', detail: `the registry does not hold: ${read}` })
  return read
}
