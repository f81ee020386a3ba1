/** What the handlers ask of the network: who is near, how far each is, and to try now. Made by main/desk.ts from sync. */
import type { OfficeError } from '../../shared/errors.ts'
import type { EntryId, Key } from '../../shared/names.ts'
import type { InvitationKept, Inviting, JoinAsked } from '../ledger/admission.ts'
import type { ReachTest } from '../sync/dial-back.ts'
import type { PeerState } from '../sync/exchange.ts'

export interface OfficeNetwork {
  readonly self: () => { readonly peer: Key; readonly addresses: readonly string[] }
  readonly worker: () => 'up' | 'down'
  readonly peers: () => readonly PeerState[]
  /** Asks every known desk now; answers how many answered. */
  readonly syncNow: () => Promise<number>
  /** Our own chain grew. */
  readonly announce: () => void
  /** Something that was signed here, as text, for everyone near. */
  readonly give: (text: string) => void
  readonly testReach: () => Promise<readonly ReachTest[]>
  readonly clockDisputed: () => boolean
  /** Whether this desk relays for others. */
  readonly relays: boolean
  readonly addAddress: (chain: Key, address: string) => void
  /** Why a newcomer is not in yet, if not only for want of a decision. */
  readonly joinTrouble: () => OfficeError | null
  readonly close: () => Promise<void>
}
/** The registry desk's side of joining; there also while the network is off. */
export interface Admissions {
  readonly invitations: () => readonly InvitationKept[]
  readonly requests: () => readonly JoinAsked[]
  readonly invite: (inviting: Inviting) => { readonly id: EntryId; readonly text: string; readonly expires: string }
  readonly cancel: (id: EntryId) => void
  readonly refuse: (id: EntryId) => void
}
