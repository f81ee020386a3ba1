/** Threads say the same of every line as this thread does, and lose nothing when they die. */
import { expect, it } from 'vitest'
import { isRefusedBatch, receiveLines } from '../../../src/main/ledger/receive.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import { openSignatureThreads } from '../../../src/main/work/verify-signatures.ts'
import { makeWorld, notes, sizeOf } from '../../kit/desks.ts'

const ROOM = { lines: 1_000, bytes: 900_000 }

it('lines are verified in threads, and each that is not sound is named', async () => {
  const world = makeWorld(51)
  const a = world.found('North')
  notes(
    a,
    Array.from({ length: 600 }, (_, i) => `note ${i}`),
    [a.office]
  ) // each in a line of its own
  const lines = handLines(a.ledger, a.chain, 0, ROOM)!.lines.map(line => Uint8Array.from(line))
  const bad = new Set([0, 7, 511, 512, 599])
  for (const i of bad) lines[i]![lines[i]!.length - 10]! ^= 1
  const threads = openSignatureThreads(2)
  const sound = await threads.verifyLines(lines)
  await threads.close()
  expect(sound.flatMap((good, i) => (good ? [] : [i]))).toEqual([...bad])
  expect(await threads.verifyLines(lines.slice(0, 2))).toEqual([false, true]) // closed: here
})

it('a batch verified in threads is taken as one verified here, and a wrong line in it is refused', async () => {
  const world = makeWorld(52)
  const a = world.found('North')
  const b = world.join('South')
  await receiveLines(b.ledger, { chain: world.registryKey, kind: 'registry', ...handLines(a.ledger, world.registryKey, 0, ROOM)! })
  notes(
    a,
    Array.from({ length: 100 }, (_, i) => `note ${i}`),
    [a.office]
  )
  const { verifyLines, close } = openSignatureThreads()
  const handed = handLines(a.ledger, a.chain, 0, ROOM)!
  const changed = handed.lines.map((line, i) => (i === 70 ? Uint8Array.from(line).fill(0x41, line.length - 10, line.length - 4) : line))
  const refused = await receiveLines(b.ledger, { chain: a.chain, kind: 'desk', ...handed, lines: changed }, verifyLines)
  expect(isRefusedBatch(refused) && [refused.fault, refused.line]).toEqual(['line-signature', 70])
  expect(sizeOf(b, a.chain)).toBe(0)
  expect(await receiveLines(b.ledger, { chain: a.chain, kind: 'desk', ...handed }, verifyLines)).toMatchObject({ from: 0, to: 100 })
  await close()
})
