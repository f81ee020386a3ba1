/**
 * Makes the data folder of a desk by this version of the program, to be opened by every later one:
 * `node test/stores/make.ts v1`. A folder is made once, when its version is released, and then never again: what people have on
 * their disks does not change either. Keys are for tests only; the passphrase is in expected.json.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDesk } from '../../src/main/desk.ts'
import type { CallName, Input, Output } from '../../src/shared/contract.ts'
import { uuid7 } from '../../src/shared/names.ts'
import { testClock } from '../kit/people.ts'

const PERSON = 'Dana Begay'
const PASSPHRASE = 'harbor lantern copper'

export async function makeStore(folder: string): Promise<void> {
  const clock = testClock(`store ${folder.split('/').at(-1)}`)
  const now = (): number => {
    clock.pass(1_000)
    return clock.now()
  }
  const desk = await openDesk({ folder, listen: null, mdns: false, hub: false, now, monotonic: clock.monotonic, random: clock.random, scryptLog2: 4 })
  const session = desk.openSession()
  const call = async <N extends CallName>(name: N, input: Input<N>): Promise<Output<N>> => {
    const reply = await desk.dispatch(session, name, input)
    if (!reply.ok) throw new Error(`${name}: ${reply.code} ${JSON.stringify(reply.detail)}`)
    return reply.value as Output<N>
  }
  const id = (): string => uuid7(now(), clock.random(10))
  const provenance = { engine: 'web-forms 0.22.0', language: 'en' }
  const { recoveryKey } = await call('startNetwork', { network: 'Northern Arizona', office: 'Yuma Field Office', person: PERSON, passphrase: PASSPHRASE, mode: 'permissioned' })
  await call('confirmRecovery', { recoveryKey })
  const [form] = await call('listForms', {})
  const values = (name: string): [string, string | null][] => [
    ['/data/site/name', name],
    ['/data/site/condition', 'fair'],
    ['/data/follow_up', null]
  ]
  const file = (name: string, more: [string, unknown][] = []): Promise<Output<'fileRecord'>> =>
    call('fileRecord', { id: id(), package: form!.package, values: [...values(name), ...more] as never, provenance, draft: null })
  const gate = await file('Gate 1')
  const pump = await file('Bomba «Nº 2» 🌵')
  const weir = await file('Weir 3')
  const bytes = new Uint8Array(300_000).map((_, i) => (i * 7) % 251)
  const { sha256 } = await desk.putFile(session, bytes)
  const photo = await file('Gate with a photo', [['/data/photo', { name: 'gate.jpg', sha256, size: bytes.length, type: 'image/jpeg' }]])
  await call('fileRecords', { package: form!.package, records: [5, 6, 7].map(n => ({ id: id(), values: values(`Bulk ${n}`) })), provenance })
  await call('amendRecord', { id: id(), record: pump.id, amends: [pump.id], package: form!.package, values: values('Bomba 2'), reason: 'shorter name', provenance, draft: null })
  await call('voidRecord', { id: id(), record: weir.id, amends: [weir.id], reason: 'entered twice' })
  await call('addPerson', { name: 'Ben Ortega', role: 'clerk', passphrase: 'second passphrase here' })
  const draft = id()
  await call('saveDraft', { id: draft, package: form!.package, instance: '<data/>', name: 'Half done' })
  const { total } = await call('listRecords', {})
  const chains = (await call('listChains', {})).map(({ chain, kind, lines }) => ({ chain, kind, lines }))
  await desk.close()
  const expected = {
    attachment: { record: photo.ref, sha256: createHash('sha256').update(bytes).digest('base64url'), size: bytes.length },
    chains,
    draft,
    passphrase: PASSPHRASE,
    person: PERSON,
    recoveryKey,
    records: { [gate.ref]: 'filed', [pump.ref]: 'amended', [weir.ref]: 'voided', [photo.ref]: 'filed' },
    total
  }
  writeFileSync(join(folder, 'expected.json'), `${JSON.stringify(expected, null, 1)}\n`)
}

if (import.meta.main) {
  const version = process.argv[2]
  if (version === undefined || !/^v[0-9]+$/.test(version)) throw new Error('wanted a version, like v2')
  const folder = join(import.meta.dirname, version)
  if (existsSync(folder)) throw new Error(`${version} is there and stays as it is`)
  mkdirSync(folder)
  try {
    await makeStore(folder)
  } catch (error) {
    rmSync(folder, { recursive: true })
    throw error
  }
}
