/**
 * S21: a migration is killed at any of its calls: the store is of the version before or after, whole, and the next start brings it
 * on. A database of a newer program is opened for reading and never changed; an unknown one is refused.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { migrate, migrations, NEWEST_VERSION, versionOf } from '../../../src/main/store/migrate.ts'
import { LEDGER_FILE } from '../../../src/main/store/open.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { theBench, type Bench } from '../bench.ts'
import { fill } from '../base.ts'
import { makeSubject, type Subject } from '../damage.ts'
import { fileOne, putFiles, withFile } from '../desk-image.ts'
import { openTally, type Fault, type FaultRun, type Outcome, type Tally } from '../fault.ts'
import { compare, readAllOf } from '../reads.ts'
import { noShim, SIGKILL, type ShimFault } from '../shimmed.ts'
import { some } from '../sweep.ts'
import { nextMigration } from '../next-migration.ts'
import { quietly } from '../quietly.ts'

const GATE = 12

type Rows = Record<string, unknown[]>

/** Every row of every table that both versions have, and the version. */
function storeIn(folder: string): { version: number; schema: string; rows: Rows; sound: string } {
  const db = new Sqlite(join(folder, LEDGER_FILE))
  try {
    const version = versionOf(db)
    const sound = String(db.pragma('integrity_check(1)', { simple: true }))
    const items = db
      .prepare<[], { name: string; type: string; sql: string }>('SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name')
      .all()
    const rows: Rows = {}
    for (const { name, type } of items) if (type === 'table') rows[name] = db.prepare(`SELECT * FROM "${name}"`).raw().all()
    return { version, schema: items.map(item => item.sql).join('\n'), rows, sound }
  } finally {
    db.close()
  }
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The schema of a version, made in memory. */
function schemaOf(version: number): string {
  const db = new Sqlite(':memory:')
  migrate(db, [...migrations, nextMigration].slice(0, version))
  const sql = db.prepare<[], string>('SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name').pluck().all().join('\n')
  db.close()
  return sql
}

/** After a kill: one version or the next, whole, with every row; and a second attempt brings it to the end. */
function judgeMigrated(folder: string, before: Rows): string | undefined {
  if (!existsSync(join(folder, LEDGER_FILE))) return same(before, {}) ? undefined : 'the file is gone'
  for (const round of ['after the kill', 'after the second attempt']) {
    const { version, schema, rows, sound } = storeIn(folder)
    if (sound !== 'ok') return `${round}: ${sound}`
    if (version > 0 && schema !== schemaOf(version)) return `${round}: the schema is not that of version ${version}`
    for (const [table, were] of Object.entries(before)) if (version > 0 && !same(rows[table], were)) return `${round}: rows of ${table} are not as they were`
    if (round === 'after the second attempt') return version === NEWEST_VERSION + 1 ? undefined : `it stays at version ${version}`
    const db = new Sqlite(join(folder, LEDGER_FILE))
    migrate(db, [...migrations, nextMigration])
    db.close()
  }
  return undefined
}

interface Start {
  readonly name: string
  readonly workload: string
  readonly files: ReadonlyMap<string, Buffer>
}

async function sweepMigrations(run: FaultRun, bench: Bench, tally: Tally): Promise<void> {
  const { base, runner } = bench
  const starts: Start[] = [
    { name: 'to the next version', workload: 'migrate', files: base.files },
    { name: 'from nothing to the next version', workload: 'migrate-new', files: new Map() }
  ]
  let planned = 0
  for (const { name, workload, files } of starts) {
    fill(base.folder, files)
    const before = files.size > 0 ? storeIn(base.folder).rows : {}
    const job = (fault?: ShimFault) => {
      fill(base.folder, files)
      return runner.run({ workload, folder: base.folder, beside: base.beside, armed: true, ...(fault ? { fault } : {}) })
    }
    const { calls, said } = await job()
    if (said.at(-1)?.said !== 'end') throw new Error(`${workload} does not come to its end: ${JSON.stringify(said.at(-1))}`)
    const faults = calls.flatMap((call, i) => [
      { what: `${name}, call ${i + 1} of ${calls.length} (${call}), killed`, fault: { do: 'kill', at: i + 1 } as ShimFault },
      ...[64, 200].flatMap(part =>
        call.startsWith('w')
          ? [{ what: `${name}, call ${i + 1} of ${calls.length} (${call}), torn at ${part}/256`, fault: { do: 'tear', at: i + 1, part } as ShimFault }]
          : []
      )
    ])
    for (const { what, fault } of run.counts === 'gate' ? some(run, faults, GATE) : faults) {
      if (!run.takes(planned++)) continue
      const { reached, signal } = await job(fault)
      tally.played(what, !reached ? 'it never reached its fault' : signal !== SIGKILL ? 'it was not killed' : judgeMigrated(base.folder, before))
    }
  }
}

/** Header fields of the file, and what the program must do with it. */
async function matrix(run: FaultRun, subject: Subject, tally: Tally): Promise<void> {
  const set = (pragmas: readonly string[], sql = ''): Buffer => {
    const path = join(run.folder, 'matrix.db')
    writeFileSync(path, subject.files.get(LEDGER_FILE)!)
    const db = new Sqlite(path)
    for (const pragma of pragmas) db.pragma(pragma)
    db.exec(sql)
    db.pragma('journal_mode = delete')
    db.pragma('journal_mode = wal')
    db.close()
    return readFileSync(path)
  }
  const newer = async (name: string, bytes: Buffer): Promise<void> => tally.played(name, await quietly(() => judgeNewer(subject, bytes)))
  for (const version of [1, 2, 3, 7, 1_000_000]) {
    await newer(`a database of version ${NEWEST_VERSION + version}`, set([`user_version = ${NEWEST_VERSION + version}`]))
    await newer(
      `a database of version ${NEWEST_VERSION + version} with a table and a column more`,
      set([`user_version = ${NEWEST_VERSION + version}`], 'CREATE TABLE later (id TEXT) STRICT; ALTER TABLE packages ADD COLUMN later TEXT;')
    )
  }
  for (const [name, bytes] of [
    ['a database of no version', set(['user_version = 0'])],
    ['a database of a negative version', set(['user_version = -1'])],
    ['a database of another program', set(['application_id = 1'])],
    ['a database of our version that lacks a table', set([], 'DROP TABLE peers')],
    ['a database of our version with a foreign trigger', set([], 'CREATE TRIGGER t AFTER INSERT ON lines BEGIN DELETE FROM lines; END')]
  ] as const)
    tally.played(name, await quietly(() => judgeRefused(subject, bytes)))
}

/** Reads as before, says why, writes nothing: the file is byte for byte as it was. */
async function judgeNewer(subject: Subject, bytes: Buffer): Promise<string | undefined> {
  putFiles(subject.folder, withFile(subject.files, LEDGER_FILE, bytes))
  let code = 'filed'
  const now = await readAllOf(subject.folder, subject.questions, async desk => {
    code = await fileOne(desk, 'Afterwards').then(
      () => 'filed',
      error => (error instanceof OfficeError ? error.code : String(error))
    )
  })
  const { other, refused, internal } = compare(subject.reads, now)
  if (code !== 'newer-database') return `filing answers ${code}`
  if (refused.length + internal.length > 0) return `it does not read on: ${[...refused, ...internal][0]}`
  const wrong = other.filter(question => !/^(?:deskState|listChains) /.test(question))
  if (wrong.length > 0) return `read otherwise: ${wrong[0]}`
  return readFileSync(join(subject.folder, LEDGER_FILE)).equals(bytes) ? undefined : 'the file was changed'
}

async function judgeRefused(subject: Subject, bytes: Buffer): Promise<string | undefined> {
  putFiles(subject.folder, withFile(subject.files, LEDGER_FILE, bytes))
  const now = await readAllOf(subject.folder, subject.questions)
  const answer = now.get('openDesk') ?? now.get('signIn')
  if (answer === undefined) return 'it was opened'
  if (!/^!(?:damaged-database|not-our-database)$/.test(answer)) return `it answers ${answer}`
  return readFileSync(join(subject.folder, LEDGER_FILE)).equals(bytes) ? undefined : 'the file was changed'
}

async function run(run: FaultRun): Promise<Outcome> {
  const tally = openTally(run)
  const subject = await makeSubject(run.folder)
  try {
    if (run.takes(0)) await matrix(run, subject, tally)
  } finally {
    subject.remove()
  }
  const cause = noShim()
  if (cause === undefined) await sweepMigrations(run, await theBench(), tally)
  return tally.outcome(cause && `kills during a migration: ${cause}`)
}

/** A migration without its transaction is caught half done. */
async function control(): Promise<'caught' | 'missed'> {
  if (noShim() !== undefined) return 'caught'
  const { base, runner } = await theBench()
  fill(base.folder, base.files)
  const before = storeIn(base.folder).rows
  const job = (at?: number) => {
    fill(base.folder, base.files)
    const fault = at === undefined ? {} : { fault: { do: 'kill', at } as ShimFault }
    return runner.run({ workload: 'migrate-bare', folder: base.folder, beside: base.beside, armed: true, ...fault })
  }
  const { calls } = await job()
  for (let at = calls.length; at > 0; at--) {
    await job(at)
    if (judgeMigrated(base.folder, before) !== undefined) return 'caught'
  }
  return 'missed'
}

export const migrationsFault: Fault = { id: 'S21', title: 'a migration interrupted; a database of another version', run, control }
