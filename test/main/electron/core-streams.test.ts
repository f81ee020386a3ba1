/** Backups and large files through the port between shell and core: a piece at a time, in order, and never into a stream of another core. */
import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { StreamedDownload } from '../../../src/main/service/door.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { makeCore } from './stand-in-core.ts'

const PIECES = 300
const pieceOf = (n: number): Uint8Array => new Uint8Array(4_096).fill(n)
const hashOf = (pieces: Iterable<Uint8Array>): string => {
  const hash = createHash('sha256')
  for (const piece of pieces) hash.update(piece)
  return hash.digest('base64url')
}
const all = Array.from({ length: PIECES }, (_, n) => pieceOf(n))

/** Pieces that are counted as they are made; `fails`: the number of the piece in whose place it throws. */
function source(fails = PIECES + 1) {
  const told = { made: 0, ended: false }
  async function* stream(): AsyncGenerator<Uint8Array> {
    try {
      for (const piece of all) {
        if (told.made === fails) throw new OfficeError('disk-failed', { file: 'x', detail: 'gone' })
        told.made++
        yield piece
      }
    } finally {
      told.ended = true
    }
  }
  return { told, stream }
}

const download = (stream: AsyncIterable<Uint8Array>): StreamedDownload => ({ stream, type: 'application/octet-stream', name: 'b' })

async function opened(fails?: number) {
  const made = makeCore()
  await made.core.request('a', 'status', {})
  const { told, stream } = source(fails)
  made.forks[0]!.door.streams.set('download/1', download(stream()))
  const file = (await made.core.openFile('a', 'download/1')) as StreamedDownload
  return { ...made, told, file }
}

it('a download crosses whole and in order, and no piece is made before the one before it was taken', async () => {
  const { file, told } = await opened()
  const taken: Uint8Array[] = []
  for await (const piece of file.stream) {
    taken.push(piece)
    expect(told.made - taken.length).toBe(0)
  }
  expect([taken.length, hashOf(taken), told.ended]).toEqual([PIECES, hashOf(all), true])
})

it('a download that fails in the middle says so under its own code, and one that is given up is given up at its source', async () => {
  const failing = await opened(7)
  const taken: Uint8Array[] = []
  await expect(
    (async () => {
      for await (const piece of failing.file.stream) taken.push(piece)
    })()
  ).rejects.toMatchObject({ code: 'disk-failed' })
  expect(taken.length).toBe(7)
  const left = await opened()
  for await (const _ of left.file.stream) break
  await left.core.request('a', 'status', {})
  expect(left.told).toEqual({ made: 1, ended: true })
})

it('an upload crosses whole and in order, one piece ahead of its reader at most', async () => {
  const { core, forks } = makeCore()
  await core.request('a', 'status', {})
  const { told, stream } = source()
  const door = forks[0]!.door
  let most = 0
  let read = 0
  const whole = door.upload.bind(door)
  door.upload = (session, pieces) =>
    whole(
      session,
      (async function* () {
        for await (const piece of pieces) {
          most = Math.max(most, told.made - read)
          yield piece
          read++
        }
      })()
    )
  expect(await core.upload('a', stream())).toEqual({ sha256: hashOf(all), size: PIECES * 4_096 })
  expect(most).toBeLessThanOrEqual(2)
})

it('an upload ends when its reader fails and when its sender does, each time with the reason', async () => {
  const refused = makeCore()
  await refused.core.request('a', 'status', {})
  refused.forks[0]!.door.upload = async (_session, pieces) => {
    for await (const piece of pieces) if (piece[0] === 5) throw new OfficeError('disk-full', { free: 0, wanted: 1 })
    throw new Error('never')
  }
  const from = source()
  await expect(refused.core.upload('a', from.stream())).rejects.toMatchObject({ code: 'disk-full' })
  expect([from.told.ended, from.told.made <= 7]).toEqual([true, true])

  const broken = makeCore()
  await broken.core.request('a', 'status', {})
  const ended = Promise.withResolvers<unknown>()
  const door = broken.forks[0]!.door
  const whole = door.upload.bind(door)
  door.upload = (session, pieces) => {
    const work = whole(session, pieces)
    work.catch(ended.resolve)
    return work
  }
  await expect(broken.core.upload('a', source(3).stream())).rejects.toMatchObject({ code: 'disk-failed' })
  expect(String(await ended.promise)).toContain('given up')
})

it('what was on its way when the core died goes into no stream of the next one', async () => {
  const { core, forks } = makeCore()
  await core.request('a', 'status', {})
  const gate = Promise.withResolvers<void>()
  const first = core.upload(
    'a',
    (async function* () {
      yield pieceOf(1)
      await gate.promise
      yield pieceOf(2)
    })()
  )
  const lost = expect(first).rejects.toMatchObject({ code: 'unknown-outcome' })
  forks[0]!.door.streams.set('download/1', download(source().stream()))
  const file = (await core.openFile('a', 'download/1')) as StreamedDownload
  const reading = file.stream[Symbol.asyncIterator]()
  await reading.next()
  forks[0]!.kill()
  while (!(await core.request('b', 'status', {})).ok);
  const held = Promise.withResolvers<void>()
  const second = core.upload(
    'b',
    (async function* () {
      yield pieceOf(8)
      await held.promise
      yield pieceOf(9)
    })()
  )
  forks[1]!.door.streams.set('download/1', download(source().stream()))
  await core.openFile('b', 'download/1')
  await expect(reading.next()).rejects.toMatchObject({ code: 'unknown-outcome' })
  gate.resolve()
  await lost
  held.resolve()
  expect(await second).toEqual({ sha256: hashOf([pieceOf(8), pieceOf(9)]), size: 8_192 })
})
