/** One record as its page shows it: versions with values, heads, and what is proved of it. */
import type { Output } from '../../shared/contract.ts'
import { toBase64url } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { parseCheckpoint, parseNote } from '../../shared/ledger/note.ts'
import type { Hash, PersonId } from '../../shared/names.ts'
import { isCarrier, isFormCarrier, refText } from '../../shared/record/entry.ts'
import { foldRecord } from '../../shared/record/fold.ts'
import { isShown, textAt, type Payload } from '../../shared/record/payload.ts'
import { chainKeyOf } from '../ledger/ledger.ts'
import { storedPayload } from '../ledger/open-payload.ts'
import { storedVersions, type StoredVersion } from '../ledger/stored-versions.ts'
import { copiesOf, notBeforeOf, wantedWitnesses, witnessesOf, type Vouching } from '../ledger/witness.ts'
import { checkpointCovering } from '../store/checkpoints.ts'
import { recordBy } from '../store/index/records.ts'
import { versionsOf } from '../store/index/versions.ts'
import { chainNoOfLine, heightOfLine, lineIdOfPos } from '../store/positions.ts'
import type { Running } from './context.ts'
import { rowView } from './record-view.ts'

type Page = Omit<Output<'getRecord'>, 'review'>

interface Told extends StoredVersion {
  readonly payload: Payload | undefined
}

function readVersions({ index, projection, ledger }: Running, record: string): Told[] {
  return storedVersions(projection, versionsOf(index, record)).map(version => {
    const { entry, row } = version
    const chain = chainKeyOf(ledger, chainNoOfLine(lineIdOfPos(row.pos)))
    return { ...version, payload: isCarrier(entry) ? storedPayload(ledger, chain, entry, row.pos) : undefined }
  })
}

function versionView(running: Running, told: Told, heads: ReadonlySet<string>): Page['versions'][number] {
  const { row, stored, entry, payload } = told
  const { titles, ledger } = running.projection
  const desk = ledger.registry.desks.get(stored.body.chain)
  return {
    id: { line: row.line, index: row.idx },
    kind: entry.t === 'resolve' ? 'amend' : entry.t,
    author: titles.person(row.person as PersonId | null),
    office: desk ? titles.office(desk.office) : '',
    desk: titles.desk(stored.body.chain),
    time: row.time,
    reason: textAt(payload ?? null, '@reason'),
    values:
      payload && entry.t !== 'void'
        ? (payload
            .filter(isShown)
            .flatMap(([, path, value]) => (path.startsWith('/') ? [[path, value] as [string, typeof value]] : [])) as Page['versions'][number]['values'])
        : null,
    package: isFormCarrier(entry) ? entry.package : null,
    engine: textAt(payload ?? null, '@engine'),
    effect: row.effect,
    why: row.why,
    current: heads.has(refText({ line: row.line as Hash, index: row.idx }))
  }
}

const isoOf = (seconds: number): string => new Date(seconds * 1_000).toISOString()

function proofOf(running: Running, told: Told): Page['proof'] {
  const { ledger, projection } = running
  const { row, stored } = told
  const lineId = lineIdOfPos(row.pos)
  const height = heightOfLine(lineId)
  const { chain, reg } = stored.body
  const desk = ledger.registry.desks.get(chain)
  const covering = checkpointCovering(ledger.store.ledger, chainNoOfLine(lineId), height + 1)
  const checkpoint = covering && parseCheckpoint(parseNote(covering.note)?.text ?? '')
  const named = (items: readonly Vouching[]): { office: string; desk: string; time: string }[] =>
    items.map(item => ({ office: projection.titles.office(item.office), desk: projection.titles.desk(item.desk), time: isoOf(item.time) }))
  const witnesses = witnessesOf(ledger, chain, height)
  const wanted = wantedWitnesses(ledger)
  const times = witnesses.map(witness => witness.time).toSorted((a, b) => a - b)
  const notAfter = times[wanted - 1]
  const notBefore = notBeforeOf(ledger, chain, height)
  return {
    chain,
    office: desk ? projection.titles.office(desk.office) : '',
    desk: projection.titles.desk(chain),
    height,
    line: row.line,
    index: row.idx,
    checkpoint: checkpoint ? { size: checkpoint.size, root: toBase64url(checkpoint.root), time: null } : null,
    witnesses: named(witnesses),
    wanted,
    copies: named(copiesOf(ledger, chain, height, row.idx)),
    notBefore: notBefore === undefined ? null : isoOf(notBefore),
    notAfter: notAfter === undefined ? null : isoOf(notAfter),
    registrySize: reg?.size ?? 0,
    clockMarks: row.marks === '' ? [] : row.marks.split(' ')
  }
}

/** `record` is `line.index` of the original. */
export function showRecord(running: Running, record: string): Page {
  const row = recordBy(running.index, record)
  const told = readVersions(running, record)
  const original = told.find(({ entry }) => entry.t === 'record')
  if (!row || !original) throw new OfficeError('not-found', { what: 'record', id: record.slice(0, 12) })
  const folded = foldRecord(told)
  const heads = new Set(folded.heads.map(head => refText(head.ref)))
  const newest = told.find(({ row: version }) => heads.has(refText({ line: version.line as Hash, index: version.idx }))) ?? original
  return {
    row: rowView(running, row),
    heads: folded.heads.map(({ ref }) => ({ line: ref.line, index: ref.index })),
    versions: told.map(version => versionView(running, version, heads)),
    proof: proofOf(running, newest)
  }
}
