/**
 * The half that did not win: what this desk signed on the chain that it goes on from, beyond where the registry ends it (a
 * clone, or a folder that was rolled back, signed on before anyone could tell). It is taken off the chain and kept, encrypted,
 * until somebody files it again under the new key; then it is a new line with the same entry ids.
 */
import { concat, textOf, toBase64url, utf8 } from '../../shared/bytes.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { AnyEntry } from '../../shared/ledger/line.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { isCarrier, type Carrier, type Ref } from '../../shared/record/entry.ts'
import type { FieldValue } from '../../shared/record/payload.ts'
import { readPayload } from '../../shared/record/payload.ts'
import { openDraft, sealDraft } from '../keys/cipher.ts'
import { filesAt, piecesOf } from '../store/attachments.ts'
import { setHead } from '../store/chains.ts'
import { deleteGuarded, getGuarded, listGuarded, putGuarded } from '../store/guarded.ts'
import { lineAt, linesFrom } from '../store/lines.ts'
import { lineIdOf, lineIdOfPos, indexOfPos, posOf } from '../store/positions.ts'
import { deleteTail } from '../store/tail.ts'
import { transact } from '../store/transact.ts'
import { append, type Prepared } from './append.ts'
import { storedSource, storeFiles, type Source } from './attachments.ts'
import { carry, type Bare, type Values } from './compose.ts'
import { requireMay, type Author } from './file-record.ts'
import { intactBody, storedBody, withCut, type Held, type Ledger } from './ledger.ts'
import { storedText } from './open-payload.ts'
import { forgetTree, frontierAt } from './tree.ts'
import { forgetVouching } from './witness.ts'

const KIND = 'left'
const FILED = 'left-filed'
const PIECE = 'left-piece'

interface Left {
  readonly entry: AnyEntry
  readonly payload: string | null
  readonly ref: Ref
  /** Where it stood: for the order. */
  readonly at: readonly [height: number, index: number]
  readonly files: readonly { readonly sha256: Hash; readonly size: number }[]
}

const idOf = ({ line, index }: Ref): string => `${line}.${index}`
const pieceId = (ref: Ref, sha256: string, n: number): string => `${idOf(ref)}/${sha256}/${n}`

function put({ store, guard, vault, clock }: Ledger, id: string, kind: string, bytes: Uint8Array): void {
  const seed = clock.random(32)
  putGuarded(store.ledger, guard, 'evidence', { id, kind, body: concat(seed, sealDraft(vault, id, kind, seed, bytes)) })
}
const open = ({ vault }: Ledger, id: string, kind: string, body: Uint8Array): Uint8Array | undefined =>
  openDraft(vault, id, kind, body.subarray(0, 32), body.subarray(32))

/** The chain that this desk goes on from, as it is held here. */
export function formerChain({ registry, own, chains }: Ledger): Held | undefined {
  const former = registry.desks.get(own.state.chain)?.continues?.chain
  return former === undefined ? undefined : chains.get(former)
}

function keep(ledger: Ledger, chain: Key, lineId: number, height: number, line: Hash, entries: readonly AnyEntry[]): void {
  entries.forEach((entry, index) => {
    const ref: Ref = { index, line }
    const pos = posOf(lineId, index)
    const carrier: Carrier | null = isCarrier(entry) ? entry : null
    const sources = carrier ? filesAt(ledger.store.ledger, pos).flatMap(({ sha256 }) => storedSource(ledger, chain, carrier, pos, sha256) ?? []) : []
    const left: Left = {
      entry,
      payload: (carrier && storedText(ledger, chain, carrier, pos)) ?? null,
      ref,
      at: [height, index],
      files: sources.map(({ sha256, size }) => ({ sha256, size }))
    }
    put(ledger, idOf(ref), KIND, utf8(JSON.stringify(left)))
    for (const { sha256, size, piece } of sources) for (let n = 0; n < piecesOf(size); n++) put(ledger, pieceId(ref, sha256, n), PIECE, piece(n))
  })
}

/** Takes the lines of a chain from a height on off it, and keeps what they said. The list of records is to be made anew. */
export function leaveBehind(ledger: Ledger, held: Held, from: number): void {
  const { state, no } = held
  const db = ledger.store.ledger
  if (from >= state.size) return
  const last = from === 0 ? undefined : lineAt(db, lineIdOf(no, from - 1))
  const frontier = frontierAt(db, no, from)
  transact(db, () => {
    for (const row of linesFrom(db, no, from, state.size - from)) {
      const height = row.lineId - lineIdOf(no, 0)
      keep(ledger, state.chain, row.lineId, height, toBase64url(row.hash) as Hash, intactBody(row)?.entries ?? [])
    }
    deleteTail(db, no, from)
    setHead(db, no, from, last?.hash ?? null, frontier)
  })
  forgetTree(db, no)
  forgetVouching(ledger, state.chain)
  const body = last && storedBody(last.line)
  held.state = withCut(ledger.registry, {
    ...state,
    size: from,
    head: last ? (toBase64url(last.hash) as Hash) : null,
    frontier,
    registrySize: body?.reg?.size ?? 0,
    lastTime: body?.time ?? null,
    lastBoot: body?.boot ?? null
  })
}

/** What waits to be filed again, in the order in which it was signed. */
export function leftBehind(ledger: Ledger): Left[] {
  return listGuarded(ledger.store.ledger, ledger.guard, 'evidence', { kind: KIND })
    .flatMap(({ id, body }): Left[] => {
      const text = textOf(open(ledger, id, KIND, body) ?? new Uint8Array(0))
      return text ? [JSON.parse(text) as Left] : []
    })
    .sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1])
}

/** Where an entry that was left behind stands now; others stand where they stood. */
function now(ledger: Ledger, ref: Ref): Ref {
  const row = getGuarded(ledger.store.ledger, ledger.guard, 'evidence', idOf(ref))
  const text = row?.kind === FILED ? textOf(row.body) : undefined
  return text === undefined ? ref : (JSON.parse(text) as Ref)
}

function sourceOf(ledger: Ledger, ref: Ref, { sha256, size }: Left['files'][number]): Source {
  return {
    sha256,
    size,
    piece: n => {
      const id = pieceId(ref, sha256, n)
      const row = getGuarded(ledger.store.ledger, ledger.guard, 'evidence', id)
      const piece = row && open(ledger, id, PIECE, row.body)
      if (!piece) throw new RangeError(`left behind: piece ${n} of ${sha256} is not here`)
      return piece
    }
  }
}

const AGAIN: ReadonlySet<string> = new Set(['record', 'amend', 'resolve', 'void'])

function prepareAgain(ledger: Ledger, left: Left): Prepared | undefined {
  const { entry, payload, ref, files } = left
  const items = payload === null ? undefined : readPayload(payload)
  if (!items || !isCarrier(entry) || !AGAIN.has(entry.t)) return undefined
  const values = items.flatMap((item): [string, FieldValue][] => (typeof item !== 'string' && item.length === 3 ? [[item[1], item[2]]] : []))
  if (values.length !== items.length) return undefined
  const { commitment: _c, size: _s, audience, ...bare } = entry as Carrier & Record<string, Json>
  const moved: Record<string, Json> = { ...bare }
  for (const field of ['record', 'amends'] as const)
    if (entry[field] !== undefined && entry.t !== 'record') moved[field] = now(ledger, entry[field] as unknown as Ref) as unknown as Json
  if (Array.isArray(entry['heads']))
    moved['heads'] = (entry['heads'] as unknown as Ref[])
      .map(head => now(ledger, head))
      .sort((a, b) => (a.line < b.line ? -1 : a.line > b.line ? 1 : a.index - b.index)) as unknown as Json
  if (entry.t === 'record') moved['ref'] = ledger.nextRef
  const made = carry(ledger.clock, { net: ledger.net, chain: ledger.own.state.chain }, moved as unknown as Bare, audience, values as Values)
  const sources = files.map(file => sourceOf(ledger, ref, file))
  const store = (pos: number): void => {
    const db = ledger.store.ledger
    if (sources.length > 0) storeFiles(ledger, ledger.own.state.chain, made.entry, pos, sources)
    const line = toBase64url(lineAt(db, lineIdOfPos(pos))!.hash) as Hash
    putGuarded(db, ledger.guard, 'evidence', { id: idOf(ref), kind: FILED, body: utf8(JSON.stringify({ index: indexOfPos(pos), line })) })
    for (const { sha256, size } of files) for (let n = 0; n < piecesOf(size); n++) deleteGuarded(db, ledger.guard, 'evidence', pieceId(ref, sha256, n))
  }
  return { ...made, store }
}

/** Files again, one line each, what this author may file. Broken off, the rest waits; nothing is filed twice. */
export function fileAgain(ledger: Ledger, author: Author): { readonly filed: number; readonly left: number } {
  let filed = 0
  for (const left of leftBehind(ledger)) {
    const prepared = prepareAgain(ledger, left)
    if (!prepared) continue
    const form = left.entry['form']
    requireMay(ledger, author, typeof form === 'string' ? form : null, left.entry.t === 'record')
    append(ledger, ledger.own, author.signer, [prepared])
    if (left.entry.t === 'record') ledger.nextRef++
    filed++
  }
  return { filed, left: leftBehind(ledger).length }
}
