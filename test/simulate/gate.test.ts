/** The simulation at the counts of the gate. The seed is always the same one here, or MUNIMENT_SEED; more: `npm run simulate -- --nightly`. */
import { expect, it } from 'vitest'
import { changedText, REMEMBERED } from './changed-source.ts'
import { mutants } from './mutants.ts'
import { simulateApart } from './processes.ts'
import type { Report } from './run.ts'

const SEED = Number(process.env['MUNIMENT_SEED'] ?? 20_261_122)
/** Without the written scenes. */
const bare = ['--scene', '(none)']
/** Half a minute of two cores; a machine that does other things too takes several times as long. */
const TIMEOUT = 10 * 60_000

/** A process of its own: its sources are changed as they are loaded. */
async function simulate(...args: string[]): Promise<Report> {
  const { report, error } = await simulateApart(['--json', ...args], undefined)
  if (!report) throw new Error(error)
  return report
}

it(
  'offices that fail, part, lie and are put back in every order lose nothing, accuse nobody who is honest, and agree when all is healed',
  async () => {
    const { failed, scenes, seeds, steps } = await simulate('--workers', '2', '--seed', String(SEED), '--seeds', '24', '--steps', '400')
    expect(failed).toEqual([])
    expect([seeds, steps]).toEqual([24, 9_600])
    expect(scenes).toBeGreaterThan(20)
  },
  TIMEOUT
)

it(
  'the same seed gives the same trace',
  async () => {
    const { failed } = await simulate(...bare, '--seed', String(SEED), '--steps', '120', '--twice')
    expect(failed).toEqual([])
    const [one, other] = await Promise.all([
      simulate(...bare, '--seed', String(SEED), '--steps', '60'),
      simulate(...bare, '--seed', String(SEED + 1), '--steps', '60')
    ])
    expect(one.traces).not.toEqual(other.traces)
  },
  TIMEOUT
)

it(
  'builds that are broken in one place are noticed',
  async () => {
    const { mutants: played } = await simulate('--mutants', 'height-unchecked,own-state-not-advanced,receipt-claims-all')
    expect(played).toMatchObject({ total: 3, survived: [] })
  },
  TIMEOUT
)

it('every broken build is broken in one place that the source has', () => {
  const seconds = mutants.flatMap(({ name, also }) => (also ? [{ name, ...also }] : []))
  for (const { name, file, find, put } of [...mutants, ...seconds, { name: 'memory of signatures', ...REMEMBERED }]) {
    expect(find, name).not.toBe(put)
    expect(changedText(file, [{ file, find, put }]), name).not.toBe(changedText(file, []))
  }
  expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length)
})
