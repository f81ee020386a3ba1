/** S1 to S9 at the counts of the gate, with their controls. The seed is always the same one here, or MUNIMENT_SEED; other seeds and more: `npm run faults -- --nightly`. */
import { expect, it } from 'vitest'
import { notRun } from '../kit/not-run.ts'
import { faults } from './cases.ts'
import { play, type Report } from './play.ts'

const SEED = Number(process.env['MUNIMENT_SEED'] ?? 20_261_122)
const ours = faults.filter(({ id }) => Number(id.slice(1)) <= 9)
/** Three minutes of one core; a machine that does other things too takes several times as long. */
const TIMEOUT = 20 * 60_000

let played: Promise<Report> | undefined
const report = (): Promise<Report> => (played ??= play({ faults: ours, counts: 'gate', seed: SEED, tell: line => void process.stderr.write(`${line}\n`) }))

for (const { id, title, control } of ours) {
  it(
    `${id}: ${title}: nothing acknowledged is lost, nothing is said that is not so${control ? ', and the control is noticed' : ''}`,
    async () => {
      const { failed, cases, skipped, controls } = await report()
      const cause = skipped[id]
      if (cause !== undefined) return notRun(`faults: ${cause}`)
      expect(failed.filter(one => one.case.startsWith(`${id} `))).toEqual([])
      expect(cases[id]).toBeGreaterThan(10)
      if (control) expect(controls[id]).toBe('caught')
    },
    TIMEOUT
  )
}
