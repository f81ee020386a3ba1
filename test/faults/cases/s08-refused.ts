/** S8: too many open files, or files that may not be opened or written. Plain words, no crash, and nothing harmed. */
import { chmodSync, chownSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { theBench, type Bench } from '../bench.ts'
import { openTally, type Fault, type FaultRun, type Tally } from '../fault.ts'
import { judge, rude } from '../judge.ts'
import { errno, noShim, type Ran } from '../shimmed.ts'
import { areCaught, callsOf, runJob, some, sweep, type Case } from '../sweep.ts'

const COUNTS = { gate: 1, nightly: 3 }
const SOFT = [
  ['EMFILE', errno.EMFILE],
  ['ENFILE', errno.ENFILE],
  ['EACCES', errno.EACCES],
  ['EROFS', errno.EROFS]
] as const
/** Open files allowed beyond those of a process that has opened nothing yet. */
const FILES = { gate: [24, 30], nightly: [18, 20, 22, 24, 26, 28, 30, 32, 34] }

const lived = ({ signal, code }: Ran): string | undefined => (signal === 0 && code === 0 ? undefined : `the process ended by signal ${signal}, code ${code}`)

async function soft(run: FaultRun, bench: Bench): Promise<readonly Case[]> {
  const cases: Case[] = []
  for (const workload of ['append', 'open', 'found']) {
    for (const [name, code] of SOFT) {
      const calls = await callsOf(bench, workload, 'oc')
      const points = some(
        run,
        calls.map((call, i) => ({ call, at: i + 1 })),
        COUNTS[run.counts]
      )
      for (const { call, at } of points)
        cases.push({
          name: `${workload}, opening ${at} of ${calls.length} (${call}), ${name}`,
          workload,
          afterwards: true,
          fault: { do: code, at, kinds: 'oc', sticky: true },
          check: lived
        })
    }
  }
  return cases
}

/** A real limit, which also meets what is not a file of the desk. */
async function limited(run: FaultRun, bench: Bench, tally: Tally): Promise<void> {
  const { base } = bench
  for (const files of FILES[run.counts]) {
    const ran = await runJob(bench, { workload: 'append', afterwards: true, env: { FAULT_FILES: String(files) } })
    const wrong = lived(ran) ?? rude(ran.said)
    tally.played(`append, at most ${files} files open`, wrong ?? (await judge(base.folder, { base, said: ran.said })))
  }
}

const NOBODY = 65_534

/** As a user who may not: root may everything, so the copy becomes somebody else. */
async function forbidden(bench: Bench, tally: Tally): Promise<void> {
  const { base } = bench
  chmodSync(dirname(base.folder), 0o711)
  const asNobody = process.getuid?.() === 0
  const each = (change: (path: string) => void): void => {
    for (const name of readdirSync(base.folder)) change(join(base.folder, name))
  }
  const own = (id: number): void => {
    if (!asNobody) return
    chownSync(base.folder, id, id)
    each(path => chownSync(path, id, id))
  }
  const modes: readonly (readonly [string, number, number])[] = [
    ['files that may not be written', 0o400, 0o700],
    ['files that may not be read', 0o000, 0o700],
    ['a folder that may not be written', 0o600, 0o500],
    ['a folder that may not be entered', 0o600, 0o000]
  ]
  for (const [name, file, folder] of modes) {
    const before = (): void => {
      own(NOBODY)
      each(path => chmodSync(path, file))
      chmodSync(base.folder, folder)
    }
    const ran = await runJob(bench, { workload: 'append', afterwards: true, env: asNobody ? { FAULT_UID: String(NOBODY), FAULT_TRACE: '' } : {} }, before)
    chmodSync(base.folder, 0o700)
    own(0)
    each(path => chmodSync(path, 0o600))
    const refused = ran.said.some(one => one.said === 'refused') ? undefined : 'it was not refused'
    tally.played(`append, ${name}`, lived(ran) ?? refused ?? rude(ran.said) ?? (await judge(base.folder, { base, said: ran.said })))
  }
}

export const refused: Fault = {
  id: 'S8',
  title: 'EMFILE, ENFILE, EACCES, EROFS',
  async run(run) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const swept = await sweep(run, bench, await soft(run, bench))
    const tally = openTally(run)
    await limited(run, bench, tally)
    await forbidden(bench, tally)
    return { cases: swept.cases + tally.cases, failed: [...swept.failed, ...tally.failed] }
  },
  /** What can not be opened is removed; and the reason why it could not be read is lost on the way. */
  async control(run) {
    const bench = await theBench()
    const unopened = (file: string): readonly Case[] =>
      SOFT.map(([name, code]) => ({
        name: `append, opening ${file}, ${name}`,
        workload: 'append',
        afterwards: true,
        fault: { do: code, at: 1, kinds: 'oc', name: `/${file}` },
        check: lived
      }))
    return areCaught(run, bench, [
      { control: 'cleaning-up', cases: unopened('mark'), said: /mark/ },
      { control: 'speechless', cases: unopened('ledger.db-wal'), said: /answered/ }
    ])
  }
}
