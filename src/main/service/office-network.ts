/** What the handlers ask of the network: who is near, how far each is, and to try now. Made by main/desk.ts from sync. */
import type { OfficeError } from '../../shared/errors.ts'
import type { EntryId, Key } from '../../shared/names.ts'
import type { InvitationKept, Inviting, JoinAsked } from '../ledger/admission.ts'
import type { KeySigner } from '../ledger/ledger.ts'

export interface PeerView {
  readonly chain: Key
  readonly connected: boolean
  /** ms since 1970 of the last answered hello; null: never since this desk was made. */
  readonly lastContact: number | null
  /** Lines it has announced that are not here yet; lines of ours it has not acknowledged. */
  readonly behind: number
  readonly ahead: number
  readonly addresses: readonly string[]
  readonly trouble: string | null
}
export interface OfficeNetwork {
  readonly self: () => { readonly peer: Key; readonly addresses: readonly string[] }
  readonly worker: () => 'up' | 'down'
  readonly peers: () => readonly PeerView[]
  /** Asks every known desk now; answers how many answered. */
  readonly syncNow: () => Promise<number>
  /** Our own chain grew. */
  readonly announce: () => void
  readonly addAddress: (chain: Key, address: string) => void
  /** A request of this desk, to be handed on. */
  readonly give: (text: string) => void
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
  readonly admit: (id: EntryId, approver: KeySigner) => void
  readonly refuse: (id: EntryId) => void
}
