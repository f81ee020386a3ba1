/**
 * Data folders that released versions of the program wrote (test/stores) are opened by this one: a copy of each, for the
 * originals never change. A copy is a folder that was moved, so the way back from there is walked too.
 */
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openDesk, type Desk } from '../../src/main/desk.ts'
import type { CallName, Input, Output } from '../../src/shared/contract.ts'
import { uuid7 } from '../../src/shared/names.ts'
import { tempFolder } from '../kit/temp-folder.ts'

interface Expected {
  readonly attachment: { readonly record: string; readonly sha256: string; readonly size: number }
  readonly chains: readonly { readonly chain: string; readonly kind: string; readonly lines: number }[]
  readonly draft: string
  readonly passphrase: string
  readonly person: string
  readonly recoveryKey: string
  readonly records: Readonly<Record<string, string>>
  readonly total: number
}

const stores = join(import.meta.dirname, '../stores')
const versions = readdirSync(stores, { withFileTypes: true })
  .filter(item => item.isDirectory())
  .map(item => item.name)
const expectedOf = (version: string): Expected => JSON.parse(readFileSync(join(stores, version, 'expected.json'), 'utf8')) as Expected

function copyOf(version: string): string {
  const folder = tempFolder()
  cpSync(join(stores, version), folder, { recursive: true })
  rmSync(join(folder, 'expected.json'))
  return folder
}

interface Opened {
  readonly folder: string
  readonly call: <N extends CallName>(name: N, input: Input<N>) => Promise<Output<N>>
  readonly get: (path: string) => Promise<Uint8Array>
  readonly listen: Desk['listen']
  readonly close: Desk['close']
}

async function open(folder: string): Promise<Opened> {
  const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
  const desk = await openDesk({ folder, listen: null, mdns: false, hub: false, now: Date.now, monotonic: () => performance.now(), random, scryptLog2: 4 })
  const session = desk.openSession()
  return {
    folder,
    async call(name, input) {
      const reply = await desk.dispatch(session, name, input)
      if (!reply.ok) throw new Error(`${name}: ${reply.code} ${JSON.stringify(reply.detail)}`)
      return reply.value as Output<typeof name>
    },
    get: async path => (await desk.getFile(session, path)).bytes,
    listen: receive => desk.listen(receive),
    close: () => desk.close()
  }
}

async function opened(folder: string, { person, passphrase }: Expected): Promise<Opened> {
  const desk = await open(folder)
  expect((await desk.call('deskState', {})).trouble?.code).toBe('folder-moved')
  await desk.call('rebindFolder', { person, passphrase })
  await desk.call('signIn', { person, passphrase })
  return desk
}

/** Verifies, and waits until the job says that it is over. */
async function verdict(desk: Opened): Promise<unknown> {
  await desk.call('startVerify', {})
  for (;;) {
    const changed = new Promise<void>(resolve => {
      const stop = desk.listen(() => {
        stop()
        resolve()
      })
    })
    const { state, verdict: said } = await desk.call('verifyJob', {})
    if (state !== 'running') return { state, findings: said?.findings, verdict: said?.verdict }
    await changed
  }
}
const SOUND = { state: 'done', findings: [], verdict: 'sound' }

it('there is a store of the first version', () => {
  expect(versions).toContain('v1')
})

it.each(versions)('a store of %s opens with its chains, its records and their states, an attachment and a draft', async version => {
  const expected = expectedOf(version)
  const desk = await opened(copyOf(version), expected)
  const chains = (await desk.call('listChains', {})).map(({ chain, kind, lines }) => ({ chain, kind, lines }))
  expect(chains).toEqual(expected.chains)
  const { rows, total } = await desk.call('listRecords', {})
  expect(total).toBe(expected.total)
  const states = rows.filter(row => row.ref in expected.records).map(row => [row.ref, row.state] as const)
  expect(Object.fromEntries(states)).toEqual(expected.records)
  const { versions: held } = await desk.call('getRecord', { record: expected.attachment.record })
  const photo = held[0]!.values!.find(([path]) => path === '/data/photo')![1] as { sha256: string }
  const bytes = await desk.get(`attachment/${held[0]!.id.line}/${held[0]!.id.index}/${photo.sha256}`)
  expect([createHash('sha256').update(bytes).digest('base64url'), bytes.length]).toEqual([expected.attachment.sha256, expected.attachment.size])
  const amended = await desk.call('getRecord', { record: Object.keys(expected.records)[1]! })
  expect(amended.versions.map(({ kind, reason, values }) => [kind, reason, values?.find(([path]) => path === '/data/site/name')?.[1]])).toEqual(
    expect.arrayContaining([
      ['record', null, 'Bomba «Nº 2» 🌵'],
      ['amend', 'shorter name', 'Bomba 2']
    ])
  )
  expect((await desk.call('getDraft', { id: expected.draft })).name).toBe('Half done')
  await desk.close()
})

it.each(versions)(
  'a store of %s is verified whole and sound, goes on being written, and is still sound',
  async version => {
    const expected = expectedOf(version)
    const desk = await opened(copyOf(version), expected)
    expect(await verdict(desk)).toEqual(SOUND)
    const [form] = await desk.call('listForms', {})
    const id = uuid7(Date.now(), randomBytes(10))
    const filed = await desk.call('fileRecord', {
      id,
      package: form!.package,
      values: [['/data/site/name', 'Later']],
      provenance: { engine: null, language: null },
      draft: null
    })
    expect(filed.ref).toBe(`YUM-1-${String(expected.total + 1).padStart(6, '0')}`)
    expect(await verdict(desk)).toEqual(SOUND)
    await desk.close()
    const again = await open(desk.folder)
    await again.call('signIn', { person: expected.person, passphrase: expected.passphrase })
    expect((await again.call('listRecords', {})).total).toBe(expected.total + 1)
    await again.close()
  },
  60_000
)

it.each(versions)('the index of %s may be gone: it is made anew from the ledger', async version => {
  const folder = copyOf(version)
  rmSync(join(folder, 'index.db'))
  const expected = expectedOf(version)
  const desk = await opened(folder, expected)
  const { rows, total } = await desk.call('listRecords', {})
  expect([total, rows.find(row => row.ref === Object.keys(expected.records)[1])?.state]).toEqual([expected.total, 'amended'])
  await desk.close()
})

it.each(versions)('the recovery words of %s open it when every passphrase is forgotten', async version => {
  const expected = expectedOf(version)
  const desk = await opened(copyOf(version), expected)
  await desk.call('recover', { recoveryKey: expected.recoveryKey, person: 'New Administrator', passphrase: 'a passphrase of now' })
  expect((await desk.call('listRecords', {})).total).toBe(expected.total)
  await desk.close()
})
