/** A whole backup: its items as a reader takes them, and what comes of them when they are sealed by one who has the key. */
import { createSecretKey } from 'node:crypto'
import { concat, textOf } from '../../../src/shared/bytes.ts'
import type { Random } from '../../../src/main/cli/demo/random.ts'
import { Sealer } from '../../../src/main/ledger/backup-chunks.ts'
import { PartCount } from '../../../src/main/ledger/backup-manifest.ts'
import { itemHead, ItemReader, packRow, unpackRow, type Item, type ItemKind } from '../../../src/main/ledger/backup-parts.ts'
import { readBackup, type Taker } from '../../../src/main/ledger/read-backup.ts'
import { canonical, parseCanonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateJson } from '../mutate-json.ts'
import type { Target } from '../target.ts'
import { beginning, head, headOf, json, made, signed, writtenAgain } from './backups.ts'

const pack = (items: readonly Item[]): Uint8Array => concat(...items.flatMap(item => [itemHead(item), item.bytes]))

function itemsOf(bytes: Uint8Array): Item[] {
  const reader = new ItemReader()
  reader.push(bytes)
  const items: Item[] = []
  for (let item = reader.next(); item !== undefined && typeof item !== 'string'; item = reader.next()) items.push(item)
  return items
}

/** With the manifest that an honest writer would end them with. */
function withManifest(items: readonly Item[]): Item[] {
  const parts: PartCount[] = []
  for (const item of items) {
    if (item.kind === 'K') parts.push(new PartCount('key', []))
    if (item.kind === 'T') parts.push(new PartCount(...nameOf(item)))
    if (item.kind !== 'B') parts.at(-1)?.add(item, item.kind !== 'T')
  }
  const first = items.find(({ kind }) => kind === 'B')
  const about = parseCanonical(textOf(first?.bytes ?? new Uint8Array(0)) ?? '') as object | undefined
  const body = canonical({ ...about, parts: parts.map(part => part.end()), records: 2 } as unknown as Json)
  return [...items, { kind: 'M', bytes: signed(body) }]
}

function nameOf({ bytes }: Item): [string, string[]] {
  const named = parseCanonical(textOf(bytes) ?? '') as { columns?: unknown; table?: unknown } | undefined | null
  const { columns, table } = named ?? {}
  return [typeof table === 'string' ? table : '', Array.isArray(columns) ? columns.map(String) : []]
}

const rows: readonly Parameters<typeof packRow>[0][] = [
  [1, 'Yuma', Buffer.from([1, 2, 3])],
  [Number.MAX_SAFE_INTEGER, null, Buffer.alloc(300, 7)],
  [-1, 'é\u0000', Buffer.alloc(0)]
]
const packed = rows.map(packRow)
const backup = withManifest([
  { kind: 'B', bytes: json(beginning) },
  { kind: 'K', bytes: new Uint8Array(32).fill(9) },
  { kind: 'T', bytes: json({ columns: ['id', 'name', 'hash'], table: 'offices' }) },
  ...packed.slice(0, 2).map(bytes => ({ kind: 'R', bytes }) as const),
  { kind: 'T', bytes: json({ columns: ['line_id', 'line', 'leaf'], table: 'lines' }) },
  { kind: 'R', bytes: packed[2]! }
])
const kinds: readonly ItemKind[] = ['B', 'K', 'T', 'R', 'M']

function changed(items: readonly Item[], random: Random): Item[] {
  const at = random.below(items.length)
  const item = items[at]!
  const isJson = item.kind === 'B' || item.kind === 'T'
  switch (random.below(6)) {
    case 0:
      return items.toSpliced(at, 1)
    case 1:
      return items.toSpliced(random.below(items.length + 1), 0, item)
    case 2:
      return items.with(at, { ...item, kind: random.pick(kinds) })
    case 3:
      return items.with(at, { ...item, bytes: packed[random.below(packed.length)]! })
    default:
      return items.with(at, { ...item, bytes: isJson ? mutateJson(item.bytes, [], random) : mutateBytes(item.bytes, packed, random) })
  }
}

const mutateItems: Target['mutate'] = (seed, others, random) => {
  if (random.chance(0.15)) return mutateBytes(seed, others, random)
  const items = changed(itemsOf(seed), random)
  return pack(random.chance(0.8) ? withManifest(items.filter(({ kind }) => kind !== 'M')) : items)
}

function decodeItems(input: Uint8Array): Uint8Array | undefined {
  const reader = new ItemReader()
  const items: Item[] = []
  for (let at = 0; at < input.length; at += 97) {
    reader.push(input.subarray(at, at + 97))
    for (let item = reader.next(); item !== undefined; item = reader.next()) {
      if (typeof item === 'string') return undefined
      items.push(item)
    }
  }
  return concat(pack(items), input.subarray(reader.taken))
}

const streamKey = createSecretKey(Buffer.alloc(32, 5))

/** Sealed by one who has the key, and read as a file is; written again from what the reader handed on. */
async function decodeBackup(input: Uint8Array): Promise<Uint8Array | undefined> {
  const sealer = new Sealer(streamKey)
  const file = concat(headOf(head), ...sealer.push(input), sealer.end())
  const items: Item[] = []
  const taker: Taker = {
    begin: first => void items.push({ kind: 'B', bytes: json(first) }),
    table: table => void items.push({ kind: 'T', bytes: json(table) }),
    row: row => void items.push({ kind: 'R', bytes: packRow(row) })
  }
  async function* pieces(): AsyncGenerator<Uint8Array> {
    yield file
  }
  const { manifest, vaultKey } = await readBackup(pieces(), { file: 'fuzz', opener: { streamKey }, now: Date.parse(made) }, taker)
  const line = textOf(input.subarray(-98))!
  return pack([...items.toSpliced(1, 0, { kind: 'K', bytes: vaultKey }), { kind: 'M', bytes: writtenAgain(manifest, line) }])
}

export function wholeBackupTargets(): Target[] {
  return [
    {
      name: 'backup-row',
      share: 2,
      bound: 10,
      seeds: packed,
      mutate: mutateBytes,
      decode: input => {
        const row = unpackRow(input, 3)
        return row && packRow(row)
      }
    },
    { name: 'backup-items', share: 1, bound: 10, seeds: [pack(backup)], mutate: mutateItems, decode: decodeItems },
    { name: 'backup', share: 1, bound: 30, seeds: [pack(backup)], mutate: mutateItems, decode: decodeBackup }
  ]
}
