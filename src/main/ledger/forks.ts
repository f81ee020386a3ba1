/**
 * Chains whose key signed two histories. The evidence is kept and spread; nothing more is taken of that chain until the
 * registry decides; nobody else is affected. What is compared is always two signed statements, so that no peer can make
 * an honest chain look forked.
 */
import { equal, fromBase64url, textOf, toBase64url, utf8, type Bytes } from '../../shared/bytes.ts'
import { openCheckpoint, readFork, writeFork, type ForkEvidence, type Side, type Step } from '../../shared/ledger/fork.ts'
import { verifyConsistency } from '../../shared/ledger/merkle.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { native, verify } from '../keys/native.ts'
import { checkpointAt, checkpointCovering } from '../store/checkpoints.ts'
import { listGuarded, putGuarded } from '../store/guarded.ts'
import { getMeta, putMeta } from '../store/meta.ts'
import { rolledBack, shownName, type Ledger, type OwnChain } from './ledger.ts'
import { unpackProof } from './stored-proof.ts'
import { growthProof, rootAt } from './tree.ts'

const KIND = 'fork'
const known = new WeakMap<Ledger, Map<Key, Hash>>()

/** Chains with evidence against their key, and its id. */
export function forkedChains(ledger: Ledger): ReadonlyMap<Key, Hash> {
  return forks(ledger)
}

function forks(ledger: Ledger): Map<Key, Hash> {
  let map = known.get(ledger)
  if (!map) {
    map = new Map()
    for (const row of listGuarded(ledger.store.ledger, ledger.guard, 'evidence', { kind: KIND })) {
      const evidence = readFork(native, verify, textOf(row.body) ?? '')
      if (evidence) map.set(evidence.chain, row.id as Hash)
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

/** All evidence as text, for others. */
export const forkTexts = (ledger: Ledger): string[] =>
  listGuarded(ledger.store.ledger, ledger.guard, 'evidence', { kind: KIND }).map(row => textOf(row.body) ?? '')

/** Keeps evidence that a peer sends or that was found here. True when it is new. Text that establishes nothing is ignored. */
export function takeFork(ledger: Ledger, text: string): boolean {
  const evidence = readFork(native, verify, text)
  if (!evidence || evidence.net !== ledger.net || !isMember(ledger, evidence.chain) || forks(ledger).has(evidence.chain)) return false
  const id = native.hashText(text)
  putGuarded(ledger.store.ledger, ledger.guard, 'evidence', { id, kind: KIND, body: utf8(text) })
  forks(ledger).set(evidence.chain, id)
  stopOwn(ledger, evidence.chain)
  return true
}

const isMember = (ledger: Ledger, chain: Key): boolean => chain === ledger.registryChain.state.chain || ledger.registry.desks.has(chain)

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

/**
 * Compares what a peer shows with what is held here. `forked`: the key signed both, evidence is kept. `unproved`: the peer
 * has shown nothing that the chain key signed, or there is nothing signed here to hold against it.
 */
export function compareGrowth(ledger: Ledger, growth: Growth): 'agrees' | 'forked' | 'unproved' {
  const { chain, from, root, proof, note } = growth
  const checkpoint = openCheckpoint(native, verify, ledger.net, chain, note)
  if (!checkpoint || from < 1) return 'unproved'
  if (!verifyConsistency(native, { from, to: checkpoint.size, proof, oldRoot: root, newRoot: checkpoint.root })) return 'unproved'
  const ours = ourSide(ledger, chain, from)
  if (!ours) return isOtherOwn(ledger, chain, from, root) ? 'forked' : 'unproved'
  if (equal(fromBase64url(ours.root)!, root)) return 'agrees'
  const steps = checkpoint.size > from ? [step(checkpoint.size, checkpoint.root, proof)] : []
  const theirs: Side = { note: textOf(note)!, root: hash(root), steps }
  const evidence: ForkEvidence = { at: from, chain, net: ledger.net, sides: [ours, theirs], v: 1 }
  takeFork(ledger, writeFork(evidence))
  return forkedChains(ledger).has(chain) ? 'forked' : 'unproved'
}
