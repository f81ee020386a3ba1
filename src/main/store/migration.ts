/** One step of the database from a version to the next (migrate.ts). */
import type { Database } from './prepared.ts'

export interface Migration {
  /** 1, 2, … without a gap; becomes `user_version`. */
  readonly version: number
  /** Runs inside a transaction. No clock, no randomness. */
  readonly up: (db: Database) => void
}
