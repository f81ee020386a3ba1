/**
 * S11: the disk keeps an old page, or puts a page where another belongs. Every page is sound by itself, so no checksum of a
 * disk would say so.
 */
import { makeSubject, type Subject } from '../damage.ts'
import { openTally, type Fault, type FaultRun, type Outcome } from '../fault.ts'
import { quietly } from '../quietly.ts'
import { rowsDigest } from '../rows.ts'
import { judgeOne, type Damage } from './s10-flips.ts'

const COUNTS = { gate: 100, nightly: 5_000 } as const
const PAGE = 8192
const LEDGER = 'ledger.db'
const KINDS = ['swapped', 'old', 'old elsewhere', 'misdirected', 'misdirected'] as const

const pageOf = (file: Buffer, n: number): Buffer => file.subarray(n * PAGE, (n + 1) * PAGE)

export function drawPages({ random }: FaultRun, { files, steps }: Subject): Damage {
  const now = files.get(LEDGER)!
  const bytes = Buffer.from(now)
  const count = bytes.length / PAGE
  const [a, b] = [random.below(count), random.below(count)]
  const step = random.below(steps.length - 1)
  const before = steps[step]!.get(LEDGER)!
  const kind = random.pick(KINDS)
  const put = (at: number, page: Buffer): void => void bytes.set(page, at * PAGE)
  const made = (name: string, at: number): Damage => ({ name, file: LEDGER, at: at * PAGE, bytes })
  if (kind === 'swapped') {
    put(a, pageOf(now, b))
    put(b, pageOf(now, a))
    return made(`pages ${Math.min(a, b)} and ${Math.max(a, b)} swapped`, Math.min(a, b))
  }
  if (kind === 'misdirected') {
    put(b, pageOf(now, a))
    return made(`page ${a} written over page ${b}`, b)
  }
  const old = a % (before.length / PAGE)
  const at = kind === 'old' ? old : b
  put(at, pageOf(before, old))
  return made(`page ${old} as it was after step ${step} at the place of page ${at}`, at)
}

async function run(run: FaultRun): Promise<Outcome> {
  const subject = await makeSubject(run.folder)
  const tally = openTally(run)
  const now = subject.files.get(LEDGER)!
  const untouched = rowsDigest(now)
  const counts = { found: 0, harmless: 0, wrong: 0 }
  try {
    const drawn = new Set<string>()
    for (let tries = 0; drawn.size < COUNTS[run.counts] && tries < 1_000_000; tries++) {
      const damage = drawPages(run, subject)
      if (drawn.has(damage.name) || damage.bytes.equals(now)) continue
      drawn.add(damage.name)
      if (!run.takes(drawn.size)) continue
      const judged = await quietly(() => judgeOne(subject, untouched, damage, drawn.size % 4 === 0))
      counts[judged.outcome]++
      tally.played(damage.name, judged.outcome === 'wrong' ? judged.detail : undefined)
    }
    run.tell(`${counts.found} found, ${counts.harmless} harmless`)
    return tally.outcome()
  } finally {
    subject.remove()
  }
}

/** Without verification an old page is read as if it were the newest. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const subject = await makeSubject(run.folder)
  try {
    for (let i = 0; i < 400; i++) {
      const judged = await quietly(() => judgeOne(subject, undefined, drawPages(run, subject), true, true))
      if (judged.outcome === 'wrong' && judged.detail.startsWith('read otherwise')) return 'caught'
    }
    return 'missed'
  } finally {
    subject.remove()
  }
}

export const pages: Fault = { id: 'S11', title: 'pages kept old, swapped or written to another place', run, control }
