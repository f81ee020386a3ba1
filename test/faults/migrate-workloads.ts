/** Migrations as workloads, to be killed: from this version to the next, from nothing, and (for a control) without a transaction. */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { migrate, migrations, NEWEST_VERSION } from '../../src/main/store/migrate.ts'
import { LEDGER_FILE } from '../../src/main/store/open.ts'
import type { Database } from '../../src/main/store/prepared.ts'
import { set, writing } from '../../src/main/store/settings.ts'
import { nextMigration, nextSteps } from './next-migration.ts'
import type { At, Workload } from './workloads.ts'

async function withFile({ desk }: At, work: (db: Database) => void): Promise<void> {
  await desk.close()
  const db = new Sqlite(join(desk.folder, LEDGER_FILE))
  set(db, LEDGER_FILE, writing)
  work(db)
  db.close()
}

const toNext = (at: At): Promise<void> => withFile(at, db => migrate(db, [...migrations, nextMigration]))

const bare = (at: At): Promise<void> =>
  withFile(at, db => {
    for (const step of nextSteps) step(db)
    db.pragma(`user_version = ${NEWEST_VERSION + 1}`)
  })

export const migrateWorkloads: readonly Workload[] = [
  { name: 'migrate', run: toNext },
  { name: 'migrate-new', empty: true, run: toNext },
  { name: 'migrate-bare', run: bare }
]
