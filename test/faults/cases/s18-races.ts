/**
 * S18: two processes want one folder, at the same moment or a little apart. One is in, the other is told that the folder is in use
 * before it touches anything; what the one files is there; who is killed leaves the way free.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface, type Interface } from 'node:readline'
import { join } from 'node:path'
import { findingsOf, makeSubject, type Subject } from '../damage.ts'
import { putFiles } from '../desk-image.ts'
import { openTally, type Fault, type FaultRun, type Outcome } from '../fault.ts'
import { signedIn } from '../work-desk.ts'

const COUNTS = { gate: 20, nightly: 200 } as const

type Answer =
  { readonly in: true; readonly from: number; readonly to: number; readonly refs: readonly string[] } | { readonly in: false; readonly code: string }

interface Racer {
  readonly child: ChildProcess
  readonly lines: Interface
}

async function startRacer(folder: string): Promise<Racer> {
  const env = { ...process.env, NODE_OPTIONS: undefined, VITEST: undefined }
  const args = ['--no-warnings', join(import.meta.dirname, '../racer-child.ts'), folder]
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })
  await once(lines, 'line')
  return { child, lines }
}

async function ask({ child, lines }: Racer, at: number, hold: number, files: number, lock: boolean): Promise<Answer> {
  const answer = once(lines, 'line')
  child.stdin!.write(`${at} ${hold} ${files} ${lock ? 1 : 0}\n`)
  return JSON.parse(String((await answer)[0])) as Answer
}

async function stop({ child }: Racer): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.stdin!.end()
  await exit
}

async function kill({ child }: Racer): Promise<void> {
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

const now = (): number => Number(process.hrtime.bigint() / 1_000n) / 1_000
/** Time for both to have heard before the first may begin, ms. */
const LEAD = 5

function wrongIn(answers: readonly [Answer, Answer]): string | undefined {
  const [a, b] = answers
  const codes = answers.flatMap(answer => (answer.in ? [] : [answer.code]))
  const other = codes.find(code => code !== 'folder-in-use')
  if (other !== undefined) return `refused with ${other}`
  if (codes.length === 2) return 'neither came in'
  if (a.in && b.in && a.from < b.to && b.from < a.to) return `both were in for ${(Math.min(a.to, b.to) - Math.max(a.from, b.from)).toFixed(1)} ms`
  return undefined
}

async function raceOnce({ random }: FaultRun, racers: readonly [Racer, Racer], lock = true): Promise<{ what: string; answers: readonly [Answer, Answer] }> {
  const at = now() + LEAD
  const apart = random.chance(0.4) ? 0 : random.below(60) / 2
  const hold = random.below(12)
  const first = random.below(2)
  const one = (i: number): Promise<Answer> => ask(racers[i]!, i === first ? at : at + apart, hold, random.below(3), lock)
  const answers = await Promise.all([one(0), one(1)])
  return { what: `${apart} ms apart, held ${hold} ms, ${first} first`, answers: [answers[0], answers[1]] }
}

/** All that was acknowledged is there, and the folder is sound. */
async function requireKept(subject: Subject, refs: ReadonlySet<string>): Promise<string | undefined> {
  const desk = await signedIn(subject.folder)
  const there = new Set<string>()
  for (let offset = 0, total = 1; offset < total; offset += 200) {
    const page = await desk.call('listRecords', { limit: 200, offset })
    total = page.total
    for (const row of page.rows) there.add(row.ref)
  }
  await desk.close()
  const lost = [...refs].filter(ref => !there.has(ref))
  if (lost.length > 0) return `acknowledged and not there: ${lost.slice(0, 3).join()}`
  const found = await findingsOf(subject, true)
  return found.length > 0 ? `afterwards verification finds ${found[0]}` : undefined
}

async function run(run: FaultRun): Promise<Outcome> {
  const subject = await makeSubject(run.folder)
  putFiles(subject.folder, subject.files)
  const tally = openTally(run)
  const refs = new Set<string>()
  let racers: [Racer, Racer] = [await startRacer(subject.folder), await startRacer(subject.folder)]
  let kills = 0
  try {
    for (let n = 0; n < COUNTS[run.counts]; n++) {
      if (!run.takes(n)) continue
      if (run.random.chance(0.1)) {
        const holder = await ask(racers[0], now(), -1, 1, true)
        const meanwhile = await ask(racers[1], now(), 0, 0, true)
        if (holder.in) for (const ref of holder.refs) refs.add(ref)
        await kill(racers[0])
        const after = await ask(racers[1], now(), 0, 1, true)
        if (after.in) for (const ref of after.refs) refs.add(ref)
        const wrong = !holder.in || meanwhile.in || meanwhile.code !== 'folder-in-use' ? 'the one that had it did not keep the other out' : undefined
        tally.played(`race ${n}: the one that had it is killed`, wrong ?? (after.in ? undefined : `the way is not free: ${after.code}`))
        racers = [await startRacer(subject.folder), racers[1]]
        kills++
        continue
      }
      const { what, answers } = await raceOnce(run, racers)
      for (const answer of answers) if (answer.in) for (const ref of answer.refs) refs.add(ref)
      tally.played(`race ${n}: ${what}`, wrongIn(answers))
    }
    await Promise.all(racers.map(stop))
    const lost = await requireKept(subject, refs)
    if (lost !== undefined) tally.played('after all races', lost)
    run.tell(`${refs.size} records filed by the winners, ${kills} killed`)
    return tally.outcome()
  } finally {
    await Promise.all(racers.map(stop))
    subject.remove()
  }
}

/** Without the lock both are in at once. */
async function control(run: FaultRun): Promise<'caught' | 'missed'> {
  const subject = await makeSubject(run.folder)
  putFiles(subject.folder, subject.files)
  const racers: [Racer, Racer] = [await startRacer(subject.folder), await startRacer(subject.folder)]
  try {
    for (let i = 0; i < 20; i++) if (wrongIn((await raceOnce(run, racers, false)).answers)?.startsWith('both') === true) return 'caught'
    return 'missed'
  } finally {
    await Promise.all(racers.map(stop))
    subject.remove()
  }
}

export const races: Fault = { id: 'S18', title: 'a second process wants the same folder', run, control }
