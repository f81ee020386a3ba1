/** Whether a version counts, as `judge` says it of stored lines, to and from its row in the index. */
import type { Body } from '../../shared/ledger/line.ts'
import type { Hash, OfficeId, PersonId } from '../../shared/names.ts'
import { refText, type RecordEntry, type Ref, type ReviewEntry, type VersionEntry } from '../../shared/record/entry.ts'
import { judge, type Judgement, type Target } from '../../shared/record/judge.ts'
import { recordBy } from '../store/index/records.ts'
import { putVersion, versionAt, versionsOf, type VersionRow } from '../store/index/versions.ts'
import { frozenFrom } from './forks.ts'
import type { Projection } from './projection.ts'
import { entryAt, type StoredEntry } from './stored-entry.ts'

/** The record of which an entry is a version, or which it reviews. */
export const recordOf = (entry: VersionEntry | ReviewEntry, own: Ref): string => refText(entry.t === 'record' ? own : entry.record)

export const judgementOf = (row: VersionRow): Judgement =>
  row.effect === 'counts'
    ? { effect: 'counts', person: row.person as PersonId | null, office: '' as OfficeId }
    : row.effect === 'noEffect'
      ? { effect: 'noEffect', why: row.why as Extract<Judgement, { effect: 'noEffect' }>['why'] }
      : { effect: 'waiting', why: row.why as Extract<Judgement, { effect: 'waiting' }>['why'] }

/** The author and form of a record, from its original's row and line. */
const targetIn =
  (projection: Projection): Target =>
  ref => {
    const row = versionAt(projection.index, ref.line, ref.index)
    if (!row || row.kind !== 'record') return undefined
    const known = recordBy(projection.index, row.record)
    const form = known?.form ?? (entryAt(projection, row.pos)?.entry as RecordEntry | undefined)?.form
    return form === undefined ? undefined : { author: row.person as PersonId | null, form }
  }

function judgeVersion(projection: Projection, body: Body, hash: Hash, index: number): Judgement {
  const entry = body.entries[index]!
  const judgement = judge(projection.ledger.registry, { body, hash }, entry, targetIn(projection))
  if (judgement.effect !== 'counts') return judgement
  const frozen = frozenFrom(projection.ledger, body.chain)
  return frozen !== undefined && body.height >= frozen ? { effect: 'waiting', why: 'chain-forked' } : judgement
}

/** What the row of a version says of whether it counts, by what is known now. */
export function judgedAs(projection: Projection, stored: Omit<StoredEntry, 'entry'>, index: number): Pick<VersionRow, 'effect' | 'why' | 'person'> {
  const judgement = judgeVersion(projection, stored.body, stored.hash, index)
  return {
    effect: judgement.effect,
    why: judgement.effect === 'counts' ? null : judgement.why,
    person: judgement.effect === 'counts' ? judgement.person : (projection.ledger.registry.keys.get(stored.body.author)?.person ?? null)
  }
}

/** Versions of a record, all or those that are chosen, are judged anew by what is known now. */
export function rejudge(projection: Projection, record: string, chosen: (row: VersionRow) => boolean = () => true): void {
  for (const row of versionsOf(projection.index, record)) {
    if (!chosen(row)) continue
    const stored = entryAt(projection, row.pos)
    if (stored) putVersion(projection.index, { ...row, ...judgedAs(projection, stored, row.idx) })
  }
}
