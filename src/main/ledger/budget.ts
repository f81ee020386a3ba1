/**
 * What the user allows this desk: how much of the line it takes, and how much it may hold. Lines are always taken, for without
 * them nothing can be proved; contents and files wait when the budget would be exceeded, until the user raises it.
 */
import { getMeta, putMeta } from '../store/meta.ts'
import { transact } from '../store/transact.ts'
import { usedBytes } from '../store/used.ts'
import type { Ledger } from './ledger.ts'

const SETTINGS = 'line-and-budget'

export interface LineSettings {
  /** Bytes a second for exchange with other desks; null: as many as the line carries. */
  readonly cap: number | null
  /** Bytes that the ledger may take; null: as many as the disk has, but for its reserve. */
  readonly budget: number | null
}
type Needs = Pick<Ledger, 'store' | 'guard'>

const nothing: LineSettings = { cap: null, budget: null }
const cache = new WeakMap<Needs['store'], LineSettings>()
/** Bytes of the last thing that was left because of the budget. */
const heldBack = new WeakMap<Needs['store'], number>()

export function lineSettings({ store, guard }: Needs): LineSettings {
  let known = cache.get(store)
  if (!known) cache.set(store, (known = read({ store, guard })))
  return known
}

/** A row that was damaged or written by another hand allows what no row allows; verification names it. */
function read({ store, guard }: Needs): LineSettings {
  try {
    const kept = JSON.parse(getMeta(store.ledger, guard, SETTINGS) ?? '{}') as Partial<Record<keyof LineSettings, unknown>>
    const bytes = (value: unknown): number | null => (typeof value === 'number' && value > 0 ? value : null)
    return { cap: bytes(kept.cap), budget: bytes(kept.budget) }
  } catch {
    return nothing
  }
}

export function setLineSettings({ store, guard }: Needs, settings: LineSettings): void {
  transact(store.ledger, () => putMeta(store.ledger, guard, SETTINGS, JSON.stringify(settings)))
  cache.set(store, settings)
  heldBack.delete(store)
}

export const bytesHeld = ({ store }: Pick<Needs, 'store'>): number => usedBytes(store.ledger)

/** May so many bytes of contents or files more be held? What can not is told by `bytesHeldBack` until it can. */
export function mayHold(needs: Needs, more: number): boolean {
  const { budget } = lineSettings(needs)
  const may = budget === null || bytesHeld(needs) + more <= budget
  if (may) heldBack.delete(needs.store)
  else heldBack.set(needs.store, more)
  return may
}

/** Something waits because it would exceed the budget: so many bytes at least; null: nothing does. */
export const bytesHeldBack = ({ store }: Pick<Needs, 'store'>): number | null => heldBack.get(store) ?? null
