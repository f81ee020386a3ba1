/** S3: the power is cut; of what was not synced anything may be lost, kept, or torn at 512 bytes, over all files and the mark. */
import { theBench, type Bench } from '../bench.ts'
import { openTally, type Fault, type FaultRun, type Tally } from '../fault.ts'
import { judge } from '../judge.ts'
import { faultOf } from '../ledger-image.ts'
import { imagesOf, place, record, type Recording } from '../recording.ts'
import { noShim } from '../shimmed.ts'
import { NOTHING } from '../sweep.ts'

const RECORDED = ['append', 'import', 'checkpoint', 'receive', 'draft', 'change', 'open'] as const
const GATE = { images: 3_000, every: 5, times: 2 }
const NIGHTLY = { images: 100_000, every: 1, times: 160 }
/** Of so many images one is judged by the desk itself, with verification from bytes. */
const IN_FULL = { gate: 150, nightly: 200 }
/** Of the first run, each in full. */
const FOUNDING = { gate: 6, nightly: 300 }

const atOf = (run: FaultRun, every: number): number => run.random.below(every)

async function quick(run: FaultRun, bench: Bench, recording: Recording, tally: Tally, most: number): Promise<void> {
  const { every, times } = run.counts === 'gate' ? GATE : NIGHTLY
  const before = bench.base.lines
  let planned = 0
  for (const image of imagesOf(recording, run, { first: atOf(run, every), every, times, unseen: 'index.db' })) {
    if (planned >= most) return
    if (!run.takes(planned++)) continue
    place(bench, image)
    const inFull = planned % IN_FULL[run.counts] === 0
    tally.played(
      image.name,
      inFull ? await judge(bench.base.folder, { base: bench.base, said: image.said }) : faultOf(bench.base.folder, recording.ending, image.said, before)
    )
    if (tally.cases % 5000 === 0) run.tell(`${tally.cases} images`)
  }
}

async function founding(run: FaultRun, bench: Bench, tally: Tally): Promise<void> {
  const recording = await record(bench, 'found')
  const every = Math.max(1, Math.floor((recording.steps.length * 3) / FOUNDING[run.counts]))
  let planned = run.random.below(every)
  for (const image of imagesOf(recording, run, { first: 0, every: 1, times: 1 })) {
    if (planned++ % every !== 0 || !run.takes(planned)) continue
    place(bench, image)
    tally.played(image.name, await judge(bench.base.folder, { base: NOTHING, said: image.said }))
  }
}

/** The first images that lose something; undefined when none of those looked at does. */
function loses(run: FaultRun, bench: Bench, recording: Recording): string | undefined {
  for (const image of imagesOf(recording, run, { first: 0, every: 2, times: 1 })) {
    place(bench, image)
    const fault = faultOf(bench.base.folder, recording.ending, image.said, bench.base.lines)
    if (fault !== undefined) return fault
  }
  return undefined
}

export const powerCut: Fault = {
  id: 'S3',
  title: 'power cut: unsynced writes dropped, kept, or torn',
  async run(run) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const tally = openTally(run)
    const { images } = run.counts === 'gate' ? GATE : NIGHTLY
    for (const workload of RECORDED) await quick(run, bench, await record(bench, workload), tally, images / 2)
    await founding(run, bench, tally)
    return tally.outcome()
  },
  /** Without syncs at commits, without any sync, and without the mark: each must be seen to lose. */
  async control(run) {
    const bench = await theBench()
    const ways = [{ FAULTS_CONTROL: 'normal' }, { FAULT_NOSYNC: '1' }, { FAULT_LOSE: '/mark' }]
    for (const env of ways) if (loses(run, bench, await record(bench, 'checkpoint', env)) === undefined) return 'missed'
    return 'caught'
  }
}
