/** The log is cut when nobody reads it, and nobody is waited for. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { cutLog } from '../../../src/main/store/erase.ts'
import { LEDGER_FILE, openStore } from '../../../src/main/store/open.ts'
import { insertPackage } from '../../../src/main/store/packages.ts'
import { transact } from '../../../src/main/store/transact.ts'
import type { Hash } from '../../../src/shared/names.ts'
import { tempStore } from '../../kit/temp-folder.ts'

it('a log that is being read stays until the reader has gone; settings are as before', () => {
  const { ledger, folder } = tempStore()
  const log = (): number => statSync(join(folder, `${LEDGER_FILE}-wal`)).size
  const reader = openStore(folder, { readonly: true })
  transact(ledger, () => insertPackage(ledger, 'a' as Hash, Buffer.alloc(5_000, 1)))
  reader.ledger.exec('BEGIN')
  reader.ledger.prepare('SELECT count(*) FROM packages').get()
  transact(ledger, () => insertPackage(ledger, 'b' as Hash, Buffer.alloc(5_000, 2)))
  expect(cutLog(ledger)).toBe(false)
  expect(log()).toBeGreaterThan(0)
  reader.ledger.exec('COMMIT')
  reader.close()
  expect(cutLog(ledger)).toBe(true)
  expect([log(), ledger.pragma('busy_timeout', { simple: true })]).toEqual([0, 5000])
})
