/**
 * S7: the disk of the target fills, fails, or the process is killed while a backup, a bundle or evidence is saved. What bears
 * the name is whole or is not there, and the desk is untouched.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { theBench, type Bench } from '../bench.ts'
import type { Control } from '../controls.ts'
import type { Fault, FaultRun } from '../fault.ts'
import { openTally } from '../fault.ts'
import { judge, rude } from '../judge.ts'
import { errno, noShim, type Ran, type ShimFault } from '../shimmed.ts'
import { runJob, some } from '../sweep.ts'

const COUNTS = { gate: 14, nightly: 80 }
const WHAT = ['bundle', 'evidence', 'backup'] as const

type Doing = readonly [name: string, fault: Pick<ShimFault, 'do' | 'sticky' | 'part'>]
const DOING: readonly Doing[] = [
  ['no space', { do: errno.ENOSPC }],
  ['no space from then on', { do: errno.ENOSPC, sticky: true }],
  ['EIO', { do: errno.EIO }],
  ['EIO from then on', { do: errno.EIO, sticky: true }],
  ['killed', { do: 'kill' }],
  ['cut short, then no space', { do: 'short', part: 90 }],
  ['torn and killed', { do: 'tear', part: 120 }]
]

async function save(bench: Bench, what: string, fault?: ShimFault, control?: Control): Promise<{ readonly ran: Ran; readonly out: string }> {
  const out = join(bench.base.beside, 'out')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out)
  const env = { FAULT_ROOT: out, ...(control ? { FAULTS_CONTROL: control } : {}) }
  return { out, ran: await runJob(bench, { workload: `save ${what}`, env, ...(fault ? { fault } : {}) }) }
}

interface Whole {
  readonly sha256: string
  readonly size: number
}

/** Sealing pads what is sealed to the same length, but not to the byte. */
const NEARLY = 64

function wrongIn(out: string, what: string, { said }: Ran, undisturbed: number): string | undefined {
  const path = join(out, what)
  const begun = said.find(one => one.said === 'saving')
  const is = existsSync(path) ? wholeOf(path) : undefined
  const isWhole = (found: Whole): boolean =>
    begun?.said === 'saving' && (begun.sha256 === '' ? Math.abs(found.size - undisturbed) <= NEARLY : found.sha256 === begun.sha256)
  if (is !== undefined && !isWhole(is)) return `a part of it (${is.size} bytes) bears the name of the whole`
  return is === undefined && said.some(one => one.said === 'saved') ? 'it was said to be saved and is not there' : undefined
}

function wholeOf(path: string): Whole {
  const bytes = readFileSync(path)
  return { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length }
}

interface Point {
  readonly name: string
  readonly what: string
  readonly fault: ShimFault
  /** Bytes of the file when nothing happens. */
  readonly size: number
}

async function playOne(bench: Bench, { what, fault, size }: Point, control?: Control): Promise<string | undefined> {
  const { ran, out } = await save(bench, what, fault, control)
  if (!ran.reached) return 'it never reached its fault'
  return wrongIn(out, what, ran, size) ?? rude(ran.said) ?? judge(bench.base.folder, { base: bench.base, said: ran.said, quick: true })
}

async function points(run: FaultRun, bench: Bench): Promise<readonly Point[]> {
  const all: Point[] = []
  for (const what of WHAT) {
    const { ran, out } = await save(bench, what)
    const { size } = wholeOf(join(out, what))
    for (const [i, call] of ran.calls.entries())
      for (const [doing, fault] of DOING)
        if (fault.part === undefined || call.startsWith('w'))
          all.push({ name: `save ${what}, call ${i + 1} of ${ran.calls.length} (${call}), ${doing}`, what, fault: { ...fault, at: i + 1 }, size })
  }
  return some(run, all, COUNTS[run.counts])
}

export const saving: Fault = {
  id: 'S7',
  title: 'disk full during backup and export',
  async run(run) {
    const cause = noShim()
    if (cause !== undefined) return { cases: 0, failed: [], skipped: cause }
    const bench = await theBench()
    const tally = openTally(run)
    for (const [i, point] of (await points(run, bench)).entries()) if (run.takes(i)) tally.played(point.name, await playOne(bench, point))
    return tally.outcome()
  },
  /** What is saved bears its name from the first byte on: a disk that is full, or a kill, leaves a part of it under that name. */
  async control(run) {
    const bench = await theBench()
    for (const what of WHAT) {
      const { ran, out } = await save(bench, what)
      const { size } = wholeOf(join(out, what))
      const at = 1 + ran.calls.findIndex(call => call.startsWith('w'))
      for (const [name, fault] of [DOING[4]!, DOING[6]!]) {
        const point: Point = { name, what, fault: { ...fault, at }, size }
        const wrong = await playOne(bench, point, 'named-early')
        if (wrong?.includes('bears the name of the whole') !== true || (await playOne(bench, point)) !== undefined) {
          run.tell(`${what} that is named early, ${name}: ${wrong ?? 'not noticed'}`)
          return 'missed'
        }
      }
    }
    return 'caught'
  }
}
