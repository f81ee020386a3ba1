/** One damaged line is named by verification; it closes neither the desk nor its lists, and nothing is signed on top of it. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import { LEDGER_FILE } from '../../../src/main/store/open.ts'
import { copiedDesk, file, filedDesk, openKit, PASSPHRASE, PERSON, type OpenDeskKit } from '../../kit/filed-desk.ts'

/** Plain SQL from outside; `last` is the row of the newest line of the desk's own chain. */
const change = (folder: string, sql: (last: number) => string): void => {
  const db = new Sqlite(join(folder, LEDGER_FILE))
  db.pragma('foreign_keys = OFF')
  const last = db.prepare<[], number>("SELECT max(line_id) FROM lines JOIN chains ON line_id / 1073741824 = chain_no WHERE kind = 'desk'").pluck().get()!
  db.exec(sql(last))
  db.close()
}

async function signedIn(folder: string): Promise<OpenDeskKit> {
  const desk = await openKit(folder)
  await desk.call('signIn', { person: PERSON, passphrase: PASSPHRASE })
  return desk
}

it('a desk whose last block can not be read opens for reading, says why, and files nothing', async () => {
  const { folder } = await filedDesk()
  change(folder, last => `UPDATE lines SET line = CAST(x'00' || substr(line, 2) AS BLOB) WHERE line_id = ${last}`)
  const desk = await signedIn(folder)
  const { state, trouble } = await desk.call('deskState', {})
  expect([state, trouble?.code, trouble?.message]).toEqual([
    'readonly',
    'damaged-database',
    'ledger.db is damaged: the last block of this desk can not be read.'
  ])
  expect((await desk.call('listRecords', {})).total).toBe(14)
  await expect(file(desk, 'One more')).rejects.toThrow('damaged-database')
  await desk.close()
})

it('lists made anew leave out the record of a changed block, and have all others with their proof', async () => {
  const { folder } = await copiedDesk()
  change(folder, last => `UPDATE lines SET line = CAST(replace(CAST(line AS TEXT), '"ref":2', '"ref":9') AS BLOB) WHERE line_id <= ${last}`)
  rmSync(join(folder, 'index.db'))
  const desk = await signedIn(folder)
  const { rows } = await desk.call('listRecords', { sort: 'ref', descending: false })
  expect(rows.map(({ ref }) => ref.slice(-2))).toEqual(['01', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', '13', '14'])
  for (const { ref } of rows) expect((await desk.call('getRecord', { record: ref })).row.ref).toBe(ref)
  await desk.close()
})

it('lists made anew end where the last block is gone', async () => {
  const { folder } = await copiedDesk()
  change(folder, last => `DELETE FROM lines WHERE line_id = ${last}`)
  rmSync(join(folder, 'index.db'))
  const desk = await signedIn(folder)
  expect((await desk.call('deskState', {})).state).toBe('readonly')
  expect((await desk.call('listRecords', {})).rows.length).toBeGreaterThan(10)
  expect((await desk.call('status', {})).working).toBeNull()
  await desk.close()
})

it('a row of the chains that says another kind is told as damage, at the registry and at the own chain', async () => {
  for (const [was, is] of [
    ['registry', 'desk'],
    ['desk', 'registry']
  ]) {
    const { folder } = await copiedDesk()
    change(folder, () => `UPDATE chains SET kind = '${is}' WHERE kind = '${was}'`)
    await expect(signedIn(folder), `${was} as ${is}`).rejects.toThrow('damaged-database')
  }
})

it('what the desk says of itself, where it can not be read, is told as damage before anybody signs in', async () => {
  const { folder } = await copiedDesk()
  change(folder, () => `UPDATE meta SET value = CAST(substr(value, 1, 40) AS BLOB) WHERE name = 'about'`)
  await expect(openKit(folder)).rejects.toMatchObject({ code: 'damaged-database' })
})

it('a row of the chains without a key, as a damaged page may hold it, is named by verification, and hinders nothing else', async () => {
  const { folder, vaultKey } = await copiedDesk()
  const db = new Sqlite(join(folder, LEDGER_FILE))
  db.unsafeMode(true)
  const written = db.prepare<[], string>("SELECT sql FROM sqlite_schema WHERE name = 'chains'").pluck().get()!
  const as = (sql: string): void => {
    db.pragma('writable_schema = ON')
    db.prepare("UPDATE sqlite_schema SET sql = ? WHERE name = 'chains'").run(sql)
    db.pragma('writable_schema = RESET')
  }
  as(written.replace(/ STRICT$/, ''))
  db.exec("UPDATE chains SET key = CAST('x' AS BLOB) WHERE kind = 'desk'")
  as(written)
  db.close()
  const plan = { folder, vaultKey, workers: 0, index: false, live: false, now: Date.now() }
  const { findings } = await verifyStore(plan, () => undefined, new AbortController().signal)
  expect(findings).toContainEqual(expect.objectContaining({ code: 'chains-table', chain: null, table: 'chains' }))
  expect(findings.map(({ code }) => code)).not.toContain('check-failed')
})
