/**
 * Every table, every column: changed, taken out, put in, exchanged with plain SQL, and the verdict names the table. The
 * cases come from the schema of a desk that has rows in every table.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { afterAll, expect, it } from 'vitest'
import { guardKeyOf } from '../../../src/main/keys/cipher.ts'
import { putGuarded } from '../../../src/main/store/guarded.ts'
import { LEDGER_FILE, openStore } from '../../../src/main/store/open.ts'
import { tables, type TableName } from '../../../src/main/store/tables.ts'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import type { Verdict } from '../../../src/shared/contract.ts'
import { utf8 } from '../../../src/shared/bytes.ts'
import { makeWorld, note, notes } from '../../kit/desks.ts'
import { filedDesk } from '../../kit/filed-desk.ts'
import { keyOf, nextLine, opaque, signedChain } from '../../kit/signed-chain.ts'

interface Base {
  readonly folder: string
  readonly vaultKey: Uint8Array
  clean: Verdict
}
type Cell = number | string | Buffer | null

const work = mkdtempSync(join(tmpdir(), 'muniment-tables-'))
const bases: Base[] = []
afterAll(() => rmSync(work, { recursive: true, force: true }))

/** A desk of one office, with drafts, attachments, marks, and rows in the tables of its own statements. */
async function ownDesk(): Promise<Base> {
  const { folder, vaultKey } = await filedDesk(join(work, 'own'))
  const store = openStore(folder)
  const guard = guardKeyOf(vaultKey)
  const { chain, lines, state } = signedChain(2, keyOf(3))
  const aside = [...lines, nextLine(state, keyOf(3), [opaque('third')]).opened]
  for (const { hash, line } of aside) putGuarded(store.ledger, guard, 'aside', { line_hash: hash, chain, line, why: 'beyond-cut' })
  for (const id of ['one', 'two', 'three']) {
    putGuarded(store.ledger, guard, 'evidence', { id, kind: 'remark', body: utf8(id) })
    putGuarded(store.ledger, guard, 'invitations', { id, body: utf8(`invitation ${id}`) })
    putGuarded(store.ledger, guard, 'requests', { id, body: utf8(`request ${id}`) })
  }
  store.close()
  return { folder, vaultKey, clean: await verdictOf(folder, vaultKey) }
}

/** A desk that others send lines, cosignatures and receipts to. */
async function metDesk(): Promise<Base> {
  const world = makeWorld(20_261_122)
  const north = world.found('North')
  const south = world.join('South')
  const west = world.join('West', { sister: south })
  world.startAll()
  for (const desk of [north, south, west]) {
    notes(desk, ['one', 'two', 'three'])
    await world.settle(15_000)
    note(desk, 'four')
    note(desk, 'for itself', [desk.office])
    await world.settle(15_000)
  }
  world.now += 86_400_000
  for (const desk of [north, south, west]) note(desk, 'a day later')
  await world.settle(60_000)
  for (const desk of world.desks) await world.stop(desk)
  north.store.close()
  const folder = join(work, 'met')
  cpSync(north.folder, folder, { recursive: true })
  return { folder, vaultKey: north.keys.vault, clean: await verdictOf(folder, north.keys.vault) }
}

const verdictOf = (folder: string, vaultKey: Uint8Array | null): Promise<Verdict> =>
  verifyStore({ folder, vaultKey, workers: 0, index: false, live: false, now: Date.now() }, () => {}, new AbortController().signal)

let made: Promise<void> | undefined
/** In a test, whose end closes what the world of desks holds open. */
const prepare = (): Promise<void> => (made ??= (async () => void bases.push(await ownDesk(), await metDesk()))())

interface Column {
  readonly name: string
  readonly type: string
  readonly pk: number
}
const open = (folder: string): Sqlite.Database => {
  const db = new Sqlite(join(folder, LEDGER_FILE))
  db.pragma('foreign_keys = OFF')
  db.pragma('ignore_check_constraints = ON')
  return db
}
const columnsOf = (db: Sqlite.Database, table: string): Column[] => db.prepare<[string], Column>('SELECT name, type, pk FROM pragma_table_info(?)').all(table)
const rowsOf = (db: Sqlite.Database, table: string): Record<string, Cell>[] => db.prepare<[], Record<string, Cell>>(`SELECT * FROM ${table}`).all()

/** The base with most rows in the table. */
function baseOf(table: string): Base {
  const count = ({ folder }: Base): number => {
    const db = open(folder)
    const n = db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0
    db.close()
    return n
  }
  return bases.toSorted((a, b) => count(b) - count(a))[0]!
}

function changed(cell: Cell): Cell {
  if (typeof cell === 'number') return cell + 1
  if (typeof cell === 'string') return cell === '' ? 'x' : (cell.startsWith('A') ? 'B' : 'A') + cell.slice(1)
  if (cell === null) return Buffer.from('00', 'hex')
  if (cell.length === 0) return Buffer.from('00', 'hex')
  const other = Buffer.from(cell)
  other[other.length >> 1] = other[other.length >> 1]! ^ 4
  return other
}

async function after(base: Base, change: (db: Sqlite.Database) => void): Promise<Verdict> {
  const folder = mkdtempSync(join(work, 'case-'))
  try {
    cpSync(base.folder, folder, { recursive: true })
    const db = open(folder)
    change(db)
    db.close()
    return await verdictOf(folder, base.vaultKey)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A table of the desk that has most of it, as it is before anything is changed. */
async function tableOf(table: TableName) {
  await prepare()
  const base = baseOf(table)
  const db = open(base.folder)
  const columns = columnsOf(db, table)
  const rows = rowsOf(db, table)
  db.close()
  return { base, columns, rows }
}

const whereOf = (columns: readonly Column[]): string =>
  columns
    .filter(column => column.pk > 0)
    .map(column => `${column.name} = @${column.name}`)
    .join(' AND ')
const keyIn = (columns: readonly Column[], row: Record<string, Cell>): Record<string, Cell> =>
  Object.fromEntries(columns.filter(column => column.pk > 0).map(({ name }) => [name, row[name] ?? null]))

/** What a change of one table shows as, where another table is what it is noticed by. */
const also: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  seeds: ['payloads'],
  lacking: ['payloads'],
  files: ['pieces'],
  pieces: ['files'],
  staged: ['staged_pieces'],
  staged_pieces: ['staged'],
  chains: ['lines', 'checkpoints', 'payloads'],
  lines: ['chains']
}
/** Columns that nothing binds. */
const unbound = new Set(['staged.added'])

function expectNamed(verdict: Verdict, table: TableName, what: string): void {
  const named = verdict.findings.map(finding => finding.table)
  expect(
    named.some(name => name === table || (also[table] ?? []).includes(name ?? '')),
    `${what} of ${table}: ${verdict.verdict}, ${JSON.stringify(verdict.findings.map(({ code, table: name, detail }) => [code, name, detail]))}`
  ).toBe(true)
  expect(verdict.verdict).toBe('findings')
}

it('both desks are sound before anything is changed, and have rows in every table', async () => {
  await prepare()
  for (const { clean } of bases) expect(clean.findings).toEqual([])
  const empty = tables.filter(({ table }) => {
    const db = open(baseOf(table).folder)
    const rows = rowsOf(db, table)
    db.close()
    return rows.length === 0
  })
  expect(empty).toEqual([])
})

for (const { table } of tables) {
  it(`a change of any column of ${table} is named`, async () => {
    const { base, columns, rows } = await tableOf(table)
    for (const { name } of columns) {
      if (unbound.has(`${table}.${name}`)) continue
      for (const row of new Set([rows[0]!, rows.at(-1)!])) {
        const verdict = await after(base, changing =>
          changing
            .prepare(`UPDATE OR REPLACE ${table} SET ${name} = @changed_ WHERE ${whereOf(columns)}`)
            .run({ ...keyIn(columns, row), changed_: changed(row[name] ?? null) })
        )
        expectNamed(verdict, table, `${name} changed`)
      }
    }
  })

  it(`a row put into ${table} is named`, async () => {
    const { base, columns, rows } = await tableOf(table)
    const key = columns.filter(column => column.pk > 0).at(-1)!.name
    const row = {
      ...rows.at(-1)!,
      [key]: typeof rows[0]![key] === 'number' ? Math.max(...rows.map(one => Number(one[key]))) + 1 : `${String(rows.at(-1)![key])}x`
    }
    if (table === 'chains') Object.assign(row, { key: 'A'.repeat(43) })
    const verdict = await after(base, changing =>
      changing
        .prepare(`INSERT INTO ${table} (${columns.map(column => column.name).join(', ')}) VALUES (${columns.map(column => `@${column.name}`).join(', ')})`)
        .run(row)
    )
    expectNamed(verdict, table, 'a row put in')
  })
}

/** Of signed statements the absence of one is no fault: what it established is then not established. */
const unsaid: Partial<Record<TableName, string | null>> = {
  checkpoints: null,
  cosignatures: null,
  cosignature_days: null,
  receipts: null,
  seen_notes: null,
  packages: 'packages-elsewhere',
  meta: null
}

for (const { table } of tables) {
  it(table in unsaid ? `a row taken out of ${table} takes away what it established` : `a row taken out of ${table} is named`, async () => {
    const { base, columns, rows } = await tableOf(table)
    for (const row of new Set([rows[0]!, rows.at(-1)!])) {
      const verdict = await after(base, changing => changing.prepare(`DELETE FROM ${table} WHERE ${whereOf(columns)}`).run(keyIn(columns, row)))
      const code = unsaid[table]
      if (!(table in unsaid)) expectNamed(verdict, table, 'a row taken out')
      const missing = [code].filter(one => typeof one === 'string' && !verdict.notEstablished.some(note => note.code === one))
      expect(missing).toEqual([])
    }
  })
}

for (const { table } of tables) {
  it(`values exchanged between two rows of ${table} are named`, async () => {
    const { base, columns, rows } = await tableOf(table)
    const text = (cell: Cell | undefined): string => (Buffer.isBuffer(cell) ? cell.toString('hex') : String(cell))
    for (const { name, pk } of columns) {
      if (pk > 0 || unbound.has(`${table}.${name}`)) continue
      const first = rows[0]!
      const second = rows.find(row => text(row[name]) !== text(first[name]))
      if (!second || (table === 'chains' && name === 'key')) continue
      const verdict = await after(base, changing => {
        const set = changing.prepare(`UPDATE ${table} SET ${name} = @exchanged_ WHERE ${whereOf(columns)}`)
        set.run({ ...keyIn(columns, first), exchanged_: second[name] ?? null })
        set.run({ ...keyIn(columns, second), exchanged_: first[name] ?? null })
      })
      expectNamed(verdict, table, `${name} exchanged`)
    }
  })
}
