/** A desk that a command has reached, through its door or opened here. */
import type { Files, Office } from '../../shared/wire.ts'

export interface Reached {
  readonly office: Office
  readonly files: Files
  /** A desk runs on the folder, and this goes through its door. */
  readonly running: boolean
  end(): Promise<void>
}
