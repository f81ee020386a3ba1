/**
 * Makes test/vectors/backup: `node test/vectors/make-backup.ts`. Keys and salts are random, so the files are made once and
 * frozen: `well.backup` opens, and each of `broken/<code>-<part>-<fault>.backup` is refused with that code, naming that part.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Item } from '../../src/main/ledger/backup-parts.ts'
import { BACKUP_PASSPHRASE, BACKUP_WORDS, putTogether, readWith, smallBackup, takeApart, type TakenApart } from '../kit/backup-kit.ts'

type Change = (items: Item[]) => Item[]
const isRow = (item: Item): boolean => item.kind === 'R'
const tableAt = (items: readonly Item[], table: string): number => items.findIndex(item => item.kind === 'T' && Buffer.from(item.bytes).includes(`"table":"${table}"`))
const changed = (item: Item, at: number): Item => ({ ...item, bytes: item.bytes.map((byte, i) => (i === (at + item.bytes.length) % item.bytes.length ? byte ^ 1 : byte)) })
const replaced = (items: Item[], at: number, ...more: Item[]): Item[] => [...items.slice(0, at), ...more, ...items.slice(at + 1)]

/** By the part that must be named, and the fault. */
const changes: Readonly<Record<string, Change>> = {
  'lines-row-missing': items => replaced(items, tableAt(items, 'lines') + 1),
  'payloads-row-changed': items => replaced(items, tableAt(items, 'payloads') + 1, changed(items[tableAt(items, 'payloads') + 1]!, -1)),
  'seeds-row-twice': items => replaced(items, tableAt(items, 'seeds') + 1, items[tableAt(items, 'seeds') + 1]!, items[tableAt(items, 'seeds') + 1]!),
  'seeds-row-torn': items => replaced(items, tableAt(items, 'seeds') + 1, { kind: 'R', bytes: items[tableAt(items, 'seeds') + 1]!.bytes.slice(0, -1) }),
  'chains-table-missing': items => items.filter((_, i) => i < tableAt(items, 'chains') || i >= tableAt(items, 'lines')),
  'lines-table-twice': items => [...items.slice(0, -1), items[tableAt(items, 'lines')]!, items.at(-1)!],
  'key-short': items => replaced(items, 1, { kind: 'K', bytes: items[1]!.bytes.slice(1) }),
  'beginning-missing': items => items.slice(1),
  'manifest-signature-of-another': items => replaced(items, items.length - 1, changed(items.at(-1)!, -10)),
  'manifest-count-changed': items =>
    replaced(items, items.length - 1, { kind: 'M', bytes: Buffer.from(Buffer.from(items.at(-1)!.bytes).toString().replace('"records":3', '"records":4')) }),
  'peers-manifest-missing': items => items.slice(0, -1),
  'manifest-something-after': items => [...items, items.find(isRow)!]
}

async function broken(apart: TakenApart, well: Buffer): Promise<Map<string, Buffer>> {
  const files = new Map(Object.entries(changes).map(([name, change]) => [`backup-damaged-${name}`, putTogether(apart, change([...apart.items]))]))
  const at = (text: string, other: string): Buffer => Buffer.from(well.toString('latin1').replace(text, other), 'latin1')
  files.set('backup-damaged-beginning-expiry-put-off', at('"expires":"2126', '"expires":"2226'))
  files.set('backup-damaged-beginning-cut-off', well.subarray(0, -20))
  files.set('backup-newer-file-of-version-3', at('muniment-backup/v2\n', 'muniment-backup/v3\n'))
  files.set('not-a-backup-file-empty', Buffer.alloc(0))
  files.set('not-a-backup-file-age', Buffer.from('age-encryption.org/v1\n-> X25519 '))
  return files
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, 'backup')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'broken'), { recursive: true })
  const well = await smallBackup(3)
  writeFileSync(join(folder, 'well.backup'), well)
  for (const [name, bytes] of await broken(await takeApart(well), well)) writeFileSync(join(folder, 'broken', `${name}.backup`), bytes)
  const { manifest, vaultKey } = await readWith(well, { passphrase: BACKUP_PASSPHRASE })
  const expected = { passphrase: BACKUP_PASSPHRASE, recoveryKey: BACKUP_WORDS, vaultKey: Buffer.from(vaultKey).toString('base64url'), manifest }
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`)
}
