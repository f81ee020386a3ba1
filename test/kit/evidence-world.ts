/** Three offices that have synced and witnessed each other, a record at one of them, and evidence of it. */
import { onTestFinished } from 'vitest'
import { indexKeyOf } from '../../src/main/keys/cipher.ts'
import { amendRecord, fileRecords, voidRecord, type Author } from '../../src/main/ledger/file-record.ts'
import { catchUp, openProjection } from '../../src/main/ledger/project.ts'
import type { Projection } from '../../src/main/ledger/projection.ts'
import { proveRecords, type ProveOptions } from '../../src/main/ledger/prove.ts'
import { stagedSource, stageFile } from '../../src/main/ledger/attachments.ts'
import { readTitles } from '../../src/main/ledger/titles.ts'
import { publishForm } from '../../src/main/service/handlers/forms.ts'
import { openIndex } from '../../src/main/store/open.ts'
import { shippedForms } from '../../src/shared/forms/shipped/shipped.ts'
import type { FieldInput } from '../../src/shared/contract.ts'
import type { EntryId } from '../../src/shared/names.ts'
import { uuid7 } from '../../src/shared/names.ts'
import { refText, type Ref } from '../../src/shared/record/entry.ts'
import type { Form } from '../../src/shared/record/registry-facts.ts'
import { makeWorld, type TestDesk, type World } from './desks.ts'

export const EVERYTHING: ProveOptions = { withhold: [], hide: [], attachments: true }
export const SITE: readonly FieldInput[] = [
  ['/data/site/name', 'Pozo nº 7 «El Álamo» 🌵'],
  ['/data/site/condition', 'fair'],
  ['/data/site/hazards', ['fire', 'flood']],
  ['/data/inspector', 'Ben Ortega'],
  ['/data/notes', ''],
  ['/data/follow_up', null]
]

export interface EvidenceWorld {
  readonly world: World
  /** Keeps the registry. */
  readonly north: TestDesk
  /** Files. */
  readonly yuma: TestDesk
  readonly mesa: TestDesk
  readonly form: Form
  readonly projection: (desk: TestDesk) => Projection
  file(desk: TestDesk, values?: readonly FieldInput[]): Ref
  amend(desk: TestDesk, record: Ref, head: Ref, values: readonly FieldInput[], own?: boolean): Ref
  void(desk: TestDesk, record: Ref, head: Ref): Ref
  /** Bytes that a record may take as an attachment. */
  stage(desk: TestDesk, name: string, bytes: Uint8Array): FieldInput[1]
  prove(desk: TestDesk, record: Ref, options?: Partial<ProveOptions>): string
  sync(): Promise<void>
}

export async function evidenceWorld(seed = 5): Promise<EvidenceWorld> {
  const world = makeWorld(seed)
  const north = world.found('North')
  const yuma = world.join('Yuma')
  const mesa = world.join('Mesa')
  const form = publishForm(north.ledger, north.keys.person, shippedForms[0]!.xml, 'everyone', north.ledger.clock)
  world.startAll()
  const sync = (): Promise<void> => {
    for (const desk of world.desks) desk.exchange?.announce()
    return world.settle(60_000)
  }
  await sync()
  const opened = new Map<TestDesk, Projection>()
  const projection = (desk: TestDesk): Projection => {
    const known = opened.get(desk)
    const made =
      known ??
      openProjection({
        ledger: desk.ledger,
        index: openIndex(desk.folder, indexKeyOf(desk.keys.vault)),
        titles: readTitles(desk.ledger),
        formTitle: () => 'Site inspection'
      })
    if (!known) onTestFinished(() => void made.index.close())
    opened.set(desk, made)
    catchUp(made)
    return made
  }
  const author = (desk: TestDesk): Author => ({ signer: desk.keys.person, person: desk.ledger.registry.keys.get(desk.keys.person.key)!.person })
  const id = (): EntryId => uuid7(world.now, world.bytes(10))
  const find = (desk: TestDesk) => (sha256: string) => stagedSource(desk.ledger, author(desk).person, sha256)
  const provenance = { engine: 'web-forms 0.22.0', language: 'es' }
  const change = (record: Ref, head: Ref, own: boolean) => ({ id: id(), record, heads: [head], reason: 'seen on site', own })
  return {
    world,
    north,
    yuma,
    mesa,
    form,
    projection,
    sync,
    file: (desk, values = SITE) => fileRecords(desk.ledger, author(desk), form, [{ id: id(), values }], provenance, find(desk))[0]!.filed.ref,
    amend: (desk, record, head, values, own = true) =>
      amendRecord(desk.ledger, author(desk), form, change(record, head, own), values, provenance, find(desk)).ref,
    void: (desk, record, head) => voidRecord(desk.ledger, author(desk), form, change(record, head, true)).ref,
    stage: (desk, name, bytes) => ({ name, type: 'image/jpeg', ...stageFile(desk.ledger, author(desk).person, bytes) }),
    prove: (desk, record, options = {}) => proveRecords(projection(desk), [refText(record)], { ...EVERYTHING, ...options }).text
  }
}
