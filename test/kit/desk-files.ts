/** Attachments for desks in tests: notes that bind files, and the bytes as they came to rest elsewhere. */
import type { Key } from '../../src/shared/names.ts'
import { isCarrier } from '../../src/shared/record/entry.ts'
import type { FieldValue } from '../../src/shared/record/payload.ts'
import type { Appended } from '../../src/main/ledger/append.ts'
import { attachmentOf, piecesIn, readAll, sha256Of, storedSource, storeFiles, type Source } from '../../src/main/ledger/attachments.ts'
import { attachmentsOf, entryOf, openStoredPayload, type Place } from '../../src/main/ledger/payloads.ts'
import { compose, file, type TestDesk } from './desks.ts'

export const sourceOf = (bytes: Uint8Array): Source => {
  const pieces = piecesIn(bytes)
  return { size: bytes.length, sha256: sha256Of(bytes), piece: n => pieces[n]! }
}

/** Files one note with these files. */
export function attach(desk: TestDesk, files: readonly Uint8Array[]): Appended {
  const sources = files.map(sourceOf)
  const values = sources.map((source, i): [string, FieldValue] => [`/data/file[${i + 1}]`, attachmentOf(source, `file ${i}`, 'application/octet-stream')])
  const prepared = compose(desk, values)
  const store = (pos: number): void => {
    if (isCarrier(prepared.entry)) storeFiles(desk.ledger, desk.chain, prepared.entry, pos, sources)
  }
  return file(desk, [{ ...prepared, store }])[0]!
}

/** The bytes of the n-th attachment of an entry, as this desk holds them; undefined while it does not. */
export function bytesOfFile(desk: TestDesk, chain: Key, place: Place, n: number): Uint8Array | undefined {
  const found = entryOf(desk.ledger, chain, place)
  if (!found || !isCarrier(found.entry)) return undefined
  const attachment = attachmentsOf(openStoredPayload(desk.ledger, chain, found.entry, found.pos) ?? [])[n]
  const source = attachment && storedSource(desk.ledger, chain, found.entry, found.pos, attachment.sha256)
  return source && readAll(source)
}
