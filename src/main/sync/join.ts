/**
 * /muniment/join/1, open while an invitation is outstanding. A newcomer shows the invitation's code, its keys with proof of
 * possession, and the name of its person; the answer is where the request stands. Asking again is how one waits.
 *
 *   join {t, request} → {t, state: 'waiting' | 'admitted' | 'refused'} or {t, state: 'wrong', code}
 */
import { isErrorCode, OfficeError } from '../../shared/errors.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { Key } from '../../shared/names.ts'
import type { Invitation, JoinRequest } from '../../shared/record/invitation.ts'
import { writeFrame } from '../../shared/sync/messages.ts'
import { answerJoin, hasAsked, isExpecting, type JoinState } from '../ledger/admission.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { PeerLink, PeerProtocol } from './peer-types.ts'
import { ask, requireFrame } from './questions.ts'
import { mayKnowRegistry } from './registry-door.ts'
import { isMember } from './serve-peer.ts'

const JOIN: PeerProtocol = '/muniment/join/1'

/** Who may use which protocol of this desk: for `openPeerLink`. */
export function allowPeer(ledger: Ledger): (peer: Key, protocol: PeerProtocol) => boolean {
  return (peer, protocol) => {
    if (protocol === '/muniment/sync/1') return isMember(ledger, peer)
    return protocol === JOIN ? ledger.ownRegistry !== null && (isExpecting(ledger) || hasAsked(ledger, peer)) : mayKnowRegistry(ledger, peer)
  }
}

/** Answers at the join door. `asked` hears of a request that is new or has changed nothing. */
export const serveJoin =
  (ledger: Ledger, asked: () => void) =>
  async (from: Key, body: Uint8Array): Promise<Uint8Array> => {
    const { header } = requireFrame(body)
    if (header.t !== 'join') throw new OfficeError('bad-input', { field: 't', wanted: 'join', got: header.t })
    try {
      const state = answerJoin(ledger, from, header['request'])
      asked()
      return writeFrame({ t: 'join', state })
    } catch (error) {
      if (!(error instanceof OfficeError)) throw error
      return writeFrame({ t: 'join', state: 'wrong', code: error.code })
    }
  }

/**
 * Knocks at the door that the invitation names and asks. Throws peer-unreachable, invitation-wrong, -expired, -used, -foreign,
 * join-refused; join-closed where no invitation is outstanding, for then the door itself is shut.
 */
export async function askToJoin(link: PeerLink, invitation: Invitation, request: JoinRequest, signal: AbortSignal): Promise<Exclude<JoinState, 'refused'>> {
  const { peer } = invitation
  await link.dial(peer, invitation.addresses, signal)
  const { header } = await ask({ link, signal }, peer, JOIN, { t: 'join', request: request as unknown as Json }).catch((error: unknown) => {
    throw error instanceof OfficeError && error.code === 'peer-refused' ? new OfficeError('join-closed', {}, { cause: error }) : error
  })
  if (header['state'] === 'waiting' || header['state'] === 'admitted') return header['state']
  if (header['state'] === 'refused') throw new OfficeError('join-refused')
  const code = header['code']
  if (typeof code !== 'string' || !isErrorCode(code)) throw new OfficeError('peer-refused', { peer, detail: 'its answer could not be read' })
  throw new OfficeError(code, { expired: invitation.expires, network: 'another network', detail: 'the office could not read it' })
}
