/** Counts for the status line: true, or not shown. */
import type { Output } from '../../shared/contract.ts'
import { heldBy } from '../ledger/witness.ts'
import { countRecords } from '../store/index/records.ts'
import { lineIdOf, posOf } from '../store/positions.ts'
import { draftsOf } from '../store/drafts.ts'
import { requireRunning, type Context, type Running } from './context.ts'
import { freshIndex } from './fresh-index.ts'
import type { LiveSession } from './sessions.ts'

/** Records of this desk by how many other offices hold them: [none, at least one]. */
export function ownCopies(running: Running): { onlyHere: number; copied: number; offices: number } {
  const { ledger, index } = running
  const { no, state } = ledger.own
  if (state.size === 0) return { onlyHere: 0, copied: 0, offices: 0 }
  const covered = heldBy(ledger, state.chain)
  const rows = index.prepare('SELECT pos FROM records WHERE pos >= ? AND pos < ?').pluck().iterate(posOf(lineIdOf(no, 0), 0), posOf(lineIdOf(no, state.size - 1), 1023) + 1) as Iterable<number>
  let copied = 0
  let all = 0
  for (const pos of rows) {
    all++
    if (covered.holds(pos)) copied++
  }
  return { onlyHere: all - copied, copied, offices: covered.offices }
}

export const copiesOnlyHere = (running: Running): number => ownCopies(running).onlyHere

export function status(context: Context, _input: object, session: LiveSession): Output<'status'> {
  const running = requireRunning(context)
  const left = freshIndex(running)
  const { titles, ledger } = running.projection
  const peers = running.network?.peers() ?? []
  const last = peers.filter(peer => peer.lastContact !== null).toSorted((a, b) => b.lastContact! - a.lastContact!)[0]
  const office = last && ledger.registry.desks.get(last.chain)?.office
  return {
    records: countRecords(running.index),
    drafts: session.person === null ? 0 : draftsOf(ledger.store.ledger, running.guard, session.person).length,
    ...ownCopies(running),
    lastContact: last && office ? { office: titles.office(office), time: new Date(last.lastContact!).toISOString() } : null,
    working: left > 0 ? `indexing ${left}` : null
  }
}
