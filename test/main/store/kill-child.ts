/**
 * Appends until it is killed, in the order of the product: commit, mark, then say so. Arguments: folder, lines a transaction.
 * Writes "n\n" for each n lines that are acknowledged, with a write that is done when it returns.
 */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { native } from '../../../src/main/keys/native.ts'
import { openMark } from '../../../src/main/keys/mark.ts'
import { TreeBuilder } from '../../../src/shared/ledger/merkle.ts'
import { setHead } from '../../../src/main/store/chains.ts'
import { hashesFrom, insertLine } from '../../../src/main/store/lines.ts'
import { openStore } from '../../../src/main/store/open.ts'
import { insertPayload } from '../../../src/main/store/payloads.ts'
import { lineIdOf, posOf } from '../../../src/main/store/positions.ts'
import { transact } from '../../../src/main/store/transact.ts'

const [folder = '', batch = '1'] = process.argv.slice(2)
const { ledger } = openStore(folder)
const mark = openMark(join(folder, 'mark'))
const tree = new TreeBuilder(native)
for (const hash of hashesFrom(ledger, 1, 0, 1_000_000)) tree.append(hash)
for (;;) {
  const head = transact(ledger, () => {
    let hash = new Uint8Array(0)
    for (let i = 0; i < Number(batch); i++) {
      const line = Buffer.from(`line ${tree.size} `.padEnd(900, 'x'))
      hash = Uint8Array.from(native.sha256(line))
      insertLine(ledger, lineIdOf(1, tree.size), line, hash)
      insertPayload(ledger, posOf(lineIdOf(1, tree.size), 0), line, hash)
      tree.append(hash)
    }
    setHead(ledger, 1, tree.size, hash, tree.frontier())
    return native.hashText(Buffer.from(hash).toString('hex'))
  })
  mark.advance({ size: tree.size, frontier: tree.frontier(), head })
  writeSync(1, `${tree.size}\n`)
}
