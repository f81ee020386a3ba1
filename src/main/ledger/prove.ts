/**
 * Evidence of records held here (docs/format.md, "Evidence"): their lines with proofs into what was signed, chosen values, and
 * the registry that says who wrote them. What is made is checked, as a stranger would check it, before it leaves.
 */
import { textOf, toBase64url } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { inclusionPath } from '../../shared/ledger/merkle.ts'
import { parseNote } from '../../shared/ledger/note.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { isCarrier, isFormCarrier, type Ref } from '../../shared/record/entry.ts'
import { checkEvidence } from '../../shared/record/evidence-check.ts'
import { attachmentsIn } from '../../shared/record/evidence-content.ts'
import { repeating, unknownPaths, withholdItems, type Withholding } from '../../shared/record/evidence-withhold.ts'
import { compareText, writeEvidence, type EvidenceLine, type EvidenceName } from '../../shared/record/evidence.ts'
import { isShown, type Item, type Payload } from '../../shared/record/payload.ts'
import { native, verify } from '../keys/native.ts'
import { versionsOf } from '../store/index/versions.ts'
import { lineAt } from '../store/lines.ts'
import { packageOf as storedPackage } from '../store/packages.ts'
import { chainNoOfLine, heightOfLine, indexOfPos, lineIdOf, lineIdOfPos, posOf } from '../store/positions.ts'
import { seenNote } from '../store/seen.ts'
import { readAll, storedSource } from './attachments.ts'
import { cosignedNotes } from './cosign.ts'
import { chainKeyOf, storedBody, type Ledger } from './ledger.ts'
import { provedPayload } from './open-payload.ts'
import { notesOf, registryOf } from './prove-notes.ts'
import type { Projection } from './projection.ts'
import { entryAt, type StoredEntry } from './stored-entry.ts'
import { treeOf } from './tree.ts'

export interface ProveOptions extends Withholding {
  /** Contents of attachments that are shown and here; else only their names, sizes and hashes. */
  readonly attachments: boolean
}
export interface Proved {
  readonly text: string
  readonly versions: number
  /** Paths that are shown although they hold the text of one that is withheld. */
  readonly repeats: readonly string[]
}

interface Chosen {
  readonly pos: number
  readonly stored: StoredEntry
  readonly payload: Payload | null
}

/** Versions that count; where the record itself does not, that alone, so that the file can say so. */
function chosenOf({ ledger, index }: Projection, record: string): Chosen[] {
  const rows = versionsOf(index, record).filter(row => row.kind !== 'review')
  const counted = rows.filter(row => row.effect === 'counts')
  const original = rows.filter(row => row.kind === 'record')
  if (original.length === 0) throw new OfficeError('not-found', { what: 'record', id: record.slice(0, 12) })
  return (original.some(row => row.effect === 'counts') ? counted : original).flatMap(({ pos }) => {
    const stored = entryAt({ ledger }, pos)
    if (!stored || !isCarrier(stored.entry)) return []
    return [{ pos, stored, payload: provedPayload(ledger, stored.body.net, stored.body.chain, stored.entry, pos) ?? null }]
  })
}

// Lines

/**
 * The notes that lines name as seen. Of own lines they are kept; those of another desk's lines are most likely held here as a
 * checkpoint and its cosignature, from which the very bytes are made again.
 */
function seenNotes(ledger: Ledger, wanted: ReadonlySet<Hash>): ReadonlyMap<Hash, string> {
  const found = new Map<Hash, string>()
  for (const hash of wanted) {
    const kept = seenNote(ledger.store.ledger, hash)
    const text = kept && textOf(kept)
    if (text !== undefined) found.set(hash, text)
  }
  for (const chain of ledger.chains.keys()) {
    if (found.size === wanted.size) break
    for (const note of cosignedNotes(ledger, chain)) {
      const hash = native.hashText(note)
      if (wanted.has(hash)) found.set(hash, note)
    }
  }
  return found
}

function lineOf(ledger: Ledger, lineId: number, chosen: readonly Chosen[], withholding: Withholding, seen: ReadonlyMap<Hash, string>): EvidenceLine {
  const db = ledger.store.ledger
  const held = ledger.chains.get(chainKeyOf(ledger, chainNoOfLine(lineId)))!
  const height = heightOfLine(lineId)
  const notes = notesOf(ledger, held, height + 1)
  if (notes.length === 0) throw new OfficeError('no-checkpoint', { height })
  const line = textOf(lineAt(db, lineId)!.line)!
  return {
    entries: chosen
      .toSorted((a, b) => a.pos - b.pos)
      .map(({ pos, payload }) => ({ index: indexOfPos(pos), items: payload && withholdItems(native, payload, withholding) })),
    line,
    proofs: notes.map(({ size, note }) => ({ hashes: inclusionPath(native, height, size, treeOf(db, held.no)).map(hash => toBase64url(hash) as Hash), note })),
    seen: seen.get(chosen[0]!.stored.body.seen ?? ('' as Hash)) ?? null
  }
}

// The registry

/** The payload of a registry entry with nothing shown but the name. */
function nameOf(ledger: Ledger, ref: Ref): EvidenceName | undefined {
  const { registry } = ledger
  const place = registry.places.get(ref.line)
  const held = place && ledger.chains.get(place.chain)
  if (!held) return undefined
  const lineId = lineIdOf(held.no, place.height)
  const row = lineAt(ledger.store.ledger, lineId)
  const entry = row && storedBody(row.line).entries[ref.index]
  if (!entry || !isCarrier(entry)) return undefined
  const payload = provedPayload(ledger, storedBody(row.line).net, place.chain, entry, posOf(lineId, ref.index))
  const items =
    payload && withholdItems(native, payload, { withhold: [], hide: payload.filter(isShown).flatMap(([, path]) => (path === '@name' ? [] : [path])) })
  if (!items) return undefined
  // where it stands in the evidence: behind all lines that count of the registries before
  const before = registry.former.slice(0, registry.former.findIndex(era => era.chain === place.chain) >>> 0).reduce((sum, era) => sum + era.roots.length, 0)
  return { height: before + place.height, index: ref.index, items: items as Item[] }
}

/** Whom the lines speak of: authors, their desks and offices, and those of the witnesses. */
function namesFor(ledger: Ledger, lines: readonly EvidenceLine[]): EvidenceName[] {
  const { registry } = ledger
  const refs: (Ref | undefined)[] = [registry.network[0]?.entry]
  const addDesk = (chain: string): void => {
    const desk = registry.desks.get(chain as Key)
    refs.push(desk?.entry, desk && registry.offices.get(desk.office)?.entry)
  }
  for (const { line, proofs, seen } of lines) {
    const { author, chain } = storedBody(Buffer.from(line))
    refs.push(registry.keys.get(author)?.entry)
    addDesk(chain)
    for (const note of [...proofs.map(proof => proof.note), ...(seen === null ? [] : [seen])])
      for (const { name } of parseNote(note)?.signatures ?? []) addDesk(name.slice(-43))
  }
  const names = new Map<string, EvidenceName>()
  for (const ref of refs) {
    const name = ref && nameOf(ledger, ref)
    if (name) names.set(`${name.height}.${name.index}`, name)
  }
  return [...names.values()].toSorted((a, b) => a.height - b.height || a.index - b.index)
}

// Attachments and forms

function filesOf(ledger: Ledger, chosen: readonly Chosen[], withholding: Withholding): string[] {
  const files = new Map<Hash, string>()
  for (const { pos, stored, payload } of chosen) {
    if (!payload || !isCarrier(stored.entry)) continue
    for (const { sha256 } of attachmentsIn(withholdItems(native, payload, withholding))) {
      const source = files.has(sha256) ? undefined : storedSource(ledger, stored.body.chain, stored.entry, pos, sha256)
      // Nothing is said of an empty text: an empty file is named by its size and hash alone.
      if (source && source.size > 0) files.set(sha256, toBase64url(readAll(source)))
    }
  }
  return [...files].toSorted((a, b) => compareText(a[0], b[0])).map(([, text]) => text)
}

function formsOf(ledger: Ledger, chosen: readonly Chosen[]): string[] {
  const hashes = new Set(chosen.flatMap(({ stored }) => (isFormCarrier(stored.entry) ? [stored.entry.package] : [])))
  return [...hashes].toSorted(compareText).flatMap(hash => {
    const xml = storedPackage(ledger.store.ledger, hash)
    return (xml && textOf(xml)) ?? []
  })
}

/**
 * Evidence of records (`line.index` of each), all their versions that count. Throws not-found for a record, bad-input for a
 * path that is not there, no-checkpoint where nothing signed covers a line yet, too-large.
 */
export function proveRecords(projection: Projection, records: readonly string[], options: ProveOptions): Proved {
  const { ledger } = projection
  const chosen = [...new Set(records)].flatMap(record => chosenOf(projection, record))
  const payloads = chosen.flatMap(({ payload }) => (payload ? [payload] : []))
  const [unknown] = unknownPaths(payloads, options)
  if (unknown !== undefined) throw new OfficeError('bad-input', { field: 'withhold', wanted: 'the path of an answer of this record', got: unknown })
  const seen = seenNotes(ledger, new Set(chosen.flatMap(({ stored }) => stored.body.seen ?? [])))
  const lines = [...Map.groupBy(chosen, ({ pos }) => lineIdOfPos(pos))].map(([lineId, of]) => ({
    of: of[0]!.stored.body,
    made: lineOf(ledger, lineId, of, options, seen)
  }))
  const made = lines.toSorted((a, b) => compareText(a.of.chain, b.of.chain) || a.of.height - b.of.height).map(line => line.made)
  const text = writeEvidence({
    evidence: 1,
    files: options.attachments ? filesOf(ledger, chosen, options) : [],
    forms: formsOf(ledger, chosen),
    lines: made,
    names: namesFor(ledger, made),
    registry: registryOf(ledger)
  })
  const verdict = checkEvidence(text, { hashing: native, verify, publishedNetwork: ledger.net })
  if (verdict.records.length === 0)
    throw new OfficeError('internal', { what: `evidence that does not hold: ${verdict.findings[0]?.code}: ${verdict.findings[0]?.detail}` })
  return { text, versions: chosen.length, repeats: repeating(payloads, options) }
}
