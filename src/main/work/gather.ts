/** Everything that is to be found in a store, from checking threads and from small tables, before it is put into words. */
import { toBase64url } from '../../shared/bytes.ts'
import { fault, type Fault } from '../../shared/ledger/findings.ts'
import { STRETCH } from '../../shared/record/verify-range.ts'
import type { AuditPlan } from '../ledger/audit.ts'
import type { Begun } from '../ledger/pass.ts'
import type { Database } from '../store/prepared.ts'
import { seenNote } from '../store/seen.ts'
import { checkEnds } from './check-ends.ts'
import { checkEvidence, checkPackages, checkSeen, checkStatements, noStatements } from './check-statements.ts'
import type { Found, Outcome } from './found.ts'
import { joinStretches } from './join.ts'
import type { Checkers } from './pool.ts'
import { readRegistry } from './reading.ts'
import type { Chain, Snapshot } from './snapshot.ts'
import { addCounts, noCounts, type ChainResult, type Counts, type IndexResult, type LinesPart, type LinesResult } from './tasks.ts'
import type { Troubles } from './troubles.ts'

export async function gather(db: Database, snapshot: Snapshot, pool: Checkers, plan: AuditPlan, troubles: Troubles, progress?: Progressing): Promise<Found> {
  const { chains, net } = snapshot
  // What takes longest by itself is begun first; one thread alone does the lines first, which it can go on with another time.
  const early = progress ? await Promise.all(chains.map(chain => outcomeOf(db, snapshot, chain, pool, troubles, progress))) : undefined
  const index = plan.index && plan.vaultKey ? troubles.wait<IndexResult | null>('the index', null, pool.run('index', null)) : Promise.resolve(null)
  const database = troubles.wait('the file', [], pool.run('database', null))
  const guarded = troubles.wait('guarded rows', [], pool.run('guarded', null))
  const outcomes = early ?? Promise.all(chains.map(chain => outcomeOf(db, snapshot, chain, pool, troubles)))
  const [done, indexed, ...more] = await Promise.all([outcomes, index, database, guarded])
  const registryChain = chains.find(chain => chain.no === snapshot.registryNo)
  const registry = registryChain ? troubles.attempt('the registry', null, () => readRegistry(db, chains, registryChain, net).registry) : null
  const packages = troubles.attempt('forms', { faults: [], absent: 0, unnamed: 0 }, () => checkPackages(db, registry))
  const disposed = new Set(done.flatMap(({ parts }) => parts.flatMap(part => part.disposed)))
  const small: (() => Fault[])[] = [
    ...done.map(outcome => () => endFaults(db, snapshot, outcome)),
    () => (net === null ? [] : checkSeen(db, net)),
    () => checkEvidence(db, net)
  ]
  const faults = [
    ...snapshot.faults,
    ...done.flatMap(({ result, parts, statements }) => [
      ...result.faults,
      ...parts.flatMap(part => [...part.faults, ...part.missing.filter(({ record }) => !disposed.has(record)).map(one => one.fault)]),
      ...statements.faults
    ]),
    ...small.flatMap(check => troubles.attempt('a small table', [], check)),
    ...packages.faults,
    ...more.flat(),
    ...(indexed?.faults ?? [])
  ]
  const named = new Set(done.flatMap(({ chain, parts }) => (isOwn(snapshot, chain) ? parts.flatMap(part => part.seen) : [])))
  const unseen = troubles.attempt('seen notes', 0, () => [...named].filter(hash => seenNote(db, hash) === undefined).length)
  return { snapshot, outcomes: done, faults: [...faults, ...troubles.faults], registry, packages, unseen, index: indexed }
}

const isOwn = ({ own, marks }: Snapshot, chain: Chain): boolean => chain.key === own || marks.some(mark => mark.chain === chain.key)

/** Where one thread goes from stretch to stretch: where it goes on, and who hears of each. */
export interface Progressing {
  readonly begun: (chain: Chain) => Begun | undefined
  readonly did: (chain: Chain, result: LinesResult) => void
}

async function outcomeOf(db: Database, snapshot: Snapshot, chain: Chain, pool: Checkers, troubles: Troubles, progress?: Progressing): Promise<Outcome> {
  const { net } = snapshot
  const begun = progress?.begun(chain)
  const tasks: Promise<LinesResult | null>[] = []
  const wanted = Map.groupBy(chain.points, point => Math.ceil(point / STRETCH) * STRETCH - STRETCH)
  for (let from = begun?.size ?? 0; from < chain.places; from += STRETCH) {
    const to = Math.min(chain.places, from + STRETCH)
    const points = wanted.get(from) ?? []
    const task = troubles.wait(`blocks ${from} to ${to - 1}`, null, pool.run('lines', { no: chain.no, from, to, points }), chain.key)
    tasks.push(task)
    const result = progress && (await task)
    if (result) progress?.did(chain, result)
  }
  const stretches = (await Promise.all(tasks)).filter(part => part !== null)
  const parts: LinesPart[] = begun ? [{ ...begun.part, counts: begun.part.counts as Counts, faults: [], missing: [] }, ...stretches] : stretches
  const counts = noCounts()
  for (const part of parts) addCounts(counts, part.counts)
  const result = cleanResult(net, chain, stretches, begun) ?? (await blamed(chain, pool, troubles))
  const roots = new Map(result.roots)
  const statements =
    net === null
      ? noStatements()
      : troubles.attempt(
          'signed statements',
          noStatements(),
          () => checkStatements(db, net, chain, roots, result.frontier !== undefined, isOwn(snapshot, chain)),
          chain.key
        )
  return { chain, result, counts, parts, statements }
}

/** Undefined when anything about the lines is not as it should be. Line 0 of a registry must be the one that names the network. */
function cleanResult(net: string | null, chain: Chain, parts: readonly LinesResult[], begun: Begun | undefined): ChainResult | undefined {
  const stretches = parts.map(part => part.stretch)
  const clean = joinStretches(stretches, chain.points, begun)
  if (clean?.size !== chain.places) return undefined
  if (chain.kind !== 'registry' || chain.places === 0 || chain.succeeds) return clean
  const first = clean.roots.find(([size]) => size === 1)?.[1]
  return first && toBase64url(first) === net ? clean : undefined
}

/** Something was wrong with a stretch: if no line is to blame, that is said, and never passed over. */
async function blamed(chain: Chain, pool: Checkers, troubles: Troubles): Promise<ChainResult> {
  const nothing: ChainResult = { faults: [], size: chain.places, head: null, roots: [], frontier: undefined }
  const result = await troubles.wait('its blocks', nothing, pool.run('chain', { no: chain.no, points: [...chain.points], head: chain.head }), chain.key)
  if (result.faults.length > 0 || result === nothing) return result
  return {
    ...result,
    faults: [fault('chains-table', chain.key, null, 'its stretches do not hold together, though every line by itself does', { table: 'chains' })]
  }
}

function endFaults(db: Database, { marks }: Snapshot, { chain, result, statements }: Outcome): Fault[] {
  const aside = db.prepare<[string], number>("SELECT count(*) FROM aside WHERE chain = ? AND why = 'beyond-cut'").pluck().get(chain.key) ?? 0
  return checkEnds(db, { chain, result, roots: new Map(result.roots), aside, mark: marks.find(mark => mark.chain === chain.key), said: statements.held })
}
