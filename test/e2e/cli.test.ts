/** The command line as people and scripts run it: whole processes, exit codes, one JSON document on stdout. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Output, Verdict } from '../../src/shared/contract.ts'
import { startDesk, type DeskProcess } from '../../src/main/cli/demo/desk-process.ts'
import { muniment, munimentJson, refusalOf } from './parts/command.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(root, name)
const pass = ['--passphrase-file', at('passphrase')]
const here = ['--data', at('desk'), ...pass]
/** Long, for many processes start; on a quiet machine each takes a few seconds. */
const LONG = 300_000

beforeAll(() => {
  writeFileSync(at('passphrase'), 'harbor lantern copper\n')
  writeFileSync(at('one.json'), JSON.stringify({ site: { name: 'Pump house 7', kind: 'water' } }))
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

it(
  'a network is founded, a record filed, the ledger verified, and an altered one found, with exit codes 0, 1 and 2',
  async () => {
    expect((await muniment('init', ...here, '--network', 'Northern Arizona', '--office', 'Yuma')).code).toBe(0)
    const filed = await munimentJson<{ records: { ref: string }[] }>(...here, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json'))
    expect(filed.value.records.map(one => one.ref)).toEqual(['YUM-1-000001'])
    expect(await munimentJson<Verdict>('verify', at('desk'), ...pass)).toMatchObject({ code: 0, value: { verdict: 'sound', findings: [] } })
    const db = new DatabaseSync(join(at('desk'), 'ledger.db'))
    db.exec(`UPDATE lines SET line = CAST(replace(CAST(line AS TEXT), '"ref":1,', '"ref":2,') AS BLOB) WHERE line_id = (SELECT max(line_id) FROM lines)`)
    db.close()
    const found = await munimentJson<Verdict>('verify', at('desk'), ...pass)
    expect(found.code).toBe(1)
    expect(found.value.findings).toContainEqual(expect.objectContaining({ height: 0, desk: 'Yuma desk 1', code: 'line-signature', state: 'open' }))
    expect(await refusalOf('verify', at('nowhere'))).toBe('file-unreadable')
  },
  LONG
)

async function serving<T>(folder: string, work: (running: DeskProcess) => Promise<T>): Promise<T> {
  const running = await startDesk(folder)
  try {
    return await work(running)
  } finally {
    await running.stop()
  }
}

it(
  'while the desk runs commands go through its door, and it opens addresses',
  async () => {
    await muniment('init', '--data', at('live'), ...pass, '--network', 'Live', '--office', 'Globe')
    const live = ['--data', at('live'), ...pass]
    expect(await refusalOf('open', ...live)).toBe('not-found')
    await serving(at('live'), async () => {
      const { value } = await munimentJson<{ running: boolean }>(...live, 'status')
      expect(value.running).toBe(true)
      expect((await muniment(...live, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json'))).code).toBe(0)
      expect((await munimentJson<{ url: string }>('open', ...live)).value.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/)
      expect((await munimentJson<Verdict>('verify', at('live'), ...pass)).value).toMatchObject({ verdict: 'sound', findings: [] })
      expect(await refusalOf('serve', '--data', at('live'))).toBe('folder-in-use')
    })
    expect((await munimentJson<{ running: boolean; counts: { records: number } }>(...live, 'status')).value).toMatchObject({
      running: false,
      counts: { records: 1 }
    })
  },
  LONG
)

it(
  'a port that another program has is said to be in use',
  async () => {
    const other = createServer()
    await new Promise<void>(done => other.listen(0, '127.0.0.1', done))
    try {
      expect(await refusalOf('serve', ...here, '--no-network', '--port', String((other.address() as AddressInfo).port))).toBe('port-in-use')
    } finally {
      other.close()
    }
  },
  LONG
)

it(
  'an office is invited, joins, is admitted, syncs, and exchanges by file; its invitation works once',
  async () => {
    await muniment('init', '--data', at('a'), ...pass, '--network', 'Two', '--office', 'Yuma')
    const a = ['--data', at('a'), ...pass]
    const b = ['--data', at('b'), ...pass]
    await serving(at('a'), async () => {
      expect((await muniment(...a, 'invite', '--office', 'Mesa', '--out', at('invitation'))).code).toBe(0)
      expect(await refusalOf(...a, 'invite', '--office', 'Mesa', '--out', at('invitation'))).toBe('file-exists')
      const joining = munimentJson<{ admitted: boolean; words: string }>(...b, 'join', at('invitation'), '--person', 'Bea Cruz', '--wait', '60')
      const admitted = await munimentJson<{ admitted: { words: string }[] }>(...a, 'admit', '--wait', '30')
      const joined = await joining
      expect(joined.value.admitted).toBe(true)
      expect(admitted.value.admitted.map(one => one.words)).toEqual([joined.value.words])
      expect((await muniment(...b, 'sync', '--wait', '30')).code).toBe(0)
      expect((await muniment(...b, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json'))).code).toBe(0)
      const synced = await munimentJson<{ answered: number }>(...b, 'sync', '--wait', '30')
      expect(synced.value.answered).toBe(1)
      await muniment('init', '--data', at('other'), ...pass, '--network', 'Other', '--office', 'Page')
      expect(await refusalOf('join', at('invitation'), '--data', at('other'), ...pass)).toBe('invitation-foreign')
      expect(await refusalOf('join', at('one.json'), '--data', at('c'), ...pass)).toBe('invitation-unreadable')
      expect(await refusalOf('join', at('invitation'), '--data', at('c'), ...pass, '--person', 'Someone Else', '--wait', '60')).toBe('join-closed')
    })
    expect((await muniment(...b, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json'))).code).toBe(0)
    expect((await muniment(...b, 'bundle', 'export', at('bundle'), '--for', 'Yuma')).code).toBe(0)
    copyFileSync(at('bundle'), at('carried'))
    const bundle = await munimentJson<Verdict>('verify', at('carried'))
    expect(bundle).toMatchObject({ code: 0, value: { verdict: 'sound', findings: [] } })
    expect(bundle.value.payloads.notOpened).toBeGreaterThan(2)
    expect(bundle.value.chains.reduce((sum, chain) => sum + chain.records, 0)).toBe(2)
    const altered = readFileSync(at('carried'))
    const where = altered.lastIndexOf('"ref":2,')
    writeFileSync(at('altered'), Buffer.concat([altered.subarray(0, where), Buffer.from('"ref":3,'), altered.subarray(where + 8)]))
    expect(await munimentJson<Verdict>('verify', at('altered'))).toMatchObject({ code: 1, value: { findings: [{ code: 'line-signature', height: 1 }] } })
    const taken = await munimentJson<{ lines: number; payloads: number }>(...a, 'bundle', 'import', at('carried'))
    expect(taken.value.lines).toBeGreaterThan(0)
    expect((await munimentJson<Output<'listRecords'>>(...a, 'record', 'list')).value.total).toBe(2)
    expect((await munimentJson<{ lines: number }>(...a, 'bundle', 'import', at('carried'))).value.lines).toBe(0)
    expect(await refusalOf(...a, 'bundle', 'import', at('one.json'))).toBe('not-a-bundle')
  },
  LONG
)
