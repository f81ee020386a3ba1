/** S5: the disk says EIO, once or from then on. It is said plainly, nothing is given that was not kept, and a sync is not tried again. */
import { theBench, type Bench } from '../bench.ts'
import type { Fault, FaultRun } from '../fault.ts'
import { errno, noShim, type Ran } from '../shimmed.ts'
import { areCaught, callsOf, some, sweep, type Case } from '../sweep.ts'

const WORKED = ['append', 'import', 'checkpoint', 'receive', 'draft', 'change', 'found', 'open'] as const
/** read, write, sync, truncate, unlink, shm; and what opens, makes and renames. */
const KINDS = ['r', 'w', 's', 't', 'u', 'h', 'o', 'c', 'n'] as const
/** Of each workload and kind, of those at most that there are; each once and from then on. */
const COUNTS = { gate: 1, nightly: 9 }

const codeOf = ({ said }: Ran, call: string): string | undefined =>
  said.flatMap(one => ((one.said === 'refused' || one.said === 'tried') && one.call === call ? [one.code] : []))[0]

/** Alive to its end; and what could not be made durable is not tried again before a new start. */
export function behaves(file: string, kind: string): (ran: Ran) => string | undefined {
  return ran => {
    const { said, code, signal } = ran
    if (signal !== 0 || code !== 0) return `the process ended by signal ${signal}, code ${code}`
    if (kind !== 's' || (file !== 'ledger.db-wal' && file !== 'mark')) return undefined
    const under = said[ran.saidBefore - 1]
    const answer = said[ran.saidBefore]
    if (under?.said !== 'begin') return undefined // nothing was being filed
    if (answer?.said === 'filed') return 'what could not be synced was acknowledged'
    if (codeOf(ran, 'again') === 'ok') return 'after a sync that failed it went on filing'
    const state = said.find(one => one.said === 'state')
    if (!state) return undefined // a first run is asked something else (child.ts)
    return state.state === 'readonly' && state.trouble === 'disk-failed' ? undefined : `after a sync that failed it says ${state.state}, ${state.trouble}`
  }
}

/** What was found once: a log that can not be read while it is written back (store/plain-file.ts), by itself and with all that follows. */
const FOUND: readonly Case[] = ['append', 'draft'].flatMap(workload =>
  [1, 2, 3].flatMap(at =>
    [false, true].map(sticky => ({
      name: `${workload}, r ${at} of ledger.db-wal, EIO ${sticky ? 'from then on' : 'once'}`,
      workload,
      afterwards: true,
      fault: { do: errno.EIO, at, kinds: 'r', name: '/ledger.db-wal', sticky },
      check: behaves('ledger.db-wal', 'r')
    }))
  )
)

async function errors(run: FaultRun, bench: Bench, workload: string): Promise<readonly Case[]> {
  const cases: Case[] = []
  for (const kind of KINDS) {
    const calls = await callsOf(bench, workload, kind)
    const points = some(
      run,
      calls.map((call, i) => ({ file: call.slice(2), at: i + 1 })),
      COUNTS[run.counts]
    )
    for (const { file, at } of points)
      for (const sticky of [false, true])
        cases.push({
          name: `${workload}, ${kind} ${at} of ${calls.length} (${file}), EIO ${sticky ? 'from then on' : 'once'}`,
          workload,
          afterwards: true,
          fault: { do: errno.EIO, at, kinds: kind, sticky },
          check: behaves(file, kind)
        })
  }
  return cases
}

export const ioError: Fault = {
  id: 'S5',
  title: 'EIO once and sticky',
  async run(run) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const cases: Case[] = [...FOUND]
    for (const workload of WORKED) cases.push(...(await errors(run, bench, workload)))
    return (await sweep(run, bench, cases)).outcome()
  },
  /** A commit that failed is acknowledged; and what could not be synced is synced once more. */
  async control(run) {
    const bench = await theBench()
    const failing = (kinds: string, file: string): readonly Case[] =>
      [1, 2, 3, 4].map(at => ({
        name: `append, ${kinds} ${at} of ${file}, EIO once`,
        workload: 'append',
        afterwards: true,
        armed: true,
        fault: { do: errno.EIO, at, kinds, name: `/${file}` },
        check: behaves(file, kinds)
      }))
    return areCaught(run, bench, [
      { control: 'deaf', cases: failing('w', 'ledger.db-wal'), said: /were acknowledged|acknowledged records are lost/ },
      { control: 'deaf', cases: failing('s', 'ledger.db-wal'), said: /was acknowledged/ },
      { control: 'sync-again', cases: failing('s', 'mark'), said: /was acknowledged/ }
    ])
  }
}
