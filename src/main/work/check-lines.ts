/** A stretch of a chain with everything beside it: lines by RangeCheck, payloads and attachments against their entries. */
import { isKnownKind, refText, type Ref } from '../../shared/record/entry.ts'
import type { Opened } from '../../shared/ledger/line.ts'
import type { Hash } from '../../shared/names.ts'
import { judge } from '../../shared/record/judge.ts'
import { RangeCheck, STRETCH } from '../../shared/record/verify-range.ts'
import { native, verify } from '../keys/native.ts'
import { heightOfLine } from '../store/positions.ts'
import { prepared } from '../store/prepared.ts'
import { checkBeside } from './check-beside.ts'
import { storedLines, type Reading } from './reading.ts'
import { noCounts, type Beside, type LinesResult, type Tasks } from './tasks.ts'

/** Lines whose payloads are read in one snapshot. */
const BATCH = 32

export function checkLines(reading: Reading, { no, from, to, points }: Tasks['lines']['input'], step: (lines: number) => void): LinesResult {
  const chain = reading.data.chains.find(one => one.no === no)!
  const range = new RangeCheck(
    native,
    verify,
    { kind: chain.kind, chain: chain.key, net: reading.data.net, claimed: chain.claimed, points: new Set(points) },
    from
  )
  if (to - from > STRETCH) throw new RangeError(`lines ${from} to ${to}: more than ${STRETCH}`)
  const beside: Beside = { reading, chain, counts: noCounts(), faults: [], missing: [] }
  const disposed: string[] = []
  let lastTime: string | null = null
  const seen = new Set<Hash>()
  let batch: { height: number; opened: Opened | undefined }[] = []
  const settle = (next: number): void => {
    inSnapshot(reading, () => checkBeside(beside, batch, next))
    step(batch.length)
    batch = []
  }
  let begin = from
  for (const row of storedLines(reading.db, chain, new Set(), from, to)) {
    const height = heightOfLine(row.lineId)
    const opened = range.next({ height, line: row.line, hash: row.hash })
    // Content beside a line that stands elsewhere is looked for where it stands, by what the line at this place says.
    batch.push({ height, opened: opened?.body.height === height ? opened : undefined })
    beside.counts.lines++
    if (opened) {
      lastTime = opened.body.time
      if (opened.body.seen !== null) seen.add(opened.body.seen)
      countEntries(beside, opened, disposed)
    }
    if (batch.length === BATCH) {
      settle(height + 1)
      begin = height + 1
    }
  }
  if (batch.length > 0 || begin < to) settle(to)
  return { stretch: range.finish(to), counts: beside.counts, faults: beside.faults, missing: beside.missing, disposed, lastTime, seen: [...seen] }
}

function inSnapshot(reading: Reading, work: () => void): void {
  prepared(reading.db, 'BEGIN').run()
  try {
    work()
  } finally {
    prepared(reading.db, 'COMMIT').run()
  }
}

function countEntries({ reading, chain, counts }: Beside, opened: Opened, disposed: string[]): void {
  const registry = reading.registry()
  for (const entry of opened.body.entries) {
    if (entry.t === 'record') counts.records++
    if (!isKnownKind(entry.t)) counts.unknownKinds++
    if (!registry || chain.kind === 'registry') continue
    const judgement = judge(registry, opened, entry, () => undefined)
    if (judgement.effect === 'counts' && entry.t === 'dispose') disposed.push(...(entry['records'] as unknown as Ref[]).map(refText))
    if (judgement.effect === 'counts') continue
    const why = `${judgement.effect} ${judgement.why}`
    counts.effects[why] = (counts.effects[why] ?? 0) + 1
  }
}
