/** The ledger's connection goes past the layer that drops read errors (plain-file.ts); the index, which needs it, does not. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { INDEX_FILE, LEDGER_FILE, openIndex, openStore } from '../../../src/main/store/open.ts'
import { plainFile } from '../../../src/main/store/plain-file.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

it('the ledger is opened by a name that leaves the encrypting layer out, for writing and for reading', () => {
  const folder = tempFolder()
  for (const options of [{}, { readonly: true }]) {
    const store = openStore(folder, options)
    expect(store.ledger.name).toBe(plainFile(join(folder, LEDGER_FILE)))
    expect(store.ledger.name).toMatch(/\?vfs=(unix|win32)$/)
    store.close()
  }
  const index = openIndex(folder, Buffer.alloc(32, 7))
  expect(index.name).toBe(join(folder, INDEX_FILE))
  index.close()
})

it('a folder whose name has signs of an address in it holds its ledger all the same', () => {
  const folder = join(tempFolder(), 'a ?vfs=none#b %41 ü')
  const store = openStore(folder)
  const [{ file }] = store.ledger.pragma('database_list') as [{ file: string }]
  expect(file.normalize()).toBe(join(folder, LEDGER_FILE))
  store.close()
})
