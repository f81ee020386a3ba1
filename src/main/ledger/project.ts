/**
 * Lines → the index. The projection reads lines from the ledger, judges every version of a record by `judge`, folds each
 * record by `foldRecord`, and writes lists and words. It says how far it has come, so it catches up after a crash and can
 * be thrown away; made again from nothing it comes out the same (`indexDigest`).
 */
import { toBase64url } from '../../shared/bytes.ts'
import { clockMarks } from '../../shared/ledger/chain.ts'
import type { Body } from '../../shared/ledger/line.ts'
import type { Hash } from '../../shared/names.ts'
import { isReview, isVersion } from '../../shared/record/entry.ts'
import { prepareIndex } from '../store/index/schema.ts'
import { appliedChains, appliedSize, putVersion, setApplied } from '../store/index/versions.ts'
import { lineAt, linesFrom } from '../store/lines.ts'
import { heightOfLine, lineIdOf, posOf } from '../store/positions.ts'
import type { Database } from '../store/prepared.ts'
import { refold } from './fold-row.ts'
import { judgedAs, recordOf, rejudge } from './judge-row.ts'
import { intactBody, type Held } from './ledger.ts'
import { payloadsMissed } from './project-again.ts'
import type { Projection } from './projection.ts'
import { forgetParsed } from './stored-entry.ts'

const PAGE = 256

/** Opens the projection; an index of another version, or of another ledger, starts from nothing. */
export function openProjection(projection: Projection): Projection {
  const { index } = projection
  if (!prepareIndex(index) && !agrees(projection)) emptyIndex(index)
  else payloadsMissed(projection)
  return projection
}

export function emptyIndex(index: Database): void {
  index.pragma('user_version = 0')
  prepareIndex(index)
}

/** After lines that were here were put aside for others: the index is made again, and nothing remembers the old ones. */
export function startAnew({ ledger, index }: Projection): void {
  forgetParsed(ledger)
  emptyIndex(index)
}

/** Does what the index has applied still stand in the ledger? */
function agrees({ ledger, index }: Projection): boolean {
  const chains = new Map([...ledger.chains.values()].map(held => [held.no, held]))
  for (const { chain_no, size, head } of appliedChains(index)) {
    const held = chains.get(chain_no)
    if (!held) return false // of a chain that came after the state to which the ledger was rolled back
    const last = size <= held.state.size ? lineAt(ledger.store.ledger, lineIdOf(held.no, size - 1)) : undefined
    if (!last || toBase64url(last.hash) !== head) return false
  }
  return true
}

function applyLine(projection: Projection, lineId: number, body: Body, hash: Hash, before: Body | undefined): Set<string> {
  const touched = new Set<string>()
  const marks = before ? clockMarks({ lastTime: before.time, lastBoot: before.boot }, body).join(' ') : ''
  body.entries.forEach((entry, index) => {
    if (!isVersion(entry) && !isReview(entry)) return
    const record = recordOf(entry, { index, line: hash })
    putVersion(projection.index, {
      ...judgedAs(projection, { body, hash }, index),
      pos: posOf(lineId, index),
      line: hash,
      idx: index,
      entry_id: entry.id,
      kind: entry.t,
      record,
      time: body.time,
      marks
    })
    touched.add(record)
  })
  return touched
}

/** Applies up to `most` lines that the index has not seen; answers how many are left. */
export function catchUp(projection: Projection, most: number = Number.POSITIVE_INFINITY): number {
  const { ledger, index } = projection
  let room = most
  let left = 0
  for (const held of ledger.chains.values()) {
    if (held.state.kind === 'registry') continue
    let { size } = appliedSize(index, held.no)
    while (size < held.state.size && room > 0) {
      const done = applyPage(projection, held, size, Math.min(PAGE, room))
      size += done
      room -= done
    }
    left += held.state.size - size
  }
  return left
}

/** Answers how many heights it went over; a line that is missing there, or not the one that came, is in no list, and verification names it. */
function applyPage(projection: Projection, held: Held, from: number, limit: number): number {
  const { ledger, index } = projection
  const before = from > 0 ? lineAt(ledger.store.ledger, lineIdOf(held.no, from - 1)) : undefined
  const end = Math.min(from + limit, held.state.size)
  const rows = linesFrom(ledger.store.ledger, held.no, from, end - from).filter(row => heightOfLine(row.lineId) < end)
  index.transaction(() => {
    let previous = before && intactBody(before)
    const touched = new Set<string>()
    for (const row of rows) {
      const body = intactBody(row)
      if (body) for (const record of applyLine(projection, row.lineId, body, toBase64url(row.hash) as Hash, previous)) touched.add(record)
      previous = body
    }
    for (const record of touched) settleRecord(projection, record)
    const last = rows.at(-1)
    setApplied(index, held.no, end, last && heightOfLine(last.lineId) === end - 1 ? toBase64url(last.hash) : '')
  })()
  return end - from
}

/** Versions that waited for this record are judged again, then the record is folded. */
function settleRecord(projection: Projection, record: string): void {
  rejudge(projection, record, row => row.effect === 'waiting')
  refold(projection, record)
}
