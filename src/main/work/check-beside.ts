/**
 * What stands beside the lines: payloads, seeds, attachments and the list of what is lacking, each row against the entry
 * that it belongs to. Rows are walked in step with the entries, so that a row that belongs to nothing is met too.
 */
import { fault, type FindingCode } from '../../shared/ledger/findings.ts'
import type { Opened } from '../../shared/ledger/line.ts'
import { isCarrier, isVersion, refText, type Carrier, type Ref } from '../../shared/record/entry.ts'
import type { Payload } from '../../shared/record/payload.ts'
import { indexOfPos, lineIdOf, posOf, MAX_INDEX } from '../store/positions.ts'
import { prepared } from '../store/prepared.ts'
import { checkFiles, type FilesHere } from './check-files.ts'
import { checkPayload } from './check-payload.ts'
import type { Beside } from './tasks.ts'

interface Row {
  readonly pos: number
  readonly cipher: Buffer | null
  readonly seed: Buffer | null
}
type Placed = { readonly height: number; readonly opened: Opened | undefined }
/** A connection that only reads does not check what a column may hold. */
const LACKS = new Set<string>(['payload', 'files', 'audience'])
/** What is named at most of one batch: a table that was emptied is named, not listed. */
const MOST_MISSING = 1_000

const rowsSql = `SELECT p.pos AS pos, p.cipher AS cipher, s.seed AS seed FROM payloads p LEFT JOIN seeds s ON s.pos = p.pos WHERE p.pos >= ? AND p.pos < ? ORDER BY p.pos`
const looseSql = `SELECT pos, NULL AS cipher, seed FROM seeds WHERE pos >= @from AND pos < @end AND pos NOT IN (SELECT pos FROM payloads WHERE pos >= @from AND pos < @end) ORDER BY pos`

/** `line.index` of the record an entry belongs to. */
function recordOf(opened: Opened, index: number): string {
  const entry = opened.body.entries[index]!
  const record = entry['record'] as unknown as Ref | undefined
  return isVersion(entry) && entry.t === 'record' ? `${opened.hash}.${index}` : record ? refText(record) : `${opened.hash}.${index}`
}

/** `placed`: lines of one stretch by ascending height, up to (not including) height `next`. Inside a read transaction. */
export function checkBeside(beside: Beside, placed: readonly Placed[], next: number): void {
  const first = placed[0]?.height
  if (first === undefined) return
  const { chain } = beside
  const from = posOf(lineIdOf(chain.no, first), 0)
  const end = posOf(lineIdOf(chain.no, next - 1), MAX_INDEX) + 1
  const span = new Span(beside, from, end)
  try {
    for (const { height, opened } of placed) span.line(height, opened)
    span.end()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    beside.faults.push(
      fault('sqlite-damaged', chain.key, span.height, `content beside blocks ${first} to ${next - 1} can not be read: ${why}`, { table: 'payloads' })
    )
  } finally {
    span.close()
  }
}

class Span {
  height: number | null = null
  readonly #beside: Beside
  readonly #rows: Iterator<Row>
  #row: Row | undefined
  readonly #loose: Map<number, Row>
  readonly #lacking: Map<number, string>
  readonly #files: FilesHere

  constructor(beside: Beside, from: number, end: number) {
    this.#beside = beside
    const { db } = beside.reading
    const range = [from, end] as const
    this.#loose = new Map(
      prepared<[{ from: number; end: number }], Row>(db, looseSql)
        .all({ from, end })
        .map(row => [row.pos, row])
    )
    this.#lacking = new Map(
      prepared<[number, number], { pos: number; lacks: string }>(db, 'SELECT pos, lacks FROM lacking WHERE pos >= ? AND pos < ?')
        .all(...range)
        .map(row => [row.pos, row.lacks])
    )
    this.#files = checkFiles(beside, from, end)
    this.#rows = prepared<[number, number], Row>(db, rowsSql).iterate(...range)
    this.#step()
  }

  #step(): void {
    const next = this.#rows.next()
    this.#row = next.done === true ? undefined : next.value
  }

  close(): void {
    this.#rows.return?.()
  }

  line(height: number, opened: Opened | undefined): void {
    this.height = height
    const first = posOf(lineIdOf(this.#beside.chain.no, height), 0)
    this.#straysBelow(first)
    if (!opened) return this.#closed(first)
    const { entries } = opened.body
    for (let index = 0; index < entries.length; index++) {
      const entry = entries[index]!
      if (isCarrier(entry)) this.#entry(opened, index, entry, first + index)
    }
    this.#straysBelow(first + MAX_INDEX + 1)
  }

  end(): void {
    this.#straysBelow(Number.MAX_SAFE_INTEGER)
    for (const [pos] of this.#loose) this.#blame('payload-without-entry', pos, 'a key is stored that belongs to no entry', 'seeds')
    for (const [pos, lacks] of this.#lacking)
      this.#blame('lacking-wrong', pos, `it is listed as lacking (${lacks}), and no entry there lacks anything`, 'lacking')
    this.#files.end()
  }

  /** A line that can not be read: what stands beside it can not be judged. */
  #closed(first: number): void {
    const end = first + MAX_INDEX + 1
    while (this.#row && this.#row.pos < end) {
      this.#beside.counts.notOpened++
      this.#step()
    }
    for (const map of [this.#loose, this.#lacking]) for (const pos of map.keys()) if (pos >= first && pos < end) map.delete(pos)
    this.#files.skip(first, end)
  }

  #straysBelow(pos: number): void {
    while (this.#row && this.#row.pos < pos) {
      this.#blame('payload-without-entry', this.#row.pos, 'content is stored that belongs to no entry', 'payloads')
      this.#step()
    }
  }

  #entry(opened: Opened, index: number, entry: Carrier, pos: number): void {
    this.#straysBelow(pos)
    const lacks = this.#lacking.get(pos)
    this.#lacking.delete(pos)
    if (lacks !== undefined && !LACKS.has(lacks)) this.#blame('lacking-wrong', pos, `it is listed as lacking ${lacks}`, 'lacking')
    const loose = this.#loose.get(pos)
    this.#loose.delete(pos)
    if (loose) this.#blame('cipher-missing', pos, 'the row of table payloads was taken away', 'payloads')
    else if (this.#row?.pos !== pos) return this.#absent(opened, index, pos, lacks)
    if (this.#row?.pos !== pos) return
    const { cipher, seed } = this.#row
    this.#step()
    if (lacks === 'payload' || lacks === 'audience') this.#blame('lacking-wrong', pos, 'it is listed as lacking, and it is here', 'lacking')
    if (seed === null) return this.#blame('seed-missing', pos, 'the row of table seeds was taken away', 'seeds')
    const payload = this.#open(entry, pos, cipher!, seed)
    this.#files.entry(opened, index, entry, pos, payload, lacks === 'files')
  }

  #open(entry: Carrier, pos: number, cipher: Buffer, seed: Buffer): Payload | undefined {
    const { reading, chain, counts } = this.#beside
    const { net } = reading.data
    if (!reading.vault || net === null) {
      counts.notOpened++
      return undefined
    }
    counts.checked++
    const payload = checkPayload(
      reading.vault,
      { net, chain: chain.key, founding: chain.kind === 'registry' && !chain.succeeds && this.height === 0 },
      entry,
      cipher,
      seed
    )
    if (!('code' in payload)) return payload
    this.#blame(payload.code, pos, payload.detail, 'payloads')
    return undefined
  }

  #absent(opened: Opened, index: number, pos: number, lacks: string | undefined): void {
    const { counts, missing, chain } = this.#beside
    counts.elsewhere++
    this.#files.entry(opened, index, opened.body.entries[index] as Carrier, pos, undefined, true)
    if (lacks === 'audience' && (opened.body.entries[index] as Carrier).audience === 'everyone')
      this.#blame('lacking-wrong', pos, 'it is listed as not meant for this office, and it is for everyone', 'lacking')
    if (lacks !== undefined || missing.length >= MOST_MISSING) return
    const found = fault('payload-missing', chain.key, this.height, 'it is neither stored nor listed as lacking', { index, table: 'payloads' })
    missing.push({ fault: found, record: recordOf(opened, index) })
  }

  #blame(code: FindingCode, pos: number, detail: string, table: string): void {
    this.#beside.faults.push(fault(code, this.#beside.chain.key, this.height, detail, { index: indexOfPos(pos), table }))
  }
}
