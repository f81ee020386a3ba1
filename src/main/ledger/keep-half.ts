/**
 * After a decision about a forked chain: a desk that holds the half that was not kept puts it aside, with its content, and
 * takes the other one in its place. Nothing of either half is thrown away.
 */
import { concat, toBase64url, utf8 } from '../../shared/bytes.ts'
import { openCheckpoint } from '../../shared/ledger/fork.ts'
import { frontierAppend, frontierRoot } from '../../shared/ledger/merkle.ts'
import type { Opened } from '../../shared/ledger/line.ts'
import { isCarrier } from '../../shared/record/entry.ts'
import { native, verify } from '../keys/native.ts'
import { deleteFiles, filesAt, pieceAt, piecesHeld } from '../store/attachments.ts'
import { setHead } from '../store/chains.ts'
import { insertCheckpoint } from '../store/checkpoints.ts'
import { deleteGuarded, putGuarded } from '../store/guarded.ts'
import { clearLacking, setLacking } from '../store/lacking.ts'
import { insertLine, linesFrom } from '../store/lines.ts'
import { deletePayload, payloadAt } from '../store/payloads.ts'
import { lineIdOf, posOf } from '../store/positions.ts'
import { forgetStatementsBeyond, forgetLinesFrom } from '../store/rewind.ts'
import { transact } from '../store/transact.ts'
import { agreesWithDecision, forkOf } from './forks.ts'
import { reopen, withCut, type Held, type Ledger } from './ledger.ts'
import { otherState, stateAt } from './other-half.ts'
import { isFor, ownOffice } from './receive.ts'
import { forgetTree } from './tree.ts'
import { forgetVouching } from './witness.ts'

/** Every decided chain whose other half is here in full takes its place. Answers those that were rewritten, from which height. */
export function takeKeptHalves(ledger: Ledger): { readonly held: Held; readonly from: number; readonly to: number }[] {
  if (ledger.store.readonly) return []
  return ledger.registry.decisions.flatMap(({ chain }) => {
    const held = ledger.chains.get(chain)
    // our own chain is not rewritten: this desk goes on under a new key
    if (!held || held === ledger.own || !forkOf(ledger, chain) || agreesWithDecision(ledger, chain)) return []
    const from = takeKept(ledger, held)
    return from === undefined ? [] : [{ held, from, to: held.state.size }]
  })
}

function takeKept(ledger: Ledger, held: Held): number | undefined {
  const { chain } = held.state
  const keep = ledger.registry.decisionOn(chain)!.keep
  const other = otherState(ledger, held)
  const kept = other?.lines.filter(({ body }) => body.height < keep.size)
  if (!other || !kept || other.from + kept.length !== keep.size) return undefined
  let state = stateAt(ledger, held, other.from)
  if (!state) return undefined
  const frontier = kept.reduce((grown, { leaf }, i) => frontierAppend(native, other.from + i, grown, leaf), state.frontier)
  if (toBase64url(frontierRoot(native, frontier)) !== keep.root) return undefined
  const last = kept.at(-1)!
  transact(ledger.store.ledger, () => {
    setHalfAside(ledger, held, other.from)
    for (const opened of kept) enter(ledger, held, opened)
    setHead(ledger.store.ledger, held.no, keep.size, last.leaf, frontier)
    const note = forkOf(ledger, chain)!.evidence.sides.find(side => isOf(ledger, held, side.note, keep))?.note
    if (note !== undefined) insertCheckpoint(ledger.store.ledger, held.no, keep.size, utf8(note), new Uint8Array(0))
  })
  state = {
    ...state,
    size: keep.size,
    head: last.hash,
    frontier,
    registrySize: last.body.reg?.size ?? 0,
    lastTime: last.body.time,
    lastBoot: last.body.boot
  }
  held.state = withCut(ledger.registry, state)
  forgetTree(ledger.store.ledger, held.no)
  forgetVouching(ledger, chain)
  return other.from
}

function isOf({ net }: Ledger, held: Held, note: string, keep: { readonly size: number; readonly root: string }): boolean {
  const checkpoint = openCheckpoint(native, verify, net, held.state.chain, note)
  return checkpoint !== undefined && checkpoint.size === keep.size && toBase64url(checkpoint.root) === keep.root
}

function enter(ledger: Ledger, held: Held, opened: Opened): void {
  const db = ledger.store.ledger
  const lineId = lineIdOf(held.no, opened.body.height)
  insertLine(db, lineId, opened.line, opened.leaf)
  opened.body.entries.forEach((entry, index) => {
    if (isCarrier(entry)) setLacking(db, posOf(lineId, index), isFor(entry.audience, ownOffice(ledger)) ? 'payload' : 'audience')
  })
  deleteGuarded(db, ledger.guard, 'aside', opened.hash)
}

/** Our lines from a height on, and what belongs to them, beside the chain. Inside a transaction. */
export function setHalfAside(ledger: Ledger, held: Held, from: number): void {
  const { guard } = ledger
  const db = ledger.store.ledger
  for (const row of linesFrom(db, held.no, from, Number.MAX_SAFE_INTEGER)) {
    const opened = reopen(row.line)
    putGuarded(db, guard, 'aside', { line_hash: opened.hash, chain: held.state.chain, line: opened.line, why: 'fork' })
    opened.body.entries.forEach((_, index) => setContentAside(ledger, posOf(row.lineId, index), `${opened.hash}.${index}`))
  }
  forgetLinesFrom(db, held.no, from)
  forgetStatementsBeyond(db, held.no, from)
}

/** Ciphertexts as they are, each with its seed before it: under the id of the entry they open as before. */
function setContentAside({ store, guard }: Ledger, pos: number, name: string): void {
  const db = store.ledger
  const payload = payloadAt(db, pos)
  if (payload) putGuarded(db, guard, 'evidence', { id: `${name}`, kind: 'half', body: concat(payload.seed, payload.cipher) })
  for (const { file, sha256, size, seed } of filesAt(db, pos)) {
    putGuarded(db, guard, 'evidence', { id: `${name}.${file}`, kind: 'half-file', body: concat(seed, utf8(`${sha256} ${size}`)) })
    for (const n of piecesHeld(db, pos, file))
      putGuarded(db, guard, 'evidence', { id: `${name}.${file}.${n}`, kind: 'half-piece', body: pieceAt(db, pos, file, n)! })
  }
  deletePayload(db, pos)
  deleteFiles(db, pos)
  clearLacking(db, pos)
}
