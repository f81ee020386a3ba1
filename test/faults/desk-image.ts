/**
 * A real desk's folder as bytes: made once by the way people take (found, file, amend, void, attach, draft), closed after
 * every step, and put back into the very same folder for every case, because a copy elsewhere is a moved desk, which signs
 * nothing and would hide what is looked for.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openKeyring, unlock } from '../../src/main/keys/keyring.ts'
import type { Checked, Output } from '../../src/shared/contract.ts'
import { firstForm, found, newId, PASSPHRASE, PERSON, provenance, signedIn, openWorkDesk, valuesOf, type WorkDesk } from './work-desk.ts'

/** Files of a data folder that a case may damage, by name; what else stands there (lock, door) says nothing. */
export type Files = ReadonlyMap<string, Buffer>

export function readFiles(folder: string): Files {
  const names = readdirSync(folder).filter(name => name !== 'lock' && statSync(join(folder, name)).isFile())
  return new Map(names.map(name => [name, readFileSync(join(folder, name))]))
}

/** The folder then holds exactly these files. Nothing may have it open. */
export function putFiles(folder: string, files: Files): void {
  for (const name of readdirSync(folder)) if (!files.has(name)) rmSync(join(folder, name), { recursive: true, force: true })
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes, { mode: 0o600 })
}

/** `null` takes the file away. */
export function withFile(files: Files, name: string, bytes: Buffer | null): Files {
  const changed = new Map(files)
  if (bytes === null) changed.delete(name)
  else changed.set(name, bytes)
  return changed
}

/** Where many small files come and go: in memory where the system has such a place. A test folder elsewhere is as good, and slower. */
export function quickFolder(otherwise: string): string {
  const under = existsSync('/dev/shm') ? '/dev/shm' : otherwise
  try {
    return mkdtempSync(join(under, 'muniment-faults-'))
  } catch {
    mkdirSync(otherwise, { recursive: true })
    return mkdtempSync(join(otherwise, 'desk-'))
  }
}

export async function fileOne(
  desk: WorkDesk,
  title: string,
  more: Checked<'fileRecord'>['values'] = [],
  draft: string | null = null
): Promise<Output<'fileRecord'>> {
  return desk.call('fileRecord', { id: newId(), package: await firstForm(desk), values: [...valuesOf(title), ...more], provenance, draft })
}

export async function saveDraft(desk: WorkDesk, name: string, instance: string, id = newId()): Promise<string> {
  await desk.call('saveDraft', { id, package: await firstForm(desk), instance, name })
  return id
}

/** A record with an attachment of random bytes. */
export async function fileWithPhoto(desk: WorkDesk, title: string, bytes: Uint8Array): Promise<Output<'fileRecord'>> {
  const photo = await desk.put(bytes)
  const value = { name: 'bridge.jpg', type: 'image/jpeg', size: photo.size, sha256: photo.sha256, chunks: photo.sha256 }
  return fileOne(desk, title, [['/data/photo', value]] as never)
}

/** What is done at the desk, one step after another; each adds at least one line or row. The last one is a line. */
function stepsOf(desk: () => WorkDesk): readonly (() => Promise<unknown>)[] {
  const filed: Output<'fileRecord'>[] = []
  const one = (title: string) => async (): Promise<void> => void filed.push(await fileOne(desk(), title))
  const draft = (name: string) => () => saveDraft(desk(), name, `<data><site><name>${name}</name></site></data>`)
  return [
    one('Gate 1'),
    one('Gate 2'),
    one('Gate 3'),
    draft('first draft'),
    async () => {
      const records = ['Weir 1', 'Weir 2', 'Weir 3'].map(title => ({ id: newId(), values: valuesOf(title) }))
      await desk().call('fileRecords', { package: await firstForm(desk()), records, provenance })
    },
    async () => {
      const { id } = filed[0]!
      const values = valuesOf('Gate 1, repaired')
      const change = { id: newId(), record: id, amends: [id], values, reason: 'second visit', provenance, draft: null }
      await desk().call('amendRecord', { ...change, package: await firstForm(desk()) })
    },
    () => desk().call('voidRecord', { id: newId(), record: filed[1]!.id, amends: [filed[1]!.id], reason: 'entered twice' }),
    () => fileWithPhoto(desk(), 'Bridge', randomBytes(5_000)),
    () => desk().put(randomBytes(3_000)),
    draft('second draft'),
    one('Gate 4')
  ]
}

export interface Image {
  readonly folder: string
  readonly vaultKey: Uint8Array
  /** The closed folder at the end. */
  readonly files: Files
  /** The closed folder after founding and after every step. */
  readonly steps: readonly Files[]
  remove(): void
}

/** Makes the desk in a folder of its own; `run.folder` where memory is no place for files. */
export async function makeImage(otherwise: string): Promise<Image> {
  const folder = quickFolder(otherwise)
  let desk = await openWorkDesk(folder)
  await found(desk)
  const steps: Files[] = []
  const close = async (): Promise<void> => {
    await desk.call('listRecords', {})
    await desk.close()
    steps.push(readFiles(folder))
  }
  await close()
  for (const step of stepsOf(() => desk)) {
    desk = await signedIn(folder)
    await step()
    await close()
  }
  const { desk: keys } = await unlock(openKeyring(folder), PERSON, PASSPHRASE)
  return {
    folder,
    vaultKey: Uint8Array.from(keys.vaultKey),
    files: readFiles(folder),
    steps,
    remove: () => rmSync(folder, { recursive: true, force: true })
  }
}
