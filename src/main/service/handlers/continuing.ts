/** What an administrator sees and does about desks that ask to go on under a new key; and what such a desk files again. */
import type { Checked, Continuing, Output } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { EntryId } from '../../../shared/names.ts'
import { readContinuation, type Continuation } from '../../../shared/record/continuation.ts'
import { verify } from '../../keys/native.ts'
import { wordsOf } from '../../keys/recovery.ts'
import { admitContinuation, continuationWords, cutFor, keepContinuation, refuseContinuation, waitingContinuations } from '../../ledger/continuing.ts'
import { fileAgain as fileLeft, leftBehind } from '../../ledger/left-behind.ts'
import { requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import { freshIndex } from '../fresh-index.ts'
import type { LiveSession } from '../sessions.ts'

function view({ ledger, projection: { titles } }: Running, asked: Continuation): Continuing {
  const { at, chain, desk, ends, held, id, person, time } = asked
  const old = ledger.registry.desks.get(chain ?? at)
  const here = ledger.chains.get(chain ?? at)?.state.size ?? 0
  return {
    id,
    office: old ? titles.office(old.office) : '',
    desk: old ? titles.desk(old.chain) : '',
    newDesk: desk !== null,
    ends,
    person: person.person === null ? person.name : titles.person(person.person),
    known: person.person !== null,
    words: wordsOf(continuationWords(asked)),
    at: time,
    held: held?.size ?? null,
    here,
    cut: chain === null ? here : cutFor(ledger, chain, held).size
  }
}

export const listContinuing = (context: Context): Continuing[] => {
  const running = requireRunning(context)
  return waitingContinuations(running.ledger).map(({ asked }) => view(running, asked))
}

/** A request that came as a file. */
export function takeContinuing(context: Context, { text }: Checked<'takeContinuing'>): Continuing {
  const running = requireRunning(context)
  const kept = keepContinuation(running.ledger, text)
  if (typeof kept === 'object') throw new OfficeError('continuation-unreadable', { detail: kept.wrong })
  const asked = readContinuation(text, verify)
  if (typeof asked === 'string') throw new OfficeError('continuation-unreadable', { detail: asked })
  context.news.tell('joinChanged')
  return view(running, asked)
}

export async function admitContinuing(context: Context, { id, role }: Checked<'admitContinuing'>, session: LiveSession): Promise<Record<string, never>> {
  const running = requireRunning(context)
  const { signer } = requireAuthor(session)
  const { ledger, projection } = running
  if (!ledger.ownRegistry) throw new OfficeError('not-registry-desk', { desk: 'the desk that keeps the registry' })
  admitContinuation(ledger, id as EntryId, [signer], role, office => projection.titles.office(office))
  running.registryGrew()
  running.network?.announce()
  for (const kind of ['joinChanged', 'headMoved', 'peersChanged'] as const) context.news.tell(kind)
  await context.moveOn() // it may have been this desk's own
  return {}
}

export function refuseContinuing(context: Context, { id }: Checked<'refuseContinuing'>): Record<string, never> {
  refuseContinuation(requireRunning(context).ledger, id as EntryId)
  context.news.tell('joinChanged')
  return {}
}

export function fileAgain(context: Context, _input: object, session: LiveSession): Output<'fileAgain'> {
  const running = requireRunning(context)
  const before = leftBehind(running.ledger).length
  const { filed, left } = fileLeft(running.ledger, requireAuthor(session))
  freshIndex(running)
  running.network?.announce()
  context.news.tell('headMoved')
  context.news.tell('deskChanged')
  return { filed, already: before - filed - left, left }
}
