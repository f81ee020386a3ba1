/** Faults of what lies on the disk, at the counts of the gate: three minutes of one core in all. `npm run faults -- --nightly` plays more. */
import { expect, it } from 'vitest'
import { storeFaults } from './cases-store.ts'
import { isGood, play } from './play.ts'

const SEED = Number(process.env['MUNIMENT_SEED'] ?? 20_261_122)

for (const fault of storeFaults)
  it(`${fault.id}: ${fault.title}: nothing is lost, nothing is silently wrong, and its control is caught (MUNIMENT_SEED=${SEED})`, async () => {
    const told: string[] = []
    const report = await play({ faults: [fault], counts: 'gate', seed: SEED, tell: line => void told.push(line) })
    expect({ failed: report.failed, controls: report.controls, good: isGood(report) }, told.join('\n')).toMatchObject({ failed: [], good: true })
    expect((report.cases[fault.id] ?? 0) > 0 || fault.id in report.skipped).toBe(true)
  }, 900_000)
