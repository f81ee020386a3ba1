/** An attack of ../shared/faults.md, section 2.2, played against real processes over real TCP. Counted like storage faults (test/faults/fault.ts). */
import type { FaultRun, Outcome } from '../faults/fault.ts'

export interface HostileRun extends FaultRun {
  /** In `npm test`: no more of it than this; undefined for the numbers of the table. */
  readonly few: number | undefined
}

export interface Hostile {
  readonly id: 'kill' | 'offices' | 'lines' | `N${number}`
  readonly title: string
  run(run: HostileRun): Promise<Outcome>
}
