/** What a newcomer asks with, made from an invitation and the keys it wants admitted. */
import type { Key, SealKey } from '../../shared/names.ts'
import type { Invitation, JoinRequest } from '../../shared/record/invitation.ts'
import { provePossession } from '../../shared/record/proposal.ts'
import type { KeySigner } from './ledger.ts'

export interface Newcomer {
  /** null when the person joins a desk that is admitted already; then `at` is that desk. */
  readonly desk: KeySigner | null
  readonly at: Key
  readonly seal: SealKey
  readonly person: KeySigner
  readonly name: string
}

/** What a newcomer asks with; its six comparison words come from it (`comparisonNumbers`). */
export function joinRequest({ net, id, code }: Invitation, { desk, at, seal, person, name }: Newcomer): JoinRequest {
  return {
    at,
    code,
    desk: desk && { key: desk.key, proof: provePossession({ key: desk.key, net, seal }, desk.sign), seal },
    id,
    net,
    person: { key: person.key, name, proof: provePossession({ key: person.key, net, seal: null }, person.sign) },
    v: 1
  }
}
