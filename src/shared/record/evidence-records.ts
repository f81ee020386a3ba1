/** Opened lines of evidence → records: judged and folded by the rules that every desk uses, with who witnessed them when. */
import type { Body } from '../ledger/line.ts'
import type { Hash, Key, OfficeId, PersonId } from '../names.ts'
import { isFormCarrier, refText, type RecordEntry, type Ref } from './entry.ts'
import { attachmentsIn } from './evidence-content.ts'
import type { Covering, OpenedEntry, OpenedLine } from './evidence-line.ts'
import type { EvidenceRegistry, Named } from './evidence-registry.ts'
import { foldRecord, type RecordState, type Version } from './fold.ts'
import { judge, type Judgement, type Target } from './judge.ts'
import { isShown, textAt, type Attachment, type FieldValue } from './payload.ts'

/** A desk that signed for a line, and when (ISO 8601, by its own clock). */
export interface ProvedWitness {
  readonly desk: Named<Key>
  readonly office: Named<OfficeId> | null
  readonly time: string
  /** Lines that it signed for. */
  readonly size: number
  /** A desk of the author's own office, or one that is no longer admitted, witnesses nothing. */
  readonly counts: boolean
}
export interface ProvedVersion {
  readonly line: Hash
  readonly index: number
  readonly kind: 'record' | 'amend' | 'resolve' | 'void'
  readonly chain: Key
  readonly height: number
  /** The person; the key itself where the registry knows nobody of it. */
  readonly author: Named<PersonId | Key>
  readonly key: Key
  readonly desk: Named<Key>
  readonly office: Named<OfficeId> | null
  /** What the clock of the desk claimed. */
  readonly time: string
  readonly notBefore: { readonly time: string; readonly desk: Named<Key> } | null
  readonly notAfter: string | null
  /** Cosignatures of how many offices the network asks for. */
  readonly wanted: number
  readonly witnesses: readonly ProvedWitness[]
  readonly form: { readonly id: string; readonly version: string; readonly package: Hash } | null
  /** null: it counts. Else a code of docs/format.md, "Judging an entry". */
  readonly why: string | null
  /** Neither amended nor voided by anything in this file. */
  readonly current: boolean
  readonly reason: string | null
  /** null where the content is not in the file: then nothing is disclosed, and nothing said of what is withheld. */
  readonly content: 'whole' | 'part' | null
  readonly disclosed: readonly (readonly [path: string, value: FieldValue])[]
  readonly withheld: readonly string[]
  /** How many values are withheld together with their places. */
  readonly hidden: number
  readonly attachments: readonly (Attachment & { readonly included: boolean })[]
}
export interface ProvedRecord {
  /** `line.index`. */
  readonly record: string
  /** The desk's running number; null where the record itself is not in the file. */
  readonly number: number | null
  readonly state: RecordState
  /** In the order of the lines. */
  readonly versions: readonly ProvedVersion[]
}

interface Placed {
  readonly line: OpenedLine
  readonly shown: OpenedEntry
  readonly ref: Ref
}

const isoOf = (seconds: number): string => new Date(seconds * 1_000).toISOString()
const recordOf = ({ shown, ref }: Placed): string => refText(shown.entry.t === 'record' ? ref : shown.entry.record)

/** Each cosigning desk by its earliest; then each other office by its earliest, as the desks count them. */
function witnessesOf(names: EvidenceRegistry, body: Body, cosignatures: readonly Covering[]): ProvedWitness[] {
  const { registry } = names
  const author = registry.desks.get(body.chain)?.office
  const earliest = new Map<Key, Covering>()
  for (const one of cosignatures) if ((earliest.get(one.witness)?.time ?? Infinity) > one.time) earliest.set(one.witness, one)
  const counted = new Set<OfficeId>()
  return [...earliest.values()]
    .toSorted((a, b) => a.time - b.time || (a.witness < b.witness ? -1 : 1))
    .map(({ witness, time, size }) => {
      const office = registry.deskAt(witness, registry.size)?.office
      const counts = office !== undefined && office !== author && !counted.has(office)
      if (office !== undefined && counts) counted.add(office)
      const of = registry.desks.get(witness)?.office
      return { desk: names.desk(witness), office: of === undefined ? null : names.office(of), time: isoOf(time), size, counts }
    })
}

/** When the network asks for none, one is still the earliest that anybody else had it. */
const notAfterOf = (witnesses: readonly ProvedWitness[], wanted: number): string | null =>
  witnesses.filter(({ counts }) => counts)[Math.max(1, wanted) - 1]?.time ?? null

function contentOf(
  { payload }: OpenedEntry,
  files: ReadonlyMap<Hash, unknown>
): Pick<ProvedVersion, 'content' | 'reason' | 'disclosed' | 'withheld' | 'hidden' | 'attachments'> {
  const items = payload ?? []
  return {
    content: payload === null ? null : items.every(isShown) ? 'whole' : 'part',
    reason: textAt(payload, '@reason'),
    disclosed: items.flatMap(item => (isShown(item) ? [[item[1], item[2]] as const] : [])),
    withheld: items.flatMap(item => (typeof item !== 'string' && item.length === 2 ? [item[0]] : [])),
    hidden: items.filter(item => typeof item === 'string').length,
    attachments: payload ? attachmentsIn(payload).map(attachment => ({ ...attachment, included: files.has(attachment.sha256) })) : []
  }
}

function versionOf(
  names: EvidenceRegistry,
  { line, shown, ref }: Placed,
  judgement: Judgement,
  current: boolean,
  files: ReadonlyMap<Hash, unknown>
): ProvedVersion {
  const { registry } = names
  const { body } = line.opened
  const { entry } = shown
  const office = registry.desks.get(body.chain)?.office
  const person = registry.keys.get(body.author)?.person
  const witnesses = witnessesOf(names, body, line.cosignatures)
  const wanted = registry.policyAt(registry.size).witnesses
  return {
    ...ref,
    kind: entry.t,
    chain: body.chain,
    height: body.height,
    author: person === undefined ? { id: body.author, name: null } : names.person(person),
    key: body.author,
    desk: names.desk(body.chain),
    office: office === undefined ? null : names.office(office),
    time: body.time,
    notBefore: line.seen && { time: isoOf(line.seen.time), desk: names.desk(line.seen.witness) },
    notAfter: notAfterOf(witnesses, wanted),
    wanted,
    witnesses,
    form: isFormCarrier(entry) ? { id: entry.form, version: entry.version, package: entry.package } : null,
    why: judgement.effect === 'counts' ? null : judgement.why,
    current,
    ...contentOf(shown, files)
  }
}

/** What the registry says of the author of a record that is in the file, for judging what others did to it. */
function targetIn(names: EvidenceRegistry, all: readonly Placed[]): Target {
  const originals = new Map(all.filter(({ shown }) => shown.entry.t === 'record').map(placed => [refText(placed.ref), placed]))
  return ref => {
    const found = originals.get(refText(ref))
    if (!found) return undefined
    return { author: names.registry.keys.get(found.line.opened.body.author)?.person ?? null, form: (found.shown.entry as RecordEntry).form }
  }
}

export function readRecords(names: EvidenceRegistry, lines: readonly OpenedLine[], files: ReadonlyMap<Hash, unknown>): ProvedRecord[] {
  const all = lines.flatMap(line => line.entries.map((shown): Placed => ({ line, shown, ref: { line: line.opened.hash, index: shown.index } })))
  const target = targetIn(names, all)
  const records = Map.groupBy(all, recordOf)
  return [...records].map(([record, placed]) => {
    const versions = placed.map((one): Version => ({
      ref: one.ref,
      entry: one.shown.entry,
      judgement: judge(names.registry, one.line.opened, one.shown.entry, target)
    }))
    const folded = foldRecord(versions)
    const heads = new Set(folded.heads.map(({ ref }) => refText(ref)))
    const original = placed.find(one => refText(one.ref) === record)
    return {
      record,
      number: original ? (original.shown.entry as RecordEntry).ref : null,
      state: folded.state,
      versions: placed.map((one, i) => versionOf(names, one, versions[i]!.judgement, heads.has(refText(one.ref)), files))
    }
  })
}
