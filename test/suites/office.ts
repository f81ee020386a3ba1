/**
 * What every way to the office must do alike, as a suite over any Link: the direct one of tests, HTTP, Electron's. It is given
 * a fresh, empty desk and links to it; each link is another window.
 */
import { expect, it } from 'vitest'
import { calls, newsKinds, type CallName, type NewsKind, type Output } from '../../src/shared/contract.ts'
import { OfficeError } from '../../src/shared/errors.ts'
import { readForm } from '../../src/shared/forms/read-form.ts'
import { valuesFromJson } from '../../src/shared/forms/values-json.ts'
import { connect, type Files, type Link, type Office } from '../../src/shared/wire.ts'
import { newId, PASSPHRASE, provenance, type Values } from '../kit/office-desk.ts'
import { codeFrom } from '../kit/code-of.ts'

export interface OfficeDoor {
  /** Another window of the same desk. */
  link(): Promise<Link & { readonly files: Files }>
}

interface Window {
  readonly office: Office
  readonly files: Files
  readonly link: Link
}

async function open(door: OfficeDoor): Promise<Window> {
  const link = await door.link()
  const office = connect(link)
  /** What comes out is held to the contract. */
  const held = Object.fromEntries(
    (Object.keys(calls) as CallName[]).map(name => [
      name,
      async (input: never) => calls[name].output.parse(await (office[name] as (input: never) => Promise<unknown>)(input))
    ])
  )
  return { office: { ...office, ...held } as Office, files: link.files, link }
}

async function founded(door: OfficeDoor): Promise<Window & { form: Output<'listForms'>[number] }> {
  const window = await open(door)
  await window.office.startNetwork({ network: 'Arizona', office: 'Yuma', person: 'Ana', passphrase: PASSPHRASE })
  const [form] = await window.office.listForms({})
  return { ...window, form: form! }
}

async function values(office: Office, form: string, text: string): Promise<Values> {
  const { xml } = await office.getForm({ package: form })
  let left: string | null = text
  return valuesFromJson({}, readForm(xml)).map(([path, value]) => {
    if (path.includes('/meta/') || value !== null || left === null) return [path, value]
    const given = left
    left = null
    return [path, given]
  }) as Values
}

export function runOfficeSuite(name: string, make: () => Promise<OfficeDoor>): void {
  it(`${name}: an empty desk says so, and asks nobody to sign in`, async () => {
    const { office } = await open(await make())
    const state = await office.deskState({})
    expect([state.state, state.people, state.me]).toEqual(['new', [], null])
    expect(await codeFrom(office.listRecords({}))).toBe('not-signed-in')
  })

  it(`${name}: a day of work: found, draft, attach, file, find, amend, void, read the proof`, async () => {
    const { office, files, form } = await founded(await make())
    const draft = newId()
    await office.saveDraft({ id: draft, package: form.package, instance: '<draft>é</draft>', name: 'Gate' })
    expect((await office.getDraft({ id: draft })).instance).toBe('<draft>é</draft>')
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251)
    const photo = await files.put(bytes)
    const filled: Values = [...(await values(office, form.package, 'Gate')), ['/x/photo', { name: 'gate.png', type: 'image/png', ...photo }]]
    const filed = await office.fileRecord({ id: newId(), package: form.package, values: filled, provenance, draft })
    expect(await office.listDrafts({})).toEqual([])
    const { rows, total } = await office.listRecords({ search: 'gat' })
    expect([total, rows[0]!.ref, rows[0]!.copies, rows[0]!.witnessed]).toEqual([1, filed.ref, 0, 0])
    expect(Buffer.from(await files.get(`attachment/${filed.id.line}/${filed.id.index}/${photo.sha256}`)).equals(bytes)).toBe(true)
    const amended = await office.amendRecord({
      id: newId(),
      record: filed.id,
      amends: [filed.id],
      values: await values(office, form.package, 'Weir'),
      package: form.package,
      reason: 'wrong name',
      provenance
    })
    const page = await office.getRecord({ record: filed.ref })
    expect([page.row.state, page.versions.length, page.proof.height, page.proof.office]).toEqual(['amended', 2, 1, 'Yuma'])
    await office.voidRecord({ id: newId(), record: filed.id, amends: [amended.id], reason: 'never was' })
    expect((await office.recordFacets({})).states).toEqual([{ state: 'voided', records: 1 }])
    expect((await office.status({})).onlyHere).toBe(1)
  })

  it(`${name}: each window is its own: what one signs in to, the other does not see`, async () => {
    const door = await make()
    const { office } = await founded(door)
    const other = await open(door)
    expect(await codeFrom(other.office.listRecords({}))).toBe('not-signed-in')
    await office.addPerson({ name: 'Bea', role: 'viewer', passphrase: PASSPHRASE })
    expect((await other.office.signIn({ person: 'Bea', passphrase: PASSPHRASE })).name).toBe('Bea')
    expect([(await office.deskState({})).me?.name, (await other.office.deskState({})).me?.name]).toEqual(['Ana', 'Bea'])
    expect(await codeFrom(other.office.createBackup({ passphrase: PASSPHRASE }))).toBe('not-allowed')
    await other.office.signOut({})
    expect([(await office.deskState({})).state, (await other.office.deskState({})).state]).toEqual(['open', 'locked'])
  })

  it(`${name}: errors come with code and facts, and say what to do next`, async () => {
    const { office, link } = await founded(await make())
    const error = await office.getRecord({ record: 'YUM-1-000009' }).catch((caught: unknown) => caught as OfficeError)
    expect(error).toBeInstanceOf(OfficeError)
    expect([(error as OfficeError).code, (error as OfficeError).detail, (error as OfficeError).next !== '']).toEqual([
      'not-found',
      { what: 'record', id: 'YUM-1-000009' },
      true
    ])
    expect(await codeFrom(office.listRecords({ limit: 0 }))).toBe('bad-input')
    for (const unknown of ['__proto__', 'constructor', 'toString', 'nothing', 'x'.repeat(150)])
      expect(await link.request(unknown, {})).toMatchObject({ ok: false, code: 'unknown-call' })
  })

  it(`${name}: news are told to every window, and not after it stopped listening`, async () => {
    const door = await make()
    const { office, form } = await founded(door)
    const other = await open(door)
    const heard: NewsKind[] = []
    let wake = (): void => undefined
    const stop = other.office.listen(({ kind }) => {
      heard.push(kind)
      wake()
    })
    const until = async (kind: NewsKind): Promise<void> => {
      while (!heard.includes(kind)) await new Promise<void>(resolve => (wake = resolve))
    }
    await office.saveDraft({ id: newId(), package: form.package, instance: '<x/>' })
    await until('draftsChanged')
    await office.fileRecord({ id: newId(), package: form.package, values: await values(office, form.package, 'Gate'), provenance })
    await until('headMoved')
    expect(heard.every(kind => newsKinds.includes(kind))).toBe(true)
    stop()
    heard.length = 0
    await office.deskState({})
    await office.saveDraft({ id: newId(), package: form.package, instance: '<x/>' })
    await office.deskState({})
    expect(heard).toEqual([])
  })

  it(`${name}: a backup is downloaded by who asked for it, and restores in an empty desk`, async () => {
    const door = await make()
    const { office, files } = await founded(door)
    const { download } = await office.createBackup({ passphrase: 'kept in the safe' })
    const other = await open(door)
    expect(await codeFrom(other.files.get(download!))).not.toBe('ok')
    const pieces: Uint8Array<ArrayBuffer>[] = []
    for await (const piece of files.open(download!)) pieces.push(Uint8Array.from(piece))
    const backup = new Blob(pieces)
    expect((await office.backups({})).last).toMatchObject({ size: backup.size, place: 'download' })
    const empty = await open(await make())
    const { sha256 } = await empty.files.upload(backup)
    await empty.office.restoreBackup({ sha256, passphrase: 'kept in the safe', person: 'Dana' })
    expect((await empty.office.deskState({})).state).toBe('readonly')
  }, 60_000)
}
