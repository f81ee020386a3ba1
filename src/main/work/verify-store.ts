/**
 * Verification of a whole store, conducted: a snapshot of what there is, stretches of lines to checking threads, what comes
 * back joined, statements compared, names given, one verdict. Only reads.
 */
import type { Verdict } from '../../shared/contract.ts'
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { STRETCH } from '../../shared/record/verify-range.ts'
import type { AuditPlan } from '../ledger/audit.ts'
import { openStore } from '../store/open.ts'
import type { Database } from '../store/prepared.ts'
import { seenNote } from '../store/seen.ts'
import { checkEnds } from './check-ends.ts'
import { checkEvidence, checkPackages, checkSeen, checkStatements, type Statements } from './check-statements.ts'
import type { Found, Outcome } from './found.ts'
import { joinStretches } from './join.ts'
import { notesOf } from './notes.ts'
import { checkHere, Pool, type Checkers } from './pool.ts'
import { readRegistry } from './reading.ts'
import { takeSnapshot, type Chain, type Snapshot } from './snapshot.ts'
import { addCounts, noCounts, type ChainResult, type LinesResult } from './tasks.ts'

type Progress = (done: number, total: number) => void

/** Throws what opening throws; the signal's reason when it is aborted. */
export async function verifyStore(plan: AuditPlan, progress: Progress, signal: AbortSignal): Promise<Verdict> {
  const began = performance.now()
  const store = openStore(plan.folder, { readonly: true })
  let pool: Checkers | undefined
  try {
    const db = store.ledger
    const snapshot = takeSnapshot(db, plan.folder)
    const lines = snapshot.chains.reduce((sum, chain) => sum + chain.places, 0)
    const total = lines + (plan.index && plan.vaultKey ? lines : 0)
    let done = 0
    progress(0, total)
    const data = {
      folder: plan.folder,
      vaultKey: plan.vaultKey,
      net: snapshot.net,
      chains: snapshot.chains.map(({ no, key, kind, places, claimed }) => ({ no, key, kind, places, claimed })),
      own: snapshot.own,
      registryNo: snapshot.registryNo,
      live: plan.live
    }
    const step = (more: number): void => progress((done = Math.min(total, done + more)), total)
    pool = plan.workers === 0 ? checkHere(data, step) : new Pool(plan.workers, data, step)
    const ended = Promise.withResolvers<never>()
    ended.promise.catch(() => {})
    signal.addEventListener('abort', () => ended.reject(signal.reason as Error), { once: true })
    signal.throwIfAborted()
    const found = await Promise.race([gather(db, snapshot, pool, plan), ended.promise])
    const named = await Promise.race([pool.run('names', { faults: found.faults }), ended.promise])
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
  } finally {
    await pool?.close()
    store.close()
  }
}

async function gather(db: Database, snapshot: Snapshot, pool: Checkers, plan: AuditPlan): Promise<Found> {
  const { chains, net } = snapshot
  // What takes longest by itself is begun first.
  const index = plan.index && plan.vaultKey ? pool.run('index', null) : Promise.resolve(null)
  const database = pool.run('database', null)
  const guarded = pool.run('guarded', null)
  const outcomes = Promise.all(chains.map(chain => outcomeOf(db, snapshot, chain, pool)))
  const [done, indexed, ...more] = await Promise.all([outcomes, index, database, guarded])
  const registryChain = chains.find(chain => chain.no === snapshot.registryNo)
  const registry = registryChain ? readRegistry(db, registryChain, net).registry : null
  const packages = checkPackages(db, registry)
  const disposed = new Set(done.flatMap(({ parts }) => parts.flatMap(part => part.disposed)))
  const faults = [
    ...snapshot.faults,
    ...done.flatMap(({ result, parts, statements }) => [
      ...result.faults,
      ...parts.flatMap(part => [...part.faults, ...part.missing.filter(({ record }) => !disposed.has(record)).map(one => one.fault)]),
      ...statements.faults
    ]),
    ...done.flatMap(outcome => endFaults(db, snapshot, outcome)),
    ...(net === null ? [] : checkSeen(db, net)),
    ...checkEvidence(db, net),
    ...packages.faults,
    ...more.flat(),
    ...(indexed?.faults ?? [])
  ]
  const named = new Set(done.flatMap(({ chain, parts }) => (isOwn(snapshot, chain) ? parts.flatMap(part => part.seen) : [])))
  const unseen = [...named].filter(hash => seenNote(db, hash) === undefined).length
  return { snapshot, outcomes: done, faults, registry, packages, unseen, index: indexed }
}

const isOwn = ({ own, marks }: Snapshot, chain: Chain): boolean => chain.key === own || marks.some(mark => mark.chain === chain.key)

async function outcomeOf(db: Database, snapshot: Snapshot, chain: Chain, pool: Checkers): Promise<Outcome> {
  const { net } = snapshot
  const tasks: Promise<LinesResult>[] = []
  for (let from = 0; from < chain.places; from += STRETCH) {
    const to = Math.min(chain.places, from + STRETCH)
    tasks.push(pool.run('lines', { no: chain.no, from, to, points: [...chain.points].filter(point => point > from && point <= to) }))
  }
  const parts = await Promise.all(tasks)
  const counts = noCounts()
  for (const part of parts) addCounts(counts, part.counts)
  const clean = joinStretches(
    parts.map(part => part.stretch),
    chain.points
  )
  const founding = clean && (chain.kind === 'desk' || chain.places === 0 || isNetwork(net, parts[0]!))
  const result = clean && founding ? clean : blamed(chain, await pool.run('chain', { no: chain.no, points: [...chain.points], head: chain.head }))
  const statements: Statements =
    net === null
      ? { faults: [], held: [], witnessed: [], beyond: 0 }
      : checkStatements(db, net, chain, new Map(result.roots), result.frontier !== undefined, isOwn(snapshot, chain))
  return { chain, result, counts, parts, statements }
}

/** Something was wrong with a stretch: if no line is to blame, that is said, and never passed over. */
const blamed = (chain: Chain, result: ChainResult): ChainResult =>
  result.faults.length > 0
    ? result
    : {
        ...result,
        faults: [fault('chains-table', chain.key, null, 'its stretches do not hold together, though every line by itself does', { table: 'chains' })]
      }

/** Is line 0 of the registry the one that the network is named by? A registry of one line tells it itself. */
const isNetwork = (net: string | null, first: LinesResult): boolean => (first.stretch.to === 1 ? first.stretch.after.head === net : true)

function endFaults(db: Database, { marks }: Snapshot, { chain, result, statements }: Outcome): Fault[] {
  const aside = db.prepare<[string], number>('SELECT count(*) FROM aside WHERE chain = ?').pluck().get(chain.key) ?? 0
  return checkEnds(db, { chain, result, roots: new Map(result.roots), aside, mark: marks.find(mark => mark.chain === chain.key), said: statements.held })
}
