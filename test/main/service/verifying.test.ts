/** Verification that nobody asked for, by the door of a desk. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { Output } from '../../../src/shared/contract.ts'
import { openNews } from '../../../src/main/news.ts'
import { openJobs } from '../../../src/main/service/jobs.ts'
import { openVerifying } from '../../../src/main/service/verifying.ts'
import { LEDGER_FILE } from '../../../src/main/store/open.ts'
import { makeWorld, notes } from '../../kit/desks.ts'
import { fileOne, foundOffice, openOffice, signIn, type Seat, type TestOffice } from '../../kit/office-desk.ts'

type Job = Output<'verifyJob'>
/** Asks at each piece of news, until what is asked for is so. */
async function jobWhen(office: TestOffice, seat: Seat, so: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const heard = Promise.withResolvers<void>()
    const undo = office.desk.listen(({ kind }) => kind === 'jobChanged' && heard.resolve())
    const job = await seat.call('verifyJob', {})
    if (so(job)) {
      undo()
      return job
    }
    await heard.promise
    undo()
  }
}
const ONCE = { look: 1, every: 3_600_000 }
/** The background makes way for everything: on a busy machine it takes its time. */
const PATIENCE = 240_000
const change = (folder: string, sql: string): void => {
  const db = new Sqlite(join(folder, LEDGER_FILE))
  db.prepare(sql).run()
  db.close()
}

it(
  'everything is verified without being asked for, also while the desk is locked, and the verdict is there after a restart',
  async () => {
    const office = await foundOffice(undefined, { verifying: ONCE })
    for (let i = 0; i < 3; i++) await fileOne(office.ana, office.form, `Gate ${i}`)
    await office.ana.call('signOut', {})
    const seat = office.seat()
    await seat.call('signIn', { person: 'Ana', passphrase: 'harbor lantern copper' })
    const job = await jobWhen(office, seat, ({ verdict }) => verdict !== null)
    expect(job).toMatchObject({ state: 'none', recent: null, verdict: { verdict: 'sound', findings: [] } })
    expect((await jobWhen(office, seat, ({ background }) => background.state === 'idle')).background).toEqual({ state: 'idle', done: 0, total: 0 })
    await office.close()
    const again = await openOffice(office.folder, { verifying: ONCE })
    const later = await (await signIn(again)).call('verifyJob', {})
    expect(later).toMatchObject({ state: 'none', at: job.at, verdict: job.verdict, background: { state: 'idle' } })
  },
  PATIENCE
)

it(
  'a desk that is told nothing verifies nothing by itself',
  async () => {
    const { ana } = await foundOffice()
    expect(await ana.call('verifyJob', {})).toMatchObject({
      state: 'none',
      verdict: null,
      at: null,
      background: { state: 'off', done: 0, total: 0 },
      recent: null
    })
  },
  PATIENCE
)

it(
  'what the background finds is shown as what was asked for is',
  async () => {
    const office = await foundOffice()
    await fileOne(office.ana, office.form, 'Gate')
    await office.close()
    change(office.folder, 'UPDATE payloads SET cipher = zeroblob(length(cipher)) WHERE pos = (SELECT max(pos) FROM payloads)')
    const again = await openOffice(office.folder, { verifying: ONCE })
    const seat = await signIn(again)
    const { verdict } = await jobWhen(again, seat, job => job.verdict !== null)
    expect(verdict!.findings.filter(({ code }) => !code.startsWith('index'))).toMatchObject([{ code: 'payload-damaged', desk: 'Yuma desk 1', state: 'open' }])
    await seat.call('startVerify', {})
    const asked = await jobWhen(again, seat, job => job.state === 'done')
    expect(asked.verdict!.findings.map(({ code }) => code)).toEqual(verdict!.findings.map(({ code }) => code))
  },
  PATIENCE
)

it(
  'what came from another desk is verified when it has come, and a finding in it brings on a verification of everything',
  async () => {
    const world = makeWorld(5)
    const [a, b] = [world.found('North'), world.join('South')]
    world.startAll()
    await world.settle(10_000)
    const news = openNews()
    const jobs = openJobs(news, () => world.now)
    const parts = {
      folder: b.folder,
      vaultKey: b.keys.vault,
      guard: b.ledger.guard,
      ledger: b.ledger,
      jobs,
      news,
      now: () => world.now,
      log: (error: unknown) => void troubles.push(error)
    }
    const troubles: unknown[] = []
    const verifying = openVerifying({ ...parts, times: { look: 3_600_000, quiet: 1 } })
    const changed = async (so: () => boolean): Promise<void> => {
      while (!so()) {
        const heard = Promise.withResolvers<void>()
        const undo = news.listen(() => heard.resolve())
        await heard.promise
        undo()
      }
    }
    try {
      notes(a, ['one', 'two', 'three'])
      await world.settle(20_000)
      verifying.grew()
      await changed(() => verifying.view().recent !== null)
      expect(verifying.view().recent).toMatchObject({ findings: [] })
      expect(verifying.view().recent!.blocks).toBeGreaterThan(0)
      change(b.folder, 'UPDATE payloads SET cipher = zeroblob(length(cipher)) WHERE pos = (SELECT max(pos) FROM payloads)')
      verifying.came(a.chain, [b.ledger.chains.get(a.chain)!.state.size - 1])
      await changed(() => verifying.view().recent!.findings.length > 0)
      expect(verifying.view().recent!.findings).toMatchObject([{ code: 'payload-damaged', chain: a.chain }])
      expect(troubles).toEqual([])
      await verifying.close()
      const next = openVerifying({ ...parts, times: { look: 1 } })
      expect(next.view().recent?.findings.length, 'kept over a restart').toBe(1)
      await changed(() => jobs.view().verdict !== null)
      expect(jobs.view().verdict!.findings.map(({ code }) => code)).toContain('payload-damaged')
      await next.close()
    } finally {
      await verifying.close()
    }
  },
  PATIENCE
)
