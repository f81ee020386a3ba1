/** What reviewers said of one record, and what the caller may say of it. */
import type { Output } from '../../shared/contract.ts'
import type { PersonId } from '../../shared/names.ts'
import type { Ref } from '../../shared/record/entry.ts'
import { foldRecord, type Folded } from '../../shared/record/fold.ts'
import { allows } from '../../shared/record/judge.ts'
import { textAt } from '../../shared/record/payload.ts'
import type { Reviewed } from '../../shared/record/review.ts'
import { storedPayload } from '../ledger/open-payload.ts'
import { reviewIn, votesOf, type StoredVote } from '../ledger/review-row.ts'
import { entryAt } from '../ledger/stored-entry.ts'
import { storedVersions } from '../ledger/stored-versions.ts'
import { recordBy } from '../store/index/records.ts'
import { versionsOf, type VersionRow } from '../store/index/versions.ts'
import { ownChain, type Running } from './context.ts'
import type { LiveSession } from './sessions.ts'

type View = Output<'getRecord'>['review']

export interface ReviewNow {
  readonly folded: Folded
  readonly reviewed: Reviewed<StoredVote>
  readonly votes: readonly StoredVote[]
}

/** Where the review of a record stands by what is here now. */
export function reviewNow({ projection, index }: Running, record: string): ReviewNow {
  const rows = versionsOf(index, record)
  const versions = storedVersions(projection, rows)
  const folded = foldRecord(versions)
  const votes = votesOf(projection, rows)
  return { folded, votes, reviewed: reviewIn(projection, versions, folded, votes) }
}

const idOf = ({ line, index }: Ref): { line: string; index: number } => ({ line, index })

/** Does somebody's role at this desk reach so far with this record? */
export function mayReview({ ledger, index }: Running, person: PersonId, record: string, wanted: 'clerk' | 'supervisor'): boolean {
  const { registry } = ledger
  const row = recordBy(index, record)
  const desk = registry.deskAt(ledger.own.state.chain, registry.size)
  return row !== undefined && desk !== undefined && allows(registry.grantsOf(person, registry.size), wanted, desk.office, row.form, row.person === person)
}

function decisionView(running: Running, row: VersionRow, standing: ReadonlySet<number>): View['decisions'] {
  const stored = entryAt(running.projection, row.pos)
  if (!stored || stored.entry.t !== 'review') return []
  const { titles, ledger } = running.projection
  const entry = stored.entry as unknown as StoredVote['entry']
  const { chain } = stored.body
  const desk = ledger.registry.desks.get(chain)
  return [
    {
      id: { line: row.line, index: row.idx },
      binds: idOf(entry.binds),
      decision: entry.decision,
      person: titles.person(row.person as PersonId | null),
      office: desk ? titles.office(desk.office) : '',
      desk: titles.desk(chain),
      time: row.time,
      reason: textAt(storedPayload(ledger, chain, entry, row.pos) ?? null, '@reason'),
      stands: standing.has(row.pos),
      why: row.effect === 'counts' ? null : row.why
    }
  ]
}

/** `record` is `line.index` of the original. */
export function showReview(running: Running, record: string, session: LiveSession): View {
  const { folded, reviewed, votes } = reviewNow(running, record)
  const { state, rule, needed, standing, authors } = reviewed
  const standingAt = new Set(standing.map(({ pos }) => pos))
  const me = session.person
  const chain = ownChain(running)
  const open = folded.heads.length === 1 && folded.state !== 'voided' && folded.state !== 'noEffect' && folded.state !== 'waiting'
  const may = (wanted: 'clerk' | 'supervisor'): boolean => open && me !== null && mayReview(running, me, record, wanted)
  return {
    state,
    rule,
    needed,
    approved: standing.filter(({ entry }) => entry.decision === 'approve').length,
    may: {
      decide: state !== 'none' && me !== null && !authors.has(me) && may('supervisor'),
      submit: rule === 'none' && may('clerk'),
      withdraw: votes.some(vote => vote.person === me && vote.chain === chain && standingAt.has(vote.pos)) && may('clerk')
    },
    decisions: versionsOf(running.index, record)
      .filter(row => row.kind === 'review')
      .flatMap(row => decisionView(running, row, standingAt))
  }
}
