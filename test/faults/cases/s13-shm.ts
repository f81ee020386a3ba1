/**
 * S13: the shared-memory file is missing or nonsense: nothing depends on it, the desk opens as it was. A rollback journal that
 * an old program or another copy left beside the file: SQLite may play it back, and then the mark or verification tells.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { putFiles, withFile, type Files } from '../desk-image.ts'
import { judgeRollback, linesIn, type Judged } from '../damage.ts'
import type { Fault, FaultRun, Outcome } from '../fault.ts'
import { makeHotSubject, type HotSubject } from '../hot-image.ts'
import { drawCases, playCases, type Drawn } from '../play-cases.ts'
import { readAllOf } from '../reads.ts'

const COUNTS = { gate: 80, nightly: 500 } as const
const SHM = 'ledger.db-shm'
const JOURNAL = 'ledger.db-journal'

/** The journal of a transaction that is under way over this file: its pages as they were before. */
function journalOver(under: string, file: Buffer): Buffer {
  const folder = mkdtempSync(join(under, 'journal-'))
  try {
    const path = join(folder, 'ledger.db')
    writeFileSync(path, file)
    const db = new Sqlite(path)
    db.pragma('journal_mode = delete')
    db.pragma('cache_size = 2')
    db.pragma('cache_spill = 1')
    db.exec('BEGIN IMMEDIATE')
    for (const table of ['lines', 'payloads', 'packages', 'chains'])
      for (const name of db.prepare<[string], string>(`SELECT name FROM pragma_table_info(?) WHERE type = 'BLOB'`).pluck().all(table))
        db.exec(`UPDATE ${table} SET ${name} = zeroblob(length(${name}))`)
    const journal = readFileSync(`${path}-journal`)
    db.exec('ROLLBACK')
    db.close()
    return journal
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function drawShm({ random }: FaultRun, subject: HotSubject, closed: Files): Drawn {
  const hot = random.chance(0.7)
  const files = hot ? subject.files : closed
  const shm = Buffer.from(subject.files.get(SHM) ?? Buffer.alloc(32_768))
  const made = (name: string, bytes: Buffer | null): Drawn => ({ name: `shm ${name}, ${hot ? 'killed' : 'closed'}`, files: withFile(files, SHM, bytes) })
  const kind = random.below(6)
  if (kind === 0) return made('taken away', null)
  if (kind === 1) return made('empty', Buffer.alloc(0))
  if (kind === 2) {
    const size = random.below(shm.length)
    return made(`cut to ${size}`, shm.subarray(0, size))
  }
  const noise = random.below(2 ** 30)
  if (kind === 3) {
    for (let i = 0; i < shm.length; i++) shm[i] = (Math.imul(noise + i, 2_654_435_761) >>> 13) & 255
    return made(`noise ${noise}`, shm)
  }
  const at = kind === 4 ? random.below(136) : random.below(shm.length)
  shm[at] = shm[at]! ^ (1 + (noise & 127))
  return made(`byte ${at} by ${1 + (noise & 127)}`, shm)
}

/** `steps`: journals over the file as it was after each step. */
function drawJournal({ random }: FaultRun, subject: HotSubject, closed: Files, journals: readonly Buffer[]): Drawn {
  const hot = random.chance(0.3)
  const step = random.below(journals.length)
  const whole = journals[step]!
  const cut = random.chance(0.5) ? whole.length : random.below(whole.length)
  const bytes = Buffer.from(whole.subarray(0, cut))
  const flip = random.chance(0.3) && cut > 0 ? random.below(cut) : -1
  if (flip >= 0) bytes[flip] = bytes[flip]! ^ 16
  const name = `journal of step ${step} cut to ${cut}${flip < 0 ? '' : `, byte ${flip} changed`}, ${hot ? 'killed' : 'closed'}`
  return { name, files: withFile(hot ? subject.files : closed, JOURNAL, bytes) }
}

async function run(run: FaultRun): Promise<Outcome> {
  const subject = await makeHotSubject(run.folder)
  const { random } = run
  try {
    const closed = subject.steps.at(-1)!
    const closedReads = await readClosed(subject, closed)
    const journals = subject.steps.map(step => journalOver(run.folder, step.get('ledger.db')!))
    const judge = async ({ name, files }: Drawn): Promise<Judged> => {
      const reads = files.has('ledger.db-wal') ? subject.reads : closedReads
      const judged = await judgeRollback(subject, linesIn(reads), reads)
      if (name.startsWith('shm') && judged.outcome === 'found') return { outcome: 'wrong', detail: `it should open clean: ${judged.detail}` }
      return judged
    }
    const draw = (): Drawn => (random.chance(0.6) ? drawShm(run, subject, closed) : drawJournal(run, subject, closed, journals))
    return await playCases(run, subject, drawCases(COUNTS[run.counts], draw), judge)
  } finally {
    subject.remove()
  }
}

async function readClosed(subject: HotSubject, closed: Files): Promise<HotSubject['reads']> {
  putFiles(subject.folder, closed)
  return readAllOf(subject.folder, subject.questions)
}

/** An older file with its older mark, and a journal beside it: if the judge were blind to lost lines it would pass. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const subject = await makeHotSubject(run.folder)
  try {
    putFiles(subject.folder, withFile(subject.steps.at(-3)!, SHM, null))
    return (await judgeRollback(subject, linesIn(subject.reads))).outcome === 'wrong' ? 'caught' : 'missed'
  } finally {
    subject.remove()
  }
}

export const shm: Fault = { id: 'S13', title: 'the shared-memory file missing or nonsense; a rollback journal left by another', run, control }
