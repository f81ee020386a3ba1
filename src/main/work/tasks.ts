/** What the conductor asks of a checking thread, and what comes back. Everything survives structured clone. */
import type { Finding } from '../../shared/contract.ts'
import type { Fault } from '../../shared/ledger/findings.ts'
import type { Frontier } from '../../shared/ledger/merkle.ts'
import type { Hash } from '../../shared/names.ts'
import type { Stretch } from '../../shared/record/verify-range.ts'
import type { KnownChain, Reading } from './reading.ts'

/** Things counted while lines are read. */
export interface Counts {
  lines: number
  records: number
  checked: number
  notOpened: number
  elsewhere: number
  /** Attachments of entries that are not, or not wholly, here. */
  filesElsewhere: number
  unknownKinds: number
  /** By why an entry has no effect or waits: `noEffect role`, `waiting registry-behind`. */
  readonly effects: Record<string, number>
}
export const noCounts = (): Counts => ({ lines: 0, records: 0, checked: 0, notOpened: 0, elsewhere: 0, filesElsewhere: 0, unknownKinds: 0, effects: {} })

export function addCounts(to: Counts, more: Counts): void {
  for (const name of ['lines', 'records', 'checked', 'notOpened', 'elsewhere', 'filesElsewhere', 'unknownKinds'] as const) to[name] += more[name]
  for (const [why, n] of Object.entries(more.effects)) to.effects[why] = (to.effects[why] ?? 0) + n
}

/** Content that ought to be here: a finding, unless the entry was disposed of. */
export interface Missing {
  readonly fault: Fault
  /** `line.index` of the record it belongs to. */
  readonly record: string
}

/** Where what is found beside the lines of a chain is gathered. */
export interface Beside {
  readonly reading: Reading
  readonly chain: KnownChain
  readonly counts: Counts
  readonly faults: Fault[]
  readonly missing: Missing[]
}

export interface Tasks {
  /** A stretch of a chain, its payloads and attachments. */
  readonly lines: {
    readonly input: { readonly no: number; readonly from: number; readonly to: number; readonly points: readonly number[] }
    readonly output: LinesResult
  }
  /** A chain in which something is wrong, line by line. */
  readonly chain: {
    readonly input: { readonly no: number; readonly points: readonly number[]; readonly head: Uint8Array | null }
    readonly output: ChainResult
  }
  /** SQLite's own checks and the schema. */
  readonly database: { readonly input: null; readonly output: readonly Fault[] }
  /** Rows under a MAC, drafts, staged files. */
  readonly guarded: { readonly input: null; readonly output: readonly Fault[] }
  readonly index: { readonly input: null; readonly output: IndexResult }
  readonly names: { readonly input: { readonly faults: readonly Fault[] }; readonly output: NamesResult }
}
export type TaskName = keyof Tasks
export interface LinesResult {
  readonly stretch: Stretch
  readonly counts: Counts
  readonly faults: readonly Fault[]
  readonly missing: readonly Missing[]
  /** Records that `dispose` entries name. */
  readonly disposed: readonly string[]
  readonly lastTime: string | null
  /** Notes that its lines name as seen. */
  readonly seen: readonly Hash[]
}
/** What was found beside the lines of a stretch, or of the clean beginning that was kept. */
export type LinesPart = Omit<LinesResult, 'stretch'>
export interface ChainResult {
  readonly faults: readonly Fault[]
  readonly size: number
  readonly head: Hash | null
  readonly roots: readonly (readonly [size: number, root: Uint8Array])[]
  /** Undefined where lines are missing whose hashes nothing tells. */
  readonly frontier: Frontier | undefined
}
export interface IndexResult {
  readonly faults: readonly Fault[]
  /** Why it was not compared; null when it was. */
  readonly notChecked: string | null
}
export interface NamesResult {
  readonly network: string | null
  readonly chains: readonly { readonly chain: string; readonly office: string | null; readonly desk: string | null }[]
  readonly offices: readonly { readonly office: string; readonly name: string | null }[]
  readonly findings: readonly Finding[]
}

export type Request = { [N in TaskName]: { readonly id: number; readonly task: N; readonly input: Tasks[N]['input'] } }[TaskName]
export type Answer =
  | { readonly id: number; readonly kind: 'done'; readonly output: Tasks[TaskName]['output'] }
  | { readonly id: number; readonly kind: 'failed'; readonly error: string; readonly code: string }
  | { readonly id: number; readonly kind: 'step'; readonly lines: number }
