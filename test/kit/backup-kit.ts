/** A small backup, what it is made of, and made again with one thing changed: for vectors and for damage. */
import { createHash, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { backupStream } from '../../src/main/ledger/backup.ts'
import { passphraseRecipient, openHead, readHead } from '../../src/main/ledger/backup-keys.ts'
import { openChunks, Sealer } from '../../src/main/ledger/backup-chunks.ts'
import { itemHead, ItemReader, type Item } from '../../src/main/ledger/backup-parts.ts'
import { readBackup, type ReadBackup } from '../../src/main/ledger/read-backup.ts'
import { readRecoveryKey } from '../../src/main/keys/recovery.ts'
import { signer } from '../../src/main/keys/native.ts'
import { keySigner } from '../../src/main/ledger/ledger.ts'
import type { NetworkId } from '../../src/shared/names.ts'
import { makeBigStore } from './big-store.ts'
import { hashOf } from './people.ts'

export const BACKUP_PASSPHRASE = 'kept in the safe'
export const BACKUP_WORDS =
  'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art'
export const MADE = Date.UTC(2026, 10, 22, 8)
const EXPIRES = Date.UTC(2126, 10, 22, 8)

/** Of the desk that signs; nobody is admitted with it. */
export const backupDesk = keySigner(signer(createHash('sha256').update('backup desk').digest()))

/** Of a new store with so many entries. */
export async function smallBackup(entries: number): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'muniment-backup-'))
  try {
    const vaultKey = makeBigStore(folder, { entries, fields: 2 })
    const source = { folder, net: hashOf('bench net') as NetworkId, registry: backupDesk.key, desk: backupDesk, about: '{"network":"Vectors"}', vaultKey }
    const sealedTo = { passphrase: await passphraseRecipient(BACKUP_PASSPHRASE, 1), recovery: [readRecoveryKey(BACKUP_WORDS).seal] }
    const pieces: Uint8Array[] = []
    for await (const piece of backupStream(source, { sealedTo, made: MADE, expires: EXPIRES }, () => undefined)) pieces.push(piece)
    return Buffer.concat(pieces)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function* inPieces(bytes: Uint8Array, length = 50_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

export const readWith = (
  bytes: Uint8Array,
  opener: Parameters<typeof readBackup>[1]['opener'],
  row: (values: readonly unknown[]) => void = () => undefined
): Promise<ReadBackup> => readBackup(inPieces(bytes), { file: 'it', opener, now: MADE }, { begin: () => undefined, table: () => undefined, row })

export interface TakenApart {
  readonly head: Buffer
  readonly key: KeyObject
  readonly items: readonly Item[]
}

export async function takeApart(bytes: Buffer): Promise<TakenApart> {
  const read = readHead(bytes, true, 'it')!
  const key = await openHead(read.head, read.text, { passphrase: BACKUP_PASSPHRASE })
  const reader = new ItemReader()
  const items: Item[] = []
  for await (const chunk of openChunks(key, inPieces(bytes.subarray(read.length)))) {
    reader.push(chunk)
    for (let item = reader.next(); typeof item === 'object'; item = reader.next()) items.push({ kind: item.kind, bytes: Uint8Array.from(item.bytes) })
  }
  return { head: bytes.subarray(0, read.length), key, items }
}

/** Sealed anew under the same head: as somebody who has the passphrase could. */
export function putTogether({ head, key }: TakenApart, items: readonly Item[]): Buffer {
  const sealer = new Sealer(key)
  const chunks: Buffer[] = []
  for (const item of items) chunks.push(...sealer.push(itemHead(item)), ...sealer.push(item.bytes))
  return Buffer.concat([head, ...chunks, sealer.end()])
}
