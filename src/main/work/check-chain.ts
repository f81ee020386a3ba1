/** A chain in which a stretch was not clean, line by line: what exactly is wrong, and its tree as far as that can be known. */
import type { Fault } from '../../shared/ledger/findings.ts'
import { ChainCheck } from '../../shared/record/verify-chain.ts'
import { native, verify } from '../keys/native.ts'
import { heightOfLine } from '../store/positions.ts'
import { readRegistry, storedLines, type Reading } from './reading.ts'
import type { ChainResult, Tasks } from './tasks.ts'

/** A line on a damaged page was read as an empty one. */
export const asUnreadable = (faults: readonly Fault[], unreadable: ReadonlySet<number>): Fault[] =>
  faults.map(one => (one.height !== null && unreadable.has(one.height) ? { ...one, code: 'line-unreadable', detail: 'SQLite finds its page damaged' } : one))

export function checkChain(reading: Reading, { no, points, head }: Tasks['chain']['input']): ChainResult {
  const chain = reading.data.chains.find(one => one.no === no)!
  if (chain.kind === 'registry') {
    const { check, unreadable } = readRegistry(reading.db, reading.data.chains, chain, reading.data.net, new Set(points), head)
    return resultOf(check, unreadable)
  }
  const check = new ChainCheck(native, verify, { kind: chain.kind, chain: chain.key, net: reading.data.net, claimed: chain.claimed, points: new Set(points) })
  const unreadable = new Set<number>()
  for (const row of storedLines(reading.db, chain, unreadable)) check.next({ height: heightOfLine(row.lineId), line: row.line, hash: row.hash })
  check.finish(head)
  return resultOf(check, unreadable)
}

export const resultOf = (check: ChainCheck, unreadable: ReadonlySet<number>): ChainResult => ({
  faults: asUnreadable(check.faults, unreadable),
  size: check.state.size,
  head: check.state.head,
  roots: [...check.roots],
  frontier: check.treeKnown ? check.state.frontier : undefined
})
