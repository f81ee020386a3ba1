/** What happens to a desk's folder from outside: copies of it, and parts of them put back, while no program has it open. */
import { copyFileSync, cpSync, existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tempFolder } from './temp-folder.ts'

const LEDGER = ['ledger.db', 'ledger.db-wal', 'ledger.db-shm']
export const MARKS = ['mark', 'mark-registry']

/** A copy of the folder as it is. */
export function copyOf(folder: string): string {
  const copy = tempFolder()
  cpSync(folder, copy, { recursive: true, filter: path => !/lock(-journal)?$/.test(path) })
  return copy
}

/** Puts the ledger back as it was; with `marks` those too, as a rolled-back machine has it. The index goes. */
export function putBack(folder: string, copy: string, marks = false): void {
  const names = [...LEDGER, ...(marks ? MARKS : []), 'index.db', 'index.db-wal', 'index.db-shm']
  for (const name of names) {
    rmSync(join(folder, name), { force: true })
    if (!name.startsWith('index') && existsSync(join(copy, name))) copyFileSync(join(copy, name), join(folder, name))
  }
}
