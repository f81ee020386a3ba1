/** A row of the index as pages see it, with who else holds and has witnessed it. */
import type { RecordRow } from '../../shared/contract.ts'
import type { Hash } from '../../shared/names.ts'
import { chainKeyOf } from '../ledger/ledger.ts'
import { copiesOf, witnessesOf } from '../ledger/witness.ts'
import { chainNoOfLine, heightOfLine, indexOfPos, lineIdOfPos } from '../store/positions.ts'
import type { IndexedRecord } from '../store/index/records.ts'
import type { Running } from './context.ts'

export function rowView({ ledger }: Running, row: IndexedRecord): RecordRow {
  const lineId = lineIdOfPos(row.pos)
  const chain = chainKeyOf(ledger, chainNoOfLine(lineId))
  const height = heightOfLine(lineId)
  const [line, index] = row.record.split('.') as [Hash, string]
  return {
    id: { line, index: Number(index) },
    ref: row.ref,
    form: row.form,
    formTitle: row.form_title,
    version: row.version,
    office: row.office_name,
    desk: row.desk_name,
    author: row.person_name,
    time: row.time,
    state: row.state as RecordRow['state'],
    review: row.review as RecordRow['review'],
    versions: row.versions,
    title: row.title,
    copies: copiesOf(ledger, chain, height, indexOfPos(row.pos)).length,
    witnessed: witnessesOf(ledger, chain, height).length,
    held: row.held === 1
  }
}
