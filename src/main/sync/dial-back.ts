/**
 * Can this desk be reached from outside? Only another desk can say: it is asked to dial back, at the addresses that this one
 * gives out, over a connection of its own. Asked by members alone; each is dialled at most every ten seconds, and only where
 * its own key answers, so that nobody can make a desk knock at others' doors for them.
 */
import { OfficeError } from '../../shared/errors.ts'
import type { Key } from '../../shared/names.ts'
import { whysUnreachable, type PeerLink, type WhyUnreachable } from './peer-types.ts'
import type { Peer } from './peers.ts'
import { ask, type Asker } from './questions.ts'

const SYNC = '/muniment/sync/1'
/** How long the one that was asked tries, ms: less than the asker waits. */
const TRY = 10_000
const BETWEEN = 10_000
/** Desks that are asked before it counts as not reachable. */
const MOST_ASKED = 3

export interface DialledBack {
  /** The address that led to the asker. */
  readonly reached: string | null
  readonly why: WhyUnreachable | 'too-soon' | null
}

export interface ReachTest extends DialledBack {
  readonly peer: Key
  /** ms since 1970. */
  readonly at: number
  /** It does not know the question, or did not answer. */
  readonly answered: boolean
}

const isDirect = (address: string): boolean => !address.includes('/p2p-circuit')

export function dialBackOver(link: PeerLink, monotonic: () => number, signal: AbortSignal): (from: Key, addresses: readonly string[]) => Promise<DialledBack> {
  const last = new Map<Key, number>()
  return async (from, addresses) => {
    const before = last.get(from)
    if (before !== undefined && monotonic() - before < BETWEEN) return { reached: null, why: 'too-soon' }
    last.set(from, monotonic())
    try {
      const reached = await link.probe!(from, addresses.filter(isDirect), AbortSignal.any([signal, AbortSignal.timeout(TRY)]))
      return { reached, why: null }
    } catch (error) {
      const why = error instanceof OfficeError ? error.detail['why'] : undefined
      return { reached: null, why: whysUnreachable.find(one => one === why) ?? 'timed-out' }
    }
  }
}

/** Desks that are near, one after the other, until one has reached us. */
export async function askToBeDialled(asker: Asker, near: readonly Peer[], addresses: readonly string[], now: () => number): Promise<ReachTest[]> {
  const tests: ReachTest[] = []
  for (const { chain } of near.slice(0, MOST_ASKED)) {
    const test = await askOne(asker, chain, addresses.filter(isDirect), now)
    tests.push(test)
    if (test.reached !== null) break
  }
  return tests
}

async function askOne(asker: Asker, peer: Key, addresses: readonly string[], now: () => number): Promise<ReachTest> {
  try {
    const { header } = await ask(asker, peer, SYNC, { t: 'dial-back', addresses: [...addresses] })
    const { reached, why } = header
    return {
      peer,
      at: now(),
      answered: true,
      reached: typeof reached === 'string' ? reached : null,
      why: why === 'too-soon' ? why : (whysUnreachable.find(one => one === why) ?? (typeof reached === 'string' ? null : 'failed'))
    }
  } catch (error) {
    if (!(error instanceof OfficeError)) throw error
    return { peer, at: now(), answered: false, reached: null, why: null }
  }
}
