/**
 * Others' payloads: asked for by place, taken only when they are for this office and give the commitment in the line, and
 * stored under this desk's own vault. One bad payload is named and passed over; it blocks no other.
 */
import { textOf, type Bytes } from '../../shared/bytes.ts'
import type { AnyEntry, Body } from '../../shared/ledger/line.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { isCarrier, packageOf, type Carrier } from '../../shared/record/entry.ts'
import { MAX_PACKAGE_BYTES, packageHash } from '../../shared/record/package.ts'
import { paddedSize } from '../../shared/record/padding.ts'
import { scanPayload } from '../../shared/record/payload-scan.ts'
import { commitPayload, isAttachment, isShown, readPayload, type Attachment, type Payload } from '../../shared/record/payload.ts'
import { native } from '../keys/native.ts'
import { clearLacking, countLackingWithin, lackingAt, lackingNewest, setLacking } from '../store/lacking.ts'
import { lineAt } from '../store/lines.ts'
import { insertPackage, packageOf as storedPackage } from '../store/packages.ts'
import { deletePayload, hasPayload } from '../store/payloads.ts'
import { chainNoOfLine, heightOfLine, indexOfPos, lineIdOf, lineIdOfPos, linesOfChain, posOf } from '../store/positions.ts'
import { requireSpace } from '../store/reserve.ts'
import { transact } from '../store/transact.ts'
import { storePayload } from './append.ts'
import { chainKeyOf, storedBody, type Held, type Ledger } from './ledger.ts'
import { storedPayload } from './open-payload.ts'
import { isFor, ownOffice } from './receive.ts'

/** A place on a chain: height of the line and index of the entry there. */
export type Place = readonly [height: number, index: number]
export type PayloadFault = 'payload-unasked' | 'payload-audience' | 'payload-malformed' | 'payload-size' | 'payload-commitment'

const rangeOf = (held: Held): { from: number; end: number } => {
  const { first, end } = linesOfChain(held.no)
  return { from: posOf(first, 0), end: posOf(end - 1, 1023) + 1 }
}
export const placeOf = (pos: number): Place => [heightOfLine(lineIdOfPos(pos)), indexOfPos(pos)]
const posAt = (held: Held, [height, index]: Place): number => posOf(lineIdOf(held.no, height), index)

/** Places whose payload is for this office and not here, newest first; below `before` (a page). */
export function wantedPayloads(ledger: Ledger, chain: Key, limit: number, before?: Place): Place[] {
  const held = ledger.chains.get(chain)
  if (!held) return []
  const { from, end } = rangeOf(held)
  return lackingNewest(ledger.store.ledger, 'payload', from, before ? posAt(held, before) : end, limit).map(placeOf)
}

export function countWanted(ledger: Ledger, chain: Key): number {
  const held = ledger.chains.get(chain)
  if (!held) return 0
  const { from, end } = rangeOf(held)
  return countLackingWithin(ledger.store.ledger, 'payload', from, end)
}

/** Places whose payload is here but not all of its attachments. */
export function wantedFiles(ledger: Ledger, chain: Key, limit: number): Place[] {
  const held = ledger.chains.get(chain)
  if (!held) return []
  const { from, end } = rangeOf(held)
  return lackingNewest(ledger.store.ledger, 'files', from, end, limit).map(placeOf)
}

export function countFilesWanted(ledger: Ledger, chain: Key): number {
  const held = ledger.chains.get(chain)
  if (!held) return 0
  const { from, end } = rangeOf(held)
  return countLackingWithin(ledger.store.ledger, 'files', from, end)
}

export interface PlacedEntry {
  readonly entry: AnyEntry
  readonly body: Body
  readonly pos: number
}

/** The entry at a place of a chain that is held here. Bulk lines carry many entries: read one line's places together. */
export function entriesOfLine(ledger: Ledger, chain: Key, height: number): { readonly body: Body; readonly lineId: number } | undefined {
  const held = ledger.chains.get(chain)
  if (!held || !Number.isSafeInteger(height) || height < 0 || height >= held.state.size) return undefined
  const lineId = lineIdOf(held.no, height)
  const row = lineAt(ledger.store.ledger, lineId)
  return row && { body: storedBody(row.line), lineId }
}

export function entryOf(ledger: Ledger, chain: Key, [height, index]: Place): PlacedEntry | undefined {
  const line = entriesOfLine(ledger, chain, height)
  const entry = line?.body.entries[index]
  return line && entry && { entry, body: line.body, pos: posOf(line.lineId, index) }
}

export const attachmentsOf = (payload: Payload): Attachment[] => {
  const found = new Map<string, Attachment>()
  for (const item of payload) if (isShown(item) && isAttachment(item[2]) && !found.has(item[2].sha256)) found.set(item[2].sha256, item[2])
  return [...found.values()]
}

/** Checks a payload's bytes against its line: its attachments, or what is wrong with it. */
export function checkPayload(body: Body, entry: Carrier, bytes: Bytes): Attachment[] | PayloadFault {
  const binding = { net: body.net, chain: body.chain, entry: entry.id, form: packageOf(entry) }
  const scanned = scanPayload(native, binding, bytes)
  if (scanned === entry.commitment && paddedSize(bytes.length) === entry.size) return []
  const text = textOf(bytes)
  const payload = text === undefined ? undefined : readPayload(text)
  if (!payload) return 'payload-malformed'
  if (paddedSize(bytes.length) !== entry.size) return 'payload-size'
  return commitPayload(native, binding, payload) === entry.commitment ? attachmentsOf(payload) : 'payload-commitment'
}

export interface Offered {
  readonly place: Place
  readonly bytes: Bytes
}
export interface TakenPayloads {
  readonly positions: readonly number[]
  readonly refused: readonly { readonly place: Place; readonly fault: PayloadFault }[]
}

/** Takes payloads of one chain in one transaction. What is here already is passed over. */
export function receivePayloads(ledger: Ledger, chain: Key, offered: readonly Offered[]): TakenPayloads {
  const db = ledger.store.ledger
  const positions: number[] = []
  const refused: { place: Place; fault: PayloadFault }[] = []
  const good: { pos: number; entry: Carrier; bytes: Bytes; files: boolean }[] = []
  const office = ownOffice(ledger)
  let line: ReturnType<typeof entriesOfLine>
  for (const { place, bytes } of offered) {
    if (line?.body.height !== place[0]) line = entriesOfLine(ledger, chain, place[0])
    const entry = line?.body.entries[place[1]]
    const pos = line && posOf(line.lineId, place[1])
    if (!line || pos === undefined || !entry || !isCarrier(entry)) refused.push({ place, fault: 'payload-unasked' })
    else if (!isFor(entry.audience, office)) refused.push({ place, fault: 'payload-audience' })
    else if (!hasPayload(db, pos) || lackingAt(db, pos) === 'payload') {
      const files = checkPayload(line.body, entry, bytes)
      if (typeof files === 'string') refused.push({ place, fault: files })
      else good.push({ pos, entry, bytes, files: files.length > 0 })
    }
  }
  if (good.length === 0) return { positions, refused }
  requireSpace(ledger.store.folder)
  transact(db, () => {
    for (const { pos, entry, bytes, files } of good) {
      deletePayload(db, pos) // halves that a check has found to be of no use
      storePayload(ledger, chain, entry, pos, bytes)
      if (files) setLacking(db, pos, 'files')
      else clearLacking(db, pos)
      positions.push(pos)
    }
  })
  return { positions, refused }
}

/** The payload stored for an entry, opened; undefined when it is not here. */
export const openStoredPayload = (ledger: Ledger, chain: Key, entry: Carrier, pos: number): Payload | undefined => storedPayload(ledger, chain, entry, pos)

/** A check has found that what was held is gone or unreadable: it is asked for again, and the next receipt says less. */
export function noteLost(ledger: Ledger, positions: readonly number[]): void {
  const db = ledger.store.ledger
  transact(db, () => {
    for (const pos of positions) {
      const chain = chainKeyOf(ledger, chainNoOfLine(lineIdOfPos(pos)))
      const entry = entryOf(ledger, chain, placeOf(pos))?.entry
      if (entry && isCarrier(entry) && lackingAt(db, pos) === undefined) setLacking(db, pos, isFor(entry.audience, ownOffice(ledger)) ? 'payload' : 'audience')
    }
  })
}

/** Form packages that the registry names and this desk has not. */
export function wantedPackages(ledger: Ledger): Hash[] {
  const named = new Set(ledger.registry.forms.map(form => form.package))
  return [...named].filter(hash => !storedPackage(ledger.store.ledger, hash))
}

/** Takes a form package by its hash; false when it is not what the registry names, or here already. */
export function receivePackage(ledger: Ledger, xml: Bytes): boolean {
  const text = xml.length > MAX_PACKAGE_BYTES ? undefined : textOf(xml)
  if (text === undefined) return false
  const hash = packageHash(native, text)
  if (!ledger.registry.forms.some(form => form.package === hash)) return false
  return transact(ledger.store.ledger, () => insertPackage(ledger.store.ledger, hash, xml))
}
