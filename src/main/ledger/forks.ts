/**
 * Chains whose key signed two histories. The evidence is kept and spread; nothing more is taken of that chain until the
 * registry decides; nobody else is affected. What is compared is always two signed statements, so that no peer can make
 * an honest chain look forked.
 */
import { equal, fromBase64url, textOf, toBase64url, utf8, type Bytes } from '../../shared/bytes.ts'
import { holdsSide, openCheckpoint, readFork, writeFork, type ForkEvidence, type Side, type Step } from '../../shared/ledger/fork.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { native, verify } from '../keys/native.ts'
import { checkpointAt, checkpointCovering } from '../store/checkpoints.ts'
import { deleteGuarded, listGuarded, putGuarded } from '../store/guarded.ts'
import { getMeta, putMeta } from '../store/meta.ts'
import { transact } from '../store/transact.ts'
import { rolledBack, shownName, type Ledger, type OwnChain } from './ledger.ts'
import { unpackProof } from './stored-proof.ts'
import { growthProof, rootAt } from './tree.ts'
import { witnessedSize } from './witnessed.ts'

const KIND = 'fork'
/** What is known of a forked chain here. */
export interface KnownFork {
  /** SHA-256 of the evidence's text. */
  readonly id: Hash
  readonly text: string
  readonly evidence: ForkEvidence
  /** Lines that another office had witnessed when this desk first knew of it: they keep their effect. */
  readonly kept: number
}
const known = new WeakMap<Ledger, Map<Key, KnownFork>>()
/** Better evidence against one chain, taken in one run of the program: whoever has the key can make it without end. */
const MOST_BETTER = 64
const bettered = new WeakMap<Ledger, Map<Key, number>>()

/** Chains with evidence against their key, and its id. */
export const forkedChains = (ledger: Ledger): ReadonlyMap<Key, Hash> => new Map([...forks(ledger)].map(([chain, { id }]) => [chain, id]))
export const forkOf = (ledger: Ledger, chain: Key): KnownFork | undefined => forks(ledger).get(chain)

/** Nothing more is taken of the chain: its key signed two histories, and the registry has not decided which one counts. */
export const isUndecided = (ledger: Ledger, chain: Key): boolean =>
  forks(ledger).has(chain) && ledger.registry.decisionOn(chain) === undefined && !isFormer(ledger, chain)

/** A registry whose succession has said how much of which history counts. */
export const isFormer = ({ registry }: Ledger, chain: Key): boolean => registry.former.some(era => era.chain === chain)

/** Does what is here of the chain reach the point that was decided, with the root that was decided? */
export function agreesWithDecision({ registry, chains, store }: Ledger, chain: Key): boolean {
  const keep = registry.decisionOn(chain)?.keep
  const held = chains.get(chain)
  return keep !== undefined && held !== undefined && held.state.size >= keep.size && hash(rootAt(store.ledger, held.no, keep.size)) === keep.root
}

/** Lines from this height on wait for a decision about the chain; undefined while nothing is known against it, or when it is decided and the half that counts is here. */
export function frozenFrom(ledger: Ledger, chain: Key): number | undefined {
  const fork = forks(ledger).get(chain)
  return fork === undefined || agreesWithDecision(ledger, chain) ? undefined : fork.kept
}

/** Under this name of `meta`: how far the chain was witnessed when its fork was first known here. */
const keptName = (chain: Key): string => `fork/${chain}`

function forks(ledger: Ledger): Map<Key, KnownFork> {
  let map = known.get(ledger)
  if (!map) {
    map = new Map()
    for (const row of listGuarded(ledger.store.ledger, ledger.guard, 'evidence', { kind: KIND })) {
      const text = textOf(row.body) ?? ''
      const evidence = readFork(native, verify, text)
      if (!evidence) continue
      const kept = Number(getMeta(ledger.store.ledger, ledger.guard, keptName(evidence.chain)) ?? witnessedSize(ledger, evidence.chain))
      map.set(evidence.chain, { id: row.id as Hash, text, evidence, kept })
    }
    known.set(ledger, map)
  }
  return map
}

/** Nothing is taken of it: its key signed two histories, and the registry has not said how much of which one counts, or that is all here. */
export function isFrozen(ledger: Ledger, chain: Key): boolean {
  const state = ledger.chains.get(chain)?.state
  return forks(ledger).has(chain) && !(state?.cut && state.size < state.cut.size)
}

/** Lines of a forked chain are not taken: nothing was decided about it, and no cut says up to where its history counts. */
export const stopsAtFork = (ledger: Ledger, chain: Key): boolean => isUndecided(ledger, chain) && isFrozen(ledger, chain)

/** All evidence as text, for others. */
export const forkTexts = (ledger: Ledger): string[] => [...forks(ledger).values()].map(({ text }) => text)

/**
 * Of several proofs against one key the one at the smallest size counts, then the one whose hash is smallest: so all desks
 * end with the same, whatever came to them first.
 */
const isBetter = (a: Pick<KnownFork, 'id' | 'evidence'>, b: Pick<KnownFork, 'id' | 'evidence'>): boolean =>
  a.evidence.at < b.evidence.at || (a.evidence.at === b.evidence.at && a.id < b.id)

function mayBetter(ledger: Ledger, chain: Key): boolean {
  let counts = bettered.get(ledger)
  if (!counts) bettered.set(ledger, (counts = new Map()))
  const count = (counts.get(chain) ?? 0) + 1
  counts.set(chain, count)
  return count <= MOST_BETTER
}

/** Keeps evidence that a peer sends or that was found here. True when it is new. Text that establishes nothing is ignored. */
export function takeFork(ledger: Ledger, text: string): boolean {
  const evidence = readFork(native, verify, text)
  if (!evidence || evidence.net !== ledger.net || !isMember(ledger, evidence.chain)) return false
  const { chain } = evidence
  const id = native.hashText(text)
  const before = forks(ledger).get(chain)
  if (before && (before.id === id || !isBetter({ id, evidence }, before) || !mayBetter(ledger, chain))) return false
  const { store, guard } = ledger
  const kept = before?.kept ?? witnessedSize(ledger, chain)
  transact(store.ledger, () => {
    if (before) deleteGuarded(store.ledger, guard, 'evidence', before.id)
    else putMeta(store.ledger, guard, keptName(chain), String(kept))
    putGuarded(store.ledger, guard, 'evidence', { id, kind: KIND, body: utf8(text) })
  })
  forks(ledger).set(chain, { id, text, evidence, kept })
  stopOwn(ledger, chain)
  return true
}

const isMember = (ledger: Ledger, chain: Key): boolean => ledger.registry.isRegistry(chain) || ledger.registry.desks.has(chain)

/** Our own key has signed something that this folder does not hold: it, or a copy of it, was rolled back. */
function stopOwn(ledger: Ledger, chain: Key): void {
  for (const own of [ledger.own, ledger.ownRegistry]) if (own?.state.chain === chain) markRolledBack(ledger, own, 'forked')
}

/** Nothing more is signed on this chain, also after the next start. `signed`: lines that its key is known to have signed, or that it signed another history. */
export function markRolledBack(ledger: Ledger, own: OwnChain, signed: number | 'forked'): void {
  const { store, guard } = ledger
  const name = shownName(own.state.chain)
  const before = getMeta(store.ledger, guard, name)
  const isMore = before !== 'forked' && (signed === 'forked' || Number(before ?? 0) < signed)
  if (isMore && !store.readonly) putMeta(store.ledger, guard, name, String(signed))
  own.trouble ??= rolledBack(own, String(signed))
}

/** What a peer shows of a chain: the tree of `from` lines has `root`, and grew into the tree of the checkpoint in `note`. */
export interface Growth {
  readonly chain: Key
  readonly from: number
  readonly root: Bytes
  readonly proof: readonly Bytes[]
  readonly note: Bytes
}

const hash = (bytes: Bytes): Hash => toBase64url(bytes) as Hash
const step = (size: number, root: Bytes, proof: readonly Bytes[]): Step => ({ proof: proof.map(hash), root: hash(root), size })

/** Our own side: what the chain key had signed of the lines that are here. Undefined while no checkpoint covers them. */
function ourSide(ledger: Ledger, chain: Key, at: number): Side | undefined {
  const held = ledger.chains.get(chain)
  if (!held || at > held.state.size) return sideOf(ledger, chain, at)
  const db = ledger.store.ledger
  const row = checkpointCovering(db, held.no, at)
  const note = row && textOf(row.note)
  if (!row || note === undefined) return undefined
  const root = rootAt(db, held.no, at)
  const here = Math.min(row.size, held.state.size)
  const steps: Step[] = here > at ? [step(here, rootAt(db, held.no, here), growthProof(db, held.no, at, here))] : []
  if (row.size > here) {
    const kept = unpackProof(row.proof)
    const checkpoint = openCheckpoint(native, verify, ledger.net, chain, row.note)
    if (kept?.from !== here || !checkpoint) return undefined
    steps.push(step(row.size, checkpoint.root, kept.proof))
  }
  return { note, root: hash(root), steps }
}

/** A checkpoint beyond the lines here stands for itself at its own size. */
function sideOf(ledger: Ledger, chain: Key, at: number): Side | undefined {
  const held = ledger.chains.get(chain)
  const row = held && checkpointAt(ledger.store.ledger, held.no, at)
  const checkpoint = row && openCheckpoint(native, verify, ledger.net, chain, row.note)
  return checkpoint && { note: textOf(row.note)!, root: hash(checkpoint.root), steps: [] }
}

/** Our own key has signed another history than is here, and nothing of ours has left that would prove it to others: the lines here stay here. */
function isOtherOwn(ledger: Ledger, chain: Key, at: number, root: Bytes): boolean {
  const own = [ledger.own, ledger.ownRegistry].find(mine => mine?.state.chain === chain)
  if (!own || at > own.state.size || equal(rootAt(ledger.store.ledger, own.no, at), root)) return false
  markRolledBack(ledger, own, 'forked')
  return true
}

type Compared = 'agrees' | 'forked' | 'unproved'

/**
 * Compares what a peer shows with what is held here. `forked`: the key signed both, evidence is kept. `unproved`: the peer
 * has shown nothing that the chain key signed, or there is nothing signed here to hold against it.
 */
export function compareGrowth(ledger: Ledger, { chain, from, root, proof, note }: Growth): Compared {
  const checkpoint = openCheckpoint(native, verify, ledger.net, chain, note)
  if (!checkpoint || from < 1) return 'unproved'
  // an empty proof shows that a tree is its own: holdsSide then compares the roots
  const steps = checkpoint.size > from || proof.length > 0 ? [step(checkpoint.size, checkpoint.root, proof)] : []
  return compareSide(ledger, chain, from, { note: textOf(note)!, root: hash(root), steps })
}

/** The same for a tree of `at` lines that leads into a signed checkpoint by any steps. */
export function compareSide(ledger: Ledger, chain: Key, at: number, theirs: Side): Compared {
  const { net } = ledger
  if (at < 1 || !holdsSide(native, verify, { at, chain, net }, theirs)) return 'unproved'
  const root = fromBase64url(theirs.root)!
  const ours = ourSide(ledger, chain, at)
  if (!ours) return isOtherOwn(ledger, chain, at, root) ? 'forked' : 'unproved'
  if (equal(fromBase64url(ours.root)!, root)) return 'agrees'
  takeFork(ledger, writeFork({ at, chain, net, sides: [ours, theirs], v: 1 }))
  return forkedChains(ledger).has(chain) ? 'forked' : 'unproved'
}
