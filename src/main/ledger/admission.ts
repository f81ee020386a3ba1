/**
 * The registry desk's side of joining: invitations, requests, and the registry entries by which an administrator admits. An
 * invitation admits nobody by itself. Its code is kept only as a hash, counts five wrong tries, and is good for one request;
 * the administrator compares six words with the newcomer, then signs.
 */
import { textOf, toBase64url, utf8 } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { canonical, parseCanonical, type Json } from '../../shared/ledger/jcs.ts'
import type { EntryId, Hash, Instant, Key, OfficeId, PersonId } from '../../shared/names.ts'
import type { Grant, Role } from '../../shared/record/entry.ts'
import { comparisonNumbers, writeInvitation, wrongJoinRequest, type JoinRequest } from '../../shared/record/invitation.ts'
import { approveMotion, entriesOf, type MotionItem } from '../../shared/record/motion.ts'
import { hasPossession } from '../../shared/record/proposal.ts'
import { holds } from '../../shared/record/registry-facts.ts'
import { native, verify } from '../keys/native.ts'
import { getGuarded, listGuarded, putGuarded } from '../store/guarded.ts'
import { append, type Prepared } from './append.ts'
import { newId, type Bare } from './compose.ts'
import type { KeySigner, Ledger } from './ledger.ts'
import { carried, nextNumber } from './motion-of.ts'
import { payloadBytes } from './motions.ts'

export interface Inviting {
  readonly office: OfficeId | null
  readonly officeName: string
  readonly networkName: string
  readonly role: Role
  readonly oversight: boolean
  /** ms since 1970. */
  readonly expires: number
}
interface InvitationRow {
  readonly codeHash: Hash
  readonly expires: Instant
  /** The office that was made by admitting whom this invited. */
  readonly made: OfficeId | null
  readonly office: OfficeId | null
  readonly officeName: string
  readonly oversight: boolean
  readonly role: Role
  /** closed: cancelled, refused, or tried too often. */
  readonly state: 'open' | 'asked' | 'used' | 'closed'
  readonly tries: number
}
interface RequestRow {
  readonly at: Instant
  readonly from: Key
  readonly invitation: EntryId
  readonly request: Omit<JoinRequest, 'code'>
  readonly state: 'waiting' | 'admitted' | 'refused'
}
export type JoinState = 'waiting' | 'admitted' | 'refused'

const WRONG_TRIES = 5
/** Requests waiting at once: an administrator reads them one by one. */
const MOST_WAITING = 256
const codeHashOf = (code: string): Hash => native.hashText(`muniment/invitation-code/v1\n${code}`)

type Needs = Pick<Ledger, 'store' | 'guard'>
type Table = 'invitations' | 'requests'
const rowText = (value: unknown): Uint8Array => utf8(canonical(value as Json))
const parse = <R>(body: Uint8Array): R => parseCanonical(textOf(body) ?? '') as unknown as R
const get = <R>({ store, guard }: Needs, table: Table, id: string): R | undefined => {
  const row = getGuarded(store.ledger, guard, table, id)
  return row && parse<R>(row.body)
}
const put = ({ store, guard }: Needs, table: Table, id: string, row: InvitationRow | RequestRow): void =>
  putGuarded(store.ledger, guard, table, { id, body: rowText(row) })
const all = <R>({ store, guard }: Needs, table: Table): { id: EntryId; row: R }[] =>
  listGuarded(store.ledger, guard, table).map(({ id, body }) => ({ id: id as EntryId, row: parse<R>(body) }))

const instant = (ms: number): Instant => new Date(ms).toISOString() as Instant

/** Makes an invitation; its text is shown once and not kept. */
export function makeInvitation(ledger: Ledger, inviting: Inviting, addresses: readonly string[]): { id: EntryId; text: string; expires: Instant } {
  const { office, officeName, networkName, role, oversight } = inviting
  const { own, ownRegistry, net } = ledger
  if (!ownRegistry) throw new OfficeError('not-registry-desk', { desk: 'the desk that keeps the registry' })
  const id = newId(ledger.clock)
  const code = toBase64url(ledger.clock.random(16))
  const expires = instant(inviting.expires)
  put(ledger, 'invitations', id, { codeHash: codeHashOf(code), expires, made: null, office, officeName, oversight, role, state: 'open', tries: 0 })
  const body = {
    addresses: addresses.slice(0, 16),
    code,
    expires,
    id,
    name: networkName,
    net,
    office,
    officeName,
    oversight,
    peer: own.state.chain,
    registry: ownRegistry.state.chain,
    role,
    v: 1
  } as const
  return { id, text: writeInvitation(body, own.signer.sign), expires }
}

/** Is anyone expected at the join door? */
export const isExpecting = (ledger: Needs): boolean =>
  all<InvitationRow>(ledger, 'invitations').some(({ row }) => row.state === 'open' || row.state === 'asked')

/** May this peer hear how its request stands? Who was refused may too, until the invitation would have expired: else they knock for ever. */
export const hasAsked = (ledger: Needs & Pick<Ledger, 'clock'>, peer: Key): boolean =>
  all<RequestRow>(ledger, 'requests').some(({ row }) => {
    if (row.from !== peer || row.state !== 'refused') return row.from === peer
    const expires = get<InvitationRow>(ledger, 'invitations', row.invitation)?.expires
    return expires !== undefined && Date.parse(expires) >= ledger.clock.now()
  })

function stateOf(ledger: Ledger, row: RequestRow): JoinState {
  // The registry says it, also when the program stopped between admitting and noting it.
  return ledger.registry.keys.has(row.request.person.key) ? 'admitted' : row.state
}

/** What is wrong with the proofs in a request, or undefined. */
function wrongProofs(ledger: Ledger, from: Key, { desk, at, person }: JoinRequest): boolean {
  const { net, registry } = ledger
  if (at !== from || (desk === null ? !registry.deskAt(at, registry.size) : desk.key !== at)) return true
  if (desk && !hasPossession({ key: desk.key, net, seal: desk.seal }, desk.proof, verify)) return true
  return !hasPossession({ key: person.key, net, seal: null }, person.proof, verify)
}

/** The invitation of this code. A wrong code counts against the invitation that the request names, if it names one. */
function requireInvitation(ledger: Ledger, named: EntryId, code: string): { id: EntryId; row: InvitationRow } {
  const codeHash = codeHashOf(code)
  const found = all<InvitationRow>(ledger, 'invitations').find(({ row }) => row.codeHash === codeHash)
  if (found && found.row.state !== 'closed') return found
  const row = get<InvitationRow>(ledger, 'invitations', named)
  if (row && row.state === 'open' && !found)
    put(ledger, 'invitations', named, { ...row, tries: row.tries + 1, state: row.tries + 1 >= WRONG_TRIES ? 'closed' : 'open' })
  throw new OfficeError('invitation-wrong')
}

/**
 * A newcomer asks. `from` is the key that the link has proved. Asking again with the same keys answers the state. Throws
 * invitation-wrong, -expired, -used, -foreign, bad-input.
 */
export function answerJoin(ledger: Ledger, from: Key, asked: unknown): JoinState {
  const wrong = wrongJoinRequest(asked)
  if (wrong !== undefined) throw new OfficeError('bad-input', { field: 'request', wanted: 'a request to join', got: wrong })
  const { code, ...request } = asked as JoinRequest
  if (request.net !== ledger.net) throw new OfficeError('invitation-foreign', { network: ledger.net })
  const before = get<RequestRow>(ledger, 'requests', request.id)
  if (before) {
    if (before.from === from && canonical(before.request as unknown as Json) === canonical(request as unknown as Json)) return stateOf(ledger, before)
    throw new OfficeError('invitation-used')
  }
  const { id, row: invitation } = requireInvitation(ledger, request.id, code)
  if (invitation.state !== 'open') throw new OfficeError('invitation-used')
  if (Date.parse(invitation.expires) < ledger.clock.now()) throw new OfficeError('invitation-expired', { expired: invitation.expires })
  if (wrongProofs(ledger, from, asked as JoinRequest))
    throw new OfficeError('bad-input', { field: 'request', wanted: 'proof of possession', got: 'none that holds' })
  if (all<RequestRow>(ledger, 'requests').filter(({ row }) => row.state === 'waiting').length >= MOST_WAITING)
    throw new OfficeError('too-large', { what: 'The number of requests', got: MOST_WAITING, limit: MOST_WAITING })
  put(ledger, 'requests', request.id, { at: instant(ledger.clock.now()), from, invitation: id, request, state: 'waiting' })
  put(ledger, 'invitations', id, { ...invitation, state: 'asked' })
  return 'waiting'
}

/** An office that an earlier newcomer with an invitation to the same new office has brought about. */
const officeMade = (ledger: Ledger, officeName: string): OfficeId | null =>
  all<InvitationRow>(ledger, 'invitations').find(({ row: { made, officeName: name } }) => name === officeName && made !== null && isOpen(ledger, made))?.row
    .made ?? null
const isOpen = ({ registry }: Ledger, office: OfficeId): boolean => {
  const known = registry.offices.get(office)
  return known !== undefined && holds(known, registry.size)
}

function requireRequest(ledger: Ledger, id: EntryId): { readonly row: RequestRow; readonly invitation: InvitationRow } {
  const row = get<RequestRow>(ledger, 'requests', id)
  const invitation = row && get<InvitationRow>(ledger, 'invitations', row.invitation)
  if (!ledger.ownRegistry) throw new OfficeError('not-registry-desk', { desk: 'the desk that keeps the registry' })
  if (!row || !invitation || row.state === 'refused') throw new OfficeError('not-found', { what: 'request', id })
  return { row, invitation }
}

/**
 * The registry entries of an admission: the office when it is new, the desk with the next number of its office, the person, or a
 * further key of the person `as`, whose rights then stay what they are. Throws not-found; nothing is signed.
 */
export function requestItems(ledger: Ledger, id: EntryId, as: PersonId | null = null): MotionItem[] {
  const { registry, clock } = ledger
  const { row, invitation } = requireRequest(ledger, id)
  const { desk, at, person } = row.request
  const known = desk === null ? (registry.desks.get(at)?.office ?? null) : (invitation.office ?? officeMade(ledger, invitation.officeName))
  const office = known ?? (newId(clock) as string as OfficeId)
  const items: MotionItem[] = []
  if (known === null)
    items.push(carried(ledger, { t: 'admit', id: newId(clock), what: 'office', office, oversight: invitation.oversight }, [['@name', invitation.officeName]]))
  if (desk) {
    const number = nextNumber(ledger, office)
    const bare: Bare = { t: 'admit', id: newId(clock), what: 'desk', office, number, key: desk.key, seal: desk.seal, proof: desk.proof, continues: null }
    items.push(carried(ledger, bare, [['@name', `${invitation.officeName} desk ${number}`]]))
  }
  const grants: Grant[] = as === null ? [{ form: null, office: invitation.role === 'admin' ? null : office, role: invitation.role, scope: 'others' }] : []
  const bare: Bare = {
    t: 'admit',
    id: newId(clock),
    what: 'person',
    person: as,
    key: person.key,
    desk: at,
    proof: person.proof,
    grants: grants as unknown as Json
  }
  items.push(carried(ledger, bare, [['@name', person.name]]))
  return items
}

/**
 * Admits by these approvers alone, at once; they must be enough. Throws not-authorised, not-found, and changes nothing then.
 */
export function admitRequest(ledger: Ledger, id: EntryId, approvers: readonly KeySigner[]): void {
  const { ownRegistry, registry } = ledger
  const { row } = requireRequest(ledger, id)
  if (stateOf(ledger, row) === 'admitted') return
  const persons = new Set(approvers.map(({ key }) => registry.administratorOf(key, registry.size)).filter(person => person !== undefined))
  if (persons.size < registry.policyAt(registry.size).quorum) throw new OfficeError('not-authorised', { who: 'you', what: 'admit anyone' })
  const items = requestItems(ledger, id)
  const voices = approvers.map(({ key, sign }) => approveMotion(items, key, sign)).sort((a, b) => (a.key < b.key ? -1 : 1))
  const prepared = entriesOf(items, voices).map((entry, i): Prepared => ({ entry, payload: payloadBytes(items[i]!) }))
  append(ledger, ownRegistry!, ownRegistry!.signer, prepared)
  settleRequests(ledger)
  if (!registry.keys.has(row.request.person.key))
    throw new OfficeError('internal', { what: `the admission had no effect: ${registry.voids.at(-1)?.code ?? 'unknown'}` })
}

/** After the registry grew: who asked and is admitted now waits no more, and the invitation is used. */
export function settleRequests(ledger: Ledger): void {
  for (const { id, row } of all<RequestRow>(ledger, 'requests')) {
    if (row.state !== 'waiting' || stateOf(ledger, row) !== 'admitted') continue
    put(ledger, 'requests', id, { ...row, state: 'admitted' })
    const invitation = get<InvitationRow>(ledger, 'invitations', row.invitation)
    const made = ledger.registry.desks.get(row.request.at)?.office ?? null
    if (invitation) put(ledger, 'invitations', row.invitation, { ...invitation, state: 'used', made })
  }
}

export function refuseRequest(ledger: Ledger, id: EntryId): void {
  const row = get<RequestRow>(ledger, 'requests', id)
  if (!row || stateOf(ledger, row) === 'admitted') throw new OfficeError('not-found', { what: 'request', id })
  put(ledger, 'requests', id, { ...row, state: 'refused' })
  cancelInvitation(ledger, row.invitation)
}

export function cancelInvitation(ledger: Ledger, id: EntryId): void {
  const invitation = get<InvitationRow>(ledger, 'invitations', id)
  if (!invitation) throw new OfficeError('not-found', { what: 'invitation', id })
  if (invitation.state !== 'used') put(ledger, 'invitations', id, { ...invitation, state: 'closed' })
}

export interface InvitationKept {
  readonly id: EntryId
  readonly office: string
  readonly role: Role
  readonly expires: string
  readonly used: boolean
}
/** Those that are open or have been used; cancelled ones are gone from sight. */
export const invitationsKept = (ledger: Ledger): InvitationKept[] =>
  all<InvitationRow>(ledger, 'invitations')
    .filter(({ row }) => row.state !== 'closed')
    .map(({ id, row }) => ({ id, office: row.officeName, role: row.role, expires: row.expires, used: row.state !== 'open' }))

export interface JoinAsked {
  readonly id: EntryId
  readonly office: string
  readonly person: string
  readonly role: Role
  /** Six numbers below 2048, shown as words. */
  readonly numbers: readonly number[]
  readonly at: string
  readonly desk: boolean
}
export const requestsWaiting = (ledger: Ledger): JoinAsked[] =>
  all<RequestRow>(ledger, 'requests').flatMap(({ id, row }) => {
    const invitation = get<InvitationRow>(ledger, 'invitations', row.invitation)
    if (!invitation || stateOf(ledger, row) !== 'waiting') return []
    const { desk, at, person } = row.request
    const numbers = comparisonNumbers(native, { desk, at, person })
    return [{ id, office: invitation.officeName, person: person.name, role: invitation.role, numbers, at: row.at, desk: desk !== null }]
  })
