/**
 * How far a verification of everything has come, as it is kept over a restart: of each chain the clean lines from its
 * beginning on, their tree, and what was counted beside them. What was found wrong is not kept: from the first thing that is
 * wrong on a chain is looked at again.
 */
import { fromBase64url, toBase64url } from '../../shared/bytes.ts'
import type { Frontier } from '../../shared/ledger/merkle.ts'
import type { Hash, Key } from '../../shared/names.ts'

/** Counts as they are in main/work/tasks.ts, opaque here. */
export interface KeptPart {
  readonly counts: unknown
  readonly disposed: readonly string[]
  readonly lastTime: string | null
  readonly seen: readonly Hash[]
}
/** The clean beginning of a chain. */
export interface Begun {
  readonly size: number
  readonly head: Hash | null
  readonly registrySize: number
  readonly frontier: Frontier
  readonly roots: readonly (readonly [size: number, root: Uint8Array])[]
  readonly part: KeptPart
}
export interface Pass {
  /** Chains in no order. */
  readonly chains: ReadonlyMap<Key, Begun>
}

export const noPass: Pass = { chains: new Map() }
export const linesDone = ({ chains }: Pass): number => [...chains.values()].reduce((sum, { size }) => sum + size, 0)

const VERSION = 1

export function writePass({ chains }: Pass): string {
  const rows = [...chains].map(([key, { size, head, registrySize, frontier, roots, part }]) => [
    key,
    size,
    head,
    registrySize,
    frontier.map(node => toBase64url(node)),
    roots.map(([at, root]) => [at, toBase64url(root)]),
    part
  ])
  return JSON.stringify([VERSION, rows])
}

type Row = readonly [Key, number, Hash | null, number, readonly string[], readonly (readonly [number, string])[], KeptPart]

/** What `writePass` wrote (under the desk's MAC); another version's is begun anew. */
export function readPass(text: string): Pass {
  const [version, rows] = JSON.parse(text) as [number, readonly Row[]]
  if (version !== VERSION) return noPass
  return {
    chains: new Map(
      rows.map(([key, size, head, registrySize, frontier, roots, part]) => [
        key,
        {
          size,
          head,
          registrySize,
          frontier: frontier.map(node => fromBase64url(node)!),
          roots: roots.map(([at, root]) => [at, fromBase64url(root)!] as const),
          part
        }
      ])
    )
  }
}
