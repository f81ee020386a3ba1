/** `limits`: how much of the line this desk takes, and how much it may hold. */
import { counted, type Answer } from '../answer.ts'
import type { Globals } from '../globals.ts'
import { withPerson } from '../reach.ts'

/** Absent: as it is. */
export interface LimitFlags {
  readonly cap?: number | 'none'
  readonly budget?: number | 'none'
}

const limitOf = (flag: number | 'none' | undefined, before: number | null): number | null => (flag === 'none' ? null : (flag ?? before))

export function limits(globals: Globals, { cap, budget }: LimitFlags): Promise<Answer> {
  return withPerson(globals, {}, async ({ office }) => {
    const before = await office.limits({})
    const changed = cap !== undefined || budget !== undefined
    const now = changed ? await office.setLimits({ cap: limitOf(cap, before.cap), budget: limitOf(budget, before.budget) }) : before
    const { held, lacking, waiting } = now
    return {
      value: now,
      text: [
        now.cap === null ? 'Exchange takes as much of the line as it carries.' : `Exchange takes at most ${now.cap} KB/s of the line.`,
        `The ledger takes ${(held / 1_000_000).toFixed(1)} MB${now.budget === null ? '.' : ` of ${now.budget} MB.`}`,
        ...(lacking.payloads + lacking.files > 0
          ? [`Not here: the content of ${counted(lacking.payloads, 'entry', 'entries')}, and files of ${counted(lacking.files, 'record')}.`]
          : []),
        ...(waiting ? ['They wait, for they would exceed the budget: raise it with --budget MB, or let them be.'] : [])
      ]
    }
  })
}
