/**
 * S17: somebody copies the folder by hand while the desk runs, file by file, with work going on in between, and puts the copy
 * back one day. Where it holds less than its own mark says, the desk says so and signs nothing; what it shows is never
 * otherwise than it was filed. Put elsewhere it is a moved folder, and signs nothing at all.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readMark } from '../../../src/main/keys/mark.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { fileOne, putFiles, quickFolder, withFile, type Files } from '../desk-image.ts'
import { findingsOf, makeSubject, signRecord, troubleIn, type Judged, type Subject } from '../damage.ts'
import type { Fault, FaultRun, Outcome } from '../fault.ts'
import { playCases, type Drawn } from '../play-cases.ts'
import { compare, questionsOf, readAllOf, type Reads } from '../reads.ts'
import { startStepper, type Stepper } from '../stepper.ts'
import { signedIn } from '../work-desk.ts'

const COUNTS = { gate: 24, nightly: 300 } as const
const NAMES = ['ledger.db', 'ledger.db-wal', 'ledger.db-shm', 'index.db', 'index.db-wal', 'mark', 'mark-registry', 'keys.json']

interface Copy extends Drawn {
  readonly elsewhere: boolean
}

const shuffled = ({ random }: FaultRun, names: readonly string[]): string[] => {
  const left = [...names]
  return names.map(() => left.splice(random.below(left.length), 1)[0]!)
}

/** What happens between two files that are copied. */
async function goOn({ random }: FaultRun, desk: Stepper, folder: string, n: number): Promise<{ desk: Stepper; what: string }> {
  const what = random.pick(['nothing', 'file', 'file', 'file', 'draft', 'big', 'big', 'restart', 'kill'])
  if (what === 'file') await desk.step(`file Meanwhile ${n}`)
  if (what === 'draft') await desk.step(`draft Meanwhile ${n}`)
  if (what === 'big') await desk.step('big 20000')
  if (what !== 'restart' && what !== 'kill') return { desk, what }
  await (what === 'kill' ? desk.kill() : desk.end())
  return { desk: await startStepper(folder), what }
}

/** Copies as hands make them, all of one life of one desk. */
async function makeCopies(run: FaultRun, subject: Subject): Promise<Copy[]> {
  const { folder } = subject
  putFiles(folder, subject.files)
  let desk = await startStepper(folder)
  const copies: Copy[] = []
  for (let n = 0; n < COUNTS[run.counts]; n++) {
    const files = new Map<string, Buffer>()
    const story: string[] = []
    for (const name of shuffled(run, NAMES)) {
      if (run.random.chance(0.35)) {
        const gone = await goOn(run, desk, folder, n)
        desk = gone.desk
        story.push(gone.what)
      }
      const path = join(folder, name)
      if (existsSync(path)) files.set(name, readFileSync(path))
      story.push(name)
    }
    copies.push({ name: `${n}: ${story.join(', ')}`, files, elsewhere: run.random.chance(0.2) })
  }
  await desk.end()
  return copies
}

/** What every record and attachment says, whatever else a copy holds. */
const lasting = (reads: Reads): Reads => new Map([...reads].filter(([question]) => /^(?:getRecord|file) /.test(question)))

async function judgeCopy(subject: Subject, lines: Reads, marked: number): Promise<Judged> {
  let height: number | undefined
  const now = await readAllOf(subject.folder, subject.questions, async desk => {
    try {
      height = await signRecord(desk)
    } catch (error) {
      if (!(error instanceof OfficeError) || error.code === 'internal') throw error
    }
  })
  if (height !== undefined && height < marked) return { outcome: 'wrong', detail: `height ${height} was signed; its own mark says ${marked}` }
  const told = troubleIn(now)
  if (told !== null && height !== undefined) return { outcome: 'wrong', detail: `it says ${told} and signs all the same` }
  const { other, internal } = compare(lines, now)
  if (internal.length > 0) return { outcome: 'wrong', detail: `not in plain words: ${internal[0]}` }
  if (told !== null) return { outcome: 'found', detail: `told: ${told}` }
  if (now.has('openDesk') || now.has('signIn')) return { outcome: 'found', detail: `refused ${[...now.values()].join(' ')}` }
  const found = await findingsOf(subject, true)
  if (found.length > 0) return { outcome: 'found', detail: found[0]! }
  return other.length > 0 ? { outcome: 'wrong', detail: `read otherwise and named by nothing: ${other[0]}` } : { outcome: 'harmless', detail: '' }
}

/** In a folder of another inode: it must say that it was moved, and sign nothing. */
async function judgeElsewhere(subject: Subject, under: string, files: Files): Promise<Judged> {
  const folder = quickFolder(under)
  putFiles(folder, files)
  let signed = false
  const now = await readAllOf(folder, subject.questions, async desk => {
    signed = await fileOne(desk, 'Afterwards').then(
      () => true,
      () => false
    )
  })
  putFiles(folder, new Map())
  if (signed) return { outcome: 'wrong', detail: 'a copy in another folder signs' }
  const told = troubleIn(now)
  if (told !== null) return { outcome: 'found', detail: `told: ${told}` }
  return now.has('openDesk') || now.has('signIn')
    ? { outcome: 'found', detail: 'refused' }
    : { outcome: 'wrong', detail: 'a copy in another folder says nothing' }
}

function markedIn(under: string, files: Files): number {
  const path = join(under, 'copied-mark')
  writeFileSync(path, files.get('mark') ?? Buffer.alloc(0))
  try {
    return readMark(path).size
  } catch {
    return 0
  }
}

/** The desk at the end of its life, and what a person reads there. */
async function prepare(run: FaultRun): Promise<{ subject: Subject; copies: Copy[]; lines: Reads }> {
  const made = await makeSubject(run.folder)
  const copies = await makeCopies(run, made)
  const desk = await signedIn(made.folder)
  const questions = await questionsOf(desk)
  await desk.close()
  const reads = await readAllOf(made.folder, questions)
  return { subject: { ...made, questions, reads }, copies, lines: lasting(reads) }
}

async function run(run: FaultRun): Promise<Outcome> {
  const { subject, copies, lines } = await prepare(run)
  try {
    return await playCases(run, subject, copies, async drawn => {
      const { files, elsewhere } = drawn as Copy
      return elsewhere ? judgeElsewhere(subject, run.folder, files) : judgeCopy(subject, lines, markedIn(run.folder, files))
    })
  } finally {
    subject.remove()
  }
}

/** A copy whose database is older than its mark, with the mark put back: it signs again, which the judge must say by the mark that was. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const subject = await makeSubject(run.folder)
  try {
    const older = subject.steps.at(-4)!
    const marked = markedIn(run.folder, subject.files)
    putFiles(subject.folder, withFile(older, 'mark', older.get('mark')!))
    return (await judgeCopy(subject, lasting(subject.reads), marked)).outcome === 'wrong' ? 'caught' : 'missed'
  } finally {
    subject.remove()
  }
}

export const copies: Fault = { id: 'S17', title: 'the folder copied by hand while the desk runs, and put back', run, control }
