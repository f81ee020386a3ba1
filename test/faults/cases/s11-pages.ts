/**
 * S11: the disk keeps an old page, or puts a page where another belongs. Every page is sound by itself, so no checksum of a
 * disk would say so.
 */
import type { Fault } from '../fault.ts'
import { LEDGER, PAGE, playBlind, playDamage, type Damage, type Draw } from '../one-file.ts'

const COUNTS = { gate: 100, nightly: 5_000 } as const
const KINDS = ['swapped', 'old', 'old elsewhere', 'misdirected', 'misdirected'] as const

const pageOf = (file: Buffer, n: number): Buffer => file.subarray(n * PAGE, (n + 1) * PAGE)

const drawPages: Draw = ({ random }, { files, steps }) => {
  const now = files.get(LEDGER)!
  const bytes = Buffer.from(now)
  const count = bytes.length / PAGE
  const [a, b] = [random.below(count), random.below(count)]
  const step = random.below(steps.length - 1)
  const before = steps[step]!.get(LEDGER)!
  const kind = random.pick(KINDS)
  const put = (at: number, page: Buffer): void => void bytes.set(page, at * PAGE)
  const made = (name: string, at: number): Damage | undefined => (bytes.equals(now) ? undefined : { name, file: LEDGER, at: at * PAGE, bytes })
  if (kind === 'swapped') {
    put(a, pageOf(now, b))
    put(b, pageOf(now, a))
    return made(`pages ${Math.min(a, b)} and ${Math.max(a, b)} swapped`, Math.min(a, b))
  }
  if (kind === 'misdirected') {
    put(b, pageOf(now, a))
    return made(`page ${a} written over page ${b}`, b)
  }
  const old = a % (before.length / PAGE)
  const at = kind === 'old' ? old : b
  put(at, pageOf(before, old))
  return made(`page ${old} as it was after step ${step} at the place of page ${at}`, at)
}

export const pages: Fault = {
  id: 'S11',
  title: 'pages kept old, swapped or written to another place',
  run: run => playDamage(run, COUNTS[run.counts], drawPages),
  control: run => playBlind(run, drawPages)
}
