/**
 * H7: a desk that is told to end (SIGTERM, SIGHUP, SIGINT: logout, shutdown, a closed terminal) at seeded moments of its work,
 * while records are filed and everything is verified. It ends in order each time, and nothing acknowledged is lost.
 * MUNIMENT_SEED plays a run again, MUNIMENT_STOPS sets how many.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { throughDoor } from '../../src/main/cli/door.ts'
import { randomOf } from '../../src/main/cli/demo/random.ts'
import type { Reached } from '../../src/main/cli/reached.ts'
import { startAudit } from '../../src/main/ledger/audit.ts'
import { foundOffice, PASSPHRASE } from '../kit/office-desk.ts'
import { tempFolder } from '../kit/temp-folder.ts'
import { NODE_COMPILE_CACHE } from './parts/command.ts'
import { fileUntilGone, requireNothingLost, type Client } from './parts/filing.ts'

const STOPS = Number(process.env['MUNIMENT_STOPS'] ?? 6)
const SEED = Number(process.env['MUNIMENT_SEED'] ?? 7)
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const
const PROGRAM = join(import.meta.dirname, '../../src/main/cli/muniment.mjs')

interface Served {
  readonly child: ChildProcess
  readonly reached: Reached
  readonly ended: Promise<unknown[]>
}

async function serve(folder: string): Promise<Served> {
  const env = { ...process.env, MUNIMENT_SCRYPT_LOG2: '10', NODE_COMPILE_CACHE }
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--json', '--data', folder, '--no-network'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  await once(createInterface({ input: child.stdout }), 'line')
  const reached = (await throughDoor(folder))!
  await reached.office.signIn({ person: 'Ana', passphrase: PASSPHRASE })
  return { child, reached, ended }
}

it(
  `a desk told to end at ${STOPS} moments ends in order, and what it acknowledged is there`,
  async () => {
    const folder = tempFolder()
    const founded = await foundOffice(folder)
    await founded.close()
    const random = randomOf(SEED)
    const client: Client = { package: founded.form, random, acknowledged: new Map(), unanswered: [] }
    let served: Served | undefined
    onTestFinished(() => void served?.child.kill('SIGKILL'))
    for (let i = 0; i < STOPS; i++) {
      served = await serve(folder)
      const { child, reached, ended } = served
      const after = random.below(8)
      const signal = random.pick(SIGNALS)
      if (random.chance(0.5)) await reached.office.startVerify({})
      await fileUntilGone(reached.office, client, calls => {
        if (calls === after) setTimeout(() => child.kill(signal), random.below(15))
      })
      expect(await ended, `stop ${i}, ${signal}, MUNIMENT_SEED=${SEED}`).toEqual([0, null])
    }
    served = await serve(folder)
    await requireNothingLost(served.reached.office, client)
    const { total } = await served.reached.office.listRecords({ limit: 1 })
    expect(total).toBe(client.acknowledged.size)
    expect(total).toBeGreaterThan(STOPS)
    served.child.kill('SIGTERM')
    expect(await served.ended).toEqual([0, null])
    const verdict = await startAudit({ folder, vaultKey: null, live: false })
    expect(verdict.findings).toEqual([])
    expect(verdict.chains.at(-1)!.records).toBe(total)
  },
  20 * 60_000
)
