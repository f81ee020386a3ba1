/**
 * S22: a long life. Log, memory and open files stay within bounds while lines are appended by the ten thousand; one who reads for
 * long makes the log grow, and when he ends it is small again. A case is a line.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import type { Failed, Fault, FaultRun, Outcome } from '../fault.ts'

const LINES = { gate: 5_000, nightly: 100_000 } as const
const MIB = 1024 * 1024
/** `wal_autocheckpoint` is 4,000 pages of 8 KiB, and a transaction may come on top (store/settings.ts). */
const LOG_BOUND = 48 * MIB
const RSS_BOUND = 96 * MIB
const OPEN_BOUND = 4

interface Sample {
  readonly phase: string
  readonly lines: number
  readonly log: number
  readonly rss: number
  readonly open: number
  readonly file: number
}
interface Soaked {
  readonly samples: readonly Sample[]
  readonly end: { readonly verdict: string; readonly findings: number; readonly lines: number } | undefined
}

async function soak(lines: number, every: number, bounded = true): Promise<Soaked> {
  const args = ['--no-warnings', '--expose-gc', join(import.meta.dirname, '../soak-child.ts'), String(lines), String(every), bounded ? '1' : '0']
  const env = { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const samples: Sample[] = []
  let end: Soaked['end']
  createInterface({ input: child.stdout }).on('line', line => {
    const said = JSON.parse(line) as Sample & Required<Soaked>['end'] & { end?: true }
    if (said.end) end = said
    else samples.push(said)
  })
  await once(child, 'close')
  return { samples, end }
}

/** What is out of bounds, each named once. */
function wrongIn({ samples, end }: Soaked, lines: number): string[] {
  const of = (phase: string): Sample[] => samples.filter(sample => sample.phase === phase)
  const most = (some: readonly Sample[], what: 'log' | 'rss' | 'open'): number => Math.max(0, ...some.map(sample => sample[what]))
  const wrong: string[] = []
  const say = (so: boolean, text: string): void => void (so && wrong.push(text))
  if (!end) return ['it did not come to its end']
  for (const phase of ['alone', 'after the reader', 'after all']) {
    // The log is cut by the first checkpoint after the reader has gone.
    const some = of(phase).slice(phase === 'after the reader' ? Math.ceil(of(phase).length / 2) : 0)
    say(most(some, 'log') > LOG_BOUND, `${phase}: the log has ${most(some, 'log')} bytes`)
  }
  const [early, late] = [of('alone'), of('after all')]
  say(most(late, 'rss') > most(early, 'rss') + RSS_BOUND, `memory grew from ${most(early, 'rss')} to ${most(late, 'rss')} bytes`)
  say(most(late, 'open') > most(early, 'open') + OPEN_BOUND, `open files grew from ${most(early, 'open')} to ${most(late, 'open')}`)
  say(end.lines < lines - lines / 100, `${end.lines} lines of ${lines} were appended`)
  say(end.verdict !== 'sound', `verification beside it says ${end.verdict}, ${end.findings} findings`)
  return wrong
}

async function run(run: FaultRun): Promise<Outcome> {
  if (!run.takes(0)) return { cases: 0, failed: [], skipped: 'played by another part' }
  const lines = LINES[run.counts]
  const soaked = await soak(lines, lines / 50)
  const { samples } = soaked
  for (const { phase, lines: so } of samples) run.name(`${so} lines, ${phase}`)
  const peak = (phase: string): string => (Math.max(0, ...samples.filter(one => one.phase === phase).map(one => one.log)) / MIB).toFixed(1)
  const last = samples.at(-1)
  run.tell(
    `log at most ${peak('alone')} MiB alone, ${peak('read')} while read, ${peak('after all')} after all; memory ${((last?.rss ?? 0) / MIB).toFixed(0)} MiB, ${last?.open} open files, file ${((last?.file ?? 0) / MIB).toFixed(0)} MiB`
  )
  const failed = wrongIn(soaked, lines).map((detail): Failed => ({ case: 'soak', seed: run.seed, detail }))
  return { cases: soaked.end?.lines ?? 0, failed }
}

/** Without checkpoints the log grows past every bound. */
const control = async (): Promise<'caught' | 'missed'> =>
  wrongIn(await soak(10_000, 1_000, false), 10_000).some(text => text.includes('the log has')) ? 'caught' : 'missed'

export const soakTest: Fault = { id: 'S22', title: 'a long life: log, memory and open files stay within bounds', run, control }
