/**
 * My heads + their heads → what to ask for, in which order. Pure. The registry first, for it decides what all others mean;
 * then the chains that lack least, so that small things are not kept waiting by large ones.
 */
import type { ChainKind } from '../ledger/chain.ts'
import type { Json } from '../ledger/jcs.ts'
import { isHash, isKey, type Hash, type Key } from '../names.ts'

/** How far a desk holds a chain. */
export interface Head {
  readonly chain: Key
  readonly kind: ChainKind
  readonly size: number
  /** Hash of the last of these lines; null at size 0. */
  readonly head: Hash | null
  /** Of the cosignatures and receipts it holds over the chain. */
  readonly vouching: Hash
}
/** The same of this desk, and the hash of any line it holds. */
export interface OwnHead extends Head {
  readonly lineAt: (height: number) => Hash | undefined
}
export interface Ask {
  readonly chain: Key
  readonly kind: ChainKind
  readonly from: number
  readonly to: number
}
export interface Plan {
  readonly lines: readonly Ask[]
  /** Chains of which the other's last line is not ours at that height: one of the two histories was signed twice, or the other lies. */
  readonly suspects: readonly { readonly chain: Key; readonly from: number }[]
  /** Chains over which it holds other cosignatures or receipts. */
  readonly notes: readonly Key[]
  /** Lines it has that we lack, and the other way round. */
  readonly behind: number
  readonly ahead: number
}

export function plan(mine: ReadonlyMap<Key, OwnHead>, theirs: readonly Head[]): Plan {
  const lines: Ask[] = []
  const suspects: { chain: Key; from: number }[] = []
  const notes: Key[] = []
  let behind = 0
  const named = new Map<Key, Head>()
  for (const their of theirs) {
    if (named.has(their.chain)) continue
    named.set(their.chain, their)
    const own = mine.get(their.chain)
    const held = own?.size ?? 0
    const common = Math.min(held, their.size)
    if (own && their.head !== null && their.size <= held && own.lineAt(their.size - 1) !== their.head) suspects.push({ chain: their.chain, from: common })
    else if (their.size > held) lines.push({ chain: their.chain, kind: their.kind, from: held, to: their.size })
    behind += Math.max(0, their.size - held)
    if (their.size > 0 && own?.vouching !== their.vouching) notes.push(their.chain)
  }
  let ahead = 0
  for (const own of mine.values()) ahead += Math.max(0, own.size - (named.get(own.chain)?.size ?? 0))
  lines.sort((a, b) => Number(b.kind === 'registry') - Number(a.kind === 'registry') || a.to - a.from - (b.to - b.from) || (a.chain < b.chain ? -1 : 1))
  return { lines, suspects, notes, behind, ahead }
}

/** Heads in one frame: each takes some 160 bytes. */
export const MAX_HEADS = 3_000

export const headJson = ({ chain, kind, size, head, vouching }: Head): Json => [chain, kind, size, head, vouching]

/** Undefined when anything in it is malformed. */
export function readHeads(value: Json | undefined): Head[] | undefined {
  if (!Array.isArray(value) || value.length > MAX_HEADS) return undefined
  const heads: Head[] = []
  for (const item of value as readonly Json[]) {
    if (!Array.isArray(item) || item.length !== 5) return undefined
    const [chain, kind, size, head, vouching] = item as readonly Json[]
    if (!isKey(chain) || (kind !== 'registry' && kind !== 'desk') || !isHash(vouching)) return undefined
    if (!Number.isSafeInteger(size) || (size as number) < 0 || (head === null) !== (size === 0) || (head !== null && !isHash(head))) return undefined
    heads.push({ chain, kind, size: size as number, head, vouching })
  }
  return heads
}
