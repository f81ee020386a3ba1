/** Going from stretch to stretch, and on from where another time ended: what is clean so far is joined and told now and then. */
import type { Key } from '../../shared/names.ts'
import { linesDone, type Begun, type Pass } from '../ledger/pass.ts'
import { STRETCH } from '../../shared/record/verify-range.ts'
import type { Progressing } from './gather.ts'
import { joinOne, nothing } from './join.ts'
import type { Chain } from './snapshot.ts'
import { addCounts, noCounts, type Counts, type LinesResult } from './tasks.ts'

/** Told at most this often, in ms: telling costs a write to the disk. */
const TELL_MS = 5_000

/** What was kept still speaks of this chain: it ends within it, at the end of a stretch, and knows every root that is asked for. */
function fits(chain: Chain, begun: Begun | undefined): begun is Begun {
  if (!begun || begun.size > chain.places || begun.size % STRETCH !== 0) return false
  const known = new Set(begun.roots.map(([size]) => size))
  return [...chain.points].every(point => point > begun.size || known.has(point))
}

const none = { disposed: [], lastTime: null, seen: [] } as const

function withPart(before: Begun | undefined, { counts, disposed, lastTime, seen }: LinesResult): Begun['part'] {
  const sum = noCounts()
  if (before) addCounts(sum, before.part.counts as Counts)
  addCounts(sum, counts)
  const part = before?.part ?? none
  return { counts: sum, disposed: [...part.disposed, ...disposed], lastTime: lastTime ?? part.lastTime, seen: [...new Set([...part.seen, ...seen])] }
}

export function goOn(
  pass: Pass,
  chains: readonly Chain[],
  keep: (pass: Pass) => void,
  now: () => number = () => performance.now()
): Progressing & { readonly done: number; readonly tell: () => void } {
  const clean = new Map<Key, Begun>()
  for (const chain of chains) {
    const begun = pass.chains.get(chain.key)
    if (fits(chain, begun)) clean.set(chain.key, begun)
  }
  const begun = new Map(clean)
  /** Chains of which something was found: they are looked at again from there. */
  const ended = new Set<Key>()
  let told = now()
  const tell = (): void => {
    told = now()
    keep({ chains: new Map(clean) })
  }
  return {
    tell,
    done: linesDone({ chains: clean }),
    begun: chain => begun.get(chain.key),
    did(chain, result) {
      const before = clean.get(chain.key)
      const joined = ended.has(chain.key) ? undefined : joinOne(before ?? nothing(chain.points), result.stretch, chain.points)
      if (!joined || result.faults.length > 0 || result.missing.length > 0) ended.add(chain.key)
      else if (joined.size % STRETCH === 0) clean.set(chain.key, { ...joined, part: withPart(before, result) })
      if (now() - told >= TELL_MS) tell()
    }
  }
}
