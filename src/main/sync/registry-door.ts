/**
 * /muniment/registry/1: registry lines with proof, for whom the registry concerns but does not know as a member yet, or no
 * more: desks it ever admitted, and those whose request to join is waiting. Nobody else learns who works here. `heads` says
 * which registries there are: a desk that was away learns there that another has succeeded the one it knows.
 */
import { OfficeError } from '../../shared/errors.ts'
import type { Key } from '../../shared/names.ts'
import { writeFrame } from '../../shared/sync/messages.ts'
import { headJson } from '../../shared/sync/plan.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { malformed, requireFrame, requireKey } from './questions.ts'
import { hasAsked } from '../ledger/admission.ts'
import { wasAdmitted } from '../ledger/superseded.ts'
import { ownHeads } from './heads.ts'
import { lines } from './serve-peer.ts'

export const mayKnowRegistry = (ledger: Ledger, peer: Key): boolean => ledger.registry.desks.has(peer) || hasAsked(ledger, peer) || wasAdmitted(ledger, peer)

export const serveRegistry =
  (ledger: Ledger) =>
  async (from: Key, body: Uint8Array): Promise<Uint8Array> => {
    if (!mayKnowRegistry(ledger, from)) throw new OfficeError('peer-refused', { peer: from, detail: 'it has not asked to join' })
    const frame = requireFrame(body)
    const { t } = frame.header
    const registries = ownHeads(ledger).filter(({ chain, kind }) => kind === 'registry' && ledger.registry.isRegistry(chain))
    if (t === 'heads') return writeFrame({ t, heads: registries.map(headJson), next: null })
    if (t !== 'lines' || !registries.some(({ chain }) => chain === requireKey(frame, 'chain'))) throw malformed('t')
    return lines(ledger, frame)
  }
