/** `backup`, `restore`, `restore --check` and `salvage`, with the desk at rest and through the door of one that runs. */
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { createHash, randomFillSync } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDesk } from '../../../src/main/desk.ts'
import { writeDoorFile } from '../../../src/main/serve/door-file.ts'
import { startServer } from '../../../src/main/serve/server.ts'
import type { Output } from '../../../src/shared/contract.ts'
import { deskOptions } from '../../kit/office-desk.ts'
import { answerOf, inspection, PASSPHRASE, refusalOf, said } from './said.ts'
import { digests } from '../../kit/digests.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(root, name)
const desk = at('desk')
const pass = ['--passphrase-file', at('passphrase')]
const safe = ['--backup-passphrase-file', at('safe')]
const here = ['--data', desk, ...pass]
interface Made {
  readonly file: string
  readonly size: number
  readonly lines: number
  readonly records: number
  readonly expires: string
}
interface Checked {
  readonly verdict: string
  readonly records: number
  readonly lines: number
  readonly differs: readonly string[]
  readonly findings: readonly unknown[]
  readonly madeBy: { readonly office: string }
}

beforeAll(async () => {
  writeFileSync(at('passphrase'), PASSPHRASE)
  writeFileSync(at('safe'), 'kept in the safe')
  writeFileSync(at('wrong'), 'not the passphrase')
  const made = await answerOf<{ recoveryKey: string }>(...here, 'init', '--network', 'Northern Arizona', '--office', 'Yuma', '--person', 'Dana Begay')
  writeFileSync(at('words'), made.value.recoveryKey)
  const values = Array.from({ length: 40 }, (_, i) => inspection(`Weir ${i}`))
  writeFileSync(at('many.json'), JSON.stringify(values))
  expect((await said(...here, 'record', 'add', '--form', 'site-inspection', '--values', at('many.json'))).code).toBe(0)
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('a backup is tried without touching anything, and restored; errors say what they are', async () => {
  const { value } = await answerOf<Made>(...here, 'backup', '--out', at('one.backup'), ...safe, '--recovery', '--keep-days', '30')
  expect(value).toMatchObject({ file: at('one.backup'), size: statSync(at('one.backup')).size, records: 40 })
  expect(await refusalOf(...here, 'backup', '--out', at('one.backup'), ...safe)).toBe('file-exists')
  const before = digests(desk)
  for (const opener of [safe, ['--recovery-file', at('words')]]) {
    const tried = await answerOf<Checked>('restore', at('one.backup'), '--check', ...opener)
    expect([tried.code, tried.value]).toMatchObject([
      0,
      { verdict: 'sound', records: 40, lines: value.lines, differs: [], findings: [], madeBy: { office: 'Yuma' } }
    ])
  }
  expect(digests(desk)).toEqual(before)
  expect(await refusalOf('restore', at('one.backup'), '--check', '--backup-passphrase-file', at('wrong'))).toBe('backup-locked')
  const bytes = readFileSync(at('one.backup'))
  bytes[bytes.length >> 1]! ^= 1
  writeFileSync(at('changed.backup'), bytes)
  expect(await refusalOf('restore', at('changed.backup'), '--check', ...safe)).toBe('backup-damaged')
  expect(await refusalOf('restore', at('changed.backup'), '--data', at('new'), ...safe, ...pass)).toBe('backup-damaged')
  expect(await refusalOf('restore', at('none.backup'), '--check', ...safe)).toBe('file-unreadable')
  const restored = await answerOf<{ records: number }>('restore', at('one.backup'), '--data', at('new'), ...safe, ...pass, '--person', 'Dana Begay')
  expect(restored.value.records).toBe(40)
  expect((await answerOf<Output<'listRecords'>>('record', 'list', '--data', at('new'), ...pass)).value.total).toBe(40)
  expect(await refusalOf('record', 'add', '--data', at('new'), ...pass, '--form', 'site-inspection', '--values', at('many.json'))).toBe('not-allowed')
}, 60_000)

it('a damaged desk is salvaged into a new folder; the same again takes what another folder still has', async () => {
  const damaged = at('damaged')
  await answerOf('restore', at('one.backup'), '--data', damaged, ...safe, ...pass, '--person', 'Dana Begay')
  const pages = statSync(join(damaged, 'ledger.db')).size / 8192
  const fd = openSync(join(damaged, 'ledger.db'), 'r+')
  for (let page = 40; page < pages; page += 3) writeSync(fd, Buffer.alloc(8192, 0xaa), 0, 8192, page * 8192)
  closeSync(fd)
  const before = digests(damaged)
  const some = await answerOf<{ complete: boolean; chains: { missing: unknown[] }[] }>('salvage', '--data', damaged, '--out', at('some'), ...pass)
  expect([some.code, some.value]).toMatchObject([1, { complete: false }])
  const all = await answerOf<{ complete: boolean }>('salvage', '--data', damaged, '--out', at('all'), '--also', at('new'), ...pass)
  expect([all.code, all.value.complete]).toEqual([0, true])
  expect(digests(damaged).filter(name => !name.startsWith('lock'))).toEqual(before.filter(name => !name.startsWith('lock')))
  expect(await refusalOf('salvage', '--data', damaged, '--out', at('all'), ...pass)).toBe('desk-exists')
  const list = await answerOf<Output<'listRecords'>>('record', 'list', '--data', at('all'), ...pass)
  expect(list.value.total).toBe(40)
  const status = await answerOf<{ state: string }>('verify', at('all'), ...pass)
  expect(status.value).toMatchObject({ verdict: 'sound' })
}, 60_000)

const MiB = 1_048_576

it('through the door a desk of more than 64 MiB is backed up and restored as a stream', async () => {
  const folder = at('big')
  const bigHere = ['--data', folder, ...pass]
  await said(...bigHere, 'init', '--network', 'Big', '--office', 'Yuma', '--person', 'Dana Begay')
  for (const n of [1, 2]) {
    writeFileSync(at(`photo-${n}.jpg`), randomFillSync(Buffer.alloc(40 * MiB)))
    writeFileSync(at(`photo-${n}.json`), JSON.stringify({ ...inspection(`Dam ${n}`), conditions: { picture: { file: `photo-${n}.jpg` } } }))
    expect(await said(...bigHere, 'record', 'add', '--form', 'site-inspection', '--values', at(`photo-${n}.json`))).toMatchObject({ code: 0 })
  }
  const photo = createHash('sha256')
    .update(readFileSync(at('photo-2.jpg')))
    .digest('base64url')
  const running = await openDesk(deskOptions(folder))
  const server = await startServer({ door: running, pageFolder: root, port: 0, now: Date.now })
  writeDoorFile(folder, { base: `http://127.0.0.1:${server.port}`, secret: server.secret, pid: process.pid })
  const { value } = await answerOf<Made>(...bigHere, 'backup', '--out', at('big.backup'), ...safe)
  expect(value.size).toBeGreaterThan(80 * MiB)
  await server.close()
  await running.close()
  rmSync(join(folder, 'door.json'), { force: true })

  const empty = at('big-restored')
  const waiting = await openDesk(deskOptions(empty))
  const second = await startServer({ door: waiting, pageFolder: root, port: 0, now: Date.now })
  writeDoorFile(empty, { base: `http://127.0.0.1:${second.port}`, secret: second.secret, pid: process.pid })
  const restored = await answerOf<{ records: number }>('restore', at('big.backup'), '--data', empty, ...safe, ...pass, '--person', 'Dana Begay')
  expect(restored.value.records).toBe(2)
  expect(existsSync(join(empty, 'uploads'))).toBe(false)
  await second.close()
  await waiting.close()
  rmSync(join(empty, 'door.json'), { force: true })
  const { value: verdict } = await answerOf<{ verdict: string; payloads: { checked: number } }>('verify', empty, ...pass)
  expect(verdict).toMatchObject({ verdict: 'sound' })
  const [row] = (await answerOf<Output<'listRecords'>>('record', 'list', '--data', empty, ...pass, '--search', 'Dam 2')).value.rows
  const shown = await answerOf<Output<'getRecord'>>('record', 'show', row!.ref, '--data', empty, ...pass)
  expect(JSON.stringify(shown.value.versions[0]!.values)).toContain(photo)
}, 120_000)
