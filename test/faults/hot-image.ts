/** A desk that was killed with its write-ahead log full of what it had acknowledged; and logs of other times and other desks. */
import { putFiles, readFiles, type Files } from './desk-image.ts'
import { makeSubject, type Subject } from './damage.ts'
import { questionsOf, readAllOf } from './reads.ts'
import { startStepper } from './stepper.ts'
import { signedIn } from './work-desk.ts'

/** The last step files: whatever is cut off the log takes an acknowledged line with it. */
const STEPS = ['file Hot 1', 'file Hot 2', 'draft hot draft', 'file Hot 3']

export interface HotSubject extends Subject {
  /** The folder after each step, while the desk ran. */
  readonly running: readonly Files[]
  /** A log of this desk from before. */
  readonly olderLog: Buffer
  /** A log of another desk. */
  readonly strayLog: Buffer
}

/** Lets it file, and kills it. The files as they then are, and as they were after each step. */
async function killed(folder: string): Promise<{ files: Files; running: Files[] }> {
  const desk = await startStepper(folder)
  const running: Files[] = []
  for (const step of STEPS) {
    await desk.step(step)
    running.push(readFiles(folder))
  }
  await desk.kill()
  return { files: readFiles(folder), running }
}

const logOf = (files: Files): Buffer => files.get('ledger.db-wal') ?? Buffer.alloc(0)

export async function makeHotSubject(otherwise: string): Promise<HotSubject> {
  const other = await makeSubject(otherwise)
  const strayLog = logOf((await killed(other.folder)).files)
  other.remove()
  const subject = await makeSubject(otherwise)
  const { folder } = subject
  putFiles(folder, subject.files)
  const olderLog = logOf((await killed(folder)).files)
  await (await signedIn(folder)).close()
  const { files, running } = await killed(folder)
  if (logOf(files).length === 0 || strayLog.length === 0) throw new Error('the desk was killed with nothing in its log')
  const desk = await signedIn(folder)
  const questions = await questionsOf(desk)
  await desk.close()
  putFiles(folder, files)
  return { ...subject, files, running, olderLog, strayLog, questions, reads: await readAllOf(folder, questions) }
}
