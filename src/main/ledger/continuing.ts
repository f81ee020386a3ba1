/**
 * Going on under a new key, on both sides: the request of a desk that may not sign (kept, handed from desk to desk until the
 * registry has answered it), and the registry entries by which an administrator admits it. The old chain is cut where the
 * new one takes over; what is beyond the cut is kept and shown, and can be filed again.
 */
import { textOf, toBase64url, utf8 } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { rootOf } from '../../shared/ledger/chain.ts'
import type { Json } from '../../shared/ledger/jcs.ts'
import type { Point } from '../../shared/ledger/line.ts'
import { checkpointOrigin, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../shared/ledger/note.ts'
import type { EntryId, Hash, Instant, Key, OfficeId, PersonId, SealKey } from '../../shared/names.ts'
import { readContinuation, writeContinuation, type Continuation } from '../../shared/record/continuation.ts'
import type { Grant, Role } from '../../shared/record/entry.ts'
import { comparisonNumbers } from '../../shared/record/invitation.ts'
import { provePossession } from '../../shared/record/proposal.ts'
import { native, verify } from '../keys/native.ts'
import { checkpointCovering, insertCheckpoint } from '../store/checkpoints.ts'
import { cosignatures } from '../store/cosignatures.ts'
import { listGuarded, putGuarded } from '../store/guarded.ts'
import { getMeta } from '../store/meta.ts'
import { transact } from '../store/transact.ts'
import { append, type Prepared } from './append.ts'
import { approvedCarrier, newId, type Bare } from './compose.ts'
import { forkedChains } from './forks.ts'
import { shownName, type KeySigner, type Ledger, type OwnChain } from './ledger.ts'
import { rootAt } from './tree.ts'

const KIND = 'continue'
const REFUSED = 'continue-refused'
/** Requests kept at once: an administrator reads them one by one. */
const MOST = 256

// ——— the desk that asks ———

export interface Asking {
  /** The desk under its new key; null where only the person's key is new. */
  readonly desk: { readonly signer: KeySigner; readonly seal: SealKey } | null
  /** Signs for the desk that the person will use. */
  readonly at: KeySigner
  /** The chain that is to be continued. */
  readonly chain: Key
  readonly ends: boolean
  readonly held: Point | null
  readonly person: KeySigner
  readonly who: PersonId | null
  readonly name: string
}

/** The request as text. The six words that go with it are of `continuationWords`. */
export function askToContinue({ clock, net }: Pick<Ledger, 'clock' | 'net'>, { desk, at, chain, ends, held, person, who, name }: Asking): string {
  const asked: Continuation = {
    at: at.key,
    chain: desk && chain,
    desk: desk && { key: desk.signer.key, proof: provePossession({ key: desk.signer.key, net, seal: desk.seal }, desk.signer.sign), seal: desk.seal },
    ends: desk !== null && ends,
    held: desk && held,
    id: newId(clock),
    net,
    person: { key: person.key, name, person: who, proof: provePossession({ key: person.key, net, seal: null }, person.sign) },
    time: new Date(clock.now()).toISOString() as Instant,
    v: 1
  }
  return writeContinuation(asked, at.sign)
}

/** How much of an own chain is here for certain; null where its key signed another history, or the end can not be read. */
export function heldForCertain({ store, guard }: Pick<Ledger, 'store' | 'guard'>, own: OwnChain): Point | null {
  if (own.trouble?.code === 'damaged-database' || getMeta(store.ledger, guard, shownName(own.state.chain)) === 'forked') return null
  return { root: rootOf(native, own.state), size: own.state.size }
}

/**
 * The last signature of the old key, once the registry has said where its chain ends: the very root that the registry names,
 * so that what only this desk holds below it can be proved to others.
 */
export function closeChain({ registry, own, store, net }: Ledger): void {
  const cut = registry.cutOf(own.state.chain, null)
  if (!cut || cut.size === 0 || cut.size > own.state.size || store.readonly) return
  if (toBase64url(rootAt(store.ledger, own.no, cut.size)) !== cut.root || checkpointCovering(store.ledger, own.no, cut.size)) return
  const name = checkpointOrigin(net, own.state.chain)
  const text = formatCheckpoint({ origin: name, size: cut.size, root: rootAt(store.ledger, own.no, cut.size) })
  const note = formatNote(text, [signNote(text, name, SIGNATURE, own.signer.publicKey, own.signer.sign, native)])
  transact(store.ledger, () => insertCheckpoint(store.ledger, own.no, cut.size, utf8(note), new Uint8Array(0)))
}

// ——— whoever has the request ———

export const continuationWords = (asked: Continuation): number[] => comparisonNumbers(native, asked)

const isSettled = ({ registry }: Ledger, { person }: Continuation): boolean => registry.keys.has(person.key)

/** Has the person a key at a desk of this desk's office? Nobody is given a key of somebody who never sat there. */
function usesOffice({ registry }: Ledger, person: PersonId, desk: Key): boolean {
  const office = registry.desks.get(desk)?.office
  return [...registry.keys.values()].some(key => key.person === person && registry.desks.get(key.desk)?.office === office)
}

/** What this network can not do with a request, or undefined. */
function wrongRequest(ledger: Ledger, { at, chain, net: theirs, person }: Continuation): string | undefined {
  const { net, registry } = ledger
  if (theirs !== net) return 'it is of another network'
  if (!registry.deskAt(chain ?? at, registry.size)) return 'the desk that it speaks of is not of this network, or was revoked'
  return person.person === null || usesOffice(ledger, person.person, chain ?? at) ? undefined : 'its person has no key in that office'
}

interface Kept {
  readonly asked: Continuation
  readonly text: string
  readonly refused: boolean
}

function all(ledger: Ledger): Kept[] {
  return [KIND, REFUSED].flatMap(kind =>
    listGuarded(ledger.store.ledger, ledger.guard, 'evidence', { kind }).flatMap(({ body }): Kept[] => {
      const text = textOf(body) ?? ''
      const asked = readContinuation(text, verify)
      return typeof asked === 'string' ? [] : [{ asked, text, refused: kind === REFUSED }]
    })
  )
}

/** Those that nobody has answered yet. */
export const waitingContinuations = (ledger: Ledger): Kept[] => all(ledger).filter(({ asked, refused }) => !refused && !isSettled(ledger, asked))

/** Keeps a request: `new`, or what is wrong with it in words; undefined when it is known or settled. */
export function keepContinuation(ledger: Ledger, given: string): 'new' | { readonly wrong: string } | undefined {
  const asked = readContinuation(given, verify)
  if (typeof asked === 'string') return { wrong: asked }
  const wrong = wrongRequest(ledger, asked)
  if (wrong !== undefined) return { wrong }
  const kept = all(ledger)
  if (isSettled(ledger, asked) || kept.some(one => one.asked.id === asked.id)) return undefined
  if (kept.length >= MOST) return { wrong: 'too many requests are waiting' }
  // a newer request for the same desk and person takes the place of the one before
  for (const one of kept)
    if (one.asked.person.key === asked.person.key)
      putGuarded(ledger.store.ledger, ledger.guard, 'evidence', { id: one.asked.id, kind: REFUSED, body: utf8(one.text) })
  putGuarded(ledger.store.ledger, ledger.guard, 'evidence', { id: asked.id, kind: KIND, body: utf8(given.replace(/\s+/g, '')) })
  return 'new'
}

export function refuseContinuation(ledger: Ledger, id: EntryId): void {
  const known = waitingContinuations(ledger).find(({ asked }) => asked.id === id)
  if (!known) throw new OfficeError('not-found', { what: 'request', id })
  putGuarded(ledger.store.ledger, ledger.guard, 'evidence', { id, kind: REFUSED, body: utf8(known.text) })
}

// ——— the desk that keeps the registry ———

/** Up to where the old chain counts: what was decided after a fork; else the more of what is held here and what the desk has shown to hold. */
export function cutFor(ledger: Ledger, chain: Key, asked: Point | null): Point {
  const decided = ledger.registry.decisions.findLast(decision => decision.chain === chain)?.keep
  if (decided) return decided
  const held = ledger.chains.get(chain)
  const size = held?.state.size ?? 0
  const here = (at: number): Point => ({
    root: toBase64url(held ? rootAt(ledger.store.ledger, held.no, at) : native.sha256(new Uint8Array(0))) as Hash,
    size: at
  })
  // of two histories of our own, the one that others have witnessed
  if (held === ledger.own && asked === null) return here(Math.max(0, ...cosignatures(ledger.store.ledger, held.no).map(row => row.size)))
  return asked !== null && asked.size > size && !forkedChains(ledger).has(chain) ? asked : here(size)
}

function prepareDesk<T>(ledger: Ledger, { chain, desk, ends, held }: Continuation, compose: (bare: Bare, name: string) => T): T[] {
  const { registry, clock } = ledger
  const old = chain === null ? undefined : registry.desks.get(chain)
  if (!desk || registry.desks.has(desk.key)) return []
  if (!old) throw new OfficeError('not-found', { what: 'desk', id: (chain ?? '').slice(0, 8) })
  const number = 1 + Math.max(0, ...[...registry.desks.values()].filter(item => item.office === old.office).map(item => item.number))
  const continues = ends ? ({ chain: old.chain, ...cutFor(ledger, old.chain, held) } as unknown as Json) : null
  const bare = { t: 'admit', id: newId(clock), what: 'desk', office: old.office, number, key: desk.key, seal: desk.seal, proof: desk.proof, continues } as const
  return [compose(bare as unknown as Bare, `desk ${number}`)]
}

/**
 * The registry entries that answer a request: the desk under its new key, with the cut of the old chain, and its person.
 * `role`: of somebody whom the registry does not know. Throws not-found, not-authorised.
 */
export function composeContinuation(
  ledger: Ledger,
  asked: Continuation,
  approvers: readonly KeySigner[],
  role: Role,
  nameOf: (office: OfficeId) => string
): Prepared[] {
  const { registry, clock, net } = ledger
  const at = { net, chain: registry.chain, size: registry.size }
  return answer(ledger, asked, role, nameOf, (bare, name) => approvedCarrier(clock, at, bare, [['@name', name]], approvers))
}

/** The same, each entry as `compose` makes it. */
export function answer<T>(
  ledger: Ledger,
  asked: Continuation,
  role: Role,
  nameOf: (office: OfficeId) => string,
  compose: (bare: Bare, name: string) => T
): T[] {
  const { registry, clock } = ledger
  const office = registry.desks.get(asked.chain ?? asked.at)?.office
  if (office === undefined) throw new OfficeError('not-found', { what: 'desk', id: asked.at.slice(0, 8) })
  const desk = prepareDesk(ledger, asked, (bare, name) => compose(bare, `${nameOf(office)} ${name}`))
  const { key, name, person, proof } = asked.person
  const known = person !== null && registry.persons.has(person)
  const grants: Grant[] = known ? [] : [{ form: null, office, role, scope: 'others' }]
  const bare = { t: 'admit', id: newId(clock), what: 'person', person: known ? person : null, key, desk: asked.at, proof, grants } as const
  return [...desk, compose(bare as unknown as Bare, name)]
}

/** Admits, at the desk that keeps the registry, in one line. Asked twice it is done once. */
export function admitContinuation(ledger: Ledger, id: EntryId, approvers: readonly KeySigner[], role: Role, nameOf: (office: OfficeId) => string): void {
  const { ownRegistry, registry } = ledger
  if (!ownRegistry) throw new OfficeError('not-registry-desk', { desk: 'the desk that keeps the registry' })
  const kept = all(ledger).find(({ asked }) => asked.id === id)
  if (!kept) throw new OfficeError('not-found', { what: 'request', id })
  if (isSettled(ledger, kept.asked)) return
  const persons = new Set(approvers.map(({ key }) => registry.administratorOf(key, registry.size)).filter(person => person !== undefined))
  if (persons.size < registry.policyAt(registry.size).quorum) throw new OfficeError('not-authorised', { who: 'you', what: 'admit a new key' })
  append(ledger, ownRegistry, ownRegistry.signer, composeContinuation(ledger, kept.asked, approvers, role, nameOf))
  if (!isSettled(ledger, kept.asked)) throw new OfficeError('internal', { what: `the admission had no effect: ${registry.voids.at(-1)?.code ?? 'unknown'}` })
}
