/**
 * What somebody with the file and plain SQLite could do, at a place that the seed names, and what verification is then held
 * to. Everything expected is computed here from the file itself, by the published format alone: nothing of the program's own
 * reading is used, and none of its code.
 */
import { createHash } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Random } from './random.ts'

export type TamperKind = 'line' | 'payload' | 'index'

export interface Tampered {
  readonly kind: TamperKind
  /** Key of the chain; null for the index, which belongs to none. */
  readonly chain: string | null
  readonly height: number | null
  /** `line.index` of the record whose content it was. */
  readonly record: string | null
}

/** docs/format.md, "The store": line_id = chain × 2^30 + height; pos = line_id × 1024 + entry. */
const HEIGHTS = 2 ** 30
const ENTRIES = 1024

const flip = (bytes: Uint8Array, random: Random, from: number, end: number): Uint8Array => {
  const changed = Uint8Array.from(bytes)
  const at = from + random.below(end - from)
  changed[at] = changed[at]! ^ (1 << random.below(8))
  return changed
}

/** RFC 6962 leaf hash as base64url. */
const hashOf = (line: Uint8Array): string => createHash('sha256').update(Uint8Array.of(0)).update(line).digest('base64url')

const numbers = (db: DatabaseSync, sql: string): number[] =>
  db
    .prepare(sql)
    .all()
    .map(row => Number(Object.values(row)[0]))
const blob = (db: DatabaseSync, sql: string, id: number): Uint8Array => Object.values(db.prepare(sql).get(id) ?? {})[0] as Uint8Array

function chainAt(db: DatabaseSync, lineId: number): { readonly chain: string; readonly height: number } {
  const row = db.prepare('SELECT key FROM chains WHERE chain_no = ?').get(Math.floor(lineId / HEIGHTS))
  return { chain: String(row?.['key']), height: lineId % HEIGHTS }
}

const deskLines = `FROM lines WHERE line_id / ${HEIGHTS} IN (SELECT chain_no FROM chains WHERE kind = 'desk')`

/** One bit of a line of some desk, in what was signed or in the signature. */
function alterLine(db: DatabaseSync, random: Random): Tampered {
  const lineId = random.pick(numbers(db, `SELECT line_id ${deskLines} ORDER BY line_id`))
  const line = blob(db, 'SELECT line FROM lines WHERE line_id = ?', lineId)
  db.prepare('UPDATE lines SET line = ? WHERE line_id = ?').run(flip(line, random, 0, line.length), lineId)
  const { entries } = (JSON.parse(new TextDecoder().decode(line)) as { body: { entries: { t: string }[] } }).body
  const record = entries.length === 1 && entries[0]!.t === 'record' ? `${hashOf(line)}.0` : null
  return { kind: 'line', ...chainAt(db, lineId), record }
}

/** One bit of the content of some record. */
function alterPayload(db: DatabaseSync, random: Random): Tampered {
  const positions = numbers(db, `SELECT pos FROM payloads WHERE pos / ${HEIGHTS * ENTRIES} IN (SELECT chain_no FROM chains WHERE kind = 'desk') ORDER BY pos`)
  const pos = random.pick(positions)
  const cipher = blob(db, 'SELECT cipher FROM payloads WHERE pos = ?', pos)
  db.prepare('UPDATE payloads SET cipher = ? WHERE pos = ?').run(flip(cipher, random, 0, cipher.length), pos)
  const lineId = Math.floor(pos / ENTRIES)
  const line = blob(db, 'SELECT line FROM lines WHERE line_id = ?', lineId)
  return { kind: 'payload', ...chainAt(db, lineId), record: `${hashOf(line)}.${pos % ENTRIES}` }
}

/** One bit of the index, whose pages are encrypted. Its last pages may be unused ones, so not there. */
function alterIndex(folder: string, random: Random): Tampered {
  const file = join(folder, 'index.db')
  const pages = statSync(file).size / 8192
  const page = 1 + random.below(Math.max(1, Math.floor(pages / 2)))
  const bytes = readFileSync(file)
  writeFileSync(file, flip(bytes, random, page * 8192, Math.min(bytes.length, (page + 1) * 8192)))
  return { kind: 'index', chain: null, height: null, record: null }
}

/** Alters the copy of a stopped desk in `folder`. */
export function tamper(folder: string, kind: TamperKind, random: Random): Tampered {
  if (kind === 'index') return alterIndex(folder, random)
  const db = new DatabaseSync(join(folder, 'ledger.db'))
  try {
    return kind === 'line' ? alterLine(db, random) : alterPayload(db, random)
  } finally {
    db.close()
  }
}
