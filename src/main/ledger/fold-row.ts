/** One record's versions, folded, as its row in the index. */
import type { PersonId } from '../../shared/names.ts'
import { isCarrier, type FormCarrier, type RecordEntry } from '../../shared/record/entry.ts'
import { foldRecord, type Version } from '../../shared/record/fold.ts'
import type { Payload } from '../../shared/record/payload.ts'
import { putRecord, type IndexedRecord } from '../store/index/records.ts'
import { versionsOf, type VersionRow } from '../store/index/versions.ts'
import { chainNoOfLine, lineIdOfPos } from '../store/positions.ts'
import { chainKeyOf } from './ledger.ts'
import { storedPayload } from './open-payload.ts'
import type { Projection } from './projection.ts'
import { textsOf, titleOf } from './record-title.ts'
import { reviewIn, votesOf } from './review-row.ts'
import { storedVersions, versionOf } from './stored-versions.ts'

/** Folds one record again and writes its row. */
export function refold(projection: Projection, record: string): void {
  const rows = versionsOf(projection.index, record)
  const versions = storedVersions(projection, rows)
  const original = versions.find(version => version.entry.t === 'record')
  if (!original) return // versions that wait for their record are found again when it comes
  const folded = foldRecord(versions)
  const shown = shownVersions(folded.heads, folded.counted)
  const payloads = shown.map(version => payloadOf(projection, version, versionOf(versions, version.ref)!.row.pos))
  const { state, authors, standing } = reviewIn(projection, versions, folded, votesOf(projection, rows))
  writeRecord(
    projection,
    original.row,
    original.entry as RecordEntry,
    {
      state: folded.state,
      versions: Math.max(1, folded.counted.length),
      review: state,
      authors: [...authors].toSorted().join(' '),
      decided: standing
        .map(({ person }) => person)
        .toSorted()
        .join(' ')
    },
    shown[0]!.entry as FormCarrier,
    payloads
  )
}

/** Versions whose values a list shows: the heads; for a void what it voids. */
function shownVersions(heads: readonly Version[], counted: readonly Version[]): readonly Version[] {
  return heads.map(head => {
    let version = head
    while (version.entry.t === 'void') {
      const { amends } = version.entry
      const before = counted.find(({ ref }) => ref.line === amends.line && ref.index === amends.index)
      if (!before) break
      version = before
    }
    return version
  })
}

const payloadOf = ({ ledger }: Projection, version: Version, pos: number): Payload | undefined => {
  const chain = chainKeyOf(ledger, chainNoOfLine(lineIdOfPos(pos)))
  return isCarrier(version.entry) ? storedPayload(ledger, chain, version.entry, pos) : undefined
}

export function refoldAll(projection: Projection, records: Iterable<string>): void {
  projection.index.transaction(() => {
    for (const record of records) refold(projection, record)
  })()
}

function writeRecord(
  projection: Projection,
  row: VersionRow,
  original: RecordEntry,
  standing: Pick<IndexedRecord, 'state' | 'versions' | 'review' | 'authors' | 'decided'>,
  current: FormCarrier,
  payloads: readonly (Payload | undefined)[]
): void {
  const { ledger, titles } = projection
  const lineId = lineIdOfPos(row.pos)
  const chain = chainKeyOf(ledger, chainNoOfLine(lineId))
  const desk = ledger.registry.desks.get(chain)
  const ref = titles.reference(chain, original.ref)
  const held = payloads.filter(payload => payload !== undefined)
  putRecord(
    projection.index,
    {
      pos: row.pos,
      record: row.record,
      ref,
      form: original.form,
      form_title: projection.formTitle(current.package),
      version: current.version ?? original.version,
      office: desk?.office ?? '',
      office_name: desk ? titles.office(desk.office) : '',
      desk_name: titles.desk(chain),
      person: row.person ?? '',
      person_name: titles.person(row.person as PersonId | null),
      time: row.time,
      ...standing,
      title: titleOf(payloads[0]),
      held: held.length === payloads.length ? 1 : 0
    },
    [ref, ...held.flatMap(payload => textsOf(payload))].join('\n')
  )
}
