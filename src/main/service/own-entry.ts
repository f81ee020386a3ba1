/**
 * Has this desk filed an entry with this id? The index answers for what it has applied, and the lines after that are read: a
 * retry must find its own record also while the index is being made again.
 */
import { toBase64url } from '../../shared/bytes.ts'
import { storedBody } from '../ledger/ledger.ts'
import { isReview, isVersion, refText } from '../../shared/record/entry.ts'
import { recordBy } from '../store/index/records.ts'
import { appliedSize, versionsByEntry } from '../store/index/versions.ts'
import { linesFrom } from '../store/lines.ts'
import { chainNoOfLine, heightOfLine, lineIdOfPos } from '../store/positions.ts'
import type { Running } from './context.ts'

export interface OwnEntry {
  readonly line: string
  readonly index: number
  readonly height: number
  /** Reference number of the record that it makes or changes. */
  readonly ref: string
}

const PAGE = 512

export function ownEntry(running: Running, id: string): OwnEntry | undefined {
  const { ledger, index } = running
  for (const row of versionsByEntry(index, id)) {
    const lineId = lineIdOfPos(row.pos)
    if (chainNoOfLine(lineId) === ledger.own.no)
      return { line: row.line, index: row.idx, height: heightOfLine(lineId), ref: recordBy(index, row.record)?.ref ?? '' }
  }
  return unapplied(running, id)
}

function unapplied({ ledger, index, projection }: Running, id: string): OwnEntry | undefined {
  const { no, state } = ledger.own
  const wanted = `"id":"${id}"`
  for (let from = appliedSize(index, no).size; from < state.size; from += PAGE) {
    for (const row of linesFrom(ledger.store.ledger, no, from, PAGE)) {
      if (!row.line.includes(wanted)) continue
      const { entries } = storedBody(row.line)
      const at = entries.findIndex(entry => entry.id === id)
      const entry = entries[at]
      if (!entry || !(isVersion(entry) || isReview(entry))) continue
      const ref = entry.t === 'record' ? projection.titles.reference(state.chain, entry.ref) : (recordBy(index, refText(entry.record))?.ref ?? '')
      return { line: toBase64url(row.hash), index: at, height: heightOfLine(row.lineId), ref }
    }
  }
  return undefined
}
