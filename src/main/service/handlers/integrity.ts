/** The integrity page: every chain and what is known of it, and verification as a job. */
import type { Output } from '../../../shared/contract.ts'
import { parseCheckpoint, parseNote } from '../../../shared/ledger/note.ts'
import { frozenFrom, isUndecided } from '../../ledger/forks.ts'
import { wantedWitnesses } from '../../ledger/witness.ts'
import { cosignatures } from '../../store/cosignatures.ts'
import { newestCheckpoint } from '../../store/checkpoints.ts'
import { countBetween } from '../../store/index/records.ts'
import { lineIdOf, posOf } from '../../store/positions.ts'
import { requireRunning, type Context, type Running } from '../context.ts'
import { freshIndex } from '../fresh-index.ts'
import type { Held } from '../../ledger/ledger.ts'

type Row = Output<'listChains'>[number]

function chainView(running: Running, held: Held): Row {
  const { ledger, projection, index, network } = running
  const { state, no } = held
  const desk = ledger.registry.desks.get(state.chain)
  const witnesses = cosignatures(ledger.store.ledger, no).flatMap(({ witness, size, time }) => {
    const by = ledger.registry.desks.get(witness)
    return by && by.office !== desk?.office
      ? [{ office: projection.titles.office(by.office), desk: projection.titles.desk(witness), size, time: new Date(time * 1_000).toISOString() }]
      : []
  })
  const newest = newestCheckpoint(ledger.store.ledger, no)
  const checkpoint = newest && parseCheckpoint(parseNote(newest.note)?.text ?? '')
  const own = state.chain === ledger.own.state.chain || (state.kind === 'registry' && ledger.ownRegistry !== null)
  const contact = network?.peers().find(peer => peer.chain === state.chain)?.lastContact ?? null
  return {
    chain: state.chain,
    kind: state.kind,
    office: desk ? projection.titles.office(desk.office) : null,
    desk: desk ? projection.titles.desk(state.chain) : null,
    mine: own,
    lines: state.size,
    records: state.kind === 'registry' || state.size === 0 ? 0 : countBetween(index, posOf(lineIdOf(no, 0), 0), posOf(lineIdOf(no, state.size - 1), 1023) + 1),
    checkpoint: checkpoint ? { size: checkpoint.size, time: null } : null,
    witnesses,
    unseen: state.size - witnessedUpTo(witnesses, wantedWitnesses(ledger)),
    lastContact: contact === null ? null : new Date(contact).toISOString(),
    trouble: troubles(running, held)
  }
}

/** The size up to which as many offices as are wanted have signed, each by the desk of it that has seen most. */
function witnessedUpTo(witnesses: Row['witnesses'], wanted: number): number {
  const most = new Map<string, number>()
  for (const { office, size } of witnesses) most.set(office, Math.max(size, most.get(office) ?? 0))
  return [...most.values()].toSorted((a, b) => b - a)[wanted - 1] ?? 0
}

function troubles({ ledger }: Running, held: Held): string[] {
  const own = held.state.chain === ledger.own.state.chain ? ledger.own.trouble : null
  const cut = held.state.cut !== null && held.state.size > held.state.cut.size ? ['cut'] : []
  const { chain } = held.state
  const decided = !isUndecided(ledger, chain)
  const forked = frozenFrom(ledger, chain) === undefined ? [] : [decided ? 'half-missing' : 'chain-forked']
  return [...(own ? [own.code] : []), ...forked, ...cut]
}

export function listChains(context: Context): Row[] {
  const running = requireRunning(context)
  freshIndex(running)
  return [...running.ledger.chains.values()]
    .filter(held => held.state.size > 0 || held.state.chain === running.ledger.own.state.chain)
    .map(held => chainView(running, held))
}

type Job = Output<'verifyJob'>

export function startVerify(context: Context): Job {
  const { verifying } = requireRunning(context)
  return { ...verifying.everything(), ...verifying.view() }
}
export const verifyJob = (context: Context): Job => ({ ...context.jobs.view(), ...requireRunning(context).verifying.view() })
export const cancelVerify = (context: Context): Job => ({ ...context.jobs.cancel(), ...requireRunning(context).verifying.view() })
