/**
 * What has just come, checked once more from the disk: its lines, what stands beside them, and that they follow what was
 * there. Everything else is left to the verification of everything; the verdict names only what was looked at.
 */
import { toBase64url } from '../../shared/bytes.ts'
import type { Verdict } from '../../shared/contract.ts'
import type { Fault } from '../../shared/ledger/findings.ts'
import { STRETCH } from '../../shared/record/verify-range.ts'
import type { AuditPlan, LineRange } from '../ledger/audit.ts'
import { lineAt } from '../store/lines.ts'
import { openStore } from '../store/open.ts'
import { lineIdOf } from '../store/positions.ts'
import type { Database } from '../store/prepared.ts'
import { checkHere, type Checkers } from './pool.ts'
import { EMPTY, takeSnapshot, type Chain } from './snapshot.ts'
import { addCounts, noCounts, type LinesResult, type NamesResult } from './tasks.ts'
import { Troubles } from './troubles.ts'

/** Whole stretches that hold the ranges, each once, ascending. */
export function stretchesOf(ranges: readonly LineRange[], places: number): number[] {
  const begins = new Set<number>()
  for (const { from, to } of ranges) for (let at = from - (from % STRETCH); at < Math.min(to, places); at += STRETCH) begins.add(at)
  return [...begins].toSorted((a, b) => a - b)
}

/** Does the stretch follow the line that is stored before it? */
function follows(db: Database, { no }: Chain, { stretch }: LinesResult): boolean {
  if (!stretch.clean) return false
  if (stretch.from === 0) return stretch.before.head === null
  const before = lineAt(db, lineIdOf(no, stretch.from - 1))
  return before !== undefined && toBase64url(before.hash) === stretch.before.head
}

async function checkRanges(db: Database, chain: Chain, ranges: readonly LineRange[], pool: Checkers, troubles: Troubles) {
  const counts = noCounts()
  const faults: Fault[] = []
  let blame = false
  for (const from of stretchesOf(ranges, chain.places)) {
    const to = Math.min(chain.places, from + STRETCH)
    const result = await troubles.wait(`blocks ${from} to ${to - 1}`, null, pool.run('lines', { no: chain.no, from, to, points: [] }), chain.key)
    if (!result) continue
    addCounts(counts, result.counts)
    faults.push(...result.faults, ...result.missing.map(one => one.fault))
    if (!follows(db, chain, result)) blame = true
  }
  if (blame) {
    const whole = await troubles.wait('its blocks', null, pool.run('chain', { no: chain.no, points: [], head: chain.head }), chain.key)
    if (whole) faults.push(...whole.faults)
  }
  return { chain, counts, faults }
}

/** Throws what opening throws, and what `between` throws. `lines` and `records` of the verdict are those that were looked at. */
export async function verifyNew(plan: AuditPlan & { readonly only: readonly LineRange[] }, between: () => void): Promise<Verdict> {
  const began = performance.now()
  const store = openStore(plan.folder, { readonly: true })
  let pool: Checkers | undefined
  try {
    const db = store.ledger
    const troubles = new Troubles()
    const snapshot = troubles.attempt('the list of chains', EMPTY, () => takeSnapshot(db, plan.folder))
    const { net, own, registryNo } = snapshot
    const chains = snapshot.chains.map(({ no, key, kind, succeeds, places, claimed }) => ({ no, key, kind, succeeds, places, claimed }))
    pool = checkHere({ folder: plan.folder, vaultKey: plan.vaultKey, net, own, registryNo, live: true, chains }, between)
    const looked = []
    for (const [key, ranges] of Map.groupBy(plan.only, range => range.chain)) {
      const chain = snapshot.chains.find(one => one.key === key)
      if (chain) looked.push(await checkRanges(db, chain, ranges, pool, troubles))
    }
    const faults = [...looked.flatMap(one => one.faults), ...troubles.faults]
    const nobody: NamesResult = { network: null, chains: [], offices: [], findings: [] }
    const named = faults.length === 0 ? nobody : await pool.run('names', { faults })
    const sum = noCounts()
    for (const { counts } of looked) addCounts(sum, counts)
    return {
      network: net === null ? null : { id: net, name: named.network },
      verdict: faults.length > 0 ? 'findings' : 'sound',
      chains: looked.map(({ chain, counts }) => ({ chain: chain.key, office: null, desk: null, lines: counts.lines, records: counts.records })),
      payloads: { checked: sum.checked, notOpened: sum.notOpened, elsewhere: sum.elsewhere },
      findings: [...named.findings],
      notEstablished: [],
      seconds: Math.round(performance.now() - began) / 1000
    }
  } finally {
    await pool?.close()
    store.close()
  }
}
