/**
 * Stored lines for a peer, unchanged, with the proof that they lead into a checkpoint which the chain key signed. Either the
 * newest checkpoint whose lines are all here (lines up to it), or one that is ahead of them, with the proof that came with
 * it (then all lines that are here must fit).
 */
import { toBase64url, type Bytes } from '../../shared/bytes.ts'
import { openCheckpoint } from '../../shared/ledger/fork.ts'
import type { Point } from '../../shared/ledger/line.ts'
import type { Hash, Key } from '../../shared/names.ts'
import { native, verify } from '../keys/native.ts'
import { checkpointWithin, newestCheckpoint, type CheckpointRow } from '../store/checkpoints.ts'
import { linesFrom } from '../store/lines.ts'
import { signCheckpoint } from './checkpoint.ts'
import type { Held, Ledger, OwnChain } from './ledger.ts'
import { unpackProof } from './stored-proof.ts'
import { growthProof, rootAt } from './tree.ts'

export interface Handed {
  readonly lines: readonly Bytes[]
  readonly note: Bytes
  /** Size of the checkpoint. */
  readonly size: number
  readonly proof: readonly Bytes[]
}
/** What an answer may hold: lines at most, and bytes of line text. */
export interface Room {
  readonly lines: number
  readonly bytes: number
}

const ownOf = (ledger: Ledger, held: Held): OwnChain | undefined => [ledger.own, ledger.ownRegistry].find(own => own === held) ?? undefined

/** The newest checkpoint whose lines are all here; of an own chain that is sound, one of its present size. */
function complete(ledger: Ledger, held: Held): CheckpointRow | undefined {
  const own = ownOf(ledger, held)
  if (own && own.trouble === null && !ledger.store.readonly) signCheckpoint(ledger, own)
  return checkpointWithin(ledger.store.ledger, held.no, held.state.size)
}

/**
 * How many lines of a chain have a root that the registry names, so that they are proved also where nobody can sign a checkpoint
 * any more: of a registry that was succeeded, of a desk's chain that ends. Undefined of any other.
 */
export function namedEnd({ registry, chains }: Pick<Ledger, 'registry' | 'chains'>, chain: Key): Point | undefined {
  const roots = registry.former.find(era => era.chain === chain)?.roots
  if (roots) return { root: roots.at(-1)!, size: roots.length }
  const cut = chains.get(chain)?.state.cut
  return cut && cut.size > 0 ? { root: cut.root, size: cut.size } : undefined
}
/** In place of a checkpoint: the registry's word is meant. */
const NO_NOTE = new Uint8Array(0)
const growthProofOf = (db: Ledger['store']['ledger'], no: number, from: number, to: number): Uint8Array[] => (from === to ? [] : growthProof(db, no, from, to))

/** Lines from a height on; undefined when there are none that can be proved. */
export function handLines(ledger: Ledger, chain: Key, from: number, room: Room): Handed | undefined {
  const held = ledger.chains.get(chain)
  if (!held || from >= held.state.size) return undefined
  const db = ledger.store.ledger
  const row = complete(ledger, held)
  if (row && row.size > from) {
    const rows = linesFrom(db, held.no, from, Math.min(room.lines, row.size - from), room.bytes)
    const end = from + rows.length
    return { lines: rows.map(({ line }) => line), note: row.note, size: row.size, proof: end === row.size ? [] : growthProof(db, held.no, end, row.size) }
  }
  const end = namedEnd(ledger, chain)
  if (end && end.size > from && end.size <= held.state.size && toBase64url(rootAt(db, held.no, end.size)) === end.root) {
    const rows = linesFrom(db, held.no, from, Math.min(room.lines, end.size - from), room.bytes)
    return { lines: rows.map(({ line }) => line), note: NO_NOTE, size: end.size, proof: growthProofOf(db, held.no, from + rows.length, end.size) }
  }
  const ahead = newestCheckpoint(db, held.no)
  const proof = ahead && unpackProof(ahead.proof)
  if (!ahead || proof?.from !== held.state.size) return undefined
  const rows = linesFrom(db, held.no, from, room.lines, room.bytes)
  return from + rows.length === held.state.size ? { lines: rows.map(({ line }) => line), note: ahead.note, size: ahead.size, proof: proof.proof } : undefined
}

export interface HandedGrowth {
  readonly root: Hash
  readonly proof: readonly Hash[]
  readonly note: Bytes
}

/** The tree of `from` lines and how it grew into a checkpoint; undefined when no checkpoint here covers it. Signs nothing: who asks doubts what it has seen. */
export function handGrowth(ledger: Ledger, chain: Key, from: number): HandedGrowth | undefined {
  const held = ledger.chains.get(chain)
  if (!held || from < 1 || from > held.state.size) return undefined
  const db = ledger.store.ledger
  const row = checkpointWithin(db, held.no, held.state.size)
  const checkpoint = row && openCheckpoint(native, verify, ledger.net, chain, row.note)
  if (!row || !checkpoint || row.size < from) return undefined
  const proof = row.size === from ? [] : growthProof(db, held.no, from, row.size)
  return { root: toBase64url(rootAt(db, held.no, from)) as Hash, proof: proof.map(hash => toBase64url(hash) as Hash), note: row.note }
}
