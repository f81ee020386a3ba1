import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import type { Migration } from '../../../src/main/store/migration.ts'
import { migrate, migrations, versionOf } from '../../../src/main/store/migrate.ts'
import { tables } from '../../../src/main/store/tables.ts'
import { expectedSchema } from '../../../src/main/store/schema.ts'
import { tempStore } from '../../kit/temp-folder.ts'

it('every table of the schema declares its guard, and no other', () => {
  const names = expectedSchema().flatMap(({ type, name }) => (type === 'table' ? [name] : []))
  expect(tables.map(({ table }) => table).toSorted()).toEqual(names.toSorted())
  for (const { why } of tables) expect(why.length).toBeGreaterThan(10)
})

it('a table with a mac column is guarded by it', () => {
  const { ledger } = tempStore()
  const withMac = ledger
    .prepare<[], string>(`SELECT m.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = 'mac'`)
    .pluck()
    .all()
  for (const name of withMac) expect([name, tables.find(({ table }) => table === name)?.guard]).toEqual([name, 'mac'])
})

it('nothing in the schema asks for the time or for chance', () => {
  for (const { sql } of expectedSchema()) expect(sql ?? '').not.toMatch(/current_|datetime|strftime|julianday|random/i)
})

it('migrations are numbered from 1 without a gap', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, i) => i + 1))
})

it('a migration that fails half way leaves the version before it, and can be run again', () => {
  const db = new Sqlite(':memory:')
  const steps: Migration[] = [
    { version: 1, up: one => one.exec('CREATE TABLE a (x)') },
    {
      version: 2,
      up: two => {
        two.exec('CREATE TABLE b (x); ALTER TABLE a ADD COLUMN y')
        throw new Error('power cut')
      }
    }
  ]
  expect(() => migrate(db, steps)).toThrow('power cut')
  expect(versionOf(db)).toBe(1)
  expect(db.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['a'])
  migrate(db, [steps[0]!, { version: 2, up: two => two.exec('CREATE TABLE b (x)') }])
  expect(versionOf(db)).toBe(2)
})
