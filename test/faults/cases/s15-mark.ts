/**
 * S15: the mark itself is lost, cut, nonsense, of another time or of another desk. Reading goes on; nothing is signed twice; and
 * a mark that is behind by lines that verify is no fault: the desk goes on (off by one in both directions is among the pairs).
 */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { readAllOf, type Reads } from '../reads.ts'
import { judgeRollback, linesIn, makeSubject, signRegistry, type Judged, type Subject } from '../damage.ts'
import { putFiles, withFile, type Files } from '../desk-image.ts'
import type { Fault, FaultRun, Outcome } from '../fault.ts'
import { playCases, type Drawn } from '../play-cases.ts'

const MARKS = ['mark', 'mark-registry'] as const
const SLOT = 4096

interface Case extends Drawn {
  /** The step whose database it is. */
  readonly step: number
  /** Signing must be refused, whatever is told. */
  readonly closed: boolean
  /** Of which chain the mark is. */
  readonly registry: boolean
  /** In place of the file there is a folder. */
  readonly folder?: string
}

/** Every database with every mark. */
function pairs({ steps }: Subject, linesAt: readonly number[]): Case[] {
  return steps.flatMap((step, i) =>
    steps.map((other, j): Case => {
      const files = MARKS.reduce((sum, name) => withFile(sum, name, other.get(name)!), step)
      return { name: `the database of step ${i} with the marks of step ${j}`, files, step: i, closed: linesAt[j]! > linesAt[i]!, registry: false }
    })
  )
}

function broken({ files, steps }: Subject, stranger: Subject, { counts, random }: FaultRun): Case[] {
  const step = steps.length - 1
  const cases: Case[] = []
  for (const name of MARKS) {
    const whole = files.get(name)!
    const add = (what: string, bytes: Buffer | null, closed: boolean): void =>
      void cases.push({ name: `${name} ${what}`, files: withFile(files, name, bytes), step, closed, registry: name !== 'mark' })
    add('missing', null, true)
    add('empty', Buffer.alloc(0), true)
    add('all zeros', Buffer.alloc(whole.length), true)
    add('of another desk', stranger.files.get(name)!, true)
    add('in place of the other', files.get(MARKS[name === 'mark' ? 1 : 0])!, true)
    add('with its slots exchanged', Buffer.concat([whole.subarray(SLOT), whole.subarray(0, SLOT)]), true)
    add('with a tail', Buffer.concat([whole, Buffer.alloc(512, 7)]), false)
    for (let n = 0; n < (counts === 'gate' ? 4 : 30); n++) {
      const at = random.below(whole.length)
      add(`cut to ${at}`, whole.subarray(0, at), at < SLOT)
      const [a, b] = [random.below(200), SLOT + random.below(200)]
      const both = Buffer.from(whole)
      both[a] = both[a]! ^ 1
      both[b] = both[b]! ^ 1
      add(`bytes ${a} and ${b} changed`, both, true)
    }
    cases.push({ name: `a folder in place of ${name}`, files: withFile(files, name, null), step, closed: true, registry: name !== 'mark', folder: name })
  }
  return cases
}

async function readSteps(subject: Subject): Promise<Reads[]> {
  const reads: Reads[] = []
  for (const step of subject.steps) {
    putFiles(subject.folder, step)
    reads.push(await readAllOf(subject.folder, subject.questions))
  }
  return reads
}

async function judgeCase(subject: Subject, reads: readonly Reads[], linesAt: readonly number[], { step, closed, registry, folder }: Case): Promise<Judged> {
  if (folder !== undefined) mkdirSync(join(subject.folder, folder))
  const judged = registry
    ? await judgeRollback(subject, linesIn(reads[step]!, 'registry'), reads[step], signRegistry)
    : await judgeRollback(subject, linesAt[step]!, reads[step])
  if (folder !== undefined) rmSync(join(subject.folder, folder), { recursive: true, force: true })
  if (judged.outcome === 'harmless' && closed) return { outcome: 'wrong', detail: 'it signs on top of what the mark does not confirm' }
  return judged
}

async function run(run: FaultRun): Promise<Outcome> {
  const stranger = await makeSubject(run.folder)
  const subject = await makeSubject(run.folder)
  try {
    const reads = await readSteps(subject)
    const linesAt = reads.map(one => linesIn(one))
    const every = pairs(subject, linesAt)
    const cases = [...(run.counts === 'gate' ? every.filter(({ name }) => isNear(name) || run.random.chance(0.15)) : every), ...broken(subject, stranger, run)]
    return await playCases(run, subject, cases, drawn => judgeCase(subject, reads, linesAt, drawn as Case))
  } finally {
    subject.remove()
    stranger.remove()
  }
}

/** Off by one, both ways. */
const isNear = (name: string): boolean => {
  const [i = 0, j = 0] = (name.match(/\d+/g) ?? []).map(Number)
  return Math.abs(i - j) <= 1
}

/** The mark is put back together with the database: whoever expects a refusal sees it sign. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const subject = await makeSubject(run.folder)
  try {
    const reads = await readSteps(subject)
    const linesAt = reads.map(one => linesIn(one))
    const older: Files = subject.steps[2]!
    putFiles(subject.folder, older)
    return (await judgeCase(subject, reads, linesAt, { name: '', files: older, step: 2, closed: true, registry: false })).outcome === 'wrong'
      ? 'caught'
      : 'missed'
  } finally {
    subject.remove()
  }
}

export const mark: Fault = { id: 'S15', title: 'the mark lost, nonsense, older, newer or of another desk', run, control }
