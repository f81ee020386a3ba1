/** What a newcomer asks with, made from an invitation and the keys it wants admitted. */
import { fromBase64url, textOf, toBase64url, utf8 } from '../../shared/bytes.ts'
import { canonical, parseCanonical, type Json } from '../../shared/ledger/jcs.ts'
import type { Key, SealKey } from '../../shared/names.ts'
import { wrongJoinRequest, type Invitation, type JoinRequest } from '../../shared/record/invitation.ts'
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

const PREFIX = 'muniment-join:'

/** The request as text for a file: `muniment-join:` and the base64url of its canonical JSON. */
export const writeJoinRequest = (request: JoinRequest): string => PREFIX + toBase64url(utf8(canonical(request as unknown as Json)))

/** A string says what is wrong. White space around and within is ignored. What it proves is judged by `answerJoin`. */
export function readJoinRequest(given: string): JoinRequest | string {
  const text = given.replace(/\s+/g, '')
  if (!text.startsWith(PREFIX)) return `it does not begin with "${PREFIX}"`
  const inner = textOf(fromBase64url(text.slice(PREFIX.length)) ?? new Uint8Array(0))
  const parsed = inner === undefined ? undefined : parseCanonical(inner)
  if (parsed === undefined) return 'it is cut off or was changed'
  return wrongJoinRequest(parsed) ?? (parsed as unknown as JoinRequest)
}
