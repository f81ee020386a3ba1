/**
 * Another chain becomes the registry (docs/format.md, "Succession"): made at the desk that is to keep it, once enough have
 * approved; taken over from any desk that has it, with all that it follows from. Nothing of the registry before it is
 * deleted. What is open is then of the old one: `ledger.succeeded` has the desk opened anew.
 */
import { toBase64url } from '../../shared/bytes.ts'
import type { Hash, Key } from '../../shared/names.ts'
import type { Cut } from '../../shared/record/entry.ts'
import type { Registry } from '../../shared/record/registry.ts'
import { setHead } from '../store/chains.ts'
import { lineAt } from '../store/lines.ts'
import { getMeta, putMeta } from '../store/meta.ts'
import { lineIdOf } from '../store/positions.ts'
import { transact } from '../store/transact.ts'
import { signCheckpoint } from './checkpoint.ts'
import { keepCompeting } from './competing.ts'
import { setHalfAside } from './keep-half.ts'
import { stateOfChain, type Held, type Ledger } from './ledger.ts'
import { readLineage, storedLinesOf, type LinesOf } from './lineage.ts'
import { isRefusedBatch, takeCounting, takeLines, type LineBatch } from './receive.ts'
import { forgetTree, frontierAt, rootAt } from './tree.ts'

/** What a desk notes of itself names the registry's chain (service/handlers/desk.ts). */
const ABOUT = 'about'

/** In the transaction that makes the chain the registry here. */
export function noteRegistry({ store, guard }: Pick<Ledger, 'store' | 'guard'>, registry: Key): void {
  const about = JSON.parse(getMeta(store.ledger, guard, ABOUT) ?? '{}') as Record<string, unknown>
  putMeta(store.ledger, guard, ABOUT, JSON.stringify({ ...about, registry }))
}

export function markReplaced(ledger: Ledger): void {
  ledger.replaced = true
  ledger.succeeded()
}

/** How much of the registry a succession would take over: all that is here, or of two histories what both have in common. */
export function pointOf(ledger: Ledger, size: number): Cut {
  const { no, state } = ledger.registryChain
  return { chain: state.chain, root: toBase64url(rootAt(ledger.store.ledger, no, size)) as Hash, size }
}

/** Is so much of the chain here, with this root? */
export function holds(ledger: Ledger, { chain, size, root }: Cut): boolean {
  const held = ledger.chains.get(chain)
  return held !== undefined && size > 0 && held.state.size >= size && toBase64url(rootAt(ledger.store.ledger, held.no, size)) === root
}

export type Standing =
  /** It follows from what is the registry here, or a succession in between has set that aside. */
  | 'newer'
  /** The registry here has succeeded it, or has set it aside. */
  | 'older'
  /** Both succeed the same registry, and neither says anything about the other. */
  | 'competing'

/** How a registry stands to the one that counts here. */
export function standing(here: Registry, other: Registry): Standing {
  const ours = [...here.former.map(({ chain }) => chain), here.chain]
  const theirs = [...other.former.map(({ chain }) => chain), other.chain]
  if (here.size === 0 || theirs.includes(here.chain)) return 'newer'
  if (ours.includes(other.chain)) return 'older'
  const ourOwn = ours.filter(chain => !theirs.includes(chain))
  const theirOwn = theirs.filter(chain => !ours.includes(chain))
  const setsAsideOurs = ourOwn.some(chain => other.overruled.has(chain))
  const setsAsideTheirs = theirOwn.some(chain => here.overruled.has(chain))
  if (setsAsideOurs === setsAsideTheirs) return 'competing'
  return setsAsideOurs ? 'newer' : 'older'
}

/** Lines as they came with batches, before those that are stored. */
const overlay =
  (batches: readonly LineBatch[], stored: LinesOf): LinesOf =>
  (chain, from, most) => {
    const own = batches.filter(batch => batch.chain === chain)
    if (own.length === 0) return stored(chain, from, most)
    return own.flatMap(({ lines }) => lines).slice(from, from + most)
  }

export type Offered = 'adopted' | 'older' | 'competing' | { readonly wrong: string }

/**
 * A peer offers another registry: `batches` of its lines from line 0 on, and of every chain before it that is not here as the
 * successions say. It becomes the registry here when all of it holds.
 */
export async function offerRegistry(ledger: Ledger, key: Key, batches: readonly LineBatch[]): Promise<Offered> {
  const read = readLineage(overlay(batches, storedLinesOf(ledger.store)), key)
  if (typeof read === 'string') return { wrong: read }
  const { registry } = read
  if (ledger.replaced) return 'older' // it is looked at again once all is opened anew
  if (registry.net !== ledger.net || registry.size === 0) return { wrong: 'wrong-network' }
  const stands = standing(ledger.registry, registry)
  if (stands === 'older') return stands
  if (stands === 'competing') {
    keepCompeting(ledger, registry)
    return stands
  }
  // the last word of a registry that was kept here: what it signed is kept by the others too
  if (ledger.ownRegistry && !ledger.ownRegistry.trouble && !ledger.store.readonly) signCheckpoint(ledger, ledger.ownRegistry)
  for (const era of registry.former) takeOtherBeginning(ledger, era.chain, batches)
  for (const batch of batches) {
    const taken = batch.chain === key ? await takeLines(ledger, batch, { applied: false }) : takeCounting(ledger, batch)
    if (taken && isRefusedBatch(taken)) return { wrong: taken.fault }
  }
  transact(ledger.store.ledger, () => noteRegistry(ledger, key))
  markReplaced(ledger)
  return 'adopted'
}

/** Where what is here of a former registry is another history than what counts of it, that is put beside the chain. */
function takeOtherBeginning(ledger: Ledger, chain: Key, batches: readonly LineBatch[]): void {
  const held = ledger.chains.get(chain)
  const lines = batches.filter(batch => batch.chain === chain).flatMap(batch => batch.lines)
  if (!held || lines.length === 0) return
  const db = ledger.store.ledger
  const differs = (height: number): boolean => {
    const row = lineAt(db, lineIdOf(held.no, height))
    return row !== undefined && !Buffer.from(row.line).equals(Buffer.from(lines[height]!))
  }
  const from = lines.findIndex((_, height) => height < held.state.size && differs(height))
  if (from !== -1) rewind(ledger, held, from)
}

function rewind(ledger: Ledger, held: Held, from: number): void {
  const db = ledger.store.ledger
  const last = from === 0 ? undefined : lineAt(db, lineIdOf(held.no, from - 1))
  const frontier = frontierAt(db, held.no, from)
  transact(db, () => {
    setHalfAside(ledger, held, from)
    setHead(db, held.no, from, last?.hash ?? null, frontier)
  })
  forgetTree(db, held.no)
  held.state = stateOfChain(ledger.store, held.state.chain, ledger.net)
}
