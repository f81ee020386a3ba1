import { expect, it } from 'vitest'
import { OfficeError } from '../../../src/shared/errors.ts'
import { storeError } from '../../../src/main/store/errors.ts'
import { requireSpace, RESERVE_BYTES } from '../../../src/main/store/reserve.ts'
import { failureOf, transact } from '../../../src/main/store/transact.ts'
import { tempFolder, tempStore } from '../../kit/temp-folder.ts'

const insert = 'INSERT INTO lines VALUES (?, ?, ?)'
const bytes = Buffer.alloc(32)

it('all of a transaction or none', () => {
  const { ledger } = tempStore()
  expect(() =>
    transact(ledger, () => {
      ledger.prepare(insert).run(1, bytes, bytes)
      throw new OfficeError('not-admitted')
    })
  ).toThrow(OfficeError)
  expect(ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(0)
  expect(transact(ledger, () => ledger.prepare(insert).run(1, bytes, bytes).changes)).toBe(1)
})

it('an async function does not compile, and is undone when it was smuggled in', () => {
  const { ledger } = tempStore()
  const sneaky = (): unknown =>
    (async () => {
      ledger.prepare(insert).run(1, bytes, bytes)
      await Promise.resolve()
    })()
  expect(() => transact(ledger, sneaky)).toThrow(/promise/)
  expect(ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(0)
  // @ts-expect-error a transaction can not wait
  expect(() => transact(ledger, async () => await Promise.resolve(1))).toThrow(/promise/)
})

it('a transaction inside a transaction is refused, and undoes the outer one', () => {
  const { ledger } = tempStore()
  expect(() =>
    transact(ledger, () => {
      ledger.prepare(insert).run(1, bytes, bytes)
      transact(ledger, () => 0)
    })
  ).toThrow(/inside/)
  expect(ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(0)
})

it('a disk that fills is disk-full, nothing of it stays, and it goes on once there is room', () => {
  const { ledger } = tempStore()
  const pages = Number(ledger.pragma('page_count', { simple: true }))
  ledger.pragma(`max_page_count = ${pages + 2}`)
  const big = Buffer.alloc(100_000)
  let failure: unknown
  try {
    transact(ledger, () => {
      ledger.prepare(insert).run(1, bytes, bytes)
      ledger.prepare(insert).run(2, big, bytes)
    })
  } catch (error) {
    failure = error
  }
  expect(failure).toMatchObject({ code: 'disk-full' })
  expect(ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(0)
  expect(failureOf(ledger)).toBe(undefined)
  ledger.pragma('max_page_count = 4294967294')
  transact(ledger, () => ledger.prepare(insert).run(2, big, bytes))
  expect(ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(1)
})

it('after an I/O error nothing is written until the store is opened anew', () => {
  const folder = tempFolder()
  const { ledger } = tempStore(folder)
  const broken = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_FSYNC' })
  const fail = (): never => {
    throw broken
  }
  expect(() => transact(ledger, fail)).toThrow(/disk I\/O error/)
  expect(failureOf(ledger)).toBe('disk I/O error')
  expect(() => transact(ledger, () => 1)).toThrow(expect.objectContaining({ code: 'disk-failed' }))
  expect(ledger.prepare('SELECT count(*) FROM lines').pluck().get()).toBe(0)
  expect(transact(tempStore(folder).ledger, () => 1)).toBe(1)
})

it.each([
  ['SQLITE_FULL', 'disk-full'],
  ['ENOSPC', 'disk-full'],
  ['SQLITE_IOERR_WRITE', 'disk-failed'],
  ['SQLITE_READONLY_DBMOVED', 'disk-failed'],
  ['SQLITE_CANTOPEN', 'disk-failed'],
  ['SQLITE_CORRUPT_VTAB', 'damaged-database'],
  ['SQLITE_NOTADB', 'not-our-database'],
  ['SQLITE_BUSY_SNAPSHOT', 'folder-in-use'],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'internal']
])('%s is said as %s, with its cause', (code, wanted) => {
  const cause = Object.assign(new Error('text'), { code })
  expect(storeError(cause)).toMatchObject({ code: wanted, cause })
})

it('below the reserve nothing is written', () => {
  const folder = tempFolder()
  expect(() => requireSpace(folder, 0, () => RESERVE_BYTES)).not.toThrow()
  expect(() => requireSpace(folder, 0, () => RESERVE_BYTES - 1)).toThrow(/67108863 bytes are free, 67108864/)
  expect(() => requireSpace(folder, 1, () => RESERVE_BYTES)).toThrow(OfficeError)
  expect(() => requireSpace(folder)).not.toThrow()
})
