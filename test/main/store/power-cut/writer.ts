/** Appends under the recorder, in the order of the product, with checkpoints of the log often. Arguments: folder, lines, full | normal. */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { openMark } from '../../../../src/main/keys/mark.ts'
import { native } from '../../../../src/main/keys/native.ts'
import { setHead } from '../../../../src/main/store/chains.ts'
import { insertLine } from '../../../../src/main/store/lines.ts'
import { openStore } from '../../../../src/main/store/open.ts'
import { insertPayload } from '../../../../src/main/store/payloads.ts'
import { lineIdOf, posOf } from '../../../../src/main/store/positions.ts'
import { transact } from '../../../../src/main/store/transact.ts'
import { TreeBuilder } from '../../../../src/shared/ledger/merkle.ts'
import { lineOf } from './image.ts'

const [folder = '', lines = '0', synchronous = 'full'] = process.argv.slice(2)
const { ledger } = openStore(folder)
ledger.pragma(`synchronous = ${synchronous}`)
ledger.pragma('wal_autocheckpoint = 30')
const mark = openMark(join(folder, 'mark'))
const tree = new TreeBuilder(native)
while (tree.size < Number(lines)) {
  const line = lineOf(tree.size)
  const hash = native.sha256(line)
  transact(ledger, () => {
    insertLine(ledger, lineIdOf(1, tree.size), line, hash)
    insertPayload(ledger, posOf(lineIdOf(1, tree.size), 0), line, hash)
    tree.append(hash)
    setHead(ledger, 1, tree.size, hash, tree.frontier())
  })
  mark.advance({ size: tree.size, frontier: tree.frontier(), head: native.hashText(String(tree.size)) })
  writeSync(1, `${tree.size}\n`)
}
process.exit(0) // without closing: the log stays
