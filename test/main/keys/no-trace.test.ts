/** Nothing that a person wrote stands in clear in any file of the folder; nothing that was destroyed stands there at all. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  fileCipher,
  guardKeyOf,
  indexKeyOf,
  openPayload,
  sealDraft,
  sealPayload,
  stagedCipher,
  vaultOf,
  type PayloadPlace
} from '../../../src/main/keys/cipher.ts'
import { createKeyring, unlock, type DeskKeys } from '../../../src/main/keys/keyring.ts'
import { changePassphrase } from '../../../src/main/keys/people.ts'
import type { EntryId, Hash, Key, NetworkId } from '../../../src/shared/names.ts'
import {
  deleteFiles,
  deleteStaged,
  filesAt,
  insertFile,
  insertPiece,
  insertStaged,
  insertStagedPiece,
  pieceAt,
  stagedAt
} from '../../../src/main/store/attachments.ts'
import { deleteDraft, putDraft } from '../../../src/main/store/drafts.ts'
import { cutLog } from '../../../src/main/store/erase.ts'
import { openIndex, openStore, type Store } from '../../../src/main/store/open.ts'
import { deletePayload, insertPayload, payloadAt } from '../../../src/main/store/payloads.ts'
import { lineIdOf, posOf } from '../../../src/main/store/positions.ts'
import type { Database } from '../../../src/main/store/prepared.ts'
import { transact } from '../../../src/main/store/transact.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const MARKER = 'Marker of Teec Nos Pos 7731'
const PASSPHRASE = 'passphrase of Many Farms'
const log2N = 4
const text = Buffer.from(`{"/data/site":"${MARKER}"}`)
const place: PayloadPlace = { net: 'n' as NetworkId, chain: 'c' as Key, entry: 'e' as EntryId, commitment: 'k' as Hash }
const seeds = Array.from({ length: 4 }, (_, i) => Buffer.alloc(32, 0xa1 + i * 17))
const pos = posOf(lineIdOf(1, 0), 0)

const walk = (folder: string): string[] =>
  readdirSync(folder).flatMap(name => (statSync(join(folder, name)).isDirectory() ? walk(join(folder, name)) : [join(folder, name)]))

/** Files in which the bytes stand, as they are or as hex, base64 or UTF-16. */
function tracesOf(folder: string, bytes: Buffer): string[] {
  const base64 = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64')
  const forms = [
    bytes,
    Buffer.from(bytes.toString('hex')),
    Buffer.from(base64),
    Buffer.from(base64.replaceAll('+', '-').replaceAll('/', '_')),
    Buffer.from(bytes.toString('latin1'), 'utf16le')
  ]
  return walk(folder).filter(path => forms.some(form => readFileSync(path).includes(form)))
}

interface Desk {
  readonly folder: string
  readonly keys: DeskKeys
  readonly store: Store
  readonly index: Database
}

async function worked(): Promise<Desk> {
  const folder = tempFolder()
  const { ring, desk: keys } = await createKeyring(folder, { name: 'Ada', passphrase: PASSPHRASE, log2N, registry: true })
  await unlock(ring, 'Ada', PASSPHRASE)
  await unlock(ring, 'Ada', `${PASSPHRASE}!`).catch(() => 0)
  await changePassphrase(ring, 'Ada', PASSPHRASE, `new ${PASSPHRASE}`, log2N)
  const store = openStore(folder)
  const index = openIndex(folder, indexKeyOf(keys.vaultKey))
  onTestFinished(() => void [store.close(), index.close()])
  const vault = vaultOf(keys.vaultKey)
  const guard = guardKeyOf(keys.vaultKey)
  const piece = Buffer.from(MARKER.repeat(100))
  const [a, b, c, d] = seeds as [Buffer, Buffer, Buffer, Buffer]
  transact(store.ledger, () => {
    insertPayload(store.ledger, pos, sealPayload(vault, place, a, text), a)
    insertFile(store.ledger, { pos, file: 0, sha256: 'sha', size: piece.length, seed: b })
    insertPiece(store.ledger, pos, 0, 0, fileCipher(vault, place, 0, 'sha', piece.length, b).seal(0, piece))
    putDraft(store.ledger, guard, { id: 'draft', person: 'ada', seed: c, cipher: sealDraft(vault, 'draft', 'ada', c, text) })
    insertStaged(store.ledger, { owner: 'ada', sha256: 'sha', size: piece.length, added: 0, seed: d })
    insertStagedPiece(store.ledger, 'ada', 'sha', 0, stagedCipher(vault, 'ada', 'sha', piece.length, d).seal(0, piece))
  })
  index.exec('CREATE VIRTUAL TABLE words USING fts5(text)')
  index.prepare('INSERT INTO words VALUES (?)').run(MARKER)
  expect(index.prepare(`SELECT count(*) FROM words WHERE words MATCH 'Teec'`).pluck().get()).toBe(1)
  return { folder, keys, store, index }
}

describe('while the desk is open and after it is closed', () => {
  it('no value, draft, attachment, search word, passphrase or key is in any file', async () => {
    const { folder, keys, store, index } = await worked()
    const secrets = [
      Buffer.from(MARKER),
      Buffer.from('Teec Nos Pos'),
      Buffer.from(PASSPHRASE),
      keys.secret,
      keys.seed,
      keys.sealSecret,
      keys.vaultKey,
      keys.registrySeed!
    ]
    for (const secret of secrets) expect(tracesOf(folder, secret)).toEqual([])
    expect(tracesOf(folder, seeds[0]!).length).toBeGreaterThan(0) // the search does find what is there
    store.close()
    index.close()
    for (const secret of secrets) expect(tracesOf(folder, secret)).toEqual([])
  })
})

describe('after destruction', () => {
  it('seeds and ciphertext are in no file, once the log is cut', async () => {
    const { folder, keys, store } = await worked()
    const { ledger } = store
    const ciphers = [payloadAt(ledger, pos)!.cipher, pieceAt(ledger, pos, 0, 0)!].map(cipher => cipher.subarray(40, 80))
    for (const bytes of [...seeds, ...ciphers]) expect(tracesOf(folder, bytes).length).toBeGreaterThan(0)
    transact(ledger, () => {
      deletePayload(ledger, pos)
      deleteFiles(ledger, pos)
      deleteDraft(ledger, guardKeyOf(keys.vaultKey), 'draft')
      deleteStaged(ledger, 'ada', 'sha')
    })
    expect(cutLog(ledger)).toBe(true)
    for (const bytes of [...seeds, ...ciphers]) expect(tracesOf(folder, bytes)).toEqual([])
    expect([filesAt(ledger, pos), stagedAt(ledger, 'ada', 'sha'), ledger.prepare('SELECT count(*) FROM staged_pieces').pluck().get()]).toEqual([
      [],
      undefined,
      0
    ])
  })

  it('a copy of the ciphertext that was kept elsewhere opens with no other seed', async () => {
    const { keys, store } = await worked()
    const { cipher, seed } = payloadAt(store.ledger, pos)!
    expect(openPayload(vaultOf(keys.vaultKey), place, seed, cipher)).toBeDefined()
    for (const other of seeds.slice(1)) expect(openPayload(vaultOf(keys.vaultKey), place, other, cipher)).toBeUndefined()
  })
})
