/** What reviewers said of a record, from its rows in the index and their lines. */
import type { OfficeId, PersonId } from '../../shared/names.ts'
import { isFormCarrier, isReview } from '../../shared/record/entry.ts'
import type { Folded } from '../../shared/record/fold.ts'
import { reviewOf, type Reviewed, type ReviewRule, type Vote } from '../../shared/record/review.ts'
import type { VersionRow } from '../store/index/versions.ts'
import type { Projection } from './projection.ts'
import { entryAt } from './stored-entry.ts'
import { versionOf, writerOf, type StoredVersion } from './stored-versions.ts'

export interface StoredVote extends Vote {
  readonly row: VersionRow
}

/** Those that count by themselves, by person. What the desk itself signed is none. */
export function votesOf(projection: Projection, rows: readonly VersionRow[]): StoredVote[] {
  return rows.flatMap(row => {
    if (row.kind !== 'review' || row.effect !== 'counts' || row.person === null) return []
    const stored = entryAt(projection, row.pos)
    if (!stored || !isReview(stored.entry)) return []
    const { chain } = stored.body
    const office = projection.ledger.registry.desks.get(chain)?.office ?? ('' as OfficeId)
    return [{ entry: stored.entry, person: row.person as PersonId, office, chain, pos: row.pos, row }]
  })
}

/** By the rule of the form under which the present version was filed, as of the registry that it names. */
function ruleOf({ ledger }: Projection, versions: readonly StoredVersion[], { heads: [head] }: Folded): ReviewRule {
  const stored = head && versionOf(versions, head.ref)?.stored
  if (!stored || !isFormCarrier(stored.entry)) return 'none'
  return ledger.registry.formAt(stored.entry.package, stored.body.reg?.size ?? 0)?.review ?? 'none'
}

/** `versions`: all that were folded. */
export const reviewIn = (projection: Projection, versions: readonly StoredVersion[], folded: Folded, votes: readonly StoredVote[]): Reviewed<StoredVote> =>
  reviewOf(folded, ruleOf(projection, versions, folded), ({ ref }) => writerOf(versionOf(versions, ref)!), votes)
