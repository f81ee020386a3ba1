/**
 * S10: what lies on the disk changes by itself: one bit, four bits, a sector of zeros or of something else, anywhere in any
 * file of a closed desk. It is found, or harmless; never read otherwise and named by nothing.
 */
import { judgeFiles, makeSubject, type Judged, type Subject } from '../damage.ts'
import { withFile } from '../desk-image.ts'
import { openTally, type Fault, type FaultRun, type Outcome } from '../fault.ts'
import { quietly } from '../quietly.ts'
import { rowsDigest } from '../rows.ts'

const COUNTS = { gate: 400, nightly: 20_000 } as const
const SECTOR = 512
/** Most of the bytes, and most of what can go wrong, are in the ledger. */
const PLACES = ['ledger.db', 'ledger.db', 'ledger.db', 'ledger.db', 'ledger.db', 'ledger.db', 'ledger.db', 'index.db', 'mark', 'mark-registry', 'keys.json']
const KINDS = ['bit', 'bit', 'bit', 'bits', 'zeros', 'garbage'] as const
/** Page 1 says how all others are read, in ways that rows do not show. */
const PAGE = 8192

export interface Damage {
  readonly name: string
  readonly file: string
  /** Of the first byte that is changed. */
  readonly at: number
  readonly bytes: Buffer
}

export function drawDamage({ random }: FaultRun, subject: Subject): Damage {
  const file = random.pick(PLACES)
  const bytes = Buffer.from(subject.files.get(file)!)
  const kind = random.pick(KINDS)
  const flip = (): [number, number] => {
    const at = random.below(bytes.length)
    const bit = random.below(8)
    bytes[at] = bytes[at]! ^ (1 << bit)
    return [at, bit]
  }
  if (kind === 'bit') {
    const [at, bit] = flip()
    return { name: `${file}: bit ${bit} of byte ${at}`, file, at, bytes }
  }
  if (kind === 'bits') {
    const at = random.below(bytes.length)
    const mask = 1 + random.below(255)
    bytes[at] = bytes[at]! ^ mask
    const other = Math.min(bytes.length - 1, at + 1 + random.below(64))
    bytes[other] = bytes[other]! ^ mask
    return { name: `${file}: bits ${mask} of bytes ${at} and ${other}`, file, at, bytes }
  }
  const at = random.below(Math.ceil(bytes.length / SECTOR)) * SECTOR
  const end = Math.min(bytes.length, at + SECTOR)
  const noise = random.below(2 ** 30)
  if (kind === 'zeros') bytes.fill(0, at, end)
  else for (let i = at; i < end; i++) bytes[i] = (Math.imul(noise + i, 2_654_435_761) >>> 13) & 255
  return { name: `${file}: sector ${at / SECTOR} ${kind === 'zeros' ? 'of zeros' : `of noise ${noise}`}`, file, at, bytes }
}

/** The quick way for the many places where nothing is stored, the judge for all others. */
export async function judgeOne(
  subject: Subject,
  untouched: string | undefined,
  { file, at, bytes }: Damage,
  readFound: boolean,
  blind = false
): Promise<Judged> {
  if (bytes.equals(subject.files.get(file)!)) return { outcome: 'harmless', detail: '' }
  if (file === 'ledger.db' && at >= PAGE && untouched !== undefined && rowsDigest(bytes) === untouched) return { outcome: 'harmless', detail: '' }
  return judgeFiles(subject, withFile(subject.files, file, bytes), { readFound, blind })
}

async function run(run: FaultRun): Promise<Outcome> {
  const subject = await makeSubject(run.folder)
  const tally = openTally(run)
  const untouched = rowsDigest(subject.files.get('ledger.db')!)
  const counts = { found: 0, harmless: 0, wrong: 0 }
  try {
    const drawn = new Set<string>()
    while (drawn.size < COUNTS[run.counts]) {
      const damage = drawDamage(run, subject)
      if (drawn.has(damage.name)) continue
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

/** Verification taken away: among so many flips in rows some must be read otherwise, and the digest must say so. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const subject = await makeSubject(run.folder)
  try {
    for (let i = 0; i < 400; i++) {
      const judged = await quietly(() => judgeOne(subject, undefined, drawDamage(run, subject), true, true))
      if (judged.outcome === 'wrong' && judged.detail.startsWith('read otherwise')) return 'caught'
    }
    return 'missed'
  } finally {
    subject.remove()
  }
}

export const flips: Fault = { id: 'S10', title: 'bits and sectors of any file change by themselves', run, control }
