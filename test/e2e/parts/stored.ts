/**
 * What lies in the folder of a desk that was stopped, read and altered from outside with plain SQL, as anyone with the disk in
 * hand could. Chain and height of a line are taken from the line's own text: nothing here asks the program.
 */
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'

export interface StoredLine {
  readonly rowid: number
  readonly bytes: Buffer
  readonly chain: string
  readonly height: number
  readonly entries: readonly { readonly t: string; readonly [field: string]: unknown }[]
}

const ledgerOf = (folder: string): InstanceType<typeof Sqlite> => new Sqlite(join(folder, 'ledger.db'))

function within<T>(folder: string, work: (db: InstanceType<typeof Sqlite>) => T): T {
  const db = ledgerOf(folder)
  try {
    return work(db)
  } finally {
    db.close()
  }
}

/** Every line, as the file orders them. */
export const storedLines = (folder: string): StoredLine[] =>
  within(folder, db =>
    db
      .prepare<[], { line_id: number; line: Buffer }>('SELECT line_id, line FROM lines ORDER BY line_id')
      .all()
      .map(({ line_id, line }) => {
        const { body } = JSON.parse(line.toString('utf8')) as { body: Pick<StoredLine, 'chain' | 'height' | 'entries'> }
        return { rowid: line_id, bytes: line, chain: body.chain, height: body.height, entries: body.entries }
      })
  )

/** `Flagstaff desk 1`, by what the registry's lines admit: offices in the order in which they came, as `names` calls them. */
export function deskName(lines: readonly StoredLine[], chain: string, names: readonly string[]): string {
  const admitted = lines.flatMap(line => line.entries).filter(entry => entry.t === 'admit')
  const offices = admitted.filter(entry => entry['what'] === 'office').map(entry => entry['office'])
  const desk = admitted.find(entry => entry['what'] === 'desk' && entry['key'] === chain)
  if (!desk) throw new Error(`no line of the file admits ${chain}`)
  return `${names[offices.indexOf(desk['office'])]} desk ${String(desk['number'])}`
}

/** Lines that carry a record, an amendment or a void: those of desks. */
export const deskLines = (lines: readonly StoredLine[]): StoredLine[] =>
  lines.filter(line => line.entries.some(entry => ['record', 'amend', 'void'].includes(entry.t)))

/** The same seed, the same numbers: 0 ≤ n < below. */
export function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0
  return below => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** One byte somewhere in it becomes another. */
export function flip(bytes: Buffer, draw: (below: number) => number): Buffer {
  const altered = Buffer.from(bytes)
  const at = draw(altered.length)
  altered[at] = altered[at]! ^ (1 + draw(255))
  return altered
}

export const putLine = (folder: string, rowid: number, bytes: Buffer): void =>
  within(folder, db => void db.prepare('UPDATE lines SET line = ? WHERE line_id = ?').run(bytes, rowid))

/** Alters what is kept beside an entry: the first of its line (rows stand at line × 1024 + index). */
export const alterBeside = (folder: string, table: 'payloads' | 'seeds', rowid: number, alter: (bytes: Buffer) => Buffer): void =>
  within(folder, db => {
    const column = table === 'payloads' ? 'cipher' : 'seed'
    const pos = rowid * 1024
    const bytes = db.prepare<[number], Buffer>(`SELECT ${column} FROM ${table} WHERE pos = ?`).pluck().get(pos)
    if (!bytes) throw new Error(`${table} has nothing at ${pos}`)
    db.prepare(`UPDATE ${table} SET ${column} = ? WHERE pos = ?`).run(alter(bytes), pos)
  })

export const removeLine = (folder: string, rowid: number): void => within(folder, db => void db.prepare('DELETE FROM lines WHERE line_id = ?').run(rowid))
