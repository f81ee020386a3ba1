/** The migration that comes after the newest: of the tests only, so that the way from one version to the next is walked now. */
import { NEWEST_VERSION } from '../../src/main/store/migrate.ts'
import type { Migration } from '../../src/main/store/migration.ts'
import type { Database } from '../../src/main/store/prepared.ts'

/** A table, a column, an index, and every row of a table written anew: what migrations do. */
export const nextSteps: readonly ((db: Database) => void)[] = [
  db => db.exec('CREATE TABLE later (id TEXT PRIMARY KEY, body BLOB NOT NULL) STRICT'),
  db => db.exec('INSERT INTO later (id, body) SELECT CAST(line_id AS TEXT), line FROM lines'),
  db => db.exec('CREATE INDEX later_body ON later (length(body))'),
  db => db.exec('CREATE TABLE later_still (n INTEGER PRIMARY KEY) STRICT')
]

export const nextMigration: Migration = {
  version: NEWEST_VERSION + 1,
  up: db => {
    for (const step of nextSteps) step(db)
  }
}
