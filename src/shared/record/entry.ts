/**
 * The kinds of entry, version 1: which chain they stand on, who may author them, their fields. docs/format.md says what
 * each means. Kinds are open: a kind that is not here is stored, proved and passed on, and has no effect. A kind that is
 * here with another shape is refused.
 *
 * Ids, keys, hashes, enums and sizes only: anything written by or naming a human is payload (record/payload.ts).
 */
import type { Json } from '../ledger/jcs.ts'
import type { AnyEntry, Opened, Point } from '../ledger/line.ts'
import type { ChainKind } from '../ledger/chain.ts'
import type { Hash, Instant, Key, OfficeId, PersonId, SealKey, Signature, EntryId } from '../names.ts'
import {
  either,
  flag,
  hash,
  instant,
  integer,
  key,
  list,
  object,
  oneOf,
  orNull,
  sealKey,
  signature,
  sorted,
  text,
  uuid,
  word,
  type Check,
  type Shape
} from './shape.ts'

/** An entry as others point to it: the hash of its line and its index there. */
export interface Ref {
  readonly index: number
  readonly line: Hash
}
export type Audience = 'everyone' | readonly OfficeId[]
export type Role = 'viewer' | 'clerk' | 'supervisor' | 'records' | 'admin'
const rank: Readonly<Record<Role, number>> = { viewer: 0, clerk: 1, supervisor: 2, records: 3, admin: 4 }
export const roleAtLeast = (role: Role, wanted: Role): boolean => rank[role] >= rank[wanted]

/** What every entry with a payload carries. `size` is the padded size of the payload in bytes. */
export interface Carrier extends AnyEntry {
  readonly commitment: Hash
  readonly size: number
  readonly audience: Audience & Json
}
/** What a version of a record carries: a payload laid out by a form. */
export interface FormCarrier extends Carrier {
  readonly form: string
  readonly version: string
  readonly package: Hash
}
export interface RecordEntry extends FormCarrier {
  readonly t: 'record'
  /** The desk's running number: 1, 2, 3 … */
  readonly ref: number
}
export interface AmendEntry extends FormCarrier {
  readonly t: 'amend'
  readonly record: Ref & Json
  readonly amends: Ref & Json
}
export interface ResolveEntry extends FormCarrier {
  readonly t: 'resolve'
  readonly record: Ref & Json
  /** Every open head, in ascending order of line hash, then index. */
  readonly heads: readonly Ref[] & Json
}
export interface VoidEntry extends Carrier {
  readonly t: 'void'
  readonly record: Ref & Json
  readonly amends: Ref & Json
}
export interface ReviewEntry extends Carrier {
  readonly t: 'review'
  readonly record: Ref & Json
  /** The one version that was looked at. */
  readonly binds: Ref & Json
  readonly decision: 'submit' | 'approve' | 'return' | 'withdraw'
}
export type VersionEntry = RecordEntry | AmendEntry | ResolveEntry | VoidEntry

export interface Approval {
  readonly key: Key
  readonly sig: Signature
}
/** By whose will a registry entry stands. */
export interface Approved {
  readonly approvals: readonly Approval[]
  readonly expires: number
  readonly nonce: string
}
export interface Grant {
  /** null: of every form. */
  readonly form: string | null
  /** null: at every office. */
  readonly office: OfficeId | null
  readonly role: Role
  readonly scope: 'own' | 'others'
}
/** How far a desk's chain counts. */
export interface Cut extends Point {
  readonly chain: Key
}
export interface RegistryEntry extends AnyEntry {
  readonly by: Approved & Json
}
export interface NetworkEntry extends RegistryEntry, Carrier {
  readonly t: 'network'
  readonly mode: 'private' | 'permissioned' | 'public'
  readonly founders: readonly Key[]
  readonly quorum: number
  readonly recovery: readonly ({ readonly seal: SealKey; readonly sign: Key } & Json)[]
}
export interface AdmitOffice extends RegistryEntry, Carrier {
  readonly t: 'admit'
  readonly what: 'office'
  readonly office: OfficeId
  readonly oversight: boolean
}
export interface AdmitDesk extends RegistryEntry, Carrier {
  readonly t: 'admit'
  readonly what: 'desk'
  readonly office: OfficeId
  readonly number: number
  readonly key: Key
  readonly seal: SealKey
  readonly proof: Signature
  readonly continues: (Cut & Json) | null
}
export interface AdmitPerson extends RegistryEntry, Carrier {
  readonly t: 'admit'
  readonly what: 'person'
  /** null when this entry makes the person (its hash is the person id, `personIdOf`). */
  readonly person: PersonId | null
  readonly key: Key
  /** The desk whose chain this key may author. */
  readonly desk: Key
  readonly proof: Signature
  readonly grants: readonly Grant[] & Json
}
export interface RoleEntry extends RegistryEntry {
  readonly t: 'role'
  readonly person: PersonId
  readonly grants: readonly Grant[] & Json
  readonly cuts: readonly Cut[] & Json
}
export interface RevokeEntry extends RegistryEntry, Carrier {
  readonly t: 'revoke'
  readonly what: 'office' | 'desk' | 'person' | 'key'
  readonly subject: string
  readonly cuts: readonly Cut[] & Json
}
export interface DecideEntry extends RegistryEntry, Carrier {
  readonly t: 'decide'
  readonly chain: Key
  /** SHA-256 of the evidence's text. */
  readonly evidence: Hash
  readonly keep: Point & Json
}
export interface SucceedEntry extends RegistryEntry, Carrier {
  readonly t: 'succeed'
  /** The registry chain that it follows, and how much of it counts. */
  readonly from: Cut & Json
  /** The chain of the new registry, which this entry opens. */
  readonly key: Key
  /** The desk that keeps it. */
  readonly desk: Key
  /** Other successors of the same registry that have no effect. */
  readonly over: readonly Key[] & Json
}
export interface FormEntry extends RegistryEntry {
  readonly t: 'form'
  readonly form: string
  readonly version: string
  readonly package: Hash
  readonly state: 'published' | 'closed'
  readonly audience: Audience & Json
  readonly sensitive: boolean
  readonly review: 'none' | 'one' | 'four-eyes' | 'two-offices'
}
export interface PolicyEntry extends RegistryEntry {
  readonly t: 'policy'
  readonly quorum: number
  /** Cosignatures of how many offices make a line witnessed. */
  readonly witnesses: number
  readonly hubs: readonly Key[]
  /** Kinds beyond version 1 that may be used from here on. */
  readonly kinds: readonly string[]
  readonly cooling: number
  readonly recovery: readonly ({ readonly seal: SealKey; readonly sign: Key } & Json)[]
}

const ref: Check = object({ index: integer(0, 1023), line: hash })
const audience: Check = either(oneOf('everyone'), sorted(uuid, 1))
/** Ascending, each once: one list for one set. */
const heads: Check = (value, at) => {
  const wrong = list(ref, 2, 64)(value, at)
  if (wrong !== undefined) return wrong
  const refs = value as readonly Ref[]
  for (let i = 1; i < refs.length; i++) if (compareRefs(refs[i - 1]!, refs[i]!) >= 0) return `${at}[${i}]: wanted ascending order without repeats`
  return undefined
}
const point: Shape = { root: hash, size: integer(0) }
const chainCut: Check = object({ ...point, chain: key })
const grant: Check = object({
  form: orNull(word(200)),
  office: orNull(uuid),
  role: oneOf('viewer', 'clerk', 'supervisor', 'records', 'admin'),
  scope: oneOf('own', 'others')
})
const nonce: Check = (value, at) => (typeof value === 'string' && /^[A-Za-z0-9_-]{21}[AQgw]$/.test(value) ? undefined : `${at}: wanted 16 bytes as base64url`)
const approved: Check = object({ approvals: list(object({ key, sig: signature }), 1, 64), expires: integer(1), nonce })
const recovery: Check = list(object({ seal: sealKey, sign: key }), 0, 16)

const named: Shape = { t: word(32), id: uuid }
const carrier: Shape = { ...named, commitment: hash, size: integer(0, 1 << 20), audience }
const formCarrier: Shape = { ...carrier, form: word(200), version: text(100), package: hash }
const registry: Shape = { ...named, by: approved }
const registryCarrier: Shape = { ...registry, ...carrier }

const admits: Readonly<Record<string, Check>> = {
  office: object({ ...registryCarrier, what: oneOf('office'), office: uuid, oversight: flag }),
  desk: object({
    ...registryCarrier,
    what: oneOf('desk'),
    office: uuid,
    number: integer(1, 9999),
    key,
    seal: sealKey,
    proof: signature,
    continues: orNull(chainCut)
  }),
  person: object({ ...registryCarrier, what: oneOf('person'), person: orNull(hash), key, desk: key, proof: signature, grants: list(grant, 0, 256) })
}
const admit: Check = (value, at) => {
  const what = (value as Record<string, unknown>)['what']
  const check = typeof what === 'string' && Object.hasOwn(admits, what) ? admits[what] : undefined
  return check ? check(value, at) : `${at}.what: wanted one of office, desk, person`
}

interface Kind {
  readonly on: ChainKind
  /** May the desk itself author it (nobody signed in)? A closed list. */
  readonly byDesk: boolean
  readonly check: Check
}
const desk = (shape: Shape, byDesk = false): Kind => ({ on: 'desk', byDesk, check: object(shape) })
const onRegistry = (check: Check): Kind => ({ on: 'registry', byDesk: true, check })

/** Every kind of version 1. The order is that of docs/format.md. */
export const kinds: Readonly<Record<string, Kind>> = {
  record: desk({ ...formCarrier, ref: integer(1) }),
  amend: desk({ ...formCarrier, record: ref, amends: ref }),
  resolve: desk({ ...formCarrier, record: ref, heads }),
  void: desk({ ...carrier, record: ref, amends: ref }),
  review: desk({ ...carrier, record: ref, binds: ref, decision: oneOf('submit', 'approve', 'return', 'withdraw') }),
  assign: desk({ ...carrier, record: ref, office: orNull(uuid), person: orNull(hash), due: orNull(instant) }),
  access: desk({ ...named, act: oneOf('view', 'export', 'print'), person: hash, records: list(ref, 1, 1024) }, true),
  restrict: desk({ ...carrier, record: ref, to: audience, state: oneOf('restricted', 'lifted') }),
  dispose: desk({ ...carrier, records: list(ref, 1, 1024), schedule: orNull(uuid), by: approved }),
  acknowledge: desk({ ...named, of: ref, records: integer(0), state: oneOf('destroyed', 'objected') }, true),
  disclose: desk({ ...carrier, records: list(ref, 1, 1024), file: hash }),
  incident: desk({ ...carrier, chain: orNull(key), height: orNull(integer(0)), code: word(64), evidence: orNull(hash), state: oneOf('open', 'decided') }, true),
  note: desk({ ...carrier, about: orNull(ref) }),
  inbox: desk({ ...formCarrier, device: hash }, true),
  network: onRegistry(
    object({ ...registryCarrier, mode: oneOf('private', 'permissioned', 'public'), founders: sorted(key, 1, 64), quorum: integer(1, 64), recovery })
  ),
  admit: onRegistry(admit),
  revoke: onRegistry(object({ ...registryCarrier, what: oneOf('office', 'desk', 'person', 'key'), subject: word(43), cuts: list(chainCut, 0, 256) })),
  role: onRegistry(object({ ...registry, person: hash, grants: list(grant, 0, 256), cuts: list(chainCut, 0, 256) })),
  form: onRegistry(
    object({
      ...registry,
      form: word(200),
      version: text(100),
      package: hash,
      state: oneOf('published', 'closed'),
      audience,
      sensitive: flag,
      review: oneOf('none', 'one', 'four-eyes', 'two-offices')
    })
  ),
  policy: onRegistry(
    object({
      ...registry,
      quorum: integer(1, 64),
      witnesses: integer(0, 64),
      hubs: sorted(key, 0, 64),
      kinds: sorted(word(32), 0, 256),
      cooling: integer(0, 3650),
      recovery
    })
  ),
  schedule: onRegistry(
    object({
      ...registryCarrier,
      schedule: uuid,
      form: word(200),
      trigger: word(500),
      days: integer(0),
      action: oneOf('destroy', 'retain', 'review', 'transfer')
    })
  ),
  hold: onRegistry(object({ ...registryCarrier, hold: uuid, form: orNull(word(200)), records: list(ref, 0, 1024) })),
  lift: onRegistry(object({ ...registryCarrier, hold: uuid })),
  accept: onRegistry(object({ ...registry, lines: sorted(hash, 1, 1024) })),
  decide: onRegistry(object({ ...registryCarrier, chain: key, evidence: hash, keep: object(point) })),
  succeed: onRegistry(object({ ...registryCarrier, from: chainCut, key, desk: key, over: sorted(key, 0, 64) }))
}

/** The faults of form in the entries of a line, or undefined. Unknown kinds pass. */
export function wrongEntries(body: Pick<Opened['body'], 'entries'>, kind: ChainKind): string | undefined {
  for (let i = 0; i < body.entries.length; i++) {
    const entry = body.entries[i]!
    const known = Object.hasOwn(kinds, entry.t) ? kinds[entry.t]! : undefined
    if (!known) continue
    if (known.on !== kind) return `entries[${i}]: a ${entry.t} does not stand on a ${kind} chain`
    if (known.check(entry, 'entry') !== undefined) return known.check(entry, `entries[${i}]`)
  }
  return undefined
}

export const isKnownKind = (t: string): boolean => Object.hasOwn(kinds, t)
/** May the desk's own key author this kind? */
export const isDeskKind = (t: string): boolean => Object.hasOwn(kinds, t) && kinds[t]!.byDesk

export const isReview = (entry: AnyEntry): entry is ReviewEntry => entry.t === 'review'
export const isVersion = (entry: AnyEntry): entry is VersionEntry => entry.t === 'record' || entry.t === 'amend' || entry.t === 'resolve' || entry.t === 'void'
/** Does the entry bind a payload? */
export const isCarrier = (entry: AnyEntry): entry is Carrier => Object.hasOwn(entry, 'commitment') && isKnownKind(entry.t)
export const isFormCarrier = (entry: AnyEntry): entry is FormCarrier => isCarrier(entry) && Object.hasOwn(entry, 'package')
export const sameRef = (a: Ref, b: Ref): boolean => a.line === b.line && a.index === b.index
export const refText = (ref: Ref): string => `${ref.line}.${ref.index}`
/** By line hash (code units), then index: the one order of a list of heads. */
export const compareRefs = (a: Ref, b: Ref): number => (a.line < b.line ? -1 : a.line > b.line ? 1 : a.index - b.index)

/** The text that takes the place of the form package in the commitment of an entry without one: its kind. */
export const packageOf = (entry: Carrier): string => (isFormCarrier(entry) ? entry.package : entry.t)
/** The same before the entry has what makes it one that carries. */
export const packageNamed = (bare: { readonly t: string; readonly package?: Json }): string =>
  typeof bare.package === 'string' && isKnownKind(bare.t) ? bare.package : bare.t
export type { EntryId, Instant }
