/** The end of a chain: what the table, the mark, own checkpoints and others' signatures say of how far it went, against the lines. */
import { equal, toBase64url } from '../../shared/bytes.ts'
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { frontierRoot } from '../../shared/ledger/merkle.ts'
import { wrongEnd } from '../../shared/ledger/verify.ts'
import { native } from '../keys/native.ts'
import { unpackFrontier } from '../store/frontiers.ts'
import { lineAt } from '../store/lines.ts'
import { lineIdOf } from '../store/positions.ts'
import type { Database } from '../store/prepared.ts'
import type { Chain, OwnMark } from './snapshot.ts'
import type { ChainResult } from './tasks.ts'

export interface Ends {
  readonly chain: Chain
  readonly result: ChainResult
  readonly roots: ReadonlyMap<number, Uint8Array>
  /** Lines kept aside beyond a cut. */
  readonly aside: number
  /** The mark of this chain, where it is one of this desk's. */
  readonly mark: OwnMark | undefined
  /** Sizes that signed statements establish to have been held here, with who says so. */
  readonly said: readonly { readonly size: number; readonly by: string }[]
}

/** A connection that only reads does not check what a column may hold. */
const KINDS = new Set<string>(['registry', 'desk'])

export function checkEnds(db: Database, ends: Ends): Fault[] {
  const { chain, result, mark } = ends
  const faults: Fault[] = []
  const tail = missingTail(ends)
  if (tail) faults.push(tail)
  else {
    const wrong = wrongTable(ends)
    if (wrong !== undefined) faults.push(fault('chains-table', chain.key, null, wrong, { table: 'chains' }))
  }
  if (mark?.mark === null) faults.push(fault('mark-damaged', chain.key, null, mark.why))
  const differs = mark?.mark && mark.mark.size <= result.size ? markDiffers(db, ends, mark.mark) : undefined
  if (differs !== undefined) faults.push(fault('mark-differs', chain.key, null, differs))
  return faults
}

function missingTail({ chain, result, aside, mark, said }: Ends): Fault | undefined {
  const held = result.size + aside
  const signed = said.filter(one => one.size > held).sort((a, b) => b.size - a.size)
  const table = chain.claimed > result.size
  const marked = mark?.mark?.size ?? 0
  const ahead = marked > result.size
  if (!table && signed.length === 0 && !ahead) return undefined
  const detail = `${result.size} lines are here; ${[
    ...(table ? [`the table of chains says ${chain.claimed}`] : []),
    ...signed.slice(0, 3).map(({ size, by }) => `${by} says ${size}`),
    ...(ahead ? [`the mark says ${marked}`] : [])
  ].join('; ')}`
  if (ahead && !table && signed.length === 0) return fault('mark-ahead', chain.key, result.size, detail)
  // The table alone says so, and what could confirm it does not: it is the table that was changed.
  const alone = table && !ahead && signed.length === 0 && (said.length > 0 || mark?.mark !== undefined)
  return alone ? fault('chains-table', chain.key, null, detail, { table: 'chains' }) : fault('tail-missing', chain.key, result.size, detail, { table: 'lines' })
}

function wrongTable({ chain, result, roots }: Ends): string | undefined {
  if (!KINDS.has(chain.kind)) return `it says that it is a ${chain.kind} chain`
  if (chain.claimed !== result.size) return `it says ${chain.claimed} lines; ${result.size} are here`
  let frontier: ReturnType<typeof unpackFrontier>
  try {
    frontier = unpackFrontier(chain.frontier)
  } catch {
    return 'the frontier is not a whole number of hashes'
  }
  if (result.size > 0 && result.head === null) return undefined // the line at the end is broken and nothing tells its hash
  const head = chain.head === null ? null : toBase64url(chain.head)
  if (head !== result.head) return `it ends with ${head}; the lines end with ${result.head}`
  return wrongEnd(
    native,
    { size: chain.claimed, head: chain.head, frontier },
    { head: chain.head, root: result.size === 0 ? undefined : roots.get(result.size) }
  )
}

function markDiffers(db: Database, { chain, result, roots }: Ends, mark: NonNullable<OwnMark['mark']>): string | undefined {
  if (mark.chain !== chain.key) return `it is of the chain ${mark.chain}`
  if (mark.size === 0) return undefined
  const root = roots.get(mark.size)
  if (root && !equal(frontierRoot(native, mark.frontier), root)) return `at ${mark.size} lines it has another root than the lines give`
  const last = result.faults.some(one => one.height === mark.size - 1) ? undefined : lineAt(db, lineIdOf(chain.no, mark.size - 1))
  return last && toBase64url(last.hash) !== mark.head ? `at ${mark.size} lines it names another last line` : undefined
}
