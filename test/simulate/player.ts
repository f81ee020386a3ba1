/** A desk that takes part, what it has filed, and how its lists show it. */
import Sqlite from 'better-sqlite3'
import type { Hash, Key, OfficeId } from '../../src/shared/names.ts'
import type { Audience, Ref } from '../../src/shared/record/entry.ts'
import type { Form } from '../../src/shared/record/registry-facts.ts'
import { catchUp, openProjection } from '../../src/main/ledger/project.ts'
import type { Projection } from '../../src/main/ledger/projection.ts'
import type { Ledger } from '../../src/main/ledger/ledger.ts'
import { countWanted } from '../../src/main/ledger/payloads.ts'
import { readTitles, type Titles } from '../../src/main/ledger/titles.ts'
import type { Database } from '../../src/main/store/prepared.ts'
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
  /** Entries whose content was read here. */
  readonly known: Set<Filed>
  /** Those whose file was. */
  readonly files: Set<Filed>
  /** What a running desk does when its registry has grown. */
  grown: () => void
}

/** As `followRegistry` of the running desk has it: what was let in, or decided, may lie beyond any cut. */
export const decidedOf = ({ ledger }: TestDesk): string => `${ledger.registry.accepted.size} ${ledger.registry.decisions.length}`

/** An index filled from nothing. */
export function projectionOf({ ledger }: TestDesk, index = new Sqlite(':memory:')): Projection {
  const projection = openProjection({ ledger, index, titles: titlesOf(ledger), formTitle: hash => hash.slice(0, 8) })
  catchUp(projection)
  return projection
}

/** One index in memory for what is made only to be compared: its schema and statements are the same each time. */
let spare: Database | undefined

/** The index as it comes out of the lines; until the next one is made. */
export function madeAnew(desk: TestDesk): Database {
  spare ??= new Sqlite(':memory:')
  for (const table of spare.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'words_%'").pluck().all())
    spare.exec(`DELETE FROM "${table}"`)
  return projectionOf(desk, spare).index
}

const known = new WeakMap<Ledger, { readonly as: string; readonly titles: Titles }>()

/** Names as the registry has them; read again when its lines, or what is here of their content, have changed. */
export function titlesOf(ledger: Ledger): Titles {
  const as = `${ledger.registry.size} ${countWanted(ledger, ledger.registry.chain)}`
  const before = known.get(ledger)
  if (before?.as === as) return before.titles
  const titles = readTitles(ledger)
  known.set(ledger, { as, titles })
  return titles
}

export const officeOf = ({ desk }: Player): OfficeId => desk.office

/** How a desk's lists show a record (`line.index`); undefined where they do not. */
export const stateOf = (player: Player, record: string): string | undefined =>
  player.projection.index.prepare<[string], string>('SELECT state FROM records WHERE record = ?').pluck().get(record)
