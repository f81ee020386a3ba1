/** Named damage to one file of a closed folder, drawn until there is enough of it and judged. */
import { judgeFiles, makeSubject, type Judged, type Subject } from './damage.ts'
import { withFile } from './desk-image.ts'
import { openTally, type FaultRun, type Outcome } from './fault.ts'
import { quietly } from './quietly.ts'
import { rowsDigest } from './rows.ts'

export interface Damage {
  readonly name: string
  readonly file: string
  /** Of the first byte that is changed. */
  readonly at: number
  readonly bytes: Buffer
}

/** Undefined: what was drawn changes nothing. */
export type Draw = (run: FaultRun, subject: Subject) => Damage | undefined

export const LEDGER = 'ledger.db'
export const PAGE = 8192
const MOST_DRAWS = 1_000_000

/** The quick way for the many places where nothing is stored, the judge for all others. Page 1 says how all others are read, in ways that rows do not show. */
async function judgeOne(subject: Subject, untouched: string | undefined, { file, at, bytes }: Damage, readFound: boolean, blind = false): Promise<Judged> {
  if (bytes.equals(subject.files.get(file)!)) return { outcome: 'harmless', detail: '' }
  if (file === LEDGER && at >= PAGE && untouched !== undefined && rowsDigest(bytes) === untouched) return { outcome: 'harmless', detail: '' }
  return judgeFiles(subject, withFile(subject.files, file, bytes), { readFound, blind })
}

/** As many distinct cases as wanted, or as a million draws give. */
export async function playDamage(run: FaultRun, count: number, draw: Draw): Promise<Outcome> {
  const subject = await makeSubject(run.folder)
  const tally = openTally(run)
  const untouched = rowsDigest(subject.files.get(LEDGER)!)
  const counts = { found: 0, harmless: 0, wrong: 0 }
  try {
    const drawn = new Set<string>()
    for (let draws = 0; drawn.size < count && draws < MOST_DRAWS; draws++) {
      const damage = draw(run, subject)
      if (!damage || drawn.has(damage.name)) continue
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

/** Verification taken away: among so many cases some must be read otherwise, and the digest must say so. */
export async function playBlind(run: FaultRun, draw: Draw): Promise<'caught' | 'missed'> {
  const subject = await makeSubject(run.folder)
  try {
    for (let i = 0; i < 400; i++) {
      const damage = draw(run, subject)
      if (!damage) continue
      const judged = await quietly(() => judgeOne(subject, undefined, damage, true, true))
      if (judged.outcome === 'wrong' && judged.detail.startsWith('read otherwise')) return 'caught'
    }
    return 'missed'
  } finally {
    subject.remove()
  }
}
