import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Hash, Key } from '../../../src/shared/names.ts'
import { chainAt, chainNo, chainOf, chains, setHead } from '../../../src/main/store/chains.ts'
import { checkpointAt, checkpointCovering, checkpointsFrom, deleteCheckpoint, insertCheckpoint, newestCheckpoint } from '../../../src/main/store/checkpoints.ts'
import { cosignatureOf, cosignatures, cosignaturesCovering, putCosignature } from '../../../src/main/store/cosignatures.ts'
import { countLines, hashesFrom, headOf, insertLine, lineAt, linesFrom } from '../../../src/main/store/lines.ts'
import { insertPackage, packageHashes, packageOf } from '../../../src/main/store/packages.ts'
import {
  deletePayload,
  hasPayload,
  insertPayload,
  insertPayloads,
  loosePayloads,
  payloadAt,
  payloadPositions,
  payloadsFrom
} from '../../../src/main/store/payloads.ts'
import {
  chainNoOfLine,
  heightOfLine,
  indexOfPos,
  lineIdOf,
  lineIdOfPos,
  MAX_CHAIN_NO,
  MAX_HEIGHT,
  MAX_INDEX,
  posOf
} from '../../../src/main/store/positions.ts'
import { putReceipt, receiptOf, receiptsFor } from '../../../src/main/store/receipts.ts'
import { tempStore } from '../../kit/temp-folder.ts'

const hash = (n: number): Buffer => createHash('sha256').update(String(n)).digest()
const key = (n: number): Key => hash(n).toString('base64url') as Key

it('positions go there and back at both ends, and below 2^53', () => {
  for (const no of [1, 2, MAX_CHAIN_NO])
    for (const height of [0, 1, MAX_HEIGHT])
      for (const index of [0, 1, MAX_INDEX]) {
        const pos = posOf(lineIdOf(no, height), index)
        expect(Number.isSafeInteger(pos)).toBe(true)
        expect([chainNoOfLine(lineIdOfPos(pos)), heightOfLine(lineIdOfPos(pos)), indexOfPos(pos)]).toEqual([no, height, index])
      }
  expect(posOf(lineIdOf(MAX_CHAIN_NO, MAX_HEIGHT), MAX_INDEX)).toBe(2 ** 53 - 1)
  for (const wrong of [0, MAX_CHAIN_NO + 1, 1.5, NaN]) expect(() => lineIdOf(wrong, 0)).toThrow(RangeError)
  for (const wrong of [-1, MAX_HEIGHT + 1]) expect(() => lineIdOf(1, wrong)).toThrow(RangeError)
  expect(() => posOf(lineIdOf(1, 0), 1024)).toThrow(RangeError)
  expect(() => posOf(7, 0)).toThrow(RangeError)
})

it('the largest position is stored and read back as it is', () => {
  const { ledger } = tempStore()
  const pos = posOf(lineIdOf(MAX_CHAIN_NO, MAX_HEIGHT), MAX_INDEX)
  insertPayload(ledger, pos, hash(1), hash(2))
  expect(payloadAt(ledger, pos)).toEqual({ pos, cipher: hash(1), seed: hash(2) })
  expect(ledger.prepare('SELECT CAST(pos AS TEXT) FROM payloads').pluck().get()).toBe('9007199254740991')
})

it('chains are numbered as they come, once each, and keep their head', () => {
  const { ledger } = tempStore()
  expect([chainNo(ledger, key(1), 'registry'), chainNo(ledger, key(2), 'desk'), chainNo(ledger, key(1), 'registry')]).toEqual([1, 2, 1])
  expect(() => chainNo(ledger, key(1), 'desk')).toThrow(/registry/)
  setHead(ledger, 2, 3, hash(3), [hash(4), hash(5)])
  expect(chainOf(ledger, key(2))).toMatchObject({ chainNo: 2, kind: 'desk', size: 3 })
  expect(chainAt(ledger, 2)?.frontier.map(node => Buffer.from(node))).toEqual([hash(4), hash(5)])
  expect(chains(ledger).map(row => [row.key, row.size, row.head])).toEqual([
    [key(1), 0, null],
    [key(2), 3, hash(3)]
  ])
  expect(() => setHead(ledger, 9, 1, null, [])).toThrow(/9/)
})

it('lines are read by page, of their own chain only, and never replaced', () => {
  const { ledger } = tempStore()
  for (const no of [1, 2, 3])
    for (let height = 0; height < 5; height++) insertLine(ledger, lineIdOf(no, height), Buffer.from(`line ${no}/${height}`), hash(no * 10 + height))
  expect(linesFrom(ledger, 2, 1, 2).map(row => row.line.toString())).toEqual(['line 2/1', 'line 2/2'])
  expect(linesFrom(ledger, 2, 3, 100).map(row => row.lineId)).toEqual([lineIdOf(2, 3), lineIdOf(2, 4)])
  expect(linesFrom(ledger, 2, 0, 100, 20).length).toBe(2)
  expect(linesFrom(ledger, 2, 0, 100, 1).length).toBe(1)
  expect(hashesFrom(ledger, 3, 4, 10)).toEqual([hash(34)])
  expect(headOf(ledger, 2)).toEqual({ height: 4, hash: hash(24) })
  expect([headOf(ledger, 4), lineAt(ledger, lineIdOf(4, 0)), countLines(ledger, 4), countLines(ledger, 3)]).toEqual([undefined, undefined, 0, 5])
  expect(() => insertLine(ledger, lineIdOf(2, 2), Buffer.from('another'), hash(1))).toThrow(/UNIQUE/)
  expect(lineAt(ledger, lineIdOf(2, 2))?.line.toString()).toBe('line 2/2')
})

it('a payload that is held stays; one that was destroyed is gone with its seed', () => {
  const { ledger } = tempStore()
  const at = (height: number, index = 0): number => posOf(lineIdOf(1, height), index)
  expect([insertPayload(ledger, at(0), hash(1), hash(2)), insertPayload(ledger, at(0), hash(3), hash(4))]).toEqual([true, false])
  insertPayload(ledger, at(0, 1), hash(5), hash(6))
  insertPayload(ledger, at(7), hash(7), hash(8))
  expect(payloadAt(ledger, at(0))?.cipher).toEqual(hash(1))
  expect(payloadPositions(ledger, at(0), at(7), 10)).toEqual([at(0), at(0, 1)])
  expect(payloadsFrom(ledger, at(0, 1), at(9), 10).map(row => row.pos)).toEqual([at(0, 1), at(7)])
  deletePayload(ledger, at(0))
  expect([hasPayload(ledger, at(0)), payloadAt(ledger, at(0)), hasPayload(ledger, at(7))]).toEqual([false, undefined, true])
  ledger.prepare('DELETE FROM seeds WHERE pos = ?').run(at(7))
  expect([hasPayload(ledger, at(7)), loosePayloads(ledger, 9)]).toEqual([false, [{ pos: at(7), lacks: 'seed' }]])
})

it('many payloads at once are each what one at a time is, also around one that is held', () => {
  for (const held of [undefined, 0, 20, 76]) {
    const { ledger } = tempStore()
    const at = (index: number): number => posOf(lineIdOf(1, 3), index)
    const rows = Array.from({ length: 77 }, (_, i) => ({ pos: at(i), cipher: hash(i), seed: hash(i + 100) }))
    if (held !== undefined) insertPayload(ledger, at(held), hash(250), hash(251))
    insertPayloads(ledger, [])
    insertPayloads(ledger, rows)
    const wanted = rows.map((row, i) => (i === held ? { pos: row.pos, cipher: hash(250), seed: hash(251) } : row))
    expect(payloadsFrom(ledger, at(0), at(1023), 100)).toEqual(wanted)
  }
})

it('of checkpoints the first note of a size stays, and the covering one is the smallest', () => {
  const { ledger } = tempStore()
  chainNo(ledger, key(1), 'desk')
  const note = (size: number): Buffer => Buffer.from(`note ${size}`)
  for (const size of [10, 5, 20]) expect(insertCheckpoint(ledger, 1, size, note(size), hash(size))).toBe(true)
  expect(insertCheckpoint(ledger, 1, 10, Buffer.from('another'), hash(0))).toBe(false)
  expect(checkpointAt(ledger, 1, 10)).toEqual({ chainNo: 1, size: 10, note: note(10), proof: hash(10) })
  expect([newestCheckpoint(ledger, 1)?.size, checkpointCovering(ledger, 1, 6)?.size, checkpointCovering(ledger, 1, 21)]).toEqual([20, 10, undefined])
  deleteCheckpoint(ledger, 1, 10)
  expect(checkpointsFrom(ledger, 1, 0, 9).map(row => row.size)).toEqual([5, 20])
  expect(() => insertCheckpoint(ledger, 7, 1, note(1), hash(1))).toThrow(/FOREIGN KEY/)
})

it('of cosignatures an older one never clobbers a newer, and the earliest that covers a line is kept', () => {
  const { ledger } = tempStore()
  chainNo(ledger, key(1), 'desk')
  const day = 86_400
  const put = (witness: number, size: number, time: number): boolean =>
    putCosignature(ledger, { chainNo: 1, witness: key(witness), size, time, line: `${size}@${time}` })
  expect([put(2, 10, 100), put(2, 9, 200), put(2, 10, 50), put(2, 10, 300), put(2, 12, day + 5), put(3, 11, 7)]).toEqual([true, false, false, true, true, true])
  expect(cosignatureOf(ledger, 1, key(2))?.line).toBe(`12@${day + 5}`)
  expect(cosignatures(ledger, 1).map(row => row.size)).toEqual([12, 11])
  expect(cosignaturesCovering(ledger, 1, 10).map(row => [row.witness, row.time])).toEqual([
    [key(3), 7],
    [key(2), 50]
  ])
  expect(cosignaturesCovering(ledger, 1, 12).map(row => row.line)).toEqual([`12@${day + 5}`])
})

it('of storage receipts the highest number counts', () => {
  const { ledger } = tempStore()
  chainNo(ledger, key(1), 'desk')
  const put = (seq: number): boolean => putReceipt(ledger, { desk: key(2), chainNo: 1, seq, receipt: Buffer.from(String(seq)) })
  expect([put(3), put(2), put(3), put(4)]).toEqual([true, false, false, true])
  expect(receiptOf(ledger, key(2), 1)?.receipt.toString()).toBe('4')
  expect(receiptsFor(ledger, 1).length).toBe(1)
})

it('a form package is kept once under its hash', () => {
  const { ledger } = tempStore()
  const name = 'h' as Hash
  expect([insertPackage(ledger, name, hash(1)), insertPackage(ledger, name, hash(2))]).toEqual([true, false])
  expect([packageOf(ledger, name), packageHashes(ledger)]).toEqual([hash(1), [name]])
})
