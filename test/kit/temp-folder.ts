/** A folder of a test's own, gone when the test is over; and a store in one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, type Store } from '../../src/main/store/open.ts'
import { atEnd } from './at-end.ts'

export function tempFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-test-'))
  atEnd(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function tempStore(folder = tempFolder()): Store {
  const store = openStore(folder)
  atEnd(() => store.close())
  return store
}
