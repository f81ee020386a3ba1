/** A desk that takes part, what it has filed, and how its lists show it. */
import Sqlite from 'better-sqlite3'
import type { Hash, Key, OfficeId } from '../../src/shared/names.ts'
import type { Audience, Ref } from '../../src/shared/record/entry.ts'
import type { Form } from '../../src/shared/record/registry-facts.ts'
import { catchUp, openProjection } from '../../src/main/ledger/project.ts'
import type { Projection } from '../../src/main/ledger/projection.ts'
import { readTitles } from '../../src/main/ledger/titles.ts'
import type { TestDesk } from '../kit/desks.ts'

/** An entry that a desk acknowledged. */
export interface Filed {
  readonly by: Player
  readonly chain: Key
  readonly height: number
  readonly index: number
  readonly line: Hash
  readonly audience: Audience
  readonly text: string
  /** SHA-256 of the file that it carries. */
  readonly file?: string
}
/** A record as its author last left it. */
export interface FiledRecord {
  readonly by: Player
  readonly form: Form
  readonly ref: Ref
  head: Ref
  versions: number
  voided: boolean
}

export interface Player {
  readonly desk: TestDesk
  /** `liar`: its answers are changed on their way out; what it signs is true. */
  readonly kind: 'honest' | 'liar'
  on: boolean
  /** Size of the registry from which it is revoked. */
  revoked: number | null
  backup: string | null
  /** Times that its folder was put back. */
  restored: number
  projection: Projection
  cuts: string
  /** Sizes seen of each chain: they never shrink while the folder stays. */
  readonly floor: Map<Key, number>
  readonly forks: Map<Key, number>
  /** What a running desk does when its registry has grown. */
  grown: () => void
}

/** As `followRegistry` of the running desk has it: what was let in, or decided, may lie beyond any cut. */
export const decidedOf = ({ ledger }: TestDesk): string => `${ledger.registry.accepted.size} ${ledger.registry.decisions.length}`

/** An index in memory, filled from nothing. */
export function projectionOf(desk: TestDesk): Projection {
  const { ledger } = desk
  const projection = openProjection({ ledger, index: new Sqlite(':memory:'), titles: readTitles(ledger), formTitle: hash => hash.slice(0, 8) })
  catchUp(projection)
  return projection
}

export const officeOf = ({ desk }: Player): OfficeId => desk.office

/** How a desk's lists show a record (`line.index`); undefined where they do not. */
export const stateOf = (player: Player, record: string): string | undefined =>
  player.projection.index.prepare<[string], string>('SELECT state FROM records WHERE record = ?').pluck().get(record)
