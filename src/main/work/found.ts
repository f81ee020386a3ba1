/** What a verification has gathered before it is put into words. */
import type { Fault } from '../../shared/ledger/findings.ts'
import type { Registry } from '../../shared/record/registry.ts'
import type { Packages, Statements } from './check-statements.ts'
import type { Chain, Snapshot } from './snapshot.ts'
import type { ChainResult, Counts, IndexResult, LinesPart } from './tasks.ts'

/** A chain after all its lines were looked at. */
export interface Outcome {
  readonly chain: Chain
  readonly result: ChainResult
  readonly counts: Counts
  readonly parts: readonly LinesPart[]
  readonly statements: Statements
}
export interface Found {
  readonly snapshot: Snapshot
  readonly outcomes: readonly Outcome[]
  readonly faults: readonly Fault[]
  readonly registry: Registry | null
  readonly packages: Packages
  /** Notes that own lines name as seen and that are not here. */
  readonly unseen: number
  readonly index: IndexResult | null
}
