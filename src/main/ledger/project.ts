/**
 * Lines → the index. The projection reads lines from the ledger, judges every version of a record by `judge`, folds each
 * record by `foldRecord`, and writes lists and words. It says how far it has come, so it catches up after a crash and can
 * be thrown away; made again from nothing it comes out the same (`indexDigest`).
 */
import { toBase64url } from '../../shared/bytes.ts'
import { clockMarks } from '../../shared/ledger/chain.ts'
import type { AnyEntry, Body } from '../../shared/ledger/line.ts'
import type { Hash, Key, OfficeId, PersonId } from '../../shared/names.ts'
import { isCarrier, isVersion, refText, type FormCarrier, type RecordEntry, type Ref, type VersionEntry } from '../../shared/record/entry.ts'
import { foldRecord, type Version } from '../../shared/record/fold.ts'
import { judge, type Judgement, type Target } from '../../shared/record/judge.ts'
import { isAttachment, isShown, type Payload } from '../../shared/record/payload.ts'
import type { Database } from '../store/prepared.ts'
import { chainNoOfLine, heightOfLine, indexOfPos, lineIdOf, lineIdOfPos, MAX_INDEX, posOf } from '../store/positions.ts'
import { hasPayload } from '../store/payloads.ts'
import { lineAt, linesFrom } from '../store/lines.ts'
import { putRecord, recordBy } from '../store/index/records.ts'
import { formsShown, peopleShown, recordsNamedOther, recordsNotHeld, recordsOfForm, recordsOfPerson, versionsNotHeld } from '../store/index/names.ts'
import {
  appliedChains,
  appliedSize,
  putVersion,
  recordsWithin,
  setApplied,
  versionAt,
  versionsOf,
  waitingRecords,
  type VersionRow
} from '../store/index/versions.ts'
import { prepareIndex } from '../store/index/schema.ts'
import { chainKeyOf, intactBody, type Held, type Ledger } from './ledger.ts'
import { frozenFrom } from './forks.ts'
import { storedPayload } from './open-payload.ts'
import type { Titles } from './titles.ts'

export interface Projection {
  readonly ledger: Ledger
  /** Thrown away and opened anew when it is damaged. */
  index: Database
  titles: Titles
  /** Titles of forms by package hash. */
  readonly formTitle: (packageHash: Hash) => string
}

const PAGE = 256
/** Parts of the text kept for a list row. */
const TITLE_CHARACTERS = 120

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
  parsed.delete(ledger)
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

const judgementOf = (row: VersionRow): Judgement =>
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

export interface StoredEntry {
  readonly body: Body
  readonly entry: AnyEntry
  readonly hash: Hash
}
/** Lines carry up to a thousand entries, so the last ones parsed are kept: without this a bulk import parses each a thousand times. */
const PARSED = 16
const parsed = new WeakMap<Ledger, Map<number, { readonly body: Body; readonly hash: Hash }>>()

function parsedLine(ledger: Ledger, lineId: number): { readonly body: Body; readonly hash: Hash } | undefined {
  let cache = parsed.get(ledger)
  if (!cache) parsed.set(ledger, (cache = new Map()))
  const known = cache.get(lineId)
  if (known) return known
  const row = lineAt(ledger.store.ledger, lineId)
  if (!row) return undefined
  const body = intactBody(row)
  if (!body) return undefined
  const line = { body, hash: toBase64url(row.hash) as Hash }
  if (cache.size >= PARSED) cache.delete(cache.keys().next().value!)
  cache.set(lineId, line)
  return line
}

export function entryAt({ ledger }: Pick<Projection, 'ledger'>, pos: number): StoredEntry | undefined {
  const line = parsedLine(ledger, lineIdOfPos(pos))
  const entry = line?.body.entries[indexOfPos(pos)]
  return line && entry && { body: line.body, entry, hash: line.hash }
}

const recordOf = (entry: VersionEntry, own: Ref): string => refText(entry.t === 'record' ? own : entry.record)

function judgeVersion(projection: Projection, body: Body, hash: Hash, index: number): Judgement {
  const entry = body.entries[index]!
  const judgement = judge(projection.ledger.registry, { body, hash }, entry, targetIn(projection))
  if (judgement.effect !== 'counts') return judgement
  const frozen = frozenFrom(projection.ledger, body.chain)
  return frozen !== undefined && body.height >= frozen ? { effect: 'waiting', why: 'chain-forked' } : judgement
}

function applyLine(projection: Projection, lineId: number, body: Body, hash: Hash, before: Body | undefined): Set<string> {
  const touched = new Set<string>()
  const marks = before ? clockMarks({ lastTime: before.time, lastBoot: before.boot }, body).join(' ') : ''
  body.entries.forEach((entry, index) => {
    if (!isVersion(entry)) return
    const judgement = judgeVersion(projection, body, hash, index)
    const record = recordOf(entry, { index, line: hash })
    putVersion(projection.index, {
      ...judged(judgement, body, projection),
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

const judged = (judgement: Judgement, body: Body, { ledger }: Projection): Pick<VersionRow, 'effect' | 'why' | 'person'> => ({
  effect: judgement.effect,
  why: judgement.effect === 'counts' ? null : judgement.why,
  person: judgement.effect === 'counts' ? judgement.person : (ledger.registry.keys.get(body.author)?.person ?? null)
})

/** Folds one record again and writes its row. */
function refold(projection: Projection, record: string): void {
  const rows = versionsOf(projection.index, record)
  const versions: Version[] = []
  const places = new Map<Version, VersionRow>()
  for (const row of rows) {
    const stored = entryAt(projection, row.pos)
    if (!stored || !isVersion(stored.entry)) continue
    const version: Version = { ref: { line: row.line as Hash, index: row.idx }, entry: stored.entry, judgement: judgementOf(row) }
    versions.push(version)
    places.set(version, row)
  }
  const original = versions.find(version => version.entry.t === 'record')
  if (!original) return // versions that wait for their record are found again when it comes
  const folded = foldRecord(versions)
  const shown = shownVersions(folded.heads, folded.counted)
  const payloads = shown.map(version => payloadOf(projection, version, places.get(version)!.pos))
  writeRecord(
    projection,
    places.get(original)!,
    original.entry as RecordEntry,
    folded.state,
    Math.max(1, folded.counted.length),
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

/** What a person wrote; names of files only for searching. */
function textsOf(payload: Payload, files = true): string[] {
  const texts: string[] = []
  for (const item of payload) {
    if (!isShown(item) || !item[1].startsWith('/') || item[1].includes('/meta/')) continue
    const value = item[2]
    if (typeof value === 'string') texts.push(value)
    else if (Array.isArray(value)) texts.push(...(value as readonly string[]))
    else if (files && value !== null && isAttachment(value)) texts.push(value.name)
  }
  return texts.filter(text => text !== '')
}

/** What a machine wrote for machines: choice names (`yes`, `water_point`), identifiers, dates. Names and sentences are told by capitals, spaces or script. */
const CODE = /^(?:[a-z0-9_.:+-]+|\S*_\S*|\d{4}-\d\d-\d\d\S*)$/

/** Elements that authors of forms call by what they are, the plainest first; in a repeat they name a part and not the record. */
const NAMES = [/\/meta\/instanceName$/, /\/(title|subject)$/, /\/name$/, /\/\w+_(title|name)$/]

/** What a list calls the record: the answer that names it, else the first words in it. The same on every desk, with the form or without. */
function titleOf(payload: Payload | undefined): string {
  if (!payload) return ''
  for (const name of NAMES)
    for (const item of payload)
      if (isShown(item) && name.test(item[1]) && !item[1].includes('[') && typeof item[2] === 'string' && item[2] !== '')
        return item[2].slice(0, TITLE_CHARACTERS)
  const words = textsOf(payload, false).filter(text => /\p{L}/u.test(text) && !CODE.test(text))
  return words.slice(0, 3).join(' · ').slice(0, TITLE_CHARACTERS)
}

function writeRecord(
  projection: Projection,
  row: VersionRow,
  original: RecordEntry,
  state: string,
  versions: number,
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
      state,
      versions,
      title: titleOf(payloads[0]),
      held: held.length === payloads.length ? 1 : 0
    },
    [ref, ...held.flatMap(payload => textsOf(payload))].join('\n')
  )
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
  for (const row of versionsOf(projection.index, record)) {
    if (row.effect !== 'waiting') continue
    const stored = entryAt(projection, row.pos)
    if (!stored) continue
    const judgement = judgeVersion(projection, stored.body, stored.hash, row.idx)
    putVersion(projection.index, { ...row, ...judged(judgement, stored.body, projection) })
  }
  refold(projection, record)
}

/** After the registry grew: what waited for it, and what lies on chains that were cut, is judged again. */
export function registryGrew(projection: Projection, cutsBefore: number): void {
  const { ledger, index } = projection
  index.transaction(() => {
    const records = new Set(waitingRecords(index))
    const again: VersionRow[] = []
    for (const cut of ledger.registry.cuts.slice(cutsBefore)) {
      const held = ledger.chains.get(cut.chain)
      if (!held || cut.size >= held.state.size) continue
      for (const record of recordsWithin(index, posOf(lineIdOf(held.no, cut.size), 0), posOf(lineIdOf(held.no, held.state.size - 1), MAX_INDEX) + 1))
        records.add(record)
    }
    for (const record of records) again.push(...versionsOf(index, record))
    for (const row of again) {
      const stored = entryAt(projection, row.pos)
      if (stored) putVersion(index, { ...row, ...judged(judgeVersion(projection, stored.body, stored.hash, row.idx), stored.body, projection) })
    }
    for (const record of records) refold(projection, record)
  })()
}

/** After evidence came that a chain's key signed two histories: what nobody else had witnessed waits. */
export function chainFroze(projection: Projection, chain: Key): void {
  const { ledger, index } = projection
  const held = ledger.chains.get(chain)
  const from = frozenFrom(ledger, chain)
  if (!held || from === undefined || from >= held.state.size) return
  index.transaction(() => {
    const records = recordsWithin(index, posOf(lineIdOf(held.no, from), 0), posOf(lineIdOf(held.no, held.state.size - 1), MAX_INDEX) + 1)
    for (const record of records) rejudge(projection, record)
    for (const record of records) refold(projection, record)
  })()
}

function rejudge(projection: Projection, record: string): void {
  for (const row of versionsOf(projection.index, record)) {
    const stored = entryAt(projection, row.pos)
    if (stored) putVersion(projection.index, { ...row, ...judged(judgeVersion(projection, stored.body, stored.hash, row.idx), stored.body, projection) })
  }
}

/** After payloads came for versions already listed. */
export function payloadsArrived(projection: Projection, positions: readonly number[]): void {
  projection.index.transaction(() => {
    const records = new Set<string>()
    for (const pos of positions) {
      const stored = entryAt(projection, pos)
      if (!stored || !isVersion(stored.entry)) continue
      const record = recordOf(stored.entry, { line: stored.hash, index: indexOfPos(pos) })
      if (versionAt(projection.index, stored.hash, indexOfPos(pos))) records.add(record)
    }
    for (const record of records) refold(projection, record)
  })()
}

/** After payloads came of which nobody said which: rows that lacked theirs are written again. */
export function payloadsCame(projection: Projection): void {
  refoldAll(projection, recordsNotHeld(projection.index))
}

/** Payloads that were stored when the program ended before it told the index: their rows are written again. */
function payloadsMissed(projection: Projection): void {
  const missed = versionsNotHeld(projection.index).filter(({ pos }) => isHeld(projection, pos))
  if (missed.length > 0) refoldAll(projection, new Set(missed.map(({ record }) => record)))
}

/**
 * After names came or forms arrived: rows that show another name are written again. They are few: what changed is a person's,
 * a desk's or a form's, whose records have mostly not come yet.
 */
export function renameAll(projection: Projection): void {
  const { index, titles, ledger } = projection
  const records = new Set<string>()
  const take = (found: readonly string[]): void => found.forEach(record => records.add(record))
  for (const { person, name } of peopleShown(index))
    if (titles.person(person === '' ? null : (person as PersonId)) !== name) take(recordsOfPerson(index, person, name))
  for (const { no, state } of ledger.chains.values()) {
    if (state.kind === 'registry' || state.size === 0) continue
    const [from, end] = [posOf(lineIdOf(no, 0), 0), posOf(lineIdOf(no, state.size - 1), MAX_INDEX) + 1]
    const desk = ledger.registry.desks.get(state.chain)
    const code = titles.reference(state.chain, 0).slice(0, -6)
    take(
      recordsNamedOther(index, from, end, {
        office: desk?.office ?? '',
        officeName: desk ? titles.office(desk.office) : '',
        desk: titles.desk(state.chain),
        code
      })
    )
  }
  for (const { form, version, title } of formsShown(index)) {
    const known = ledger.registry.forms.findLast(item => item.form === form && item.version === version)
    if (known && projection.formTitle(known.package) !== title) take(recordsOfForm(index, form, version, title))
  }
  refoldAll(projection, records)
}

function refoldAll(projection: Projection, records: Iterable<string>): void {
  projection.index.transaction(() => {
    for (const record of records) refold(projection, record)
  })()
}

export const isHeld = ({ ledger }: Projection, pos: number): boolean => hasPayload(ledger.store.ledger, pos)
