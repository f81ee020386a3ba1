/** Counts for the status line: true, or not shown. */
import type { Output } from '../../shared/contract.ts'
import { holdingOffices, isCopied, vouchingDigest } from '../ledger/witness.ts'
import { countRecords, positionsBetween } from '../store/index/records.ts'
import { appliedSize } from '../store/index/versions.ts'
import { heightOfLine, indexOfPos, lineIdOf, lineIdOfPos, MAX_INDEX, posOf } from '../store/positions.ts'
import { countDrafts } from '../store/drafts.ts'
import { requireRunning, type Context, type Running } from './context.ts'
import { freshIndex } from './fresh-index.ts'
import type { LiveSession } from './sessions.ts'

interface OwnCopies {
  readonly onlyHere: number
  readonly copied: number
  /** Other offices that hold anything of ours. */
  readonly offices: number
}
const counted = new WeakMap<Running['ledger'], { readonly size: number; readonly digest: string; readonly copies: OwnCopies }>()

/** Records of this desk that exist only here, and those that at least one other office holds. Counted again when either changed. */
export function ownCopies(running: Running): OwnCopies {
  const { ledger, index } = running
  const { no, state } = ledger.own
  if (state.size === 0) return { onlyHere: 0, copied: 0, offices: 0 }
  const { size } = appliedSize(index, no)
  const digest = vouchingDigest(ledger, state.chain)
  const known = counted.get(ledger)
  if (known?.size === size && known.digest === digest) return known.copies
  if (size === 0) return { onlyHere: 0, copied: 0, offices: 0 }
  // What others hold is as before: only the lines since then are looked at.
  const before = known?.digest === digest && known.size < size ? known : { size: 0, copies: { onlyHere: 0, copied: 0 } }
  let { onlyHere, copied } = before.copies
  for (const pos of positionsBetween(index, posOf(lineIdOf(no, before.size), 0), posOf(lineIdOf(no, size - 1), MAX_INDEX) + 1)) {
    if (isCopied(ledger, state.chain, heightOfLine(lineIdOfPos(pos)), indexOfPos(pos))) copied++
    else onlyHere++
  }
  const copies = { onlyHere, copied, offices: holdingOffices(ledger, state.chain) }
  counted.set(ledger, { size, digest, copies })
  return copies
}

export const copiesOnlyHere = (running: Running): number => ownCopies(running).onlyHere

export function status(context: Context, _input: object, session: LiveSession): Output<'status'> {
  const running = requireRunning(context)
  const left = freshIndex(running)
  const { titles, ledger } = running.projection
  // who is in contact now was last heard from now, however long nothing had to be said
  const heard = (running.network?.peers() ?? []).map(peer => ({ chain: peer.chain, time: peer.connected ? context.options.now() : (peer.lastContact ?? 0) }))
  const last = heard.filter(peer => peer.time > 0).toSorted((a, b) => b.time - a.time)[0]
  const office = last && ledger.registry.desks.get(last.chain)?.office
  return {
    records: countRecords(running.index),
    drafts: session.person === null ? 0 : countDrafts(ledger.store.ledger, session.person),
    ...ownCopies(running),
    lastContact: last && office ? { office: titles.office(office), time: new Date(last.time).toISOString() } : null,
    working: left > 0 ? `indexing ${left}` : null
  }
}
