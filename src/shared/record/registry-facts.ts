/** What the registry has said, fact by fact: each keeps from which size and up to which size it holds. */
import type { Hash, Key, OfficeId, PersonId, SealKey } from '../names.ts'
import type { Audience, Cut, FormEntry, Grant, Ref, SucceedEntry } from './entry.ts'

/** Holds from registry size `from` (the first size that includes it) up to, not including, `until`. */
export interface Span {
  readonly from: number
  until: number | null
}
export interface Office extends Span {
  readonly office: OfficeId
  readonly oversight: boolean
  readonly entry: Ref
}
export interface Desk extends Span {
  readonly chain: Key
  readonly office: OfficeId
  readonly number: number
  readonly seal: SealKey
  readonly continues: Cut | null
  readonly entry: Ref
}
export interface PersonKey extends Span {
  readonly person: PersonId
  readonly key: Key
  readonly desk: Key
  readonly entry: Ref
}
export interface Grants extends Span {
  readonly grants: readonly Grant[]
}
export interface Person extends Span {
  readonly person: PersonId
  readonly grants: Grants[]
}
export interface Form extends Span {
  readonly form: string
  readonly version: string
  readonly package: Hash
  readonly state: 'published' | 'closed'
  readonly audience: Audience
  readonly sensitive: boolean
  readonly review: FormEntry['review']
}
export interface Policy extends Span {
  readonly quorum: number
  readonly witnesses: number
  readonly hubs: readonly Key[]
  readonly kinds: readonly string[]
  readonly cooling: number
  readonly recovery: readonly { readonly seal: SealKey; readonly sign: Key }[]
}
/** A cut as the registry said it: of one person's lines, or of all lines, on one chain. */
export interface CutFact {
  readonly from: number
  readonly chain: Key
  readonly size: number
  readonly root: Hash
  readonly person: PersonId | null
}
/** A line of the registry: on which chain, and where. */
export interface Place {
  readonly chain: Key
  readonly height: number
}
/** A registry that another has succeeded, as far as it counts. */
export interface Former {
  readonly chain: Key
  /** Its sizes counted from here. */
  readonly base: number
  /** Of the lines that count. */
  readonly roots: readonly Hash[]
  readonly keepers: readonly Key[]
  /** The succession that ended it. */
  readonly by: SucceedEntry
}
/** An entry that was read but had no effect, and why. */
export interface Void {
  readonly height: number
  readonly index: number
  readonly code: RegistryFault
}
export type RegistryFault =
  | 'not-first'
  | 'no-network'
  | 'quorum'
  | 'proposal-expired'
  | 'proposal-reused'
  | 'possession'
  | 'office-unknown'
  | 'office-exists'
  | 'desk-unknown'
  | 'desk-exists'
  | 'desk-number-used'
  | 'person-unknown'
  | 'key-exists'
  | 'grants-by-role'
  | 'cut-missing'
  | 'too-few-administrators'
  | 'already-decided'
  | 'unknown-kind'
  | SuccessionFault

/** Why a line 0 opens no registry that succeeds another; besides `key-exists`, `proposal-reused`, `proposal-expired`, `quorum`. */
export type SuccessionFault = 'no-succession' | 'succession-from' | 'registry-halted' | 'succession-over'

export const holds = (span: Span, size: number): boolean => span.from <= size && (span.until === null || size < span.until)
