/**
 * S20: a damaged database is salvaged: sectors and pages of noise, a broken header, a tail that is cut, many bits. What comes out is
 * a part of what went in, line for line and value for value; nothing that does not verify counts; the damaged folder stays as it
 * is; and in the new folder nothing is signed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { salvage } from '../../../src/main/ledger/salvage.ts'
import { LEDGER_FILE, openStore } from '../../../src/main/store/open.ts'
import { heightOfLine } from '../../../src/main/store/positions.ts'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { makeSubject, type Judged, type Subject } from '../damage.ts'
import { fileOne, putFiles, readFiles, withFile } from '../desk-image.ts'
import type { Fault, FaultRun, Outcome } from '../fault.ts'
import { drawCases, playCases, type Drawn } from '../play-cases.ts'
import { readAllOf, type Reads } from '../reads.ts'

const COUNTS = { gate: 20, nightly: 1_000 } as const
const PAGE = 8192
const SECTOR = 512
/** The new store ends where the damage begins, and says so. Nothing else may be found in it. */
const ALLOWED = new Set(['mark-ahead', 'tail-missing'])

function drawDamage({ random }: FaultRun, subject: Subject): Drawn {
  const bytes = Buffer.from(subject.files.get(LEDGER_FILE)!)
  const pages = bytes.length / PAGE
  const noise = random.below(2 ** 30)
  const put = (from: number, length: number, zeros: boolean): void => {
    for (let i = from; i < Math.min(bytes.length, from + length); i++) bytes[i] = zeros ? 0 : (Math.imul(noise + i, 2_654_435_761) >>> 13) & 255
  }
  const made = (name: string, file = bytes): Drawn => ({ name, files: withFile(subject.files, LEDGER_FILE, file) })
  const kind = random.below(6)
  const zeros = random.chance(0.5)
  if (kind === 0) {
    const hit = Array.from({ length: 1 + random.below(6) }, () => random.below(pages))
    for (const page of hit) put(page * PAGE, PAGE, zeros)
    return made(`pages ${hit.join()} of ${zeros ? 'zeros' : `noise ${noise}`}`)
  }
  if (kind === 1) {
    const hit = Array.from({ length: 1 + random.below(20) }, () => random.below(bytes.length / SECTOR))
    for (const sector of hit) put(sector * SECTOR, SECTOR, zeros)
    return made(`sectors ${hit.join()} of ${zeros ? 'zeros' : `noise ${noise}`}`)
  }
  if (kind === 2) {
    const length = 1 + random.below(100)
    put(0, length, zeros)
    return made(`the first ${length} bytes of ${zeros ? 'zeros' : `noise ${noise}`}`)
  }
  if (kind === 3) {
    const end = random.below(bytes.length)
    return made(`cut to ${end}`, bytes.subarray(0, end))
  }
  if (kind === 4) {
    const step = random.below(subject.steps.length - 1)
    const older = subject.steps[step]!.get(LEDGER_FILE)!
    const page = random.below(older.length / PAGE)
    bytes.set(older.subarray(page * PAGE, (page + 1) * PAGE), page * PAGE)
    put(0, 16, true)
    return made(`page ${page} as after step ${step}, and no header`)
  }
  const bits = 1 + random.below(400)
  for (let i = 0; i < bits; i++) {
    const at = random.below(bytes.length)
    bytes[at] = bytes[at]! ^ (1 << random.below(8))
  }
  return made(`${bits} bits from ${noise}`)
}

/** Every line by its chain's key and height. */
function linesIn(folder: string): ReadonlyMap<string, string> {
  const store = openStore(folder, { readonly: true })
  try {
    const rows = store.ledger
      .prepare<[], { key: string; id: number; line: Buffer }>('SELECT key, line_id AS id, line FROM lines JOIN chains ON chain_no = line_id / 1073741824')
      .all()
    return new Map(rows.map(({ key, id, line }) => [`${key} ${heightOfLine(id)}`, line.toString('base64')]))
  } finally {
    store.close()
  }
}

interface Told {
  readonly versions: readonly { readonly id: object; readonly values: unknown; readonly reason: string | null; readonly time: string }[]
}

/** What a salvaged record says is what it said, or is not here. */
function otherwise(before: Reads, now: Reads): string | undefined {
  for (const [question, was] of before) {
    const is = now.get(question)
    if (is === undefined || is === was || is.startsWith('!')) continue
    if (question.startsWith('file ')) return question
    if (!question.startsWith('getRecord ')) continue
    const old = new Map((JSON.parse(was) as Told).versions.map(version => [JSON.stringify(version.id), version]))
    for (const version of (JSON.parse(is) as Told).versions) {
      const known = old.get(JSON.stringify(version.id))
      if (!known || known.time !== version.time) return question
      if (version.values !== null && JSON.stringify(version.values) !== JSON.stringify(known.values)) return question
      if (version.reason !== null && version.reason !== known.reason) return question
    }
  }
  return undefined
}

interface Salvaging {
  readonly subject: Subject
  readonly lines: ReadonlyMap<string, string>
  readonly under: string
  /** Of a control: a line is put into what was salvaged. */
  readonly forge?: (folder: string) => void
}

async function judgeSalvage({ subject, lines, under, forge }: Salvaging, drawn: Drawn): Promise<Judged> {
  const folder = mkdtempSync(join(under, 'salvaged-'))
  const out = join(folder, 'desk')
  const before = readFiles(subject.folder)
  try {
    await salvage({ folder: subject.folder, out, vaultKey: subject.vaultKey })
    forge?.(out)
    const changed = [...before].find(([name, bytes]) => readFiles(subject.folder).get(name)?.equals(bytes) !== true)
    if (changed) return { outcome: 'wrong', detail: `${changed[0]} of the damaged folder was changed` }
    return (await judgeNew(subject, lines, out)) ?? { outcome: 'found', detail: `salvaged ${Math.round((linesIn(out).size * 100) / lines.size)} % of lines` }
  } catch (error) {
    if (error instanceof OfficeError && error.code !== 'internal') return { outcome: 'found', detail: error.code }
    return { outcome: 'wrong', detail: `${drawn.name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}` }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function judgeNew(subject: Subject, lines: ReadonlyMap<string, string>, out: string): Promise<Judged | undefined> {
  const wrong = (detail: string): Judged => ({ outcome: 'wrong', detail })
  const foreign = [...linesIn(out)].find(([place, line]) => lines.get(place) !== line)
  if (foreign) return wrong(`the line ${foreign[0]} is not the one that was signed`)
  const plan = { folder: out, vaultKey: subject.vaultKey, workers: 0, index: false, live: false, now: Date.now() }
  const { findings } = await verifyStore(plan, () => {}, new AbortController().signal)
  const unsound = findings.find(({ code }) => !ALLOWED.has(code))
  if (unsound) return wrong(`verification finds ${unsound.code}: ${unsound.detail}`)
  let signed = false
  const now = await readAllOf(out, subject.questions, async desk => {
    signed = await fileOne(desk, 'Never').then(
      () => true,
      () => false
    )
  })
  if (signed) return wrong('the salvaged desk signs')
  const closed = [...now].find(([question]) => question === 'openDesk' || question === 'signIn')
  if (closed) return closed[1] === '!internal' ? wrong(closed.join(' ')) : undefined
  const other = otherwise(subject.reads, now)
  return other === undefined ? undefined : wrong(`read otherwise: ${other}`)
}

async function prepare(run: FaultRun): Promise<Salvaging> {
  const subject = await makeSubject(run.folder)
  putFiles(subject.folder, subject.files)
  return { subject, lines: linesIn(subject.folder), under: run.folder }
}

async function run(run: FaultRun): Promise<Outcome> {
  const salvaging = await prepare(run)
  const { subject } = salvaging
  try {
    const cases = drawCases(COUNTS[run.counts], () => drawDamage(run, subject))
    return await playCases(run, subject, cases, drawn => judgeSalvage(salvaging, drawn))
  } finally {
    subject.remove()
  }
}

/** A line of what was salvaged is exchanged for another: it must be noticed. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const salvaging = await prepare(run)
  const { subject } = salvaging
  try {
    const forge = (folder: string): void => {
      const { ledger, close } = openStore(folder)
      ledger.exec(
        `UPDATE lines SET line = (SELECT max(line) FROM lines WHERE line_id < (SELECT max(line_id) FROM lines)) WHERE line_id = (SELECT max(line_id) FROM lines)`
      )
      close()
    }
    const judged = await judgeSalvage({ ...salvaging, forge }, { name: 'control', files: subject.files })
    return judged.outcome === 'wrong' ? 'caught' : 'missed'
  } finally {
    subject.remove()
  }
}

export const salvaged: Fault = { id: 'S20', title: 'a damaged database is salvaged', run, control }
