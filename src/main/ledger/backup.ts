/**
 * Making a backup: every table of the ledger as one moment has it (lines, ciphertexts, seeds), and the vault key that opens
 * it, as one sealed stream of any length (docs/format.md, "Backup"). Never the index, and never a key that signs: what is
 * restored reads, searches, verifies and exports, but signs nothing until it is admitted with a key of its own.
 */
import type { KeyObject } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import { toBase64url, utf8 } from '../../shared/bytes.ts'
import { canonical, type Json } from '../../shared/ledger/jcs.ts'
import { frontierRoot } from '../../shared/ledger/merkle.ts'
import type { Hash, Key, NetworkId } from '../../shared/names.ts'
import { native } from '../keys/native.ts'
import { chains } from '../store/chains.ts'
import { storeError } from '../store/errors.ts'
import { openSnapshot, type Snapshot, type WholeTable } from '../store/whole-tables.ts'
import { makeHead, type SealedTo } from './backup-keys.ts'
import { Sealer } from './backup-chunks.ts'
import { PartCount, signManifest, type Beginning, type ChainIn, type Manifest, type Part } from './backup-manifest.ts'
import { itemHead, packRow, type Item } from './backup-parts.ts'
import type { KeySigner } from './ledger.ts'

export interface BackupSource {
  /** Where ledger.db is; nothing else of it is read. */
  readonly folder: string
  readonly net: NetworkId
  readonly registry: Key
  readonly desk: KeySigner
  /** JSON of what the desk shows of itself. */
  readonly about: string
  /** 32 bytes; read when the stream begins. */
  readonly vaultKey: Uint8Array
}

export interface BackupWishes {
  readonly sealedTo: SealedTo
  /** ms since 1970. */
  readonly made: number
  readonly expires: number
  /** Bytes of rows that went by, and of the file they are read from: about what is to come. */
  readonly onProgress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}

/** Rows are sealed for so many bytes at a time (some 2 ms), then pages and peers are answered. */
const SLICE_BYTES = 1_048_576
const RECORD = utf8('"t":"record"')

function heldChains({ db }: Snapshot): ChainIn[] {
  return chains(db)
    .filter(({ size }) => size > 0)
    .map(({ key, kind, size, frontier }) => ({ chain: key, kind, root: toBase64url(frontierRoot(native, frontier)) as Hash, size }))
}

/** Entries of kind `record`: a quote inside a text is escaped in a line, so the text of the key can be nothing else. */
function recordsIn(line: Uint8Array): number {
  const text = Buffer.from(line.buffer, line.byteOffset, line.length)
  let count = 0
  for (let at = text.indexOf(RECORD); at >= 0; at = text.indexOf(RECORD, at + RECORD.length)) count++
  return count
}

/** Answers the manifest and the key of the stream to `done` before the last bytes are given out. Throws bad-input (sealed to nobody), damaged-database, disk-failed; the signal's reason. */
export async function* backupStream(
  source: BackupSource,
  wishes: BackupWishes,
  done: (manifest: Manifest, key: KeyObject) => void
): AsyncGenerator<Uint8Array> {
  const made = new Date(wishes.made).toISOString()
  const expires = new Date(wishes.expires).toISOString()
  const { head, key } = await makeHead(made, expires, wishes.sealedTo)
  const snapshot = openSnapshot(source.folder)
  try {
    const beginning: Beginning = {
      about: source.about,
      chains: heldChains(snapshot),
      desk: source.desk.key,
      expires,
      made,
      net: source.net,
      registry: source.registry,
      schema: snapshot.schema,
      v: 2
    }
    yield head
    const sealer = new Sealer(key)
    const writing = new Writing(sealer)
    writing.item({ kind: 'B', bytes: utf8(canonical(beginning as unknown as Json)) })
    const keyPart = new PartCount('key', [])
    writing.item({ kind: 'K', bytes: Uint8Array.from(source.vaultKey) }, keyPart, true)
    const parts: Part[] = [keyPart.end()]
    for (const table of snapshot.tables) {
      const part = new PartCount(table.table, table.columns)
      for (const slice of rowsOf(snapshot, table, part, writing)) {
        wishes.signal?.throwIfAborted()
        yield* slice
        wishes.onProgress?.(writing.bytes, Math.max(snapshot.bytes, writing.bytes))
        await breathe()
      }
      parts.push(part.end())
    }
    const manifest: Manifest = { ...beginning, parts, records: writing.records }
    writing.item({ kind: 'M', bytes: signManifest(manifest, source.desk) })
    yield* writing.flush()
    done(manifest, key)
    yield sealer.end()
    wishes.onProgress?.(writing.bytes, writing.bytes)
  } catch (error) {
    throw wishes.signal?.aborted ? wishes.signal.reason : storeError(error)
  } finally {
    snapshot.close()
  }
}

/** Items on their way into the sealed stream. */
class Writing {
  bytes = 0
  records = 0
  readonly #sealer: Sealer
  #ready: Buffer[] = []

  constructor(sealer: Sealer) {
    this.#sealer = sealer
  }

  item(item: Item, part?: PartCount, isRow = false): void {
    const head = itemHead(item)
    part?.add(item, isRow, head)
    this.#ready.push(...this.#sealer.push(head), ...this.#sealer.push(item.bytes))
    this.bytes += head.length + item.bytes.length
  }

  flush(): Buffer[] {
    const ready = this.#ready
    this.#ready = []
    return ready
  }
}

/** The chunks that are ready after each slice of the table. */
function* rowsOf(snapshot: Snapshot, table: WholeTable, part: PartCount, writing: Writing): Generator<Buffer[]> {
  writing.item({ kind: 'T', bytes: utf8(canonical({ columns: [...table.columns], table: table.table })) }, part)
  const lineAt = table.table === 'lines' ? table.columns.indexOf('line') : -1
  let since = writing.bytes
  for (const row of snapshot.rows(table)) {
    writing.item({ kind: 'R', bytes: packRow(row) }, part, true)
    if (lineAt >= 0) writing.records += recordsIn(row[lineAt] as Uint8Array)
    if (writing.bytes - since < SLICE_BYTES) continue
    since = writing.bytes
    yield writing.flush()
  }
  yield writing.flush()
}
