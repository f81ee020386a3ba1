/** Composing entries: salt the values, commit to them, and (on the registry) put them to approval. */
import { toBase64url, type Bytes } from '../../shared/bytes.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { AnyEntry } from '../../shared/ledger/line.ts'
import { uuid7, type EntryId, type Key, type NetworkId } from '../../shared/names.ts'
import { packageNamed, type Approval, type Audience, type Carrier } from '../../shared/record/entry.ts'
import { paddedSize } from '../../shared/record/padding.ts'
import { composePayload } from '../../shared/record/payload-bytes.ts'
import type { FieldValue } from '../../shared/record/payload.ts'
import { approve, netOf, withApprovals, type Draft, type Proposal } from '../../shared/record/proposal.ts'
import { native } from '../keys/native.ts'
import type { Prepared } from './append.ts'
import type { Clock, KeySigner } from './ledger.ts'

export type Values = readonly (readonly [path: string, value: FieldValue])[]
/** An entry that will carry a payload, before its commitment. */
export type Bare = Readonly<Record<string, Json>> & { readonly t: string; readonly id: EntryId }

/**
 * Salts the values and adds commitment, padded size and audience to the entry. `net` is null for registry line 0.
 * Throws RangeError naming the path when a value can not be kept.
 */
export function carry(
  clock: Pick<Clock, 'random'>,
  at: { readonly net: NetworkId | null; readonly chain: Key },
  bare: Bare,
  audience: Audience,
  values: Values
): { readonly entry: Carrier; readonly payload: Bytes } {
  const form = packageNamed(bare)
  const { bytes, commitment } = composePayload(native, { net: at.net, chain: at.chain, entry: bare.id, form }, values, clock.random)
  return { entry: { ...bare, audience, commitment, size: paddedSize(bytes.length) } as unknown as Carrier, payload: bytes }
}

/** Time in which a proposal may take effect, in registry lines. */
const PROPOSAL_LINES = 1_000

export const propose = (clock: Pick<Clock, 'random'>, net: NetworkId | null, size: number, entry: Draft): Proposal => ({
  entry: entry as Draft & Json,
  expiresAtSize: size + PROPOSAL_LINES,
  net,
  nonce: toBase64url(clock.random(16))
})

/** The registry entry that a proposal becomes, approved by these signers. */
export function approved(
  clock: Pick<Clock, 'random'>,
  net: NetworkId | null,
  size: number,
  entry: Draft,
  approvers: readonly KeySigner[],
  others: readonly Approval[] = []
): AnyEntry {
  const proposal = propose(clock, net, size, entry)
  return withApprovals(proposal, [...others, ...approvers.map(signer => approve(proposal, signer.key, signer.sign))])
}

/** A registry entry with a payload (a name, a reason), approved. Registry payloads are for everyone. */
export function approvedCarrier(
  clock: Pick<Clock, 'random'>,
  at: { readonly net: NetworkId | null; readonly chain: Key; readonly size: number },
  bare: Bare,
  values: Values,
  approvers: readonly KeySigner[]
): Prepared {
  const { entry, payload } = carry(clock, at, bare, 'everyone', values)
  return { entry: approved(clock, netOf(at.net, at.chain), at.size, entry as unknown as Draft, approvers), payload }
}

export const newId = (clock: Pick<Clock, 'now' | 'random'>): EntryId => uuid7(clock.now(), clock.random(10))
