/** Who keeps the registry, and a new one in its place where that desk is lost. */
import type { Checked, MotionView, SuccessionView } from '../../../shared/contract.ts'
import { OfficeError } from '../../../shared/errors.ts'
import type { Hash, Key } from '../../../shared/names.ts'
import type { Continuation } from '../../../shared/record/continuation.ts'
import { isCarrier } from '../../../shared/record/entry.ts'
import { textAt } from '../../../shared/record/payload.ts'
import type { Registry } from '../../../shared/record/registry.ts'
import { administratorsAt, majorityAt } from '../../../shared/record/succession.ts'
import { makeNextRegistry } from '../../keys/next-registry.ts'
import { recoverySigner } from '../../keys/recovery.ts'
import { competing } from '../../ledger/competing.ts'
import { forkOf } from '../../ledger/forks.ts'
import { keySigner, storedBody, type Ledger } from '../../ledger/ledger.ts'
import { successionItems, usualSize } from '../../ledger/propose-succession.ts'
import { supersededLines } from '../../ledger/superseded.ts'
import { storedPayload } from '../../ledger/open-payload.ts'
import { getMeta } from '../../store/meta.ts'
import { lineAt } from '../../store/lines.ts'
import { lineIdOf, posOf } from '../../store/positions.ts'
import { requireAuthor, requireRunning, type Context, type Running } from '../context.ts'
import type { LiveSession } from '../sessions.ts'
import { ask, ownRequest } from './ask-for-key.ts'
import { approveWith, keepDraft } from './decisions.ts'
import { RESTORED } from './desk.ts'
import { askRestored } from './mark.ts'

/** Line 0 of a registry that succeeded another: since when, and why. */
function opening({ ledger }: Running, chain: Key): { readonly since: string; readonly reason: string | null } | undefined {
  const held = ledger.chains.get(chain)
  const row = held && lineAt(ledger.store.ledger, lineIdOf(held.no, 0))
  const body = row && storedBody(row.line)
  const entry = body?.entries[0]
  if (!held || !body || entry?.t !== 'succeed' || !isCarrier(entry)) return undefined
  const payload = storedPayload(ledger, chain, entry, posOf(lineIdOf(held.no, 0), 0)) ?? null
  return { since: body.time, reason: textAt(payload, '@reason') }
}

const keeperName = ({ projection: { titles } }: Running, keepers: readonly Key[]): string | null => {
  const keeper = keepers.at(-1)
  return keeper === undefined ? null : titles.desk(keeper)
}

const nextSize = ({ registry }: Pick<Ledger, 'registry'>, size: number): number => Math.min(registry.size, registry.base + size)

export function succession(context: Context): SuccessionView {
  const running = requireRunning(context)
  const { ledger } = running
  const { registry, own } = ledger
  const size = ledger.registryChain.state.size
  const usual = size === 0 ? 0 : usualSize(ledger)
  const lost = supersededLines(ledger)
  const nextOf = (index: number): Key => registry.former[index + 1]?.chain ?? registry.chain
  return {
    keeper: keeperName(running, registry.keepers),
    here: ledger.ownRegistry !== null,
    since: opening(running, registry.chain)?.since ?? null,
    lines: size,
    former: registry.former
      .map((era, index) => ({
        chain: era.chain,
        keeper: keeperName(running, era.keepers) ?? '',
        kept: era.roots.length,
        reason: opening(running, nextOf(index))?.reason ?? null,
        lost: lost
          .filter(({ chain }) => chain === era.chain)
          .map(({ height, time, entries }) => ({
            height,
            time,
            entries: entries.map(entry => (typeof entry['what'] === 'string' ? `${entry.t} ${entry['what']}` : entry.t))
          })),
        mine: era.keepers.includes(own.state.chain)
      }))
      .reverse(),
    competing: competing(ledger),
    forked: forkOf(ledger, registry.chain) !== undefined,
    usual,
    needed: size === 0 ? 1 : majorityAt(registry, nextSize(ledger, usual)),
    administrators: size === 0 ? 0 : administratorsIn(registry, nextSize(ledger, usual)),
    restored: getMeta(ledger.store.ledger, running.guard, RESTORED) !== undefined
  }
}

const administratorsIn = (registry: Registry, size: number): number => administratorsAt(registry, size).size

/** What this desk asks for where nobody has admitted it: the same as "ask for a new key" of a restored folder. */
function askedHere(context: Context, running: Running, session: LiveSession): Continuation | null {
  const { ledger, guard } = running
  if (ledger.registry.deskAt(ledger.own.state.chain, ledger.registry.size)) return null
  const about = getMeta(ledger.store.ledger, guard, RESTORED)
  if (!context.ring || about === undefined || session.name === null) throw new OfficeError('not-admitted')
  const waiting = ownRequest(running, context.ring)
  if (waiting?.asked.desk) return waiting.asked
  return ask(running, context.ring, askRestored(running, context.ring, session.name, requireAuthor(session).signer, about)).asked
}

export function draftSuccession(context: Context, { reason, upTo }: Checked<'draftSuccession'>, session: LiveSession): MotionView {
  const running = requireRunning(context)
  const { ledger, projection } = running
  const { ring } = context
  if (!ring || ledger.store.readonly || ledger.own.trouble?.code === 'folder-moved')
    throw new OfficeError(ledger.own.trouble?.code ?? 'no-desk', { folder: context.options.folder })
  if (ledger.registry.size === 0) throw new OfficeError('not-admitted')
  const asked = askedHere(context, running, session)
  const next = keySigner(makeNextRegistry(ring, running.keys))
  ledger.nextRegistry = next
  return keepDraft(running, successionItems(ledger, next, { reason, upTo, asked, nameOf: office => projection.titles.office(office) }))
}

/** Any proposal, with the signature of the recovery key. */
export const approveByRecovery = (context: Context, { id, recoveryKey }: Checked<'approveByRecovery'>, session: LiveSession): Promise<MotionView> =>
  approveWith(context, id as Hash, keySigner(recoverySigner(recoveryKey)), session.signer?.key ?? null)
