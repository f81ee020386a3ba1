/**
 * The folders that faults begin from, made once a run by the program itself. A folder is emptied and filled again for each
 * case and never made anew: the desk knows it by its inode.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MARK_FILE, readMark } from '../../src/main/keys/mark.ts'
import { found, newId, openWorkDesk, PASSPHRASE, provenance, signedIn, valuesOf, firstForm, type WorkDesk } from './work-desk.ts'

/** The files of a folder, by name. No folder of a desk has folders in it. */
export type Files = ReadonlyMap<string, Buffer>

export const filesIn = (folder: string): Files =>
  new Map(
    readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ name }) => [name, readFileSync(join(folder, name))])
  )

/** The folder then holds these files and nothing else. */
export function fill(folder: string, files: Files): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory() || !files.has(entry.name)) rmSync(join(folder, entry.name), { recursive: true })
  for (const [name, bytes] of files) writeFileSync(join(folder, name), bytes)
}

export interface Base {
  /** The desk's. */
  readonly folder: string
  readonly beside: string
  readonly files: Files
  /** Records that it lists, and lines of its chain. */
  readonly records: number
  readonly lines: number
}

async function fileSome(desk: WorkDesk, count: number): Promise<void> {
  const form = await firstForm(desk)
  for (let i = 0; i < count; i++) await desk.call('fileRecord', { id: newId(), package: form, values: valuesOf(`Turnout ${i}`), provenance })
}

/** Another desk of the network joins over the loopback address, files, and leaves a bundle for this one. */
async function bundleOfAnother(at: string, folder: string): Promise<Uint8Array> {
  const keeper = await signedIn(at, ['/ip4/127.0.0.1/tcp/0'])
  const other = await openWorkDesk(folder, ['/ip4/127.0.0.1/tcp/0'])
  try {
    const { text } = await keeper.call('createInvitation', { office: 'Havasu' })
    await other.call('joinNetwork', { invitation: text, person: 'Ruth Ames', passphrase: PASSPHRASE })
    await until(keeper, async () => (await keeper.call('network', {})).requests.length > 0)
    for (const { id } of (await keeper.call('network', {})).requests) await keeper.call('admitRequest', { id })
    await until(other, async () => (await other.call('deskState', {})).state === 'open' && (await other.call('listForms', {})).length > 0)
    await fileSome(other, 3)
    const { download } = await other.call('exportBundle', {})
    return (await other.get(download)).bytes
  } finally {
    await other.close()
    await keeper.close()
  }
}

/** Asked again at each piece of news. */
async function until(desk: WorkDesk, isSo: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const news = new Promise<void>(done => {
      const undo = desk.desk.listen(() => {
        undo()
        done()
      })
    })
    if (await isSo().catch(() => false)) return
    await news
  }
}

export async function makeBase(within: string, { peer = false } = {}): Promise<Base> {
  const folder = join(within, 'desk')
  const beside = join(within, 'beside')
  mkdirSync(folder, { recursive: true })
  mkdirSync(beside, { recursive: true })
  const desk = await openWorkDesk(folder)
  await found(desk)
  await fileSome(desk, 3)
  await desk.close()
  if (peer) writeFileSync(join(beside, 'bundle'), await bundleOfAnother(folder, join(within, 'other')))
  const again = await signedIn(folder)
  const { total } = await again.call('listRecords', {})
  await again.close()
  return { folder, beside, files: filesIn(folder), records: total, lines: readMark(join(folder, MARK_FILE)).size }
}
