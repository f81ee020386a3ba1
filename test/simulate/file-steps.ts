/** Steps in which somebody works: files, amends, voids. What is answered is kept beside the simulation as acknowledged. */
import type { FieldInput } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import type { Audience, Ref } from '../../src/shared/record/entry.ts'
import { piecesIn, sha256Of, type Source } from '../../src/main/ledger/attachments.ts'
import { newId } from '../../src/main/ledger/compose.ts'
import type { Form } from '../../src/shared/record/registry-facts.ts'
import { amendRecord, fileRecords, voidRecord, type Author } from '../../src/main/ledger/file-record.ts'
import { heightOfLine, lineIdOfPos } from '../../src/main/store/positions.ts'
import { notes } from '../kit/desks.ts'
import { isIn } from './audience.ts'
import { officeOf, type Player } from './player.ts'
import type { Scene } from './scene.ts'

const provenance = { engine: null, language: null }
const authorOf = ({ desk }: Player): Author => ({ signer: desk.keys.person, person: '' })

/** Reasons for which a desk may refuse to file: it says so, and nothing is promised. */
const REFUSALS = new Set(['rolled-back', 'not-admitted', 'not-authorised', 'unknown-form', 'mark-damaged'])

/** Whether anything says that this desk can not file now. */
const maySign = ({ desk: { ledger } }: Player): boolean =>
  ledger.own.trouble === null && ledger.registry.deskAt(ledger.own.state.chain, ledger.registry.size) !== undefined

/** Work that signs: what it may not do, and what it must be able to do. */
export function attempt<T>(scene: Scene, player: Player, work: () => T): T | string {
  const may = maySign(player)
  try {
    const done = work()
    if (!may)
      scene.breaches.push({ invariant: 'nothing-is-signed-in-trouble', chain: player.desk.chain, detail: `${player.desk.name} filed although it may not` })
    player.desk.exchange?.announce()
    return done
  } catch (error) {
    if (!(error instanceof OfficeError) || !REFUSALS.has(error.code)) throw error
    if (may && error.code !== 'unknown-form' && error.code !== 'not-authorised')
      scene.breaches.push({ invariant: 'who-may-file-can', chain: player.desk.chain, detail: `${player.desk.name}: ${error.code}` })
    return error.code
  }
}

function acknowledged(
  scene: Scene,
  by: Player,
  { ref, pos }: { readonly ref: Ref; readonly pos: number },
  audience: Audience,
  text: string,
  file?: string
): void {
  const { desk } = by
  scene.filed.push({
    by,
    chain: desk.chain,
    height: heightOfLine(lineIdOfPos(pos)),
    index: ref.index,
    line: ref.line,
    audience,
    text,
    ...(file === undefined ? {} : { file })
  })
}

const nextText = (scene: Scene): string => `text ${scene.seed} ${scene.step} ${scene.int(1_000)}`

export function fileNotes(scene: Scene, player: Player, many = 1 + scene.int(3)): string {
  const others = scene.members.filter(other => other !== player)
  const audience: Audience = scene.random() < 0.25 && others.length > 0 ? [...new Set([officeOf(player), officeOf(scene.pick(others)!)])].sort() : 'everyone'
  const all = Array.from({ length: many }, () => nextText(scene))
  const done = attempt(scene, player, () => notes(player.desk, all, audience))
  if (typeof done === 'string') return done
  done.forEach((one, i) => acknowledged(scene, player, one, audience, all[i]!))
  return `${done.length} notes`
}

export function fileForm(scene: Scene, player: Player): string {
  const form = scene.pick(scene.forms.filter(({ audience }) => isIn(audience, officeOf(player))))
  if (!form || !player.desk.ledger.registry.formAt(form.package, player.desk.ledger.registry.size)) return fileNotes(scene, player)
  return fileRecordOf(scene, player, form, 1 + scene.int(3))
}

/** The file named in the values, from memory. */
const sourceOf = (bytes: Uint8Array): Source => ({ size: bytes.length, sha256: sha256Of(bytes), piece: n => piecesIn(bytes)[n]! })

export function fileRecordOf(scene: Scene, player: Player, form: Form, many = 1, file?: Uint8Array): string {
  const filings = Array.from({ length: many }, () => ({ id: newId(player.desk.ledger.clock), text: nextText(scene) }))
  const source = file && sourceOf(file)
  const photo: FieldInput[] = source ? [['/data/photo', { name: 'photo.jpg', type: 'image/jpeg', sha256: source.sha256 } as never]] : []
  const done = attempt(scene, player, () =>
    fileRecords(
      player.desk.ledger,
      authorOf(player),
      form,
      filings.map(({ id, text }) => ({ id, values: [['/data/name', text], ...photo] })),
      provenance,
      () => source
    )
  )
  if (typeof done === 'string') return done
  done.forEach(({ filed }, i) => {
    acknowledged(scene, player, filed, form.audience, filings[i]!.text, source?.sha256)
    scene.records.push({ by: player, form, ref: filed.ref, head: filed.ref, versions: 1, voided: false })
  })
  return `${done.length} records${source ? ` with a file of ${source.size} bytes` : ''}`
}

/** A record with a small file: one piece, so that a step stays cheap. */
export function fileWithFile(scene: Scene, player: Player): string {
  const form = scene.forms.find(({ audience }) => isIn(audience, officeOf(player)))
  if (!form || !player.desk.ledger.registry.formAt(form.package, player.desk.ledger.registry.size)) return fileNotes(scene, player)
  return fileRecordOf(scene, player, form, 1, scene.world.bytes(1 + scene.int(400)))
}

const ownRecord = (scene: Scene, player: Player): Scene['records'][number] | undefined =>
  scene.pick(scene.records.filter(record => record.by === player && !record.voided))

export function amend(scene: Scene, player: Player): string {
  const record = ownRecord(scene, player)
  if (!record) return fileForm(scene, player)
  const text = nextText(scene)
  const change = { id: newId(player.desk.ledger.clock), record: record.ref, heads: [record.head], reason: 'seen again', own: true }
  const done = attempt(scene, player, () =>
    amendRecord(player.desk.ledger, authorOf(player), record.form, change, [['/data/name', text]], provenance, () => undefined)
  )
  if (typeof done === 'string') return done
  acknowledged(scene, player, done, record.form.audience, text)
  record.head = done.ref
  record.versions++
  return 'amended'
}

export function voidOne(scene: Scene, player: Player): string {
  const record = ownRecord(scene, player)
  if (!record) return fileForm(scene, player)
  const change = { id: newId(player.desk.ledger.clock), record: record.ref, heads: [record.head], reason: 'entered twice', own: true }
  const done = attempt(scene, player, () => voidRecord(player.desk.ledger, authorOf(player), record.form, change))
  if (typeof done === 'string') return done
  acknowledged(scene, player, done, record.form.audience, 'entered twice')
  record.head = done.ref
  record.versions++
  record.voided = true
  return 'voided'
}
