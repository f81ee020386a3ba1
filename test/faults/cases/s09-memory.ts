/** S9: memory runs out, for SQLite alone or for the whole process. It ends or says so; the folder is never harmed. */
import { theBench, type Bench } from '../bench.ts'
import { openTally, type Fault, type FaultRun, type Tally } from '../fault.ts'
import { judge } from '../judge.ts'
import { errno, noShim, type Ran } from '../shimmed.ts'
import { areCaught, runJob, sweep, type Case } from '../sweep.ts'

const WORKED = ['append', 'import', 'change', 'draft', 'receive'] as const
/** Of each workload, by SQLite alone (each once and from then on) and by anybody; and limits of the process. */
const COUNTS = { gate: { sqlite: 2, anybody: 2, limits: 2 }, nightly: { sqlite: 14, anybody: 10, limits: 20 } }
/** What a workload allocates at least after it has signed in. */
const FEWEST = { sqlite: 1_400, anybody: 1_400 }
const LIBRARY = 'better-sqlite3'

type Who = keyof typeof FEWEST

const failing = (workload: string, at: number, who: Who, sticky: boolean): Case => ({
  name: `${workload}, allocation ${at} by ${who} fails${sticky ? ' and all after it' : ''}`,
  workload,
  armed: true,
  afterwards: true,
  rude: true,
  fault: { do: errno.ENOMEM, at, kinds: 'a', name: who === 'sqlite' ? LIBRARY : '', sticky },
  check: ended
})

function starved(run: FaultRun, workload: string): readonly Case[] {
  const { sqlite, anybody } = COUNTS[run.counts]
  const one = (who: Who, sticky: boolean): Case => failing(workload, 1 + run.random.below(FEWEST[who]), who, sticky)
  return [
    ...Array.from({ length: sqlite }, () => [one('sqlite', false), one('sqlite', true)]).flat(),
    ...Array.from({ length: anybody }, () => one('anybody', false))
  ]
}

/** By itself, or as a process ends that has no memory: aborted, or stopped at a null pointer of a library that did not look. */
const ended = ({ signal, hung }: Ran): string | undefined =>
  hung || (signal !== 0 && ![5, 6, 11].includes(signal)) ? `the process ended by signal ${signal}` : undefined

/** A real limit of the process. */
async function limited(run: FaultRun, bench: Bench, tally: Tally): Promise<void> {
  const { base } = bench
  for (let i = 0; i < COUNTS[run.counts].limits; i++) {
    const more = 1 + i * 2
    if (!run.takes(i)) continue
    const ran = await runJob(bench, { workload: 'import', afterwards: true, env: { FAULT_MEMORY: String(more) } })
    tally.played(`import, ${more} MiB more than at the start`, ended(ran) ?? (await judge(base.folder, { base, said: ran.said })))
  }
}

export const memory: Fault = {
  id: 'S9',
  title: 'out of memory',
  async run(run) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const cases = new Map(WORKED.flatMap(workload => starved(run, workload)).map(one => [one.name, one]))
    const swept = await sweep(run, bench, [...cases.values()])
    const tally = openTally(run)
    await limited(run, bench, tally)
    return { cases: swept.cases + tally.cases, failed: [...swept.failed, ...tally.failed] }
  },
  /** What there was no memory for is acknowledged. */
  async control(run) {
    const bench = await theBench()
    const cases = Array.from({ length: 24 }, (_, i) => failing('append', 170 + i * 8, 'sqlite', false)) // where its first transaction is
    return areCaught(run, bench, [{ control: 'forgetful', cases, said: /are lost|has signed|verification finds|can not be read/ }])
  }
}
