/**
 * S14: the whole file is an older one: at every height, alone or with its index, its keys or a newer log, and, among desks
 * that meet, with a peer that is absent, behind, level or ahead. Never two signatures for one height while the mark survives
 * or a peer that knows more is reached; with a peer that has it all, all comes back and filing goes on.
 */
import { cpSync, rmSync } from 'node:fs'
import { openStore } from '../../../src/main/store/open.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import { isRefusedBatch, receiveLines } from '../../../src/main/ledger/receive.ts'
import { linesFrom } from '../../../src/main/store/lines.ts'
import { endAll } from '../../kit/at-end.ts'
import { makeWorld, note, sizeOf, type TestDesk, type World } from '../../kit/desks.ts'
import { judgeRollback, linesIn, makeSubject, type Subject } from '../damage.ts'
import { withFile, type Files } from '../desk-image.ts'
import { openTally, type Fault, type FaultRun, type Outcome, type Tally } from '../fault.ts'
import { makeHotSubject } from '../hot-image.ts'
import { playCases, type Drawn } from '../play-cases.ts'

/** Lines that the desk has signed when its file is put back. */
const LINES = { gate: 5, nightly: 16 } as const

/** By itself: every older file, with more or less of what stood beside it. */
function alone({ files, steps }: Subject, log: Buffer): Drawn[] {
  const cases: Drawn[] = []
  for (const [i, step] of steps.slice(0, -1).entries()) {
    const older = withFile(files, 'ledger.db', step.get('ledger.db')!)
    const both = withFile(older, 'index.db', step.get('index.db')!)
    const made = (name: string, of: Files): void => void cases.push({ name: `the file as it was after step ${i}${name}`, files: of })
    made('', older)
    made(' with its index', both)
    made(' with its index and keys', withFile(both, 'keys.json', step.get('keys.json')!))
    made(' with the registry’s older mark', withFile(older, 'mark-registry', step.get('mark-registry')!))
    made(' without an index', withFile(older, 'index.db', null))
    made(' beside a newer log', withFile(older, 'ledger.db-wal', log))
  }
  return cases
}

interface Kept {
  readonly folder: string
  readonly mark: TestDesk['mark']['value']
}

interface Met {
  readonly world: World
  readonly a: TestDesk
  readonly b: TestDesk
  /** b's folder with 0, 1, … lines of its own, and a's with as many of b's. */
  readonly ofB: readonly Kept[]
  readonly ofA: readonly Kept[]
  /** b's lines as they were first signed. */
  readonly lines: readonly string[]
}

const linesOf = (desk: TestDesk): string[] => linesFrom(desk.store.ledger, desk.ledger.own.no, 0, 1_000).map(row => row.hash.toString('hex'))

function takeLines(from: TestDesk, to: TestDesk, chain: TestDesk['chain'], kind: 'desk' | 'registry'): void {
  const handed = handLines(from.ledger, chain, sizeOf(to, chain), { lines: 1_000, bytes: 900_000 })
  if (!handed) return
  const taken = receiveLines(to.ledger, { chain, kind, ...handed })
  if (isRefusedBatch(taken)) throw new Error(taken.detail)
}

async function meet(seed: number, lines: number): Promise<Met> {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South')
  takeLines(a, b, world.registryKey, 'registry')
  const keep = async (desk: TestDesk): Promise<Kept> => ({ folder: await world.snapshot(desk), mark: desk.mark.value })
  const ofB = [await keep(b)]
  const ofA = [await keep(a)]
  for (let i = 0; i < lines; i++) {
    note(b, `note ${i}`)
    takeLines(b, a, b.chain, 'desk')
    ofB.push(await keep(b))
    ofA.push(await keep(a))
  }
  return { world, a, b, ofB, ofA, lines: linesOf(b) }
}

async function put(world: World, desk: TestDesk, { folder, mark }: Kept): Promise<void> {
  await world.stop(desk)
  desk.store.close()
  rmSync(desk.folder, { recursive: true })
  cpSync(folder, desk.folder, { recursive: true })
  Object.assign(desk.mark, { value: mark })
  desk.store = openStore(desk.folder)
  await world.restart(desk)
}

/** What the desk does when somebody files; what it signed where something else stood before is a second signature. */
function fileAt(desk: TestDesk, lines: readonly string[]): { readonly signed: boolean; readonly twice: number | undefined } {
  let signed = true
  try {
    note(desk, 'afterwards')
  } catch {
    signed = false
  }
  const twice = linesOf(desk).findIndex((hash, height) => height < lines.length && hash !== lines[height])
  return { signed, twice: twice < 0 ? undefined : twice }
}

/** b is put back to `height`; a peer knows `peer` lines of it (null: nobody is there); the mark stays or goes back with it. */
async function together(met: Met, height: number, peer: number | null, markStays: boolean): Promise<string | undefined> {
  const { world, a, b, ofB, ofA, lines } = met
  const all = lines.length
  await put(world, a, ofA[peer ?? 0]!)
  await put(world, b, { folder: ofB[height]!.folder, mark: ofB[markStays ? all : height]!.mark })
  if (markStays && height < all && b.ledger.own.trouble?.code !== 'rolled-back') return 'it does not say that it was rolled back'
  if (peer !== null) {
    world.start(a)
    world.start(b)
    await world.settle(15_000)
  }
  const { signed, twice } = fileAt(b, lines)
  await world.stop(b)
  await world.stop(a)
  if (twice !== undefined) return `height ${twice} was signed twice`
  if (peer === all && markStays && !signed)
    return `all ${all} lines are back, and nothing can be filed: ${b.ledger.own.trouble?.code}, ${sizeOf(b, b.chain)} lines`
  return undefined
}

/** Put back with its mark, and with nobody there who knows more, a desk can not know (design 7): that is no case here. */
const canBeKnown = (height: number, peer: number | null, markStays: boolean): boolean => markStays || (peer !== null && peer > height)

async function meetings(run: FaultRun, tally: Tally): Promise<void> {
  const all = LINES[run.counts]
  const met = await meet(run.seed, all)
  const peers = [null, ...Array.from({ length: all + 1 }, (_, i) => i)]
  let planned = 0
  try {
    for (let height = 0; height <= all; height++)
      for (const peer of peers)
        for (const markStays of [true, false]) {
          if (!canBeKnown(height, peer, markStays) || !run.takes(planned++)) continue
          const name = `put back to ${height} of ${all}, ${peer === null ? 'no peer' : `a peer with ${peer}`}, ${markStays ? 'the mark stays' : 'the mark goes back too'}`
          tally.played(name, await together(met, height, peer, markStays))
        }
  } finally {
    await endAll()
  }
}

async function run(run: FaultRun): Promise<Outcome> {
  const hot = await makeHotSubject(run.folder)
  const log = hot.files.get('ledger.db-wal')!
  hot.remove()
  const subject = await makeSubject(run.folder)
  const tally = openTally(run)
  try {
    const signed = linesIn(subject.reads)
    const { failed, cases } = await playCases(run, subject, alone(subject, log), () => judgeRollback(subject, signed))
    await meetings(run, tally)
    return { cases: cases + tally.cases, failed: [...failed, ...tally.failed] }
  } finally {
    subject.remove()
  }
}

/** The mark goes back too and nobody is there: the desk signs a height again, and the harness must see it. */
async function control({ seed }: FaultRun): Promise<'caught' | 'missed'> {
  const met = await meet(seed, 3)
  try {
    return (await together(met, 1, null, false)) === 'height 1 was signed twice' ? 'caught' : 'missed'
  } finally {
    await endAll()
  }
}

export const older: Fault = { id: 'S14', title: 'the whole file put back to an older one, alone and among peers', run, control }
