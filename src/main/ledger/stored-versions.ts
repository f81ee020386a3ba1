/** A record's versions from their rows in the index and their lines: what is folded, shown and reviewed. */
import type { Hash, PersonId } from '../../shared/names.ts'
import { isVersion, type Ref } from '../../shared/record/entry.ts'
import type { Version } from '../../shared/record/fold.ts'
import type { VersionRow } from '../store/index/versions.ts'
import { judgementOf } from './judge-row.ts'
import type { Projection } from './projection.ts'
import { entryAt, type StoredEntry } from './stored-entry.ts'

export interface StoredVersion extends Version {
  readonly row: VersionRow
  readonly stored: StoredEntry
}

/** In the order of the rows; what reviewers said is left out. */
export function storedVersions(projection: Pick<Projection, 'ledger'>, rows: readonly VersionRow[]): StoredVersion[] {
  return rows.flatMap(row => {
    const stored = entryAt(projection, row.pos)
    if (!stored || !isVersion(stored.entry)) return []
    return [{ ref: { line: row.line as Hash, index: row.idx }, entry: stored.entry, judgement: judgementOf(row), row, stored }]
  })
}

/** The one of these that a reference names, or that was folded. */
export const versionOf = (versions: readonly StoredVersion[], { line, index }: Ref): StoredVersion | undefined =>
  versions.find(({ ref }) => ref.line === line && ref.index === index)

/** Who wrote it, by what is known now. */
export const writerOf = ({ row }: Pick<StoredVersion, 'row'>): PersonId | null => row.person as PersonId | null
