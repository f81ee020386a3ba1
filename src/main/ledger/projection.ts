import type { Hash } from '../../shared/names.ts'
import type { Database } from '../store/prepared.ts'
import type { Ledger } from './ledger.ts'
import type { Titles } from './titles.ts'

/** The index, and what it is made from. */
export interface Projection {
  readonly ledger: Ledger
  /** Thrown away and opened anew when it is damaged. */
  index: Database
  titles: Titles
  /** Titles of forms by package hash. */
  readonly formTitle: (packageHash: Hash) => string
}
