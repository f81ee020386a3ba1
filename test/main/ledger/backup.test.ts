import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CHUNK } from '../../../src/main/ledger/backup-chunks.ts'
import { packRow, unpackRow } from '../../../src/main/ledger/backup-parts.ts'
import type { Manifest } from '../../../src/main/ledger/backup-manifest.ts'
import { tables } from '../../../src/main/store/tables.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { BACKUP_PASSPHRASE, BACKUP_WORDS, inPieces, MADE, readWith, smallBackup } from '../../kit/backup-kit.ts'
import { readBackup } from '../../../src/main/ledger/read-backup.ts'
import { seeded } from '../../kit/desks.ts'
import { damageBackup } from '../../suites/backup-damage.ts'
import { vectorFolder } from '../../kit/vectors.ts'

const vectors = join(vectorFolder, 'backup')
const vector = (name: string): Buffer => readFileSync(join(vectors, name))
const expected = JSON.parse(vector('expected.json').toString()) as { passphrase: string; recoveryKey: string; vaultKey: string; manifest: Manifest }

it('the frozen backup opens with its passphrase and with its recovery key, and gives what it gave', async () => {
  for (const opener of [{ passphrase: expected.passphrase }, { recoveryKey: expected.recoveryKey }]) {
    const rows: unknown[] = []
    const { manifest, vaultKey } = await readWith(vector('well.backup'), opener, row => rows.push(row))
    expect(manifest).toEqual(expected.manifest)
    expect(Buffer.from(vaultKey).toString('base64url')).toBe(expected.vaultKey)
    expect(rows.length).toBe(manifest.parts.filter(part => part.name !== 'key').reduce((sum, part) => sum + part.rows, 0))
  }
})

it.each(readdirSync(join(vectors, 'broken')))('%s is refused with the code and the part in its name', async name => {
  const error = await readWith(vector(join('broken', name)), { passphrase: expected.passphrase }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(OfficeError)
  const { code, detail } = error as OfficeError
  expect(name.startsWith(detail['part'] === undefined ? `${code}-file-` : `${code}-${String(detail['part'])}-`)).toBe(true)
})

it('every table of the ledger is in a backup', async () => {
  const { manifest } = await readWith(await smallBackup(2), { passphrase: BACKUP_PASSPHRASE })
  expect(manifest.parts.map(part => part.name).sort()).toEqual(['key', ...tables.map(({ table }) => table as string)].sort())
})

it('after its date a backup is refused, unless it is wanted all the same', async () => {
  const take = { begin: () => undefined, table: () => undefined, row: () => undefined }
  const late = { file: 'it', opener: { passphrase: BACKUP_PASSPHRASE }, now: Date.UTC(2127, 0, 1) }
  const bytes = vector('well.backup')
  await expect(readBackup(inPieces(bytes), late, take)).rejects.toMatchObject({ code: 'backup-expired', detail: { expired: '2126-11-22' } })
  expect((await readBackup(inPieces(bytes), { ...late, expired: true }, take)).manifest.made).toBe(new Date(MADE).toISOString())
})

it('damage at hundreds of places is never taken as sound, and never answered with a surprise', async () => {
  const file = await smallBackup(150)
  expect(file.length).toBeGreaterThan(3 * CHUNK)
  const { failed, codes } = await damageBackup(file, await smallBackup(150), 400, 1)
  expect(failed).toEqual([])
  expect(codes['backup-damaged']).toBeGreaterThan(200)
  await readWith(file, { recoveryKey: BACKUP_WORDS }) // what was not damaged opens
}, 60_000)

it('rows come out of their bytes as they went in, and other bytes are no rows', () => {
  const random = seeded(3)
  const some = [null, 0, -1, 2 ** 53 - 1, '', 'ʻĀina 🜁', Buffer.alloc(0), Buffer.from([0, 255])]
  for (let n = 0; n < 500; n++) {
    const row = Array.from({ length: 1 + Math.floor(random() * 6) }, () => some[Math.floor(random() * some.length)]!)
    const packed = packRow(row)
    expect(unpackRow(packed, row.length)).toEqual(row)
    expect(unpackRow(packed, row.length + 1)).toBeUndefined()
    expect(unpackRow(packed.subarray(0, -1), row.length)).toBeUndefined()
  }
  expect(() => packRow([0.5])).toThrow(RangeError)
})
