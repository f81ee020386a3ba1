/** A real desk in a folder of the test's own, by the way people take: found a network, file and amend records, close. */
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDesk } from '../../src/main/desk.ts'
import { openKeyring, unlock } from '../../src/main/keys/keyring.ts'
import type { Checked, Input, Output, CallName } from '../../src/shared/contract.ts'
import { uuid7 } from '../../src/shared/names.ts'
import { tempFolder } from './temp-folder.ts'

export const PASSPHRASE = 'harbor lantern copper'
export const PERSON = 'Dana Begay'

export interface OpenDeskKit {
  readonly folder: string
  call<N extends CallName>(name: N, input: Input<N>): Promise<Output<N>>
  put(bytes: Uint8Array): Promise<{ sha256: string; size: number }>
  upload(bytes: Uint8Array): Promise<{ sha256: string; size: number }>
  get(path: string): Promise<{ readonly bytes: Uint8Array }>
  newId(): string
  close(): Promise<void>
}

/** The desk in a folder, opened and signed in where it exists already. */
export async function openKit(folder: string): Promise<OpenDeskKit> {
  const desk = await openDesk({
    folder,
    listen: null,
    mdns: false,
    hub: false,
    now: Date.now,
    monotonic: () => performance.now(),
    random: length => new Uint8Array(randomBytes(length)),
    scryptLog2: 4
  })
  const session = desk.openSession()
  return {
    folder,
    async call(name, input) {
      const reply = await desk.dispatch(session, name, input)
      if (!reply.ok) throw new Error(`${name}: ${reply.code} ${JSON.stringify(reply.detail)}`)
      return reply.value as Output<typeof name>
    },
    put: bytes => desk.putFile(session, bytes),
    upload: bytes => desk.upload(session, new Blob([Uint8Array.from(bytes)]).stream()),
    get: path => desk.getFile(session, path),
    newId: () => uuid7(Date.now(), randomBytes(10)),
    close: () => desk.close()
  }
}

const values = (title: string): Checked<'fileRecord'>['values'] => [
  ['/data/site/name', title],
  ['/data/site/condition', 'fair'],
  ['/data/follow_up', null]
]

/** File one record of the first form; answers its id. */
export async function file(desk: OpenDeskKit, title: string, more: Checked<'fileRecord'>['values'] = []): Promise<Output<'fileRecord'>> {
  const [form] = await desk.call('listForms', {})
  return desk.call('fileRecord', {
    id: desk.newId(),
    package: form!.package,
    values: [...values(title), ...more],
    provenance: { engine: null, language: null },
    draft: null
  })
}

/** A desk with records one to a line, several to a line, an amended, a voided one, one with an attachment, and a draft. Closed. */
export async function filedDesk(folder = tempFolder()): Promise<{ folder: string; vaultKey: Uint8Array }> {
  const desk = await openKit(folder)
  await desk.call('startNetwork', { network: 'Northern Arizona', office: 'Yuma Field Office', person: PERSON, passphrase: PASSPHRASE, mode: 'permissioned' })
  const [form] = await desk.call('listForms', {})
  const filed = []
  for (let i = 0; i < 8; i++) filed.push(await file(desk, `Gate ${i + 1}`))
  const provenance = { engine: null, language: null }
  await desk.call('fileRecords', {
    package: form!.package,
    records: Array.from({ length: 5 }, (_, i) => ({ id: desk.newId(), values: values(`Weir ${i + 1}`) })),
    provenance
  })
  await desk.call('amendRecord', {
    id: desk.newId(),
    record: filed[1]!.id,
    amends: [filed[1]!.id],
    values: values('Gate 2, repaired'),
    package: form!.package,
    reason: 'second visit',
    provenance,
    draft: null
  })
  await desk.call('voidRecord', { id: desk.newId(), record: filed[2]!.id, amends: [filed[2]!.id], reason: 'entered twice' })
  const bytes = randomBytes(300_000)
  const photo = await desk.put(bytes)
  await file(desk, 'Bridge', [
    ['/data/photo', { name: 'bridge.jpg', type: 'image/jpeg', size: photo.size, sha256: photo.sha256, chunks: photo.sha256 }] as never
  ])
  await desk.put(randomBytes(400_000))
  await desk.call('saveDraft', { id: desk.newId(), package: form!.package, instance: '<data/>', name: 'unfinished' })
  await desk.call('listRecords', {})
  await desk.close()
  return { folder, vaultKey: await vaultKeyOf(folder) }
}

export async function vaultKeyOf(folder: string): Promise<Uint8Array> {
  const { desk } = await unlock(openKeyring(folder), PERSON, PASSPHRASE)
  return Uint8Array.from(desk.vaultKey)
}

let base: Promise<{ folder: string; vaultKey: Uint8Array }> | undefined

/** A copy of one such desk, made once in a test file: for reading and for changing by hand, not for opening as a desk again. */
export async function copiedDesk(): Promise<{ folder: string; vaultKey: Uint8Array }> {
  base ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'muniment-filed-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    return filedDesk(folder)
  })()
  const { folder, vaultKey } = await base
  const copy = tempFolder()
  cpSync(folder, copy, { recursive: true })
  return { folder: copy, vaultKey }
}
