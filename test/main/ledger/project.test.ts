/** The index is a cache: however it was lost or spoilt, what the desk shows comes out the same again. */
import { createHash } from 'node:crypto'
import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { guardKeyOf, indexKeyOf, vaultOf } from '../../../src/main/keys/cipher.ts'
import { openKeyring, unlock } from '../../../src/main/keys/keyring.ts'
import { signer } from '../../../src/main/keys/native.ts'
import { indexDigest } from '../../../src/main/ledger/index-digest.ts'
import { keySigner, openLedger } from '../../../src/main/ledger/ledger.ts'
import { catchUp, openProjection } from '../../../src/main/ledger/project.ts'
import { readTitles } from '../../../src/main/ledger/titles.ts'
import { formTitle } from '../../../src/main/service/handlers/forms.ts'
import { openIndex, openStore } from '../../../src/main/store/open.ts'
import { getMeta } from '../../../src/main/store/meta.ts'
import { fileOne, foundOffice, newId, openOffice, PASSPHRASE, provenance, signIn, valuesOf, type TestOffice } from '../../kit/office-desk.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

/** The digest of the index that stands in the folder, and of one made from nothing; the desk is closed. */
async function digests(folder: string): Promise<{ live: Record<string, string>; made: Record<string, string> }> {
  const { desk: keys } = await unlock(openKeyring(folder), 'Ana', PASSPHRASE)
  const live = openIndex(folder, indexKeyOf(keys.vaultKey))
  const store = openStore(folder)
  const guard = guardKeyOf(keys.vaultKey)
  const about = JSON.parse(getMeta(store.ledger, guard, 'about')!) as { net: never; registry: never }
  const ledger = openLedger({
    store,
    clock: { now: () => 0, monotonic: () => 0, random: n => new Uint8Array(n) },
    vault: vaultOf(keys.vaultKey),
    guard,
    net: about.net,
    registryKey: about.registry,
    desk: keySigner(signer(keys.seed)),
    registrySigner: null,
    deskMark: null,
    registryMark: null
  })
  const other = openIndex(tempFolder(), indexKeyOf(keys.vaultKey))
  const projection = openProjection({ ledger, index: other, titles: readTitles(ledger), formTitle: hash => formTitle(ledger, hash) })
  catchUp(projection)
  const found = { live: { ...indexDigest(live) }, made: { ...indexDigest(other) } }
  live.close()
  other.close()
  store.close()
  return found
}

async function worked(folder = tempFolder()): Promise<TestOffice> {
  const office = await foundOffice(folder)
  const { ana, form } = office
  const values = await valuesOf(ana, form, 'Weir')
  const filed = await ana.call('fileRecords', { package: form, records: Array.from({ length: 30 }, () => ({ id: newId(), values })), provenance })
  const gate = await fileOne(ana, form, 'Gate')
  await ana.call('amendRecord', {
    id: newId(),
    record: gate.id,
    amends: [gate.id],
    values: await valuesOf(ana, form, 'Gate, repaired'),
    package: form,
    reason: 'seen again',
    provenance
  })
  await ana.call('voidRecord', { id: newId(), record: filed[3]!.id, amends: [filed[3]!.id], reason: 'twice' })
  return office
}
const shown = async (folder: string): Promise<unknown> => {
  const office = await openOffice(folder)
  const ana = await signIn(office)
  const { total, rows } = await ana.call('listRecords', { limit: 500 })
  const found = (await ana.call('listRecords', { search: 'repaired' })).total
  const facets = await ana.call('recordFacets', {})
  await office.close()
  return { total, rows: createHash('sha256').update(JSON.stringify(rows)).digest('hex'), found, facets }
}

it('made live and made again from nothing it is the same, table by table', async () => {
  const office = await worked()
  await office.close()
  const { live, made } = await digests(office.folder)
  expect(Object.keys(live).sort()).toEqual(['applied', 'records', 'versions', 'words'])
  expect(made).toEqual(live)
})

it.each([
  ['deleted', (path: string) => rmSync(path)],
  ['empty', (path: string) => writeFileSync(path, '')],
  ['cut to half', (path: string) => truncateSync(path, (readFileSync(path).length >> 14) * 8192)],
  ['cut within a page', (path: string) => truncateSync(path, readFileSync(path).length - 5_000)],
  [
    'altered in every page',
    (path: string) =>
      writeFileSync(
        path,
        readFileSync(path).map((byte, i) => (i % 8192 === 4_000 ? byte ^ 1 : byte))
      )
  ],
  [
    'altered in one page',
    (path: string) =>
      writeFileSync(
        path,
        readFileSync(path).map((byte, i) => (i === 5 * 8192 + 77 ? byte ^ 128 : byte))
      )
  ],
  ['another database', (path: string) => writeFileSync(path, Buffer.from('SQLite format 3\0 and then nothing that fits'))],
  ['another desk’s', undefined]
])(
  'an index that is %s is made again, and the desk shows the same',
  async (_, spoil) => {
    const office = await worked()
    await office.close()
    const path = join(office.folder, 'index.db')
    const before = await shown(office.folder)
    if (spoil) spoil(path)
    else {
      const other = await worked()
      await other.close()
      copyFileSync(join(other.folder, 'index.db'), path)
    }
    expect(await shown(office.folder)).toEqual(before)
    const { live, made } = await digests(office.folder)
    expect(live).toEqual(made)
  },
  60_000
)

it('an index that speaks of a chain which the ledger does not know is made again', async () => {
  const office = await worked()
  await office.close()
  const before = await shown(office.folder)
  const { desk: keys } = await unlock(openKeyring(office.folder), 'Ana', PASSPHRASE)
  const index = openIndex(office.folder, indexKeyOf(keys.vaultKey))
  index.prepare('INSERT INTO applied (chain_no, size, head) VALUES (99, 3, ?)').run('A'.repeat(43))
  index.close()
  expect(await shown(office.folder)).toEqual(before)
  const { live, made } = await digests(office.folder)
  expect(live).toEqual(made)
}, 60_000)

it('an index that is older, or ahead of a ledger that was rolled back, follows the ledger', async () => {
  const folder = tempFolder()
  const kept = tempFolder()
  const office = await worked(folder)
  await office.close()
  for (const name of ['ledger.db', 'index.db']) copyFileSync(join(folder, name), join(kept, name))
  const before = await shown(folder)
  const later = await openOffice(folder)
  const ana = await signIn(later)
  const [form] = await ana.call('listForms', {})
  await fileOne(ana, form!.package, 'Dam')
  await later.close()
  const after = await shown(folder)
  expect(after).not.toEqual(before)
  copyFileSync(join(folder, 'index.db'), join(kept, 'index-ahead.db'))
  copyFileSync(join(kept, 'index.db'), join(folder, 'index.db'))
  expect(await shown(folder)).toEqual(after)
  copyFileSync(join(kept, 'ledger.db'), join(folder, 'ledger.db'))
  copyFileSync(join(kept, 'index-ahead.db'), join(folder, 'index.db'))
  expect(await shown(folder)).toEqual(before)
}, 60_000)
