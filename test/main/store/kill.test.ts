/** What was acknowledged is there after kill -9 at any moment; the mark is never ahead of the chain. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMark, openMark, readMark } from '../../../src/main/keys/mark.ts'
import { native } from '../../../src/main/keys/native.ts'
import { frontierRoot, TreeBuilder } from '../../../src/shared/ledger/merkle.ts'
import type { Key } from '../../../src/shared/names.ts'
import { chainAt, chainNo } from '../../../src/main/store/chains.ts'
import { countLines, hashesFrom, headOf, insertLine } from '../../../src/main/store/lines.ts'
import { LEDGER_FILE, openStore } from '../../../src/main/store/open.ts'
import { loosePayloads, payloadPositions } from '../../../src/main/store/payloads.ts'
import { lineIdOf, linesOfChain, posOf } from '../../../src/main/store/positions.ts'
import { transact } from '../../../src/main/store/transact.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const child = resolve(import.meta.dirname, 'kill-child.ts')
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

/** Appends in another process, which is killed once `lines` more are acknowledged; how many were, in the end. */
async function appendAndKill(folder: string, lines: number, batch: number): Promise<number> {
  const from = readMark(join(folder, 'mark')).size
  const writer = spawn(process.execPath, [child, folder, String(batch)], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void writer.kill('SIGKILL'))
  let said = ''
  const enough = new Promise<void>((done, fail) => {
    writer.stdout.on('data', (text: Buffer) => {
      said += text.toString()
      if (Number(said.trimEnd().split('\n').at(-1)) >= from + lines) done()
    })
    writer.once('exit', code => fail(new Error(`the writer ended by itself: ${code}`)))
  })
  await enough
  writer.removeAllListeners('exit')
  writer.kill('SIGKILL')
  await once(writer, 'close')
  return Number(said.slice(0, said.lastIndexOf('\n')).split('\n').at(-1))
}

function check(folder: string, acknowledged: number, batch: number): void {
  const store = openStore(folder)
  const { ledger } = store
  const row = chainAt(ledger, 1)!
  const mark = readMark(join(folder, 'mark'))
  expect(row.size).toBeGreaterThanOrEqual(acknowledged)
  expect(mark.size).toBeGreaterThanOrEqual(acknowledged)
  expect(row.size - mark.size).toBeOneOf([0, batch])
  expect([countLines(ledger, 1), headOf(ledger, 1)?.height]).toEqual([row.size, row.size - 1])
  const tree = new TreeBuilder(native)
  for (const leaf of hashesFrom(ledger, 1, 0, row.size)) tree.append(leaf)
  expect(Buffer.from(tree.root()).equals(frontierRoot(native, row.frontier))).toBe(true)
  expect([loosePayloads(ledger, 9), payloadPositions(ledger, 0, posOf(linesOfChain(1).end - 1, 0), 1e6).length]).toEqual([[], row.size])
  expect(ledger.pragma('integrity_check', { simple: true })).toBe('ok')
  store.close()
}

describe.each([
  ['one line a transaction', 1, 6],
  ['a hundred', 100, 3]
])('killed while appending %s', (_, batch, kills) => {
  it('again and again, it keeps all that was acknowledged, and at most one transaction more', async () => {
    const folder = prepared()
    for (let i = 0; i < kills; i++) check(folder, await appendAndKill(folder, batch * (1 + i * 7), batch), batch)
  }, 60_000)
})

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
