/**
 * Succession (docs/format.md): when the desk that keeps the registry is lost, or its key signed two histories, a strict majority
 * of the administrators opens a new registry chain, in whose line 0 it says how much of the old one counts.
 */
import type { Verify } from '../hashing.ts'
import type { AnyEntry, Point } from '../ledger/line.ts'
import type { Key, NetworkId } from '../names.ts'
import type { SucceedEntry } from './entry.ts'
import { approvers, proposalOf } from './proposal.ts'
import type { Desk, PersonKey, Policy, RegistryFault } from './registry-facts.ts'

/**
 * Sizes of a registry that succeeded another count from a multiple of this on: however many lines the lost desk may still
 * bring forth, they are below, and what chains name never goes back. A chain has fewer lines (main/store/positions.ts).
 */
export const REGISTRY_SPAN = 2 ** 30

/** What of a registry a succession is judged by. */
export interface Succeeded {
  readonly chain: Key
  readonly base: number
  readonly size: number
  readonly net: NetworkId | null
  readonly now: Point
  readonly haltedAt: number | null
  readonly keepers: readonly Key[]
  readonly keys: ReadonlyMap<Key, PersonKey>
  readonly desks: ReadonlyMap<Key, Desk>
  isRegistry(chain: Key): boolean
  hasUsed(nonce: string): boolean
  administratorOf(key: Key, size: number): string | undefined
  policyAt(size: number): Policy
}

/** From where the sizes of the next registry will count. */
export const nextBase = (base: number): number => base + REGISTRY_SPAN

/** Persons and recovery recipients who count as administrators at a size, each with the desks where they can sign. */
export function administratorsAt(registry: Succeeded, size: number): Map<string, readonly Key[]> {
  const all = new Map<string, readonly Key[]>(registry.policyAt(size).recovery.map(({ sign }) => [sign, []]))
  for (const { key, desk, person } of registry.keys.values())
    if (registry.administratorOf(key, size) === person) all.set(person, [...(all.get(person) ?? []), desk])
  return all
}

/** Desks that have kept this registry, and those that they continue under a new key. */
function keeping({ keepers, desks }: Succeeded): ReadonlySet<Key> {
  const all = new Set<Key>()
  const add = (chain: Key | undefined): void => {
    if (chain === undefined || all.has(chain)) return
    all.add(chain)
    add(desks.get(chain)?.continues?.chain)
  }
  for (const keeper of keepers) add(keeper)
  return all
}

/**
 * How many administrators a succession takes: more than half, recovery recipients included, so that two majorities have
 * somebody in common. Where every person who is one can sign only at the desk that keeps the registry, their keys were lost
 * with it: then as many as any change takes.
 */
export function majorityAt(registry: Succeeded, size: number): number {
  const all = administratorsAt(registry, size)
  const lost = keeping(registry)
  const elsewhere = [...all.values()].some(desks => desks.some(desk => !lost.has(desk)))
  return elsewhere ? Math.floor(all.size / 2) + 1 : Math.max(1, registry.policyAt(size).quorum)
}

/** Administrators whose approval of the succession counts. */
export function succeedingPersons(registry: Succeeded, entry: SucceedEntry, verify: Verify): Set<string> {
  const signers = approvers(proposalOf(registry.net, entry), entry.by.approvals, verify)
  return new Set(signers.flatMap(signer => registry.administratorOf(signer, registry.size) ?? []))
}

/**
 * What keeps the entry from opening `chain` as the registry that follows this one, which stands exactly as far as the entry says
 * that it counts; undefined when nothing does. Without `verify` approvals are not counted.
 */
export function wrongSuccession(registry: Succeeded, entry: AnyEntry | undefined, chain: Key, verify: Verify | null): RegistryFault | undefined {
  if (entry?.t !== 'succeed') return 'no-succession'
  const succeed = entry as SucceedEntry
  const { from, key, by, over } = succeed
  if (key !== chain || from.chain !== registry.chain || registry.size === 0) return 'succession-from'
  if (registry.base + from.size !== registry.size || from.root !== registry.now.root) return 'succession-from'
  if (registry.haltedAt !== null) return 'registry-halted'
  if (registry.isRegistry(key) || registry.desks.has(key) || registry.keys.has(key)) return 'key-exists'
  if (over.some(other => registry.isRegistry(other) || other === key)) return 'succession-over'
  if (registry.hasUsed(by.nonce)) return 'proposal-reused'
  if (nextBase(registry.base) >= by.expires) return 'proposal-expired'
  if (verify === null) return undefined
  return succeedingPersons(registry, succeed, verify).size >= majorityAt(registry, registry.size) ? undefined : 'quorum'
}
