/**
 * S23: what was deleted is nowhere: its seed, without which its ciphertext is noise, and the ciphertext itself stand in no file of
 * the folder, whatever was deleted and however the desk went on. What a person wrote stands in no file in clear at any time. (The
 * disposition of records as people order it comes with its own issue; here the store deletes what it will call.)
 */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { deleteFiles, deleteStaged } from '../../../src/main/store/attachments.ts'
import { cutLog } from '../../../src/main/store/erase.ts'
import { LEDGER_FILE, openStore } from '../../../src/main/store/open.ts'
import { deletePayload } from '../../../src/main/store/payloads.ts'
import { transact } from '../../../src/main/store/transact.ts'
import { fileOne, fileWithPhoto, makeImage, putFiles, saveDraft, type Image } from '../desk-image.ts'
import { openTally, type Fault, type FaultRun, type Outcome } from '../fault.ts'
import { signedIn, type WorkDesk } from '../work-desk.ts'

const MARKER = 'Marker of Teec Nos Pos 7731'
const INSTANCE = `<data><site><name>${MARKER}</name></site></data>`
const PHOTO_BYTES = 20_000

/** Bytes that must be found before, and nowhere afterwards. */
type Traces = ReadonlyMap<string, Buffer>

/** Read by another process: closing a file here would drop SQLite's locks on it (store/open.ts). */
const bytesOf = (path: string): Buffer => execFileSync('cat', [path], { maxBuffer: 1 << 28 })
const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => statSync(path).isFile())

/** Which of these still stand somewhere, as bytes, hex or base64, and where. All files are read once. */
function standing(folder: string, traces: Traces): ReadonlyMap<string, string> {
  const files = filesUnder(folder).map(path => [path.slice(folder.length + 1), bytesOf(path)] as const)
  const found = new Map<string, string>()
  for (const [name, bytes] of traces)
    for (const form of [bytes, ...(['hex', 'base64url', 'base64'] as const).map(as => Buffer.from(bytes.toString(as)))])
      for (const [path, content] of files) if (content.includes(form)) found.set(name, path)
  return found
}

/** The first of them, in words. */
function foundIn(folder: string, traces: Traces): string | undefined {
  const [first] = standing(folder, traces)
  return first && `${first[0]} stands in ${first[1]}`
}

/** Seeds and the middle of ciphertexts of some rows, read beside the desk by the same SQLite. */
function tracesOf(folder: string, what: string, sql: string): Traces {
  const db = new Sqlite(join(folder, LEDGER_FILE), { readonly: true })
  try {
    const rows = db.prepare<[], Record<string, unknown>>(sql).all()
    const traces = new Map<string, Buffer>()
    for (const [i, row] of rows.entries())
      for (const [column, value] of Object.entries(row))
        if (Buffer.isBuffer(value))
          traces.set(`${column} ${i} of ${what}`, value.length > 96 ? value.subarray(value.length >> 1, (value.length >> 1) + 48) : value)
    if (traces.size === 0) throw new Error(`${what}: there is nothing to delete`)
    return traces
  } finally {
    db.close()
  }
}

interface Workflow {
  readonly name: string
  /** Makes it, with its own desk; answers what must vanish and how. */
  readonly make: (desk: WorkDesk, folder: string) => Promise<{ readonly traces: Traces; readonly remove: (desk: WorkDesk) => Promise<unknown> }>
}

const drafts = `SELECT seed, cipher FROM drafts WHERE rowid = (SELECT max(rowid) FROM drafts)`
const lastPos = 'SELECT max(pos) FROM payloads'

/** At the store, while the desk has the folder open too: as the disposition will. */
function atStore(folder: string, work: (db: Sqlite.Database) => void): void {
  const store = openStore(folder)
  try {
    transact(store.ledger, () => work(store.ledger))
  } finally {
    store.close()
  }
}

const stagedFile = async (desk: WorkDesk): Promise<string> => (await desk.put(randomBytes(PHOTO_BYTES))).sha256

const workflows: readonly Workflow[] = [
  {
    name: 'a draft is deleted',
    make: async (desk, folder) => {
      const id = await saveDraft(desk, MARKER, INSTANCE)
      return { traces: tracesOf(folder, 'the draft', drafts), remove: open => open.call('deleteDraft', { id }) }
    }
  },
  {
    name: 'a draft is written over',
    make: async (desk, folder) => {
      const id = await saveDraft(desk, MARKER, INSTANCE)
      return { traces: tracesOf(folder, 'the draft', drafts), remove: open => saveDraft(open, 'shorter', '<data/>', id) }
    }
  },
  {
    name: 'a long draft becomes a short one, again and again',
    make: async (desk, folder) => {
      const id = await saveDraft(desk, MARKER, `<data>${'long '.repeat(8_000)}${MARKER}</data>`)
      const traces = new Map(tracesOf(folder, 'the long draft', drafts))
      return {
        traces,
        remove: async open => {
          for (let i = 0; i < 5; i++) await saveDraft(open, `shorter ${i}`, '<data/>', id)
        }
      }
    }
  },
  {
    name: 'a draft is filed',
    make: async (desk, folder) => {
      const id = await saveDraft(desk, MARKER, INSTANCE)
      return { traces: tracesOf(folder, 'the draft', drafts), remove: open => fileOne(open, MARKER, [], id) }
    }
  },
  {
    name: 'a staged file is filed',
    make: async (desk, folder) => {
      const sha256 = await stagedFile(desk)
      const value = { name: 'x.jpg', type: 'image/jpeg', size: PHOTO_BYTES, sha256, chunks: sha256 }
      const traces = tracesOf(folder, 'the staged file', `SELECT seed, cipher FROM staged JOIN staged_pieces USING (owner, sha256) WHERE sha256 = '${sha256}'`)
      return { traces, remove: open => fileOne(open, MARKER, [['/data/photo', value]] as never) }
    }
  },
  {
    name: 'a staged file is dropped',
    make: async (desk, folder) => {
      const sha256 = await stagedFile(desk)
      const traces = tracesOf(folder, 'the staged file', `SELECT seed, cipher FROM staged JOIN staged_pieces USING (owner, sha256) WHERE sha256 = '${sha256}'`)
      const owners = (db: Sqlite.Database): string[] => db.prepare<[string], string>('SELECT owner FROM staged WHERE sha256 = ?').pluck().all(sha256)
      return { traces, remove: async () => atStore(folder, db => owners(db).forEach(owner => deleteStaged(db, owner, sha256))) }
    }
  },
  {
    name: 'the content of a record is destroyed',
    make: async (desk, folder) => {
      await fileOne(desk, MARKER)
      const traces = tracesOf(folder, 'the payload', `SELECT seed, cipher FROM payloads JOIN seeds USING (pos) WHERE pos = (${lastPos})`)
      return { traces, remove: async () => atStore(folder, db => deletePayload(db, lastOf(db))) }
    }
  },
  {
    name: 'the content of a long record is destroyed',
    make: async (desk, folder) => {
      await fileOne(desk, MARKER, [['/data/notes', `${MARKER} `.repeat(1_500)]])
      const traces = tracesOf(folder, 'the payload', `SELECT seed, cipher FROM payloads JOIN seeds USING (pos) WHERE pos = (${lastPos})`)
      return { traces, remove: async () => atStore(folder, db => deletePayload(db, lastOf(db))) }
    }
  },
  {
    name: 'an attachment is destroyed',
    make: async (desk, folder) => {
      await fileWithPhoto(desk, MARKER, randomBytes(PHOTO_BYTES))
      const traces = tracesOf(folder, 'the attachment', `SELECT seed, cipher FROM files JOIN pieces USING (pos, file) WHERE pos = (${lastPos})`)
      return { traces, remove: async () => atStore(folder, db => deleteFiles(db, lastOf(db))) }
    }
  },
  {
    name: 'a record is destroyed with its attachment',
    make: async (desk, folder) => {
      await fileWithPhoto(desk, MARKER, randomBytes(PHOTO_BYTES))
      const traces = new Map([
        ...tracesOf(folder, 'the attachment', `SELECT seed, cipher FROM files JOIN pieces USING (pos, file) WHERE pos = (${lastPos})`),
        ...tracesOf(folder, 'the payload', `SELECT seed, cipher FROM payloads JOIN seeds USING (pos) WHERE pos = (${lastPos})`)
      ])
      return {
        traces,
        remove: async () =>
          atStore(folder, db => {
            const pos = lastOf(db)
            deleteFiles(db, pos)
            deletePayload(db, pos)
          })
      }
    }
  }
]

const lastOf = (db: Sqlite.Database): number => db.prepare<[], number>(lastPos).pluck().get() ?? 0

interface Ending {
  readonly name: string
  /** Where to look afterwards. */
  readonly end: (desk: WorkDesk, folder: string, under: string) => Promise<string>
}

const cut = (folder: string): void => {
  const store = openStore(folder)
  if (!cutLog(store.ledger)) throw new Error('the log can not be cut')
  store.close()
}

/** The folder as a kill would leave it, opened and closed once. */
async function killed(folder: string, under: string): Promise<string> {
  const copy = mkdtempSync(join(under, 'killed-'))
  for (const path of filesUnder(folder)) execFileSync('cp', [path, copy])
  openStore(copy).close()
  return copy
}

const endings: readonly Ending[] = [
  { name: 'the desk is closed', end: async (desk, folder) => (await desk.close(), folder) },
  {
    name: 'the log is cut while it runs',
    end: async (_, folder) => {
      cut(folder)
      return folder
    }
  },
  { name: 'it is killed, opened and closed', end: (_, folder, under) => killed(folder, under) },
  {
    name: 'more is filed and it is closed',
    end: async (desk, folder) => {
      for (let i = 0; i < 6; i++) await fileOne(desk, `More ${i}`)
      await desk.close()
      return folder
    }
  },
  {
    name: 'the person signs out',
    end: async (desk, folder) => {
      await desk.call('signOut', {})
      return folder
    }
  },
  {
    name: 'it is closed and opened again',
    end: async (desk, folder) => {
      await desk.close()
      await (await signedIn(folder)).close()
      return folder
    }
  }
]

async function play(image: Image, under: string, workflow: Workflow, ending: Ending): Promise<string | undefined> {
  const { folder } = image
  putFiles(folder, image.files)
  const desk = await signedIn(folder)
  try {
    const { traces, remove } = await workflow.make(desk, folder)
    const there = standing(folder, traces)
    const unseen = [...traces.keys()].find(name => !there.has(name))
    if (unseen !== undefined) return `${unseen} is nowhere before it is deleted: the search finds nothing`
    await remove(desk)
    const clear = new Map([['the text', Buffer.from(MARKER)]])
    const during = foundIn(folder, clear)
    if (during !== undefined) return `${during} in clear`
    const where = await ending.end(desk, folder, under)
    return foundIn(where, new Map([...traces, ...clear]))
  } finally {
    await desk.close()
  }
}

async function run(run: FaultRun): Promise<Outcome> {
  const image = await makeImage(run.folder)
  const tally = openTally(run)
  let planned = 0
  try {
    for (const [i, workflow] of workflows.entries())
      for (const [j, ending] of endings.entries()) {
        const wanted = run.counts === 'nightly' || (i + j) % 3 === run.seed % 3
        if (wanted && run.takes(planned++)) tally.played(`${workflow.name}, ${ending.name}`, await play(image, run.folder, workflow, ending))
      }
    return tally.outcome()
  } finally {
    image.remove()
  }
}

/** Deleted, and looked for before the log is cut: there it still stands. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const image = await makeImage(run.folder)
  try {
    const still: Ending = { name: 'nothing more happens', end: async (_, folder) => folder }
    const [, , , , , , destroyed] = workflows
    return (await play(image, run.folder, destroyed!, still)) === undefined ? 'missed' : 'caught'
  } finally {
    image.remove()
  }
}

export const traces: Fault = { id: 'S23', title: 'what was deleted stands in no file', run, control }
