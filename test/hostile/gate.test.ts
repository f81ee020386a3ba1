/** Hostile peers and kills at the counts of the gate, all against one desk; the numbers of the table: `npm run -s hostile`. The seed is always the same one here, or MUNIMENT_SEED. */
import { expect, it } from 'vitest'
import { onOneDesk } from './attacks.ts'
import { kill } from './cases/kill.ts'
import type { Hostile } from './hostile-case.ts'
import { play } from './play.ts'
import { attack } from './scene.ts'

const SEED = Number(process.env['MUNIMENT_SEED'] ?? 20_261_122)
/** A minute of one core each; a machine that does other things too takes several times as long. */
const TIMEOUT = 15 * 60_000

const all: Hostile = {
  id: 'N4',
  title: 'hostile peers',
  run: run =>
    attack(run, async scene => {
      for (const { id, title, work } of onOneDesk) {
        run.tell(`${id}: ${title}`)
        await work(scene)
      }
    })
}
const played = async (attacks: readonly Hostile[], few: number): Promise<number> => {
  const { failed, cases } = await play({ attacks, counts: 'gate', few, seed: SEED, tell: line => void process.stderr.write(`${line}\n`) })
  expect(failed).toEqual([])
  return Object.values(cases).reduce((sum, n) => sum + n, 0)
}

it(
  'strangers, thieves of names, garbage, floods, peers that do not read and malformed blocks: the desk lives, and an honest one is served',
  async () => {
    expect(await played([all], 1)).toBeGreaterThan(500)
  },
  TIMEOUT
)

it(
  'either side killed in the middle of a sync of 20,000 records: it completes, nothing twice, nothing unproved, few bytes more',
  async () => {
    expect(await played([kill], 2)).toBe(2)
  },
  TIMEOUT
)
