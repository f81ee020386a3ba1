import { expect, it } from 'vitest'
import {
  attachmentOf,
  chunksRoot,
  piecesIn,
  readAll,
  sha256Of,
  stagedSource,
  stageFile,
  storedSource,
  storeFiles
} from '../../../src/main/ledger/attachments.ts'
import { append } from '../../../src/main/ledger/append.ts'
import type { Carrier } from '../../../src/shared/record/entry.ts'
import { CHUNK_BYTES } from '../../../src/shared/ledger/limits.ts'
import { compose, makeWorld, type TestDesk } from '../../kit/desks.ts'

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) % 251)
const desk = (): TestDesk => makeWorld(2).found('North')

it('a staged file is given back whole, to its owner only, and staging it twice changes nothing', () => {
  const { ledger } = desk()
  for (const length of [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]) {
    const bytes = bytesOf(length)
    const { sha256, size } = stageFile(ledger, 'ana', bytes)
    expect([sha256, size]).toEqual([sha256Of(bytes), length])
    expect(stageFile(ledger, 'ana', bytes)).toEqual({ sha256, size })
    expect(Buffer.from(readAll(stagedSource(ledger, 'ana', sha256)!)).equals(bytes)).toBe(true)
    expect(stagedSource(ledger, 'bea', sha256)).toBe(undefined)
  }
})

it('what the record binds is computed from the bytes: size, hash, and the root over pieces of 256 KiB', () => {
  const { ledger } = desk()
  const bytes = bytesOf(2 * CHUNK_BYTES + 7)
  const { sha256 } = stageFile(ledger, 'ana', bytes)
  const made = attachmentOf(stagedSource(ledger, 'ana', sha256)!, 'a.jpg', 'image/jpeg')
  expect(made).toEqual({ name: 'a.jpg', type: 'image/jpeg', size: bytes.length, sha256, chunks: chunksRoot(piecesIn(bytes)) })
  expect(piecesIn(bytes).map(piece => piece.length)).toEqual([CHUNK_BYTES, CHUNK_BYTES, 7])
})

it('files of an entry open by it alone: an altered piece, or a missing one, is not handed out as the file', () => {
  const d = desk()
  const { ledger } = d
  const bytes = bytesOf(CHUNK_BYTES + 9)
  const { sha256 } = stageFile(ledger, 'ana', bytes)
  const source = stagedSource(ledger, 'ana', sha256)!
  const item = compose(d, [['@text', 'with a file']])
  const [filed] = append(ledger, ledger.own, d.keys.person, [
    { ...item, store: pos => storeFiles(ledger, d.chain, item.entry as Carrier, pos, [source, source]) }
  ])
  const at = (): ReturnType<typeof storedSource> => storedSource(ledger, d.chain, item.entry as Carrier, filed!.pos, sha256)
  expect(Buffer.from(readAll(at()!)).equals(bytes)).toBe(true)
  const db = d.store.ledger
  expect(db.prepare('SELECT count(*) FROM files').pluck().get()).toBe(1) // one content once, however often it is named
  const other = compose(d, [['@text', 'another']])
  expect(() => readAll(storedSource(ledger, d.chain, other.entry as Carrier, filed!.pos, sha256)!)).toThrow(/can not be opened/)
  db.prepare('UPDATE pieces SET cipher = (SELECT cipher FROM pieces WHERE n = 1) WHERE n = 0').run()
  expect(() => readAll(at()!)).toThrow(/can not be opened/)
  db.prepare('DELETE FROM pieces WHERE n = 1').run()
  expect(at()).toBe(undefined)
})
