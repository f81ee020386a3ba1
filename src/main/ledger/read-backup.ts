/**
 * Reading a backup, as a stream: the head, the key, each chunk, each item in its order, each part against the signed manifest.
 * What has come is handed on as it comes, and counts only when the end has been reached and all of it was right: until then
 * it lies in a place of its own.
 */
import { textOf, type Bytes } from '../../shared/bytes.ts'
import { OfficeError } from '../../shared/errors.ts'
import { canonical, parseCanonical, type Json } from '../../shared/ledger/jcs.ts'
import { fillStore, type Filling, type Row, type WholeTable } from '../store/whole-tables.ts'
import { openChunks, Unsealed } from './backup-chunks.ts'
import { openHead, readHead, type Head, type Opener } from './backup-keys.ts'
import { openManifest, PartCount, readBeginning, wrongParts, type Beginning, type Manifest, type Part } from './backup-manifest.ts'
import { ItemReader, unpackRow, type Item } from './backup-parts.ts'

export type Pieces = AsyncIterable<Uint8Array>

export interface ReadWishes {
  /** How the file is called in a sentence. */
  readonly file: string
  readonly opener: Opener
  /** ms since 1970. */
  readonly now: number
  /** Take it although its time is over. */
  readonly expired?: boolean
  /** Bytes of the file. */
  readonly onProgress?: (done: number) => void
  readonly signal?: AbortSignal
}

/** What a reader makes of the rows. */
export interface Taker {
  begin(beginning: Beginning): void
  table(table: WholeTable): void
  row(row: Row): void
}

export interface ReadBackup {
  readonly manifest: Manifest
  /** 32 bytes, to be wiped by the caller. */
  readonly vaultKey: Uint8Array
}

const damaged = (part: string, detail: string): OfficeError => new OfficeError('backup-damaged', { part, detail })

/** What a reader is told when the file is given out no further. */
async function* counted(pieces: Pieces, { onProgress, signal }: ReadWishes): AsyncGenerator<Uint8Array> {
  let done = 0
  for await (const piece of pieces) {
    signal?.throwIfAborted()
    yield piece
    onProgress?.((done += piece.length))
  }
}

async function takeHead(pieces: AsyncIterator<Uint8Array>, file: string): Promise<{ head: Head; text: string; rest: Buffer }> {
  let bytes = Buffer.alloc(0)
  for (;;) {
    const next = await pieces.next()
    const whole = next.done === true
    if (!whole) bytes = Buffer.concat([bytes, next.value])
    if (bytes.length === 0 && !whole) continue
    if (bytes.length === 0) throw new OfficeError('not-a-backup', { file, detail: 'there is nothing in it' })
    const read = readHead(bytes, whole, file)
    if (read) return { head: read.head, text: read.text, rest: bytes.subarray(read.length) }
  }
}

async function* after(rest: Uint8Array, pieces: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield rest
  for (;;) {
    const next = await pieces.next()
    if (next.done === true) return
    yield next.value
  }
}

/**
 * Reads all of it. Throws not-a-backup, backup-newer, backup-locked, backup-expired, backup-damaged (naming the part); what
 * the taker throws; the signal's reason. Whatever it throws, nothing that was handed on may be used.
 */
export async function readBackup(from: Pieces, wishes: ReadWishes, taker: Taker): Promise<ReadBackup> {
  const pieces = counted(from, wishes)
  try {
    const { head, text, rest } = await takeHead(pieces, wishes.file)
    if (Date.parse(head.expires) <= wishes.now && wishes.expired !== true) throw new OfficeError('backup-expired', { expired: head.expires.slice(0, 10) })
    const key = await openHead(head, text, wishes.opener)
    return await readItems(openChunks(key, after(rest, pieces)), head, taker)
  } finally {
    await pieces.return(undefined)
  }
}

async function readItems(chunks: AsyncIterable<Bytes>, head: Head, taker: Taker): Promise<ReadBackup> {
  const reader = new ItemReader()
  const order = new Order(head, taker)
  try {
    for await (const chunk of chunks) {
      reader.push(chunk)
      for (;;) {
        const item = reader.next()
        if (item === undefined) break
        if (typeof item === 'string') throw damaged(order.part, item)
        order.take(item)
      }
    }
    return order.end(reader.left)
  } catch (error) {
    order.wipe()
    if (error instanceof Unsealed) throw damaged(order.part, error.message)
    if (error instanceof OfficeError && (error.code === 'newer-database' || error.code === 'bad-input' || error.code === 'internal'))
      throw ofAnotherVersion(error, order.part)
    throw error
  }
}

const ofAnotherVersion = (error: OfficeError, part: string): OfficeError =>
  error.code === 'newer-database'
    ? new OfficeError('backup-newer', { version: `with tables of version ${error.detail['version']}` })
    : damaged(part, error.message)

/** The order in which items may come: B, K, then for each part T and its R, then M, and nothing after it. */
class Order {
  part = 'beginning'
  #beginning: Beginning | null = null
  #vaultKey: Uint8Array | null = null
  #manifest: Manifest | null = null
  #open: PartCount | null = null
  readonly #parts: Part[] = []
  readonly #head: Head
  readonly #taker: Taker

  constructor(head: Head, taker: Taker) {
    this.#head = head
    this.#taker = taker
  }

  wipe(): void {
    this.#vaultKey?.fill(0)
  }

  take(item: Item): void {
    if (this.#manifest) throw damaged(this.part, 'something stands after the manifest')
    if (!this.#beginning) return this.#begin(item)
    if (!this.#vaultKey) return this.#key(item)
    if (item.kind === 'T') return this.#table(item)
    if (item.kind === 'R' && this.#open) return this.#row(item, this.#open)
    if (item.kind === 'M') return this.#end(item)
    throw damaged(this.part, `an item ${item.kind} stands where none can be`)
  }

  #begin({ kind, bytes }: Item): void {
    const beginning = kind === 'B' ? readBeginning(bytes) : undefined
    if (!beginning || beginning.made !== this.#head.made || beginning.expires !== this.#head.expires) throw damaged(this.part, 'it can not be read')
    this.#beginning = beginning
    this.#taker.begin(beginning)
    this.part = 'key'
  }

  #key(item: Item): void {
    if (item.kind !== 'K' || item.bytes.length !== 32) throw damaged(this.part, 'it is none')
    const count = new PartCount('key', [])
    count.add(item, true)
    this.#parts.push(count.end())
    this.#vaultKey = Uint8Array.from(item.bytes)
  }

  #table(item: Item): void {
    this.#close()
    const named = parseCanonical(textOf(item.bytes) ?? '') as { columns?: unknown; table?: unknown } | undefined
    const { columns, table } = named ?? {}
    if (
      Object.keys(named ?? {}).join() !== 'columns,table' ||
      typeof table !== 'string' ||
      !/^[a-z_]{1,40}$/.test(table) ||
      !Array.isArray(columns) ||
      !columns.every(one => typeof one === 'string' && /^[a-z0-9_]{1,40}$/.test(one))
    )
      throw damaged(this.part, 'the part after it can not be read')
    this.part = table
    if (this.#parts.some(part => part.name === table)) throw damaged(table, 'it comes twice')
    this.#open = new PartCount(table, columns as string[])
    this.#open.add(item, false)
    this.#taker.table({ table, columns: columns as string[] })
  }

  #row(item: Item, part: PartCount): void {
    const row = unpackRow(item.bytes, part.columns.length)
    if (!row) throw damaged(this.part, 'a row of it can not be read')
    part.add(item, true)
    this.#taker.row(row)
  }

  #close(): void {
    if (this.#open) this.#parts.push(this.#open.end())
    this.#open = null
  }

  #end(item: Item): void {
    this.#close()
    this.part = 'manifest'
    const manifest = openManifest(item.bytes)
    if (typeof manifest === 'string') throw damaged('manifest', manifest)
    const { parts: _parts, records: _records, ...beginning } = manifest
    if (canonical(beginning as unknown as Json) !== canonical(this.#beginning as unknown as Json)) throw damaged('manifest', 'it is not that of this backup')
    const wrong = wrongParts(manifest.parts, this.#parts)
    if (wrong) throw damaged(wrong.part, wrong.detail)
    this.#manifest = manifest
  }

  end(left: number): ReadBackup {
    if (!this.#manifest || !this.#vaultKey || left > 0) throw damaged(this.part, left > 0 ? 'it ends in the middle of an item' : 'it ends before its manifest')
    return { manifest: this.#manifest, vaultKey: this.#vaultKey }
  }
}

/** Puts the content into a new ledger.db in a folder that has none. Whatever it throws, the folder is the caller's to remove. */
export async function fillFromBackup(from: Pieces, wishes: ReadWishes, folder: string): Promise<ReadBackup> {
  const place: { filling?: Filling } = {}
  try {
    const read = await readBackup(from, wishes, {
      begin: ({ schema }) => void (place.filling = fillStore(folder, schema)),
      table: table => place.filling!.begin(table),
      row: row => place.filling!.row(row)
    })
    try {
      place.filling!.end()
    } catch (error) {
      read.vaultKey.fill(0)
      throw error
    }
    return read
  } catch (error) {
    place.filling?.drop()
    throw error
  }
}
