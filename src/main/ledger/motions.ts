/**
 * Motions at this desk: what administrators have put to approval, by whom it is approved so far, and (at the desk that keeps
 * the registry) the filing once there are enough. They are kept as guarded rows, spread like cosignatures, and carried as
 * files; which of them is taken is decided by our newest registry alone.
 */
import { textOf, utf8, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import type { Hash, Key } from '../../shared/names.ts'
import type { RegistryEntry } from '../../shared/record/entry.ts'
import {
  approveMotion,
  entriesOf,
  joinMotions,
  motionId,
  readMotion,
  standing,
  successionOfMotion,
  withdrawMotion,
  writeMotion,
  type Motion,
  type MotionItem,
  type Voice
} from '../../shared/record/motion.ts'
import { nextBase } from '../../shared/record/succession.ts'
import type { RegistryFault } from '../../shared/record/registry-facts.ts'
import { native, verify } from '../keys/native.ts'
import { deleteGuarded, getGuarded, listGuarded, putGuarded } from '../store/guarded.ts'
import { append } from './append.ts'
import type { KeySigner, Ledger } from './ledger.ts'

const KIND = 'motion'
/** Open motions at once, and of one key: an administrator reads them one by one. */
const MOST_OPEN = 1_000
const MOST_OF_ONE = 200
/** Registry lines ahead that a motion may ask for. */
const MOST_AHEAD = 100_000
/** Closed motions that are kept for looking at. */
const CLOSED_KEPT = 200

export interface KeptMotion {
  readonly id: Hash
  readonly motion: Motion
}
type Kept = Map<Hash, Motion>
const known = new WeakMap<Ledger, Kept>()

function keptOf(ledger: Ledger): Kept {
  let map = known.get(ledger)
  if (!map) {
    map = new Map()
    for (const row of listGuarded(ledger.store.ledger, ledger.guard, 'evidence', { kind: KIND })) {
      const motion = readMotion(native, verify, aboutOf(ledger), textOf(row.body) ?? '')
      if (typeof motion !== 'string') map.set(row.id as Hash, motion)
    }
    known.set(ledger, map)
  }
  return map
}

const aboutOf = ({ net, registry }: Ledger): { net: Ledger['net']; registry: Key } => ({ net, registry: registry.chain })

function keep(ledger: Ledger, id: Hash, motion: Motion): void {
  putGuarded(ledger.store.ledger, ledger.guard, 'evidence', { id, kind: KIND, body: utf8(writeMotion(motion)) })
  keptOf(ledger).set(id, motion)
}

/** Persons whose approval counts now: administrators, each once however many keys signed. */
export function approvingPersons(ledger: Ledger, motion: Motion): Set<string> {
  const { registry } = ledger
  return new Set(standing(motion).flatMap(voice => registry.administratorOf(voice.key, registry.size) ?? []))
}

export type MotionState = 'open' | 'filed' | 'expired' | 'withdrawn'
export function stateOfMotion({ registry }: Ledger, motion: Motion): MotionState {
  if (motion.items.some(({ proposal }) => registry.hasUsed(proposal.nonce))) return 'filed'
  if (motion.items.some(({ proposal }) => proposal.expiresAtSize <= registry.size)) return 'expired'
  return standing(motion).length === 0 ? 'withdrawn' : 'open'
}

/** All that are kept, the newest first (by the time in their first entry's id). */
export const motions = (ledger: Ledger): KeptMotion[] =>
  [...keptOf(ledger)].map(([id, motion]) => ({ id, motion })).sort((a, b) => (ageOf(a) < ageOf(b) ? 1 : -1))
const ageOf = ({ motion }: KeptMotion): string => motion.items[0]!.proposal.entry['id'] as string
export const motionOf = (ledger: Ledger, id: string): Motion | undefined => keptOf(ledger).get(id as Hash)

/** Those that can still take effect, the newest first. */
export const openMotions = (ledger: Ledger): KeptMotion[] => motions(ledger).filter(({ motion }) => stateOfMotion(ledger, motion) === 'open')

/** The payload of an item as it is stored. */
export const payloadBytes = ({ payload }: MotionItem): Bytes | null => (payload === null ? null : utf8(payload))

/** For others: those that can still take effect, and withdrawals, so that nobody goes on counting them. */
export const motionTexts = (ledger: Ledger): string[] =>
  motions(ledger)
    .filter(({ motion }) => ['open', 'withdrawn'].includes(stateOfMotion(ledger, motion)))
    .map(({ motion }) => writeMotion(motion))

/** Of what `motionTexts` gives; the same at two desks that have nothing to tell each other. Undefined when there is none. */
export function motionDigest(ledger: Ledger): Hash | undefined {
  const texts = motionTexts(ledger).sort()
  return texts.length === 0 ? undefined : native.hashText(texts.join('\n'))
}

/** What would be wrong with filing it now, or undefined. */
export function faultOf(ledger: Ledger, motion: Motion): RegistryFault | undefined {
  return ledger.registry.trial(entriesOf(motion.items, standing(motion)) as RegistryEntry[])
}

/** What would be wrong with it if enough had approved, or undefined. */
export const faultUnsigned = (ledger: Ledger, items: readonly MotionItem[]): RegistryFault | undefined =>
  ledger.registry.trial(entriesOf(items, []) as RegistryEntry[], false)

/**
 * Takes a motion that a peer or a file brings. `new`: it told us something. `refused` when nobody who may approve has
 * approved it (as of our registry: a desk that is behind takes it at a later round), or it is not readable.
 */
export function takeMotion(ledger: Ledger, text: string): 'new' | 'known' | 'refused' {
  const read = readMotion(native, verify, aboutOf(ledger), text)
  if (typeof read === 'string') return 'refused'
  const id = motionId(native, read.items)
  const before = keptOf(ledger).get(id)
  const given = ofAdministrators(ledger, read, before)
  if (given.approvals.length === 0) return before ? 'known' : 'refused'
  const joined = before ? joinMotions(before, given) : given
  if (before && writeMotion(before) === writeMotion(joined)) return 'known'
  if (!before && !isWelcome(ledger, joined)) return 'refused'
  keep(ledger, id, joined)
  return 'new'
}

/** A stranger's signature under an administrator's motion is neither kept nor passed on. */
function ofAdministrators({ registry }: Ledger, motion: Motion, before: Motion | undefined): Motion {
  const approvals = motion.approvals.filter(
    ({ key }) => registry.administratorOf(key, registry.size) !== undefined || before?.approvals.some(voice => voice.key === key)
  )
  return { ...motion, approvals, withdrawn: motion.withdrawn.filter(({ key }) => approvals.some(voice => voice.key === key)) }
}

function isWelcome(ledger: Ledger, motion: Motion): boolean {
  const state = stateOfMotion(ledger, motion)
  if (state !== 'open' && state !== 'withdrawn') return false
  const from = successionOfMotion(motion.items) ? nextBase(ledger.registry.base) : ledger.registry.size
  if (motion.items.some(({ proposal }) => proposal.expiresAtSize > from + MOST_AHEAD)) return false
  const others = openMotions(ledger)
  const [first] = motion.approvals
  return others.length < MOST_OPEN && others.filter(other => other.motion.approvals.some(({ key }) => key === first!.key)).length < MOST_OF_ONE
}

/** A motion of our own, with its first approval. */
export function moveMotion(ledger: Ledger, items: readonly MotionItem[], by: KeySigner): KeptMotion {
  requireAdministrator(ledger, by.key, items)
  const motion: Motion = { approvals: [approveMotion(items, by.key, by.sign)], items, v: 1, withdrawn: [] }
  const read = readMotion(native, verify, aboutOf(ledger), writeMotion(motion))
  if (typeof read === 'string') throw new OfficeError('internal', { what: `every desk would refuse our own motion: ${read}` })
  const id = motionId(native, items)
  keep(ledger, id, motion)
  return { id, motion }
}

/** Whoever keeps the registry hears at once when it can not be written; a copied folder signs nothing. A desk that was rolled back still approves: that is on no chain. */
function requireAdministrator({ registry, own, ownRegistry, store }: Ledger, key: Key, items: readonly MotionItem[]): void {
  const writing = successionOfMotion(items) ? null : ownRegistry // what can not be written is what a succession is about
  const trouble = writing?.trouble ?? (own.trouble?.code === 'folder-moved' ? own.trouble : null)
  if (store.readonly) throw new OfficeError('newer-database', { file: 'ledger.db', version: store.version })
  if (trouble) throw new OfficeError(trouble.code, trouble.detail)
  if (registry.administratorOf(key, registry.size) === undefined) throw new OfficeError('not-authorised', { who: 'you', what: 'decide about the network' })
}

function requireOpen(ledger: Ledger, id: Hash): Motion {
  const motion = keptOf(ledger).get(id)
  if (!motion) throw new OfficeError('not-found', { what: 'decision', id })
  const state = stateOfMotion(ledger, motion)
  if (state !== 'open') throw new OfficeError('motion-closed', { state })
  return motion
}

export function approveKept(ledger: Ledger, id: Hash, by: KeySigner): KeptMotion {
  const motion = requireOpen(ledger, id)
  requireAdministrator(ledger, by.key, motion.items)
  if (motion.withdrawn.some(({ key }) => key === by.key)) throw new OfficeError('motion-closed', { state: 'withdrawn by you' })
  const voice: Voice = approveMotion(motion.items, by.key, by.sign)
  const joined = joinMotions(motion, { ...motion, approvals: [voice] })
  keep(ledger, id, joined)
  return { id, motion: joined }
}

/** Takes back what this key has approved. A motion that nobody approves any more is closed. */
export function withdrawKept(ledger: Ledger, id: Hash, by: KeySigner): KeptMotion {
  const motion = requireOpen(ledger, id)
  if (!motion.approvals.some(({ key }) => key === by.key)) throw new OfficeError('not-authorised', { who: 'you', what: 'withdraw what you have not approved' })
  const joined = joinMotions(motion, { ...motion, withdrawn: [withdrawMotion(id, by.key, by.sign)] })
  keep(ledger, id, joined)
  return { id, motion: joined }
}

/**
 * At the desk that keeps the registry: files every motion that has enough approvals and would take effect, one line each.
 * Answers how many. Motions that would have no effect stay and are shown with what is wrong.
 */
export function fileReady(ledger: Ledger): number {
  const { ownRegistry } = ledger
  if (!ownRegistry || ownRegistry.trouble || ledger.store.readonly) return 0
  let filed = 0
  for (const { motion } of openMotions(ledger).reverse()) {
    if (successionOfMotion(motion.items) || approvingPersons(ledger, motion).size === 0 || faultOf(ledger, motion) !== undefined) continue
    const entries = entriesOf(motion.items, standing(motion))
    append(
      ledger,
      ownRegistry,
      ownRegistry.signer,
      entries.map((entry, i) => ({ entry, payload: payloadBytes(motion.items[i]!) }))
    )
    filed++
  }
  if (filed > 0) forgetClosed(ledger)
  return filed
}

/** Old closed motions go. */
export function forgetClosed(ledger: Ledger): void {
  const closed = motions(ledger).filter(({ motion }) => stateOfMotion(ledger, motion) !== 'open')
  for (const { id } of closed.slice(CLOSED_KEPT)) {
    if (getGuarded(ledger.store.ledger, ledger.guard, 'evidence', id)) deleteGuarded(ledger.store.ledger, ledger.guard, 'evidence', id)
    keptOf(ledger).delete(id)
  }
}
