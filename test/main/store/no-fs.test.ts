/**
 * Nothing in the program reads or copies a live database with `fs`: closing any handle to it drops SQLite's POSIX locks
 * (sqlite.org/howtocorrupt.html, 2.2), and a copy made file by file is torn.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const src = join(import.meta.dirname, '../../../src/main')
const OPENING = /\b(?:readFile(?:Sync)?|openSync|createReadStream|createWriteStream|copyFile(?:Sync)?|cp(?:Sync)?|writeFile(?:Sync)?)\s*\(/
const DATABASE = /\b(?:LEDGER_FILE|INDEX_FILE)\b|['"`/](?:ledger|index)\.db|-wal\b/

/** Files that may, and why it does no harm. */
const may: Readonly<Record<string, string>> = {
  'store/reading.ts': 'copies what lies on a medium that nobody can write, and so nobody has locked',
  'store/place-ledger.ts': 'writes a file that is not yet a database of anybody',
  'store/salvage/finds.ts': 'reads a damaged file whose folder nobody may be using',
  'store/salvage/page-image.ts': 'reads the pages of a damaged file whose folder nobody may be using',
  'cli/demo/tamper.ts': 'changes a folder of the demo whose desk has ended'
}

const text = (name: string): string => readFileSync(join(src, name), 'utf8').replace(/^\s*(?:\*|\/\/|\/\*\*).*$/gm, '')

it('only the files listed here, each with its reason, open a database other than by SQLite', () => {
  const names = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.ts'))
  const opening = names.map(name => name.replaceAll('\\', '/')).filter(name => OPENING.test(text(name)) && DATABASE.test(text(name)))
  expect(opening.toSorted()).toEqual(Object.keys(may).toSorted())
})
