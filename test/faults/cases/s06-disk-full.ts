/** S6: no space is left, once, from then on, or until some is made. Reading goes on, and filing too once there is space, without a new start. */
import { theBench, type Bench } from '../bench.ts'
import type { Fault, FaultRun } from '../fault.ts'
import { errno, noShim, type Ran } from '../shimmed.ts'
import { areCaught, callsOf, some, sweep, type Case } from '../sweep.ts'

const WORKED = ['append', 'import', 'checkpoint', 'receive', 'draft', 'change', 'found'] as const
/** What takes space: writing, making files, making them longer. */
const KINDS = ['w', 'c', 't', 'h'] as const
/** Of each workload: writes, and of each other kind. */
const COUNTS = { gate: [3, 1], nightly: [18, 3] } as const
const LASTING = ['once', 'from then on', 'cut short'] as const

const answered = ({ said }: Ran, call: string): string | undefined =>
  said.flatMap(one => ((one.said === 'tried' || one.said === 'refused') && one.call === call ? [one.code] : []))[0]

/** `resumes`: it must file again once there is space; a mark or a key file that could not be written waits for a new start. */
function endures(ran: Ran, resumes: boolean): string | undefined {
  const { said, code, signal } = ran
  if (signal !== 0 || code !== 0) return `the process ended by signal ${signal}, code ${code}`
  // Nothing was refused, or nobody could sign in, or it was a first run: what it is answered is plain, and the folder is judged.
  if (!said.some(one => one.said === 'state')) return undefined
  for (const call of ['read-after', 'export-after']) if (answered(ran, call) !== 'ok') return `${call}: ${answered(ran, call)}`
  const resumed = answered(ran, 'resumed')
  return resumed === 'ok' || (!resumes && resumed === 'disk-failed') ? undefined : `with space again, filing is answered ${resumed}`
}

async function full(run: FaultRun, bench: Bench, workload: string): Promise<readonly Case[]> {
  const cases: Case[] = []
  const armed = workload !== 'found'
  for (const kind of KINDS) {
    const calls = await callsOf(bench, workload, kind, armed)
    const points = some(
      run,
      calls.map((call, i) => ({ file: call.slice(2), at: i + 1 })),
      COUNTS[run.counts][kind === 'w' ? 0 : 1]
    )
    for (const { file, at } of points)
      for (const lasting of LASTING.slice(0, kind === 'w' ? 3 : 2)) {
        const short = lasting === 'cut short'
        cases.push({
          name: `${workload}, ${kind} ${at} of ${calls.length} (${file}), no space ${lasting}`,
          workload,
          armed,
          afterwards: true,
          fault: { do: short ? 'short' : errno.ENOSPC, at, kinds: kind, sticky: lasting === 'from then on', part: 1 + run.random.below(254) },
          check: ran => endures(ran, file.startsWith('ledger.db') || file.startsWith('index.db'))
        })
      }
  }
  return cases
}

/** Below the reserve nothing is begun: refused before the first write, until there is space. */
function reserve(workload: string, free: number): Case {
  return {
    name: `${workload}, ${free} bytes are free`,
    workload,
    armed: true,
    afterwards: true,
    fault: { do: 'short', at: 0 },
    env: { FAULT_FREE: String(free) },
    check: ran => {
      const first = ran.said.find(one => one.said === 'refused')
      if (first?.said !== 'refused' || first.code !== 'disk-full') return `it was answered ${JSON.stringify(first)}`
      if (answered(ran, 'again') !== 'disk-full' || answered(ran, 'read') !== 'ok') return 'below the reserve it files, or does not read'
      return endures(ran, true)
    }
  }
}

export const diskFull: Fault = {
  id: 'S6',
  title: 'ENOSPC once, sticky, until space returns; the reserve',
  async run(run) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const cases: Case[] = ['append', 'import', 'receive', 'change'].flatMap(workload =>
      [0, 1_000_000, 64 * 1024 * 1024 - 4096].map(free => reserve(workload, free))
    )
    for (const workload of WORKED) cases.push(...(await full(run, bench, workload)))
    return (await sweep(run, bench, cases)).outcome()
  },
  /** No reserve is kept; a commit that found no room is acknowledged; and after a full disk nothing is filed until a new start. */
  async control(run) {
    const bench = await theBench()
    const full: readonly Case[] = [1, 2, 3, 4].map(at => ({
      name: `append, w ${at} of ledger.db-wal, no space once`,
      workload: 'append',
      armed: true,
      afterwards: true,
      fault: { do: errno.ENOSPC, at, kinds: 'w', name: '/ledger.db-wal' },
      check: ran => endures(ran, true)
    }))
    return areCaught(run, bench, [
      { control: 'no-reserve', cases: [reserve('append', 1_000_000)], said: /it was answered/ },
      { control: 'deaf', cases: full, said: /were acknowledged|acknowledged records are lost/ },
      { control: 'full-for-good', cases: full, said: /disk-failed/ }
    ])
  }
}
