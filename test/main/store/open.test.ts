import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { APPLICATION_ID, NEWEST_VERSION } from '../../../src/main/store/migrate.ts'
import { INDEX_FILE, LEDGER_FILE, openIndex, openStore } from '../../../src/main/store/open.ts'
import { tempFolder, tempStore } from '../../kit/temp-folder.ts'
import { codeOf } from '../../kit/code-of.ts'

/** Every file but the ones that reading a WAL database makes. */
const bytesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .filter(name => !/-(shm|wal)$/.test(name))
      .map(name => [name, readFileSync(join(folder, name), 'base64')])
  )

describe('the ritual of opening', () => {
  it('reads back every setting, on a new file and on one that is there', () => {
    const folder = tempFolder()
    openStore(folder).close()
    const { ledger } = tempStore(folder)
    const settings = {
      journal_mode: 'wal',
      synchronous: 2,
      fullfsync: 1,
      checkpoint_fullfsync: 1,
      foreign_keys: 1,
      trusted_schema: 0,
      cell_size_check: 1,
      secure_delete: 1,
      busy_timeout: 5000,
      mmap_size: 0,
      temp_store: 2,
      wal_autocheckpoint: 4000,
      journal_size_limit: 33_554_432,
      page_size: 8192,
      application_id: 0x4d554e49,
      user_version: NEWEST_VERSION
    }
    for (const [name, wanted] of Object.entries(settings)) expect([name, ledger.pragma(name, { simple: true })]).toEqual([name, wanted])
  })

  it('finds a plain better-sqlite3 opening at NORMAL: why FULL is set each time', () => {
    const folder = tempFolder()
    openStore(folder).close()
    const plain = new Sqlite(join(folder, LEDGER_FILE))
    expect(plain.pragma('synchronous', { simple: true })).toBe(1)
    plain.close()
  })

  it('keeps every table STRICT', () => {
    const { ledger } = tempStore()
    const loose = ledger
      .prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`)
      .all()
    expect(loose).toEqual([])
  })

  it('makes the folder for its owner alone', () => {
    const folder = join(tempFolder(), 'data')
    openStore(folder).close()
    expect(statSync(folder).mode & 0o077).toBe(0)
  })
})

describe('what is refused, and left as it is', () => {
  it('a database of another program', () => {
    const folder = tempFolder()
    const other = new Sqlite(join(folder, LEDGER_FILE))
    other.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)')
    other.close()
    const before = bytesOf(folder)
    expect(codeOf(() => openStore(folder))).toBe('not-our-database')
    expect(codeOf(() => openStore(folder, { readonly: true }))).toBe('not-our-database')
    expect(bytesOf(folder)).toEqual(before)
  })

  it('a file that is no database', () => {
    const folder = tempFolder()
    writeFileSync(join(folder, LEDGER_FILE), 'Dear Sir or Madam, '.repeat(1000))
    const before = bytesOf(folder)
    expect(codeOf(() => openStore(folder))).toBe('not-our-database')
    expect(bytesOf(folder)).toEqual(before)
  })

  it('a file whose pages are overwritten', () => {
    const folder = tempFolder()
    openStore(folder).close()
    const path = join(folder, LEDGER_FILE)
    const bytes = readFileSync(path)
    bytes.fill(0xaa, 100, 8192)
    writeFileSync(path, bytes)
    expect(codeOf(() => openStore(folder))).toBe('damaged-database')
    expect(readFileSync(path).equals(bytes)).toBe(true)
  })

  it('a file cut short in the middle', () => {
    const folder = tempFolder()
    openStore(folder).close()
    truncateSync(join(folder, LEDGER_FILE), 12_288)
    expect(codeOf(() => openStore(folder))).toBe('damaged-database')
  })

  it('an empty file beside a log that is not empty', () => {
    const folder = tempFolder()
    const store = openStore(folder)
    copyFileSync(join(folder, `${LEDGER_FILE}-wal`), join(folder, 'kept'))
    store.close()
    truncateSync(join(folder, LEDGER_FILE), 0)
    copyFileSync(join(folder, 'kept'), join(folder, `${LEDGER_FILE}-wal`))
    expect(codeOf(() => openStore(folder))).toBe('damaged-database')
  })

  it.each([
    ['a trigger that is not ours', 'CREATE TRIGGER sly AFTER INSERT ON lines BEGIN DELETE FROM payloads; END'],
    ['a view that is not ours', 'CREATE VIEW sly AS SELECT * FROM lines'],
    ['a missing table', 'DROP TABLE evidence'],
    ['a table of another shape', 'ALTER TABLE packages ADD COLUMN more TEXT']
  ])('%s, named', (_, sql) => {
    const folder = tempFolder()
    openStore(folder).close()
    const other = new Sqlite(join(folder, LEDGER_FILE))
    other.exec(sql)
    other.close()
    expect(codeOf(() => openStore(folder))).toBe('damaged-database')
    expect(() => openStore(folder)).toThrow(/sly|evidence|packages/)
  })

  it('a missing store, when only reading', () => {
    const folder = tempFolder()
    expect(codeOf(() => openStore(folder, { readonly: true }))).toBe('no-desk')
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('reading only', () => {
  const listed = (folder: string): [string, string][] => readdirSync(folder).map(name => [name, readFileSync(join(folder, name), 'base64')])

  it('leaves the folder as it was, to the byte and the file', () => {
    const folder = tempFolder()
    openStore(folder).close()
    const before = listed(folder)
    const store = openStore(folder, { readonly: true })
    expect(store.ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(0)
    expect(() => store.ledger.exec('DELETE FROM lines')).toThrow(/readonly/)
    store.close()
    store.close()
    expect(listed(folder)).toEqual(before)
  })

  it('beside a desk that writes sees what is committed, and takes nothing away from it', () => {
    const folder = tempFolder()
    const writer = tempStore(folder)
    writer.ledger.prepare('INSERT INTO lines VALUES (1, ?, ?)').run(Buffer.from('a'), Buffer.from('b'))
    const reader = openStore(folder, { readonly: true })
    expect(reader.ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(1)
    reader.close()
    writer.ledger.prepare('INSERT INTO lines VALUES (2, ?, ?)').run(Buffer.from('a'), Buffer.from('b'))
    const again = openStore(folder, { readonly: true })
    expect(again.ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(2)
    again.close()
  })

  it('keeps a log that a crash left, and reads what is in it', () => {
    const folder = tempFolder()
    const crashed = join(tempFolder(), 'crashed')
    const writer = tempStore(folder)
    writer.ledger.prepare('INSERT INTO lines VALUES (1, ?, ?)').run(Buffer.from('a'), Buffer.from('b'))
    mkdirSync(crashed)
    for (const end of ['', '-wal']) copyFileSync(join(folder, LEDGER_FILE + end), join(crashed, LEDGER_FILE + end))
    const before = readFileSync(join(crashed, LEDGER_FILE))
    const reader = openStore(crashed, { readonly: true })
    expect(reader.ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(1)
    reader.close()
    expect(readFileSync(join(crashed, LEDGER_FILE)).equals(before)).toBe(true)
    expect(statSync(join(crashed, `${LEDGER_FILE}-wal`)).size).toBeGreaterThan(0)
  })

  it('works where nothing can be made beside the file', () => {
    const folder = tempFolder()
    openStore(folder).close()
    mkdirSync(join(folder, `${LEDGER_FILE}-shm`)) // SQLite can not open this as its index of the log
    const store = openStore(folder, { readonly: true })
    expect(store.ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(0)
    store.close()
  })
})

describe('a store of a newer program', () => {
  it('opens read-only and says so', () => {
    const folder = tempFolder()
    openStore(folder).close()
    const newer = new Sqlite(join(folder, LEDGER_FILE))
    newer.pragma(`user_version = ${NEWEST_VERSION + 1}`)
    newer.exec('CREATE TABLE later (a)')
    newer.close()
    const before = bytesOf(folder)
    const store = tempStore(folder)
    expect([store.readonly, store.trouble, store.version]).toEqual([true, 'newer-database', NEWEST_VERSION + 1])
    expect(() => store.ledger.exec('DELETE FROM lines')).toThrow(/readonly/)
    expect(bytesOf(folder)).toEqual(before)
  })
})

describe('a half-made store', () => {
  it('that got no further than its header is finished', () => {
    const folder = tempFolder()
    const half = new Sqlite(join(folder, LEDGER_FILE))
    half.pragma('page_size = 8192')
    half.pragma('journal_mode = wal')
    half.close()
    expect(tempStore(folder).ledger.pragma('application_id', { simple: true })).toBe(APPLICATION_ID)
  })
})

describe('the index', () => {
  const key = Buffer.alloc(32, 7)

  it('is no database to anyone without the key, and shows none of its text', () => {
    const folder = tempFolder()
    const db = openIndex(folder, key)
    db.exec(`CREATE TABLE t (a); INSERT INTO t VALUES ('Marker of Kayenta')`)
    db.close()
    expect(readFileSync(join(folder, INDEX_FILE)).includes('Marker of Kayenta')).toBe(false)
    const plain = new Sqlite(join(folder, INDEX_FILE))
    expect(() => plain.prepare('SELECT * FROM t').all()).toThrow(/not a database/)
    plain.close()
    const again = openIndex(folder, key)
    expect(again.prepare('SELECT a FROM t').pluck().get()).toBe('Marker of Kayenta')
    expect(again.pragma('temp_store', { simple: true })).toBe(2)
    again.close()
  })

  it.each([
    ['under another key', (path: string) => void path, Buffer.alloc(32, 8)],
    ['with a damaged first page', (path: string) => writeFileSync(path, Buffer.alloc(8192, 3)), key]
  ])('is made anew, empty, %s', (_, harm, opener) => {
    const folder = tempFolder()
    const db = openIndex(folder, key)
    db.exec('CREATE TABLE t (a); PRAGMA user_version = 5')
    db.close()
    harm(join(folder, INDEX_FILE))
    const again = openIndex(folder, opener)
    expect([again.pragma('user_version', { simple: true }), again.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()]).toEqual([0, 0])
    again.close()
    expect(existsSync(join(folder, INDEX_FILE))).toBe(true)
  })
})
