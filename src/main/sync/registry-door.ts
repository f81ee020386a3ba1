/**
 * /muniment/registry/1: registry lines with proof, for whom the registry concerns but does not know as a member yet, or no
 * more: desks it ever admitted, and those whose request to join is waiting. Nobody else learns who works here.
 */
import { OfficeError } from '../../shared/errors.ts'
import type { Key } from '../../shared/names.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { malformed, requireFrame, requireKey } from './questions.ts'
import { hasAsked } from '../ledger/admission.ts'
import { lines } from './serve-peer.ts'

export const mayKnowRegistry = (ledger: Ledger, peer: Key): boolean => ledger.registry.desks.has(peer) || hasAsked(ledger, peer)

export const serveRegistry =
  (ledger: Ledger) =>
  async (from: Key, body: Uint8Array): Promise<Uint8Array> => {
    if (!mayKnowRegistry(ledger, from)) throw new OfficeError('peer-refused', { peer: from, detail: 'it has not asked to join' })
    const frame = requireFrame(body)
    if (frame.header.t !== 'lines' || requireKey(frame, 'chain') !== ledger.registryChain.state.chain) throw malformed('t')
    return lines(ledger, frame)
  }
