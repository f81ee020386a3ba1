/** An older copy of one of the two files shows by one line: of the database as a mark that is ahead, of the mark as a chain that is. */
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMark, openMark, readMark } from '../../../src/main/keys/mark.ts'
import { native } from '../../../src/main/keys/native.ts'
import { chainNo } from '../../../src/main/store/chains.ts'
import { countLines, hashesFrom, insertLine } from '../../../src/main/store/lines.ts'
import { LEDGER_FILE, openStore } from '../../../src/main/store/open.ts'
import { lineIdOf } from '../../../src/main/store/positions.ts'
import { transact } from '../../../src/main/store/transact.ts'
import { TreeBuilder } from '../../../src/shared/ledger/merkle.ts'
import type { Key } from '../../../src/shared/names.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const hash = native.hashText('x')
const start = { net: hash, chain: hash as string as Key, machine: hash, folder: hash, size: 0, root: null, frontier: [], head: null }

function prepared(): string {
  const folder = tempFolder()
  const store = openStore(folder)
  transact(store.ledger, () => chainNo(store.ledger, start.chain, 'desk'))
  store.close()
  createMark(join(folder, 'mark'), start).close()
  return folder
}

describe('a mark off by one', () => {
  const leaf = native.sha256(Buffer.from('line'))
  /** One line in the order of the product. */
  function append(folder: string): void {
    const store = openStore(folder)
    const mark = openMark(join(folder, 'mark'))
    const tree = new TreeBuilder(native)
    for (const hash of hashesFrom(store.ledger, 1, 0, 1000)) tree.append(hash)
    transact(store.ledger, () => insertLine(store.ledger, lineIdOf(1, tree.size), Buffer.from('line'), leaf))
    tree.append(leaf)
    mark.advance({ size: tree.size, frontier: tree.frontier(), head: hash })
    mark.close()
    store.close()
  }
  /** Lines in the chain less lines in the mark. */
  function ahead(folder: string): number {
    const store = openStore(folder, { readonly: true })
    const lines = countLines(store.ledger, 1)
    store.close()
    return lines - readMark(join(folder, 'mark')).size
  }
  const withOlder = (file: string): number => {
    const folder = prepared()
    append(folder)
    copyFileSync(join(folder, file), join(folder, 'older'))
    append(folder)
    expect(ahead(folder)).toBe(0)
    copyFileSync(join(folder, 'older'), join(folder, file))
    return ahead(folder)
  }

  it('shows an older database as a mark that is ahead by one', () => expect(withOlder(LEDGER_FILE)).toBe(-1))
  it('shows an older mark as a chain that is ahead by one', () => expect(withOlder('mark')).toBe(1))
})
