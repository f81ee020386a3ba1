/**
 * Verification of a whole store, conducted: a snapshot of what there is, stretches of lines to checking threads, what comes
 * back joined, statements compared, names given, one verdict. Only reads.
 */
import type { Verdict } from '../../shared/contract.ts'
import type { Fault } from '../../shared/ledger/findings.ts'
import type { AuditPlan } from '../ledger/audit.ts'
import { Stopped } from '../ledger/pace.ts'
import { noPass, type Pass } from '../ledger/pass.ts'
import { openStore } from '../store/open.ts'
import { gather } from './gather.ts'
import { goOn } from './go-on.ts'
import { unnamed } from './name-findings.ts'
import { notesOf } from './notes.ts'
import { checkHere, Pool, type Checkers } from './pool.ts'
import { EMPTY, takeSnapshot } from './snapshot.ts'
import { addCounts, noCounts, type NamesResult } from './tasks.ts'
import { Troubles } from './troubles.ts'

type Progress = (done: number, total: number) => void

/** For the background: called between two steps; and told how far it has come, now and then and before it stops. */
export interface Slowly {
  readonly between: () => void
  readonly keep: (pass: Pass) => void
}

/** Throws what opening throws; the signal's reason when it is aborted; what `between` throws. */
export async function verifyStore(plan: AuditPlan, progress: Progress, signal: AbortSignal, slowly?: Slowly): Promise<Verdict> {
  const began = performance.now()
  const store = openStore(plan.folder, { readonly: true })
  let pool: Checkers | undefined
  let going: ReturnType<typeof goOn> | undefined
  try {
    const db = store.ledger
    const troubles = new Troubles()
    const snapshot = troubles.attempt('the list of chains', EMPTY, () => takeSnapshot(db, plan.folder))
    const lines = snapshot.chains.reduce((sum, chain) => sum + chain.places, 0)
    const total = lines + (plan.index && plan.vaultKey ? lines : 0)
    going = slowly && goOn(plan.pass ?? noPass, snapshot.chains, slowly.keep)
    let done = going?.done ?? 0
    progress(done, total)
    const data = {
      folder: plan.folder,
      vaultKey: plan.vaultKey,
      net: snapshot.net,
      chains: snapshot.chains.map(({ no, key, kind, succeeds, places, claimed }) => ({ no, key, kind, succeeds, places, claimed })),
      own: snapshot.own,
      registryNo: snapshot.registryNo,
      live: plan.live
    }
    const step = (more: number): void => {
      progress((done = Math.min(total, done + more)), total)
      slowly?.between()
    }
    pool = plan.workers === 0 || slowly ? checkHere(data, step) : new Pool(plan.workers, data, step)
    const ended = Promise.withResolvers<never>()
    ended.promise.catch(() => {})
    signal.addEventListener('abort', () => ended.reject(signal.reason as Error), { once: true })
    signal.throwIfAborted()
    const found = await Promise.race([gather(db, snapshot, pool, plan, troubles, going), ended.promise])
    const named = await Promise.race([nameAll(pool, found.faults, troubles), ended.promise])
    progress(total, total)
    const counts = found.outcomes.reduce((sum, { counts: more }) => (addCounts(sum, more), sum), noCounts())
    return {
      network: snapshot.net === null ? null : { id: snapshot.net, name: named.network },
      verdict: named.findings.some(finding => finding.state === 'open') ? 'findings' : 'sound',
      chains: found.outcomes.map(({ chain, result, counts: { records } }) => {
        const { office = null, desk = null } = named.chains.find(one => one.chain === chain.key) ?? {}
        return { chain: chain.key, office, desk, lines: result.size, records }
      }),
      payloads: { checked: counts.checked, notOpened: counts.notOpened, elsewhere: counts.elsewhere },
      findings: [...named.findings],
      notEstablished: notesOf(found, counts, named, plan),
      seconds: Math.round(performance.now() - began) / 1000
    }
  } catch (error) {
    if (error instanceof Stopped) going?.tell()
    throw error
  } finally {
    await pool?.close()
    store.close()
  }
}

/** What was found is said in any case, with names or without. */
async function nameAll(pool: Checkers, faults: readonly Fault[], troubles: Troubles): Promise<NamesResult> {
  const before = troubles.faults.length
  const named = await troubles.wait<NamesResult | null>('names', null, pool.run('names', { faults }))
  if (named) return named
  return { network: null, chains: [], offices: [], findings: [...faults, ...troubles.faults.slice(before)].map(unnamed) }
}
