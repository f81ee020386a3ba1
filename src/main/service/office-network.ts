/** What the handlers ask of the network: who is near, how far each is, and to try now. Made by main/desk.ts from sync. */
import type { EntryId, Key, OfficeId } from '../../shared/names.ts'
import type { Role } from '../../shared/record/entry.ts'
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
export interface JoinAsked {
  readonly id: EntryId
  readonly office: string
  readonly person: string
  readonly role: Role
  /** Six numbers below 2048, to be shown as words. */
  readonly numbers: readonly number[]
  readonly at: string
  readonly desk: boolean
}
export interface InvitationKept {
  readonly id: EntryId
  readonly office: string
  readonly role: Role
  readonly expires: string
  readonly used: boolean
}
export interface Inviting {
  readonly office: OfficeId | null
  readonly officeName: string
  readonly networkName: string
  readonly role: Role
  readonly oversight: boolean
  readonly expires: number
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
