/**
 * Who has witnessed the half of a forked chain that is not here: cosignatures under its checkpoints, kept for those who decide
 * which half counts. They vouch for nothing here, and nothing is believed of them but that they were signed.
 */
import { toBase64url, utf8 } from '../../shared/bytes.ts'
import { openCheckpoint } from '../../shared/ledger/fork.ts'
import { frontierAppend, frontierRoot } from '../../shared/ledger/merkle.ts'
import type { Checkpoint } from '../../shared/ledger/note.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { native, verify } from '../keys/native.ts'
import { listGuarded, putGuarded } from '../store/guarded.ts'
import { transact } from '../store/transact.ts'
import { forkOf } from './forks.ts'
import type { Ledger } from './ledger.ts'
import { otherHalf, stateAt } from './other-half.ts'

const KIND = 'half-witness'
/** Notes kept of one chain; the key that signed two histories can have any number cosigned. */
const MOST = 64

export interface HalfWitness {
  readonly chain: Key
  readonly witness: Key
  readonly size: number
  readonly root: Hash
  /** Unix seconds at the witness. */
  readonly time: number
}

interface Kept extends HalfWitness {
  /** The note with the chain's signature and the witness's. */
  readonly note: string
}

const kept = (ledger: Ledger): Kept[] =>
  listGuarded(ledger.store.ledger, ledger.guard, 'evidence', { kind: KIND }).map(({ body }) => JSON.parse(Buffer.from(body).toString()) as Kept)

/** Is this checkpoint one of the half that is not here, as far as that half is known? */
export function isOfOtherHalf(ledger: Ledger, chain: Key, { size, root }: Pick<Checkpoint, 'size' | 'root'>): boolean {
  const fork = forkOf(ledger, chain)
  const held = ledger.chains.get(chain)
  if (!fork || !held) return false
  const wanted = toBase64url(root)
  const sides = fork.evidence.sides.map(side => openCheckpoint(native, verify, ledger.net, chain, side.note))
  if (sides.some(side => side?.size === size && toBase64url(side.root) === wanted)) return true
  const lines = otherHalf(ledger, chain)
  const from = lines[0]?.body.height
  const state = from === undefined || size <= from || size > from + lines.length ? undefined : stateAt(ledger, held, from)
  if (!state || from === undefined) return false
  const frontier = lines.slice(0, size - from).reduce((grown, { leaf }, i) => frontierAppend(native, from + i, grown, leaf), state.frontier)
  return toBase64url(frontierRoot(native, frontier)) === wanted
}

/** Keeps cosignatures that were verified, the largest of each witness. True when one of them is new. */
export function keepHalfWitnesses(ledger: Ledger, all: readonly Kept[]): boolean {
  const before = kept(ledger)
  const fresh = all.filter(one => before.every(({ chain, witness, size }) => chain !== one.chain || witness !== one.witness || size < one.size))
  const room = MOST - before.filter(({ chain }) => chain === all[0]?.chain).length
  if (fresh.length === 0 || room < fresh.length || ledger.store.readonly) return false
  transact(ledger.store.ledger, () => {
    for (const one of fresh) {
      const text = JSON.stringify(one)
      putGuarded(ledger.store.ledger, ledger.guard, 'evidence', { id: native.hashText(text), kind: KIND, body: utf8(text) })
    }
  })
  return true
}

/** The newest of each witness, of those that stand under checkpoints of the other half. */
export function halfWitnesses(ledger: Ledger, chain: Key): HalfWitness[] {
  const newest = new Map<Key, HalfWitness>()
  for (const one of kept(ledger)) {
    if (one.chain !== chain || (newest.get(one.witness)?.size ?? 0) >= one.size) continue
    const checkpoint = openCheckpoint(native, verify, ledger.net, chain, one.note)
    if (checkpoint && isOfOtherHalf(ledger, chain, checkpoint)) newest.set(one.witness, one)
  }
  return [...newest.values()]
}

/** Their notes, for others. */
export const halfWitnessNotes = (ledger: Ledger): string[] => kept(ledger).map(({ note }) => note)
