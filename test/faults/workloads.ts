/**
 * What a desk is made to do while faults come: real work by its door, told as it goes (said.ts). Each runs in a process of
 * its own (child.ts) on a folder that `base.ts` has made ready.
 */
import { readFileSync } from 'node:fs'
import { migrateWorkloads } from './migrate-workloads.ts'
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { writeNew } from '../../src/main/cli/files.ts'
import type { Said } from './said.ts'
import { found, newId, provenance, valuesOf, firstForm, type WorkDesk } from './work-desk.ts'

export interface At {
  readonly desk: WorkDesk
  readonly say: (said: Said) => void
  /** The fault is over from here on, where it was to last until then. */
  readonly over: () => void
  /** Beside the desk's folder: what `base.ts` left there, and what a workload writes for itself. */
  readonly beside: string
}

export interface Workload {
  readonly name: string
  /** On a folder that holds nothing yet. */
  readonly empty?: true
  run(at: At): Promise<void>
}

/** Says before and after what is filed, so that what is half way is known too. */
export async function filing<T>({ say }: At, ids: readonly string[], work: () => Promise<T>): Promise<T> {
  say({ said: 'begin', ids })
  const done = await work()
  say({ said: 'filed', ids })
  return done
}

export async function fileOne(
  at: At,
  title: string,
  more: ReturnType<typeof valuesOf> = [],
  draft: string | null = null
): Promise<{ line: string; index: number }> {
  const id = newId()
  const form = await firstForm(at.desk)
  const input = { id, package: form, values: [...valuesOf(title), ...more], provenance, draft }
  const filed = await filing(at, [id], () => at.desk.call('fileRecord', input as never))
  return filed.id
}

export async function fileMany(at: At, count: number): Promise<void> {
  const form = await firstForm(at.desk)
  const records = Array.from({ length: count }, (_, i) => ({ id: newId(), values: valuesOf(`Weir ${i}`) }))
  await filing(
    at,
    records.map(({ id }) => id),
    () => at.desk.call('fileRecords', { package: form, records, provenance })
  )
}

/** A bundle is given away with a signed checkpoint of every own chain. */
async function giveAway({ desk, say }: At): Promise<void> {
  await desk.call('exportBundle', {})
  for (const { mine, chain, checkpoint } of await desk.call('listChains', {}))
    if (mine && checkpoint) say({ said: 'left', chain: chain as never, size: checkpoint.size })
}

const append: Workload = {
  name: 'append',
  async run(at) {
    for (let i = 0; i < 4; i++) await fileOne(at, `Gate ${i}`)
  }
}

const bulk: Workload = {
  name: 'import',
  async run(at) {
    await fileMany(at, 40)
    await fileMany(at, 40)
  }
}

const checkpoint: Workload = {
  name: 'checkpoint',
  async run(at) {
    await fileOne(at, 'Pump')
    await giveAway(at)
    await fileOne(at, 'Canal')
    await giveAway(at)
  }
}

const receive: Workload = {
  name: 'receive',
  async run(at) {
    const { sha256 } = await at.desk.put(new Uint8Array(readFileSync(`${at.beside}/bundle`)))
    const { refused } = await at.desk.call('importBundle', { sha256 })
    if (refused.length > 0) throw new Error(`the bundle was refused: ${refused.join(', ')}`)
    for (const { mine, chain, lines } of await at.desk.call('listChains', {})) if (!mine) at.say({ said: 'held', chain: chain as never, lines })
    await giveAway(at)
  }
}

const draft: Workload = {
  name: 'draft',
  async run(at) {
    const { desk, say } = at
    const form = await firstForm(desk)
    const id = newId()
    const bytes = new Uint8Array(randomBytes(300_000))
    const photo = await desk.put(bytes)
    for (const instance of ['<data><name>G</name></data>', '<data><name>Gate</name></data>']) {
      say({ said: 'undraft', id })
      await desk.call('saveDraft', {
        id,
        package: form,
        instance,
        name: 'Gate',
        staged: [{ name: 'gate.jpg', type: 'image/jpeg', size: photo.size, sha256: photo.sha256 }] as never
      })
      say({ said: 'draft', id, instance })
    }
    say({ said: 'undraft', id })
    const file = { name: 'gate.jpg', type: 'image/jpeg', size: photo.size, sha256: photo.sha256, chunks: photo.sha256 }
    await fileOne(at, 'Gate with a photo', [['/data/photo', file]] as never, id)
  }
}

const change: Workload = {
  name: 'change',
  async run(at) {
    const { desk } = at
    const first = await fileOne(at, 'Siphon')
    const id = newId()
    const form = await firstForm(desk)
    const amended = await filing(at, [id], () =>
      desk.call('amendRecord', {
        id,
        record: first as never,
        amends: [first] as never,
        package: form,
        values: valuesOf('Siphon, mended'),
        reason: 'seen again',
        provenance
      })
    )
    const end = newId()
    await filing(at, [end], () => desk.call('voidRecord', { id: end, record: first as never, amends: [amended.id], reason: 'entered twice' }))
  }
}

export async function founded({ desk, say }: At): Promise<void> {
  await found(desk)
  say({ said: 'founded' })
}

const founding: Workload = {
  name: 'found',
  empty: true,
  async run(at) {
    await founded(at)
    await fileOne(at, 'First of all')
  }
}

type Made = (at: At) => Promise<{ readonly download: string }>

/** Something is given out and saved as a file, as the command line saves it. */
const saving = (name: string, make: Made): Workload => ({
  name: `save ${name}`,
  async run(at) {
    const { download } = await make(at)
    const { bytes } = await at.desk.get(download)
    const about = { file: name, sha256: createHash('sha256').update(bytes).digest('hex') }
    at.say({ said: 'saving', ...about })
    writeNew(join(at.beside, 'out', name), bytes)
    at.say({ said: 'saved', ...about })
  }
})
const savings: readonly Workload[] = [
  saving('bundle', ({ desk }) => desk.call('exportBundle', {})),
  saving('evidence', async ({ desk }) => {
    const { rows } = await desk.call('listRecords', { limit: 1 })
    await desk.call('exportBundle', {}) // signs the checkpoint that the proof needs
    return desk.call('proveRecord', { record: rows[0]!.ref })
  }),
  {
    name: 'save backup',
    async run(at) {
      const file = join(at.beside, 'out', 'backup')
      at.say({ said: 'saving', file: 'backup', sha256: '' }) // it is made while it is written
      await at.desk.call('createBackup', { passphrase: 'backup passphrase here', file })
      at.say({ said: 'saved', file: 'backup', sha256: '' })
    }
  }
]

/** Nothing but opening and signing in: what recovers after a fault. */
const open: Workload = { name: 'open', run: async at => void (await at.desk.call('listRecords', {})) }

export const workloads: readonly Workload[] = [append, bulk, checkpoint, receive, draft, change, founding, open, ...savings]

export function workloadOf(name: string): Workload {
  const workload = [...workloads, ...migrateWorkloads].find(one => one.name === name)
  if (!workload) throw new Error(`there is no workload ${name}`)
  return workload
}
