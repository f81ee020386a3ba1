/** Numbered migrations, each in one transaction with the number it leads to: a crash leaves the version before or after, never between. */
import { first } from './migrations/001-first.ts'
import type { Migration } from './migration.ts'
import type { Database } from './prepared.ts'
import { transact } from './transact.ts'

/** 'MUNI' in the file's header: whose file this is (SQLite file format, offset 68). */
export const APPLICATION_ID = 0x4d554e49

export const migrations: readonly Migration[] = [first]
export const NEWEST_VERSION = migrations.length

export const versionOf = (db: Database): number => Number(db.pragma('user_version', { simple: true }))

/** Brings a store from its version to the newest of `steps`. A step that throws leaves the store as it was before that step. */
export function migrate(db: Database, steps: readonly Migration[] = migrations): void {
  for (const step of steps.slice(versionOf(db))) {
    transact(db, () => {
      step.up(db)
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${step.version}`)
    })
  }
}
