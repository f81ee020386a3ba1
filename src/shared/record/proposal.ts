/**
 * Proposals and approvals (docs/format.md): what is put to administrators, and their signatures under it. The same
 * object carries registry changes, a disposition's second person, fork decisions, late lines and succession.
 */
import { concat, fromBase64url, toBase64url, utf8, type Bytes } from '../bytes.ts'
import type { Verify } from '../hashing.ts'
import { canonical, type Json } from '../ledger/jcs.ts'
import type { AnyEntry } from '../ledger/line.ts'
import type { Key, NetworkId, SealKey, Signature } from '../names.ts'
import type { Approval, Approved } from './entry.ts'

/** An entry before its approvals: without `by`. */
export type Draft = Omit<AnyEntry, 'by'>
export interface Proposal {
  readonly entry: Draft & Json
  /** The registry size from which it can no longer take effect. */
  readonly expiresAtSize: number
  /** In registry line 0, whose hash will be the network's id: the registry's chain key (`netOf`). */
  readonly net: NetworkId | null
  /** 16 random bytes, base64url: it takes effect at most once. */
  readonly nonce: string
}

/**
 * What stands for the network in approvals and proofs of possession: its id; before there is one, the key that will write
 * its registry. So nothing that was signed to found one network can be used to found another.
 */
export const netOf = (net: NetworkId | null, registry: Key): NetworkId => net ?? (registry as string as NetworkId)

const APPROVE = utf8('muniment/approve/v1\n')
const POSSESS = utf8('muniment/possess/v1\n')

export const approvalMessage = (proposal: Proposal): Bytes => concat(APPROVE, utf8(canonical(proposal as unknown as Json)))

export const approve = (proposal: Proposal, key: Key, sign: (message: Bytes) => Bytes): Approval => ({
  key,
  sig: toBase64url(sign(approvalMessage(proposal))) as Signature
})

/** The entry as it stands on the chain. Approvals in ascending order of keys. */
export function withApprovals(proposal: Proposal, approvals: readonly Approval[]): AnyEntry {
  const ordered = [...approvals].sort((a, b) => (a.key < b.key ? -1 : 1))
  return {
    ...(proposal.entry as Draft),
    by: { approvals: ordered, expires: proposal.expiresAtSize, nonce: proposal.nonce } as unknown as Json
  } as unknown as AnyEntry
}

/** The proposal that an entry's approvals are over. */
export function proposalOf(net: NetworkId | null, entry: AnyEntry & { readonly by: unknown }): Proposal {
  const { by, ...bare } = entry
  const approved = by as Approved
  return { entry: bare as unknown as Draft & Json, expiresAtSize: approved.expires, net, nonce: approved.nonce }
}

/** The keys that really signed the proposal, each once. */
export function approvers(proposal: Proposal, approvals: readonly Approval[], verify: Verify): Key[] {
  const message = approvalMessage(proposal)
  const good = approvals.filter(({ key, sig }) => verify(fromBase64url(key)!, message, fromBase64url(sig)!))
  return [...new Set(good.map(({ key }) => key))]
}

/** What a newcomer signs with the key it wants admitted: it has the key, and means this network. A desk also binds its X25519 key. */
export const possessionMessage = (claim: { readonly key: Key; readonly net: NetworkId | null; readonly seal: SealKey | null }): Bytes =>
  concat(POSSESS, utf8(canonical(claim)))
export const provePossession = (
  claim: { readonly key: Key; readonly net: NetworkId | null; readonly seal: SealKey | null },
  sign: (message: Bytes) => Bytes
): Signature => toBase64url(sign(possessionMessage(claim))) as Signature
export const hasPossession = (
  claim: { readonly key: Key; readonly net: NetworkId | null; readonly seal: SealKey | null },
  proof: Signature,
  verify: Verify
): boolean => verify(fromBase64url(claim.key)!, possessionMessage(claim), fromBase64url(proof)!)
