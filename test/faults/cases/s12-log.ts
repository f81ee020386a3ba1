/**
 * S12: the write-ahead log of a desk that was killed: bits, sectors, a cut, none at all, one from before, one of another desk.
 * What was acknowledged and is gone is a rollback, which the mark tells: nothing is signed, and the desk says so.
 */
import { putFiles, withFile, type Files } from '../desk-image.ts'
import { judgeRollback, linesIn } from '../damage.ts'
import type { Fault, FaultRun, Outcome } from '../fault.ts'
import { makeHotSubject, type HotSubject } from '../hot-image.ts'
import { drawCases, playCases, type Drawn } from '../play-cases.ts'
import { readAllOf } from '../reads.ts'

const COUNTS = { gate: 250, nightly: 10_000 } as const
const LOG = 'ledger.db-wal'
const SECTOR = 512
const KINDS = ['bit', 'bit', 'bit', 'cut', 'cut', 'sector', 'joined', 'whole'] as const

/** With or without the shared-memory file that the killed desk left. */
const withLog = (files: Files, log: Buffer | null, keepShm: boolean): Files => withFile(keepShm ? files : withFile(files, 'ledger.db-shm', null), LOG, log)

function drawLog({ random }: FaultRun, { files, running, olderLog, strayLog }: HotSubject): Drawn {
  const log = Buffer.from(files.get(LOG)!)
  const shm = random.chance(0.5)
  const made = (name: string, bytes: Buffer | null): Drawn => ({ name: `${name}${shm ? '' : ', no shm'}`, files: withLog(files, bytes, shm) })
  const kind = random.pick(KINDS)
  const at = random.below(log.length)
  if (kind === 'bit') {
    const bit = random.below(8)
    log[at] = log[at]! ^ (1 << bit)
    return made(`bit ${bit} of byte ${at}`, log)
  }
  if (kind === 'cut') return made(`cut at ${at}`, log.subarray(0, at))
  if (kind === 'sector') {
    const from = Math.floor(at / SECTOR) * SECTOR
    log.fill(random.below(2) * 0xa5, from, Math.min(log.length, from + SECTOR))
    return made(`sector ${from / SECTOR} of ${log[from]}`, log)
  }
  const others: [string, Buffer][] = [
    ['the log from before', olderLog],
    ['the log of another desk', strayLog],
    ...running.map((step, i): [string, Buffer] => [`the log after step ${i}`, step.get(LOG)!])
  ]
  if (kind === 'joined') {
    const [name, other] = random.pick(others)
    const end = Math.floor(at / SECTOR) * SECTOR
    return made(`this log to ${end}, then ${name}`, Buffer.concat([log.subarray(0, end), other.subarray(Math.min(end, other.length))]))
  }
  const [name, other] = random.pick([...others, ['no log', null] as const])
  return made(name, other)
}

async function run(run: FaultRun): Promise<Outcome> {
  const subject = await makeHotSubject(run.folder)
  try {
    const signed = linesIn(subject.reads)
    return await playCases(
      run,
      subject,
      drawCases(COUNTS[run.counts], () => drawLog(run, subject)),
      () => judgeRollback(subject, signed)
    )
  } finally {
    subject.remove()
  }
}

/** The log is taken away and the mark put back to what the file alone says: nothing here tells of it, and the harness must. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const subject = await makeHotSubject(run.folder)
  try {
    const before = await readAllOf(subject.folder, subject.questions)
    const bare = withLog(withFile(subject.files, 'mark', subject.running[0]!.get('mark')!), subject.running[0]!.get(LOG)!, false)
    putFiles(subject.folder, bare)
    const judged = await judgeRollback(subject, linesIn(before))
    return judged.outcome === 'wrong' ? 'caught' : 'missed'
  } finally {
    subject.remove()
  }
}

export const log: Fault = { id: 'S12', title: 'the write-ahead log damaged, cut, lost, older or of another desk', run, control }
