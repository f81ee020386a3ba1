import { createHash, randomBytes } from 'node:crypto'
import { closeSync, cpSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { indexKeyOf } from '../../../src/main/keys/cipher.ts'
import { MARK_FILE } from '../../../src/main/keys/mark.ts'
import { startAudit, type AuditOptions } from '../../../src/main/ledger/audit.ts'
import { LEDGER_FILE, openIndex, openStore } from '../../../src/main/store/open.ts'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import type { Verdict } from '../../../src/shared/contract.ts'
import { append } from '../../../src/main/ledger/append.ts'
import { approvedCarrier, newId } from '../../../src/main/ledger/compose.ts'
import { rootAt } from '../../../src/main/ledger/tree.ts'
import { toBase64url } from '../../../src/shared/bytes.ts'
import { makeWorld, note } from '../../kit/desks.ts'
import { copiedDesk, file, filedDesk, openKit, PASSPHRASE, PERSON, vaultKeyOf } from '../../kit/filed-desk.ts'
import { makeBigStore } from '../../kit/big-store.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const audit = (options: Pick<AuditOptions, 'folder' | 'vaultKey'> & Partial<AuditOptions>): Promise<Verdict> =>
  startAudit({ live: false, workers: 0, ...options })
/** The same in this thread: where many folders are checked, starting threads would take longest. */
const auditHere = (folder: string, vaultKey: Uint8Array | null): Promise<Verdict> =>
  verifyStore({ folder, vaultKey, workers: 0, index: false, live: false, now: Date.now() }, () => {}, new AbortController().signal)
const codes = (verdict: Verdict): string[] => verdict.findings.map(({ code }) => code)
const notes = (verdict: Verdict): string[] => verdict.notEstablished.map(({ code }) => code)
const change = (folder: string, sql: string, ...values: unknown[]): void => {
  const db = new Sqlite(join(folder, LEDGER_FILE))
  db.pragma('foreign_keys = OFF')
  db.prepare(sql).run(...values)
  db.close()
}
const contentsOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map(name => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex')
    ])
  )

it('a desk that nobody touched is sound, and the verdict says what it did not establish', async () => {
  const { folder, vaultKey } = await copiedDesk()
  const before = contentsOf(folder)
  const verdict = await audit({ folder, vaultKey, workers: 2 })
  expect(verdict.findings).toEqual([])
  expect(verdict).toMatchObject({ verdict: 'sound', network: { name: 'Northern Arizona' }, payloads: { checked: 20, notOpened: 0, elsewhere: 0 } })
  expect(verdict.chains.map(({ desk, lines, records }) => [desk, lines, records])).toEqual([
    [null, 7, 0],
    ['Yuma Field Office desk 1', 12, 14]
  ])
  expect(notes(verdict)).toEqual(['network-id', 'unwitnessed', 'unwitnessed'])
  expect(contentsOf(folder), 'the folder is as it was, byte for byte').toEqual(before)
})

it('checking in threads and in one say the same', async () => {
  const { folder, vaultKey } = await copiedDesk()
  change(folder, 'UPDATE lines SET hash = zeroblob(32) WHERE line_id % 1073741824 = 5')
  const [one, two] = await Promise.all([audit({ folder, vaultKey }), audit({ folder, vaultKey, workers: 2 })])
  expect({ ...one, seconds: 0 }).toEqual({ ...two, seconds: 0 })
  expect(new Set(codes(one))).toEqual(new Set(['hash-column-wrong', 'index-differs']))
  expect(one.verdict).toBe('findings')
})

it('with the vault closed nothing is opened, and that is said; the chains are still checked', async () => {
  const { folder } = await copiedDesk()
  const verdict = await audit({ folder, vaultKey: null })
  expect(verdict).toMatchObject({ verdict: 'sound', network: { name: null }, payloads: { checked: 0, notOpened: 20, elsewhere: 0 } })
  expect(notes(verdict)).toEqual(expect.arrayContaining(['payloads-not-opened', 'index', 'tables']))
  change(folder, 'UPDATE lines SET line = CAST(replace(CAST(line AS TEXT), \'"ref":3\', \'"ref":4\') AS BLOB)')
  const broken = await audit({ folder, vaultKey: null })
  expect(broken.findings).toMatchObject([{ code: 'line-signature', height: 2, table: 'lines', state: 'open' }])
})

it('another vault opens nothing and is no excuse: every payload and row is named', async () => {
  const { folder } = await copiedDesk()
  const verdict = await audit({ folder, vaultKey: new Uint8Array(32).fill(3) })
  expect(verdict.verdict).toBe('findings')
  expect(new Set(codes(verdict))).toEqual(new Set(['payload-damaged', 'mac-wrong', 'staged-damaged', 'index-damaged']))
})

it('a changed line is named with desk, block and record, and by whom the original is still known', async () => {
  const { folder, vaultKey } = await copiedDesk()
  change(folder, 'UPDATE lines SET line = CAST(replace(CAST(line AS TEXT), \'"ref":7\', \'"ref":8\') AS BLOB)')
  const [finding, ...rest] = (await audit({ folder, vaultKey, index: false })).findings
  expect(rest).toEqual([])
  expect(finding).toMatchObject({
    code: 'line-signature',
    height: 6,
    office: 'Yuma Field Office',
    desk: 'Yuma Field Office desk 1',
    ref: 'YUM-1-000008',
    table: 'lines'
  })
  expect(finding!.detail).toMatch(/^Block 6 of Yuma Field Office desk 1 was changed after it was filed: .* still names the original, .{43}/)
})

it('a random byte changed in a stored line or payload is named at the height where it stands in the file', async () => {
  const { folder, vaultKey } = await copiedDesk()
  let seed = 7
  const random = (n: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % n
  for (let i = 0; i < 40; i++) {
    const copy = `${folder}-${i}`
    cpSync(folder, copy, { recursive: true })
    const db = new Sqlite(join(copy, LEDGER_FILE))
    const [table, key, blob, places] = random(2) === 0 ? (['lines', 'line_id', 'line', 1] as const) : (['payloads', 'pos', 'cipher', 1024] as const)
    const rows = db.prepare<[], { at: number; bytes: Buffer }>(`SELECT ${key} AS at, ${blob} AS bytes FROM ${table}`).all()
    const { at, bytes } = rows[random(rows.length)]!
    const offset = random(bytes.length)
    bytes[offset] = bytes[offset]! ^ (1 << random(8))
    db.prepare(`UPDATE ${table} SET ${blob} = ? WHERE ${key} = ?`).run(bytes, at)
    db.close()
    const { findings } = await auditHere(copy, vaultKey)
    rmSync(copy, { recursive: true })
    expect([findings.length, findings[0]?.table, findings[0]?.height], `run ${i}: bit in byte ${offset} of ${table} ${at}`).toEqual([
      1,
      table,
      Math.floor(at / places) % 2 ** 30
    ])
  }
}, 60_000)

it('bits, sectors and pages damaged in the file itself are named, refused, or harmless; never silent', async () => {
  const { folder, vaultKey } = await copiedDesk()
  const clean = await audit({ folder, vaultKey })
  const whole = readFileSync(join(folder, LEDGER_FILE))
  const content = (path: string): string => {
    const db = new Sqlite(join(path, LEDGER_FILE), { readonly: true })
    const names = db.prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name").pluck().all()
    const hash = createHash('sha256')
    for (const name of names) for (const row of db.prepare<[], Record<string, unknown>>(`SELECT * FROM ${name}`).iterate()) hash.update(JSON.stringify(row))
    db.close()
    return hash.digest('hex')
  }
  const original = content(folder)
  let seed = 11
  const random = (n: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % n
  const tally = { named: 0, refused: 0, harmless: 0 }
  const copy = `${folder}-damaged`
  for (let i = 0; i < 90; i++) {
    const bytes = Buffer.from(whole)
    const at = random(bytes.length)
    const page = (n: number): Buffer => Buffer.from(bytes.subarray(n * 8192, (n + 1) * 8192))
    if (i % 3 === 0) bytes[at] = bytes[at]! ^ (1 << random(8))
    else if (i % 3 === 1) bytes.fill(i % 2, at, at + 512)
    else {
      const [a, b] = [1 + random(bytes.length / 8192 - 1), 1 + random(bytes.length / 8192 - 1)]
      const [first, second] = [page(a), page(b)]
      first.copy(bytes, b * 8192)
      second.copy(bytes, a * 8192)
    }
    cpSync(folder, copy, { recursive: true })
    writeFileSync(join(copy, LEDGER_FILE), bytes)
    const outcome = await auditHere(copy, vaultKey).then(
      verdict =>
        verdict.verdict === 'findings'
          ? 'named'
          : content(copy) === original && verdict.payloads.checked === clean.payloads.checked
            ? 'harmless'
            : `silent: ${i} at ${at}`,
      (error: unknown) => (error instanceof Error && /damaged|not a Muniment/.test(error.message) ? 'refused' : `failed otherwise: ${i} ${String(error)}`)
    )
    rmSync(copy, { recursive: true })
    expect(Object.keys(tally), `damage ${i} at ${at}`).toContain(outcome)
    tally[outcome as keyof typeof tally]++
  }
  expect(tally.named).toBeGreaterThan(40)
}, 120_000)

it('an older copy of the database beside a newer mark is a rollback', async () => {
  const { folder, vaultKey } = await filedDesk()
  const older = `${folder}-older`
  cpSync(folder, older, { recursive: true })
  const desk = await openKit(folder)
  await desk.call('signIn', { person: PERSON, passphrase: PASSPHRASE })
  await file(desk, 'One more')
  await desk.close()
  expect((await audit({ folder, vaultKey })).verdict).toBe('sound')
  cpSync(join(folder, MARK_FILE), join(older, MARK_FILE))
  expect((await audit({ folder: older, vaultKey })).findings).toMatchObject([{ code: 'mark-ahead', height: 12, desk: 'Yuma Field Office desk 1' }])
  rmSync(older, { recursive: true })
})

it('the last line taken away is missing; with the table and the mark made to agree it is, but for what others hold, gone', async () => {
  const { folder, vaultKey } = await copiedDesk()
  change(folder, 'DELETE FROM lines WHERE line_id = (SELECT max(line_id) FROM lines)')
  const { findings } = await audit({ folder, vaultKey, index: false })
  expect(findings.map(({ code, height }) => [code, height])).toEqual(expect.arrayContaining([['tail-missing', 11]]))
})

it('a mark that is damaged, missing or of other lines is named', async () => {
  const { folder, vaultKey } = await copiedDesk()
  const path = join(folder, MARK_FILE)
  const whole = readFileSync(path)
  writeFileSync(path, Buffer.alloc(whole.length))
  expect(codes(await audit({ folder, vaultKey }))).toEqual(['mark-damaged'])
  rmSync(path)
  expect(codes(await audit({ folder, vaultKey }))).toEqual(['mark-damaged'])
  const other = await filedDesk()
  cpSync(join(other.folder, MARK_FILE), path)
  expect(codes(await audit({ folder, vaultKey }))).toContain('mark-differs')
  writeFileSync(path, whole)
  expect((await audit({ folder, vaultKey })).verdict).toBe('sound')
})

it('a row of the index that no line gives, or gives otherwise, is named with its record', async () => {
  const { folder, vaultKey } = await copiedDesk()
  const index = openIndex(folder, indexKeyOf(vaultKey))
  index.prepare("UPDATE records SET title = 'Another gate' WHERE ref = 'YUM-1-000004'").run()
  index.close()
  const changed = await audit({ folder, vaultKey })
  expect(changed.findings).toMatchObject([{ code: 'index-differs', ref: 'YUM-1-000004', table: 'records', height: 3 }])
  const other = await copiedDesk()
  const again = openIndex(other.folder, indexKeyOf(other.vaultKey))
  again.prepare("DELETE FROM records WHERE ref = 'YUM-1-000005'").run()
  again.close()
  expect((await audit(other)).findings).toMatchObject([{ code: 'index-differs', ref: 'YUM-1-000005', table: 'records' }])
})

it('words that only the search knows are named too', async () => {
  const { folder, vaultKey } = await copiedDesk()
  const index = openIndex(folder, indexKeyOf(vaultKey))
  const { pos } = index.prepare("SELECT pos FROM records WHERE ref = 'YUM-1-000004'").get() as { pos: number }
  index.prepare('DELETE FROM words WHERE rowid = ?').run(pos)
  index.prepare("INSERT INTO words (rowid, text) VALUES (?, 'something else')").run(pos)
  index.close()
  const { findings } = await audit({ folder, vaultKey })
  expect(findings.length).toBeGreaterThan(0)
  expect(new Set(findings.map(({ code, table, ref }) => `${code} ${table} ${ref}`))).toEqual(new Set(['index-differs words YUM-1-000004']))
})

it('an empty ledger is sound and nothing in it is', async () => {
  const folder = tempFolder()
  openStore(folder).close()
  const verdict = await audit({ folder, vaultKey: null })
  expect(verdict).toMatchObject({ verdict: 'sound', network: null, chains: [], payloads: { checked: 0, notOpened: 0, elsewhere: 0 } })
  change(folder, "INSERT INTO payloads (pos, cipher) VALUES (1099511627776, x'00')")
  expect(codes(await audit({ folder, vaultKey: null }))).toEqual(['foreign-row'])
})

it('a folder without a database is refused, not found sound', async () => {
  await expect(audit({ folder: tempFolder(), vaultKey: null })).rejects.toMatchObject({ code: 'no-desk' })
  const folder = tempFolder()
  writeFileSync(join(folder, LEDGER_FILE), randomBytes(16_384))
  await expect(audit({ folder, vaultKey: null })).rejects.toMatchObject({ code: 'not-our-database' })
})

it('entries of a newer program are kept, proved and named as not understood', async () => {
  const folder = tempFolder()
  const vaultKey = makeBigStore(folder, { entries: 700, fields: 0, alone: true })
  const verdict = await audit({ folder, vaultKey, index: false })
  expect(verdict.verdict).toBe('sound')
  expect(verdict.notEstablished.find(({ code }) => code === 'unknown-kind')?.detail).toMatch(/^700 entries/)
  change(folder, 'DELETE FROM lines WHERE line_id % 1073741824 = 300')
  expect((await audit({ folder, vaultKey, index: false })).findings).toMatchObject([{ code: 'line-missing', height: 300 }])
})

it('lines beyond a cut have no effect, which is said, and the chain is no less sound for it', async () => {
  const world = makeWorld(5)
  const north = world.found('North')
  const south = world.join('South')
  world.startAll()
  await world.settle(10_000)
  note(south, 'before')
  note(south, 'after')
  await world.settle(10_000)
  for (const desk of world.desks) await world.stop(desk)
  const { ledger, keys } = north
  const root = toBase64url(rootAt(ledger.store.ledger, ledger.chains.get(south.chain)!.no, 1))
  const revoke = { t: 'revoke', id: newId(ledger.clock), what: 'desk', subject: south.chain, cuts: [{ chain: south.chain, size: 1, root }] } as const
  const at = { net: ledger.net, chain: ledger.registry.chain, size: ledger.registry.size }
  append(ledger, ledger.ownRegistry!, ledger.ownRegistry!.signer, [approvedCarrier(ledger.clock, at, revoke as never, [['@reason', 'test']], [keys.person])])
  const verdict = await auditHere(north.folder, keys.vault)
  expect(verdict.findings).toEqual([])
  expect(verdict.notEstablished.find(({ code }) => code === 'no-effect')?.detail).toBe('1 entry has no effect (beyond-cut)')
  change(north.folder, 'DELETE FROM lines WHERE line_id = (SELECT max(line_id) FROM lines)')
  expect(codes(await auditHere(north.folder, keys.vault))).toContain('tail-missing')
})

it('while a desk runs and files, what it has filed is found sound and nothing is left behind', async () => {
  const folder = tempFolder()
  const desk = await openKit(folder)
  await desk.call('startNetwork', { network: 'N', office: 'Yuma', person: PERSON, passphrase: PASSPHRASE, mode: 'permissioned' })
  const vaultKey = await vaultKeyOf(folder)
  const filing = (async () => {
    for (let i = 0; i < 60; i++) {
      await file(desk, `Gate ${i}`)
      if (i % 10 === 0) await desk.call('listRecords', {})
      await new Promise(resolve => setImmediate(resolve))
    }
  })()
  const verdicts = await Promise.all([1, 2, 3].map(() => audit({ folder, vaultKey, live: true, workers: 1 })))
  await filing
  await desk.close()
  for (const verdict of verdicts) expect(verdict.findings).toEqual([])
  expect((await audit({ folder, vaultKey })).chains[1]).toMatchObject({ records: 60 })
  expect(readdirSync(folder).filter(name => /-wal|-shm/.test(name))).toEqual([])
})

it('a desk restored from a backup is sound, its old chain being another desk’s now; a payload that did not come back is named', async () => {
  const { folder } = await filedDesk()
  const desk = await openKit(folder)
  await desk.call('signIn', { person: PERSON, passphrase: PASSPHRASE })
  const { download } = await desk.call('createBackup', { passphrase: PASSPHRASE })
  const { bytes } = await desk.get(download!)
  await desk.close()
  const restored = await openKit(tempFolder())
  const { sha256 } = await restored.upload(bytes)
  await restored.call('restoreBackup', { sha256, passphrase: PASSPHRASE, person: PERSON })
  await restored.close()
  const vaultKey = await vaultKeyOf(restored.folder)
  const verdict = await audit({ folder: restored.folder, vaultKey })
  expect(verdict.findings).toEqual([])
  expect(verdict.payloads).toEqual({ checked: 20, notOpened: 0, elsewhere: 0 })
  change(restored.folder, 'DELETE FROM payloads WHERE pos = (SELECT max(pos) FROM payloads)')
  change(restored.folder, 'DELETE FROM seeds WHERE pos = (SELECT max(pos) FROM seeds)')
  expect(codes(await audit({ folder: restored.folder, vaultKey, index: false }))).toEqual(expect.arrayContaining(['payload-missing']))
})

it('progress never goes back, reaches its end, and says how much there is', async () => {
  const folder = tempFolder()
  const vaultKey = makeBigStore(folder, { entries: 1_500, fields: 1, alone: true })
  const told: [number, number][] = []
  await audit({ folder, vaultKey, workers: 2, onProgress: (done, total) => told.push([done, total]) })
  expect(told.length).toBeGreaterThan(5)
  expect(told.every(([done], i) => i === 0 || done >= told[i - 1]![0])).toBe(true)
  expect(told.at(-1)).toEqual([3_000, 3_000])
  expect(new Set(told.map(([, total]) => total))).toEqual(new Set([3_000]))
})

it('a verification that is stopped ends at once, says so, and leaves the folder as it was', async () => {
  const folder = tempFolder()
  const vaultKey = makeBigStore(folder, { entries: 3_000, fields: 1, alone: true })
  const before = contentsOf(folder)
  const stop = new AbortController()
  const told: number[] = []
  const running = audit({
    folder,
    vaultKey,
    workers: 2,
    signal: stop.signal,
    onProgress: done => told.push(done) && done > 0 && stop.abort(new Error('stopped by the test'))
  })
  await expect(running).rejects.toThrow('stopped by the test')
  expect(Math.max(...told)).toBeLessThan(3_000)
  expect(contentsOf(folder)).toEqual(before)
  await expect(audit({ folder, vaultKey, signal: AbortSignal.abort(new Error('before it began')) })).rejects.toThrow('before it began')
})

it('a store that is cut short is damaged, not sound', async () => {
  const { folder, vaultKey } = await copiedDesk()
  const path = join(folder, LEDGER_FILE)
  const bytes = readFileSync(path)
  const fd = openSync(path, 'w')
  writeSync(fd, bytes.subarray(0, bytes.length - 40_960))
  closeSync(fd)
  const outcome = await audit({ folder, vaultKey }).then(
    verdict => verdict.verdict,
    (error: unknown) => (error as { code: string }).code
  )
  expect(['findings', 'damaged-database']).toContain(outcome)
})
