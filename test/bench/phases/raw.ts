/** The limit: raw SQLite (WAL, FULL), a SHA-256 chain over the items, nothing signed. */
import { hash } from 'node:crypto'
import { statSync } from 'node:fs'
import { connect, createServer, type AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { BATCH, bytes, quantile, timed, wordy, WORDS, type Timed } from './data.ts'
import type { Serving } from './sync.ts'

const file = (folder: string): string => join(folder, 'raw.db')

function open(folder: string): Sqlite.Database {
  const db = new Sqlite(file(folder))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec('CREATE TABLE IF NOT EXISTS items (n INTEGER PRIMARY KEY, data BLOB NOT NULL, hash BLOB NOT NULL)')
  return db
}

interface Writer {
  readonly db: Sqlite.Database
  add(items: readonly Buffer[]): void
}

function writer(folder: string): Writer {
  const db = open(folder)
  const insert = db.prepare('INSERT INTO items (data, hash) VALUES (?, ?)')
  let head: Buffer = Buffer.alloc(32)
  const add = db.transaction((items: readonly Buffer[]) => {
    for (const item of items) {
      head = hash('sha256', Buffer.concat([head, item]), 'buffer')
      insert.run(item, head)
    }
  })
  return { db, add }
}

export async function append(folder: string, seconds: number): Promise<Timed> {
  const items = bytes(1000)
  const { db, add } = writer(folder)
  const result = await timed(i => add([items[i % items.length]!]), { seconds, least: 50, most: 50_000, warm: 50 })
  db.close()
  return result
}

export async function bulk(folder: string, seconds: number): Promise<Timed> {
  const items = bytes(BATCH)
  const { db, add } = writer(folder)
  const result = await timed(() => add(items), { seconds, least: 3, most: 200, warm: 2, each: BATCH })
  db.close()
  return result
}

export function make(folder: string, count: number): void {
  const { db, add } = writer(folder)
  for (let left = count; left > 0; left -= BATCH) add(bytes(Math.min(BATCH, left)))
  db.close()
}

export function verify(folder: string): Timed {
  const began = performance.now()
  const db = open(folder)
  let head: Buffer = Buffer.alloc(32)
  let count = 0
  for (const row of db.prepare<[], { data: Buffer; hash: Buffer }>('SELECT data, hash FROM items ORDER BY n').iterate()) {
    head = hash('sha256', Buffer.concat([head, row.data]), 'buffer')
    if (!head.equals(row.hash)) throw new Error(`item ${count} is wrong`)
    count++
  }
  const seconds = (performance.now() - began) / 1000
  db.close()
  return { count, seconds }
}

/** To the last item and its hash, in ms. */
export function reopen(folder: string): number {
  const began = performance.now()
  const db = open(folder)
  if (db.prepare('SELECT n, hash FROM items ORDER BY n DESC LIMIT 1').get() === undefined) throw new Error('it is empty')
  const spent = performance.now() - began
  db.close()
  return spent
}

export const size = (folder: string): number => statSync(file(folder)).size

const TEXT_WORDS = 100

/** Records into a plain FTS5 index. */
export function index(folder: string, count: number): Timed {
  const db = open(folder)
  db.exec(
    `CREATE VIRTUAL TABLE words USING fts5 (text, content = '', contentless_delete = 1, detail = none, tokenize = "unicode61 remove_diacritics 2", prefix = '3')`
  )
  const insert = db.prepare('INSERT INTO words (rowid, text) VALUES (?, ?)')
  const texts = Array.from({ length: count }, (_, i) => wordy(i, TEXT_WORDS))
  const began = performance.now()
  const add = db.transaction((from: number, to: number) => {
    for (let i = from; i < to; i++) insert.run(i + 1, texts[i])
  })
  for (let i = 0; i < count; i += BATCH) add(i, Math.min(count, i + BATCH))
  const seconds = (performance.now() - began) / 1000
  db.close()
  return { count, seconds }
}

/** The newest hundred with a word: p95 in ms. */
export function search(folder: string, count: number, typing: boolean): number {
  index(folder, count)
  const db = open(folder)
  const ask = db.prepare('SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT 100')
  const times: number[] = []
  for (let i = 0; i < 300; i++) {
    const began = performance.now()
    ask.all(`"word${(i * 37) % WORDS}"${typing ? '*' : ''}`)
    times.push(performance.now() - began)
  }
  db.close()
  return quantile(times, 0.95)
}

/** Items over plain TCP, each behind its length. */
export async function serve(folder: string): Promise<Serving> {
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    void pipeline(function* () {
      const db = open(folder)
      for (const { data } of db.prepare<[], { data: Buffer }>('SELECT data FROM items ORDER BY n').iterate()) {
        const length = Buffer.alloc(4)
        length.writeUInt32BE(data.length)
        yield Buffer.concat([length, data])
      }
    }, socket)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return { address: String((server.address() as AddressInfo).port), key: '' }
}

/** Hashed into the chain and committed a batch at a time; seconds. */
export async function pull(folder: string, count: number, { address }: Serving): Promise<number> {
  const { db, add } = writer(folder)
  const began = performance.now()
  let rest = Buffer.alloc(0)
  let batch: Buffer[] = []
  let taken = 0
  for await (const chunk of connect(Number(address), '127.0.0.1')) {
    rest = Buffer.concat([rest, chunk as Buffer])
    let at = 0
    for (; at + 4 <= rest.length && at + 4 + rest.readUInt32BE(at) <= rest.length; at += 4 + rest.readUInt32BE(at))
      batch.push(rest.subarray(at + 4, at + 4 + rest.readUInt32BE(at)))
    rest = rest.subarray(at)
    if (batch.length >= BATCH || taken + batch.length === count) {
      add(batch)
      taken += batch.length
      batch = []
    }
    if (taken === count) break
  }
  const seconds = (performance.now() - began) / 1000
  db.close()
  if (taken !== count) throw new Error(`${taken} of ${count} came`)
  return seconds
}
