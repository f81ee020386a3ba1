import { describe, expect, it } from 'vitest'
import { guardKeyOf } from '../../../src/main/keys/cipher.ts'
import {
  checkGuarded,
  deleteGuarded,
  getGuarded,
  guardedTables,
  listGuarded,
  putGuarded,
  type GuardedRows,
  type GuardedTable
} from '../../../src/main/store/guarded.ts'
import { getMeta, peekMeta, putMeta } from '../../../src/main/store/meta.ts'
import type { Database } from '../../../src/main/store/prepared.ts'
import { transact } from '../../../src/main/store/transact.ts'
import { tempStore } from '../../kit/temp-folder.ts'

const guard = guardKeyOf(Buffer.alloc(32, 1))
const bytes = (text: string): Buffer => Buffer.from(text)
const rows: { readonly [T in GuardedTable]: (id: string) => GuardedRows[T] } = {
  meta: id => ({ name: id, value: bytes('value') }),
  aside: id => ({ line_hash: id, chain: 'chain', line: bytes('line'), why: 'beyond a cut' }),
  evidence: id => ({ id, kind: 'fork', body: bytes('body') }),
  drafts: id => ({ id, person: 'person', seed: bytes('seed'), cipher: bytes('cipher') }),
  invitations: id => ({ id, body: bytes('body') }),
  requests: id => ({ id, body: bytes('body') }),
  peers: id => ({ chain: id, body: bytes('body') })
}
const filled = (): Database => {
  const { ledger } = tempStore()
  for (const table of guardedTables) for (const id of ['a', 'b']) putGuarded(ledger, guard, table, rows[table](id))
  return ledger
}
const columnsOf = (db: Database, table: string): readonly string[] => db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table)

describe.each(guardedTables)('%s', table => {
  it('gives back what was put, by key and as a list', () => {
    const db = filled()
    expect(getGuarded(db, guard, table, 'a')).toEqual(rows[table]('a'))
    expect(getGuarded(db, guard, table, 'c')).toBeUndefined()
    expect(listGuarded(db, guard, table).filter(row => !JSON.stringify(row).includes('tally')).length).toBe(2)
    expect(checkGuarded(db, guard)).toEqual([])
  })

  it('a change to any column of a row is found and the row named', () => {
    const probe = filled()
    for (const column of columnsOf(probe, table)) {
      const db = filled()
      const text = db.prepare(`SELECT typeof(${column}) FROM ${table}`).pluck().get() === 'text'
      db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${columnsOf(db, table)[0]} = 'a'`).run(text ? 'x' : bytes('x'))
      const id = column === columnsOf(db, table)[0] ? 'x' : 'a'
      expect(() => getGuarded(db, guard, table, id)).toThrow(new RegExp(`${table}: the row ${id}`))
      expect(() => listGuarded(db, guard, table)).toThrow(table)
      expect(checkGuarded(db, guard)).toContainEqual({ table, row: id, detail: 'not as this desk wrote it' })
      expect(() => putGuarded(db, guard, table, rows[table](id))).toThrow(table)
    }
  })

  it('under another vault nothing is ours', () => {
    expect(() => getGuarded(filled(), guardKeyOf(Buffer.alloc(32, 2)), table, 'a')).toThrow(table)
  })
})

describe.each(guardedTables.filter(table => table !== 'meta'))('the tally of %s', table => {
  it('finds a removed row, a brought-back row, and a lost tally', () => {
    const removed = filled()
    removed.exec(`DELETE FROM ${table} WHERE rowid = 1`)
    expect(checkGuarded(removed, guard)).toMatchObject([{ table, row: null }])

    const back = filled()
    const kept = back.prepare(`SELECT * FROM ${table}`).raw().get() as unknown[]
    deleteGuarded(back, guard, table, String(kept[0]))
    expect(checkGuarded(back, guard)).toEqual([])
    back.prepare(`INSERT INTO ${table} VALUES (${kept.map(() => '?').join()})`).run(...kept)
    expect(checkGuarded(back, guard)).toMatchObject([{ table, row: null }])

    const lost = filled()
    lost.prepare('DELETE FROM meta WHERE name = ?').run(`tally/${table}`)
    expect(checkGuarded(lost, guard)).toMatchObject([{ table, row: null }])
  })
})

it.each([
  ['requests', 'invitations'],
  ['invitations', 'requests']
] as const)('a row moved from %s to %s is not ours', (from, to) => {
  const db = filled()
  putGuarded(db, guard, from, rows[from]('z'))
  db.exec(`INSERT INTO ${to} SELECT * FROM ${from} WHERE id = 'z'`)
  expect(() => getGuarded(db, guard, to, 'z')).toThrow(to)
})

it('no two rows give the same bytes: text moved from one column to the next is found', () => {
  const { ledger } = tempStore()
  putGuarded(ledger, guard, 'evidence', { id: 'ab', kind: 'c', body: bytes('d') })
  ledger.exec(`UPDATE evidence SET id = 'a', kind = 'bc'`)
  expect(() => getGuarded(ledger, guard, 'evidence', 'a')).toThrow(/evidence/)
})

it('put and tally change together, in a transaction of their own or in the one that is open', () => {
  const { ledger } = tempStore()
  expect(() =>
    transact(ledger, () => {
      putGuarded(ledger, guard, 'peers', rows.peers('a'))
      throw new Error('no')
    })
  ).toThrow('no')
  expect([listGuarded(ledger, guard, 'peers'), checkGuarded(ledger, guard)]).toEqual([[], []])
  transact(ledger, () => putGuarded(ledger, guard, 'peers', rows.peers('a')))
  putGuarded(ledger, guard, 'peers', { chain: 'a', body: bytes('newer') })
  expect([listGuarded(ledger, guard, 'peers').length, checkGuarded(ledger, guard)]).toEqual([1, []])
})

it('a list can be narrowed by a column', () => {
  const db = filled()
  putGuarded(db, guard, 'drafts', { ...rows.drafts('c'), person: 'another' })
  expect(listGuarded(db, guard, 'drafts', { person: 'another' }).map(row => row.id)).toEqual(['c'])
  expect(listGuarded(db, guard, 'drafts', { person: `x' OR 'a'='a` })).toEqual([])
})

it('meta is text by name; a peek proves nothing', () => {
  const { ledger } = tempStore()
  putMeta(ledger, guard, 'network', 'São Tomé')
  expect([getMeta(ledger, guard, 'network'), getMeta(ledger, guard, 'other'), peekMeta(ledger, 'network')]).toEqual(['São Tomé', undefined, 'São Tomé'])
  ledger.exec(`UPDATE meta SET value = x'41' WHERE name = 'network'`)
  expect(peekMeta(ledger, 'network')).toBe('A')
  expect(() => getMeta(ledger, guard, 'network')).toThrow(/meta: the row network/)
})
