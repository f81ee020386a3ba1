/**
 * S10: what lies on the disk changes by itself: one bit, four bits, a sector of zeros or of something else, anywhere in any
 * file of a closed desk. It is found, or harmless; never read otherwise and named by nothing.
 */
import type { Fault } from '../fault.ts'
import { playBlind, playDamage, type Draw } from '../one-file.ts'

const COUNTS = { gate: 400, nightly: 20_000 } as const
const SECTOR = 512
/** Most of the bytes, and most of what can go wrong, are in the ledger. */
const PLACES = ['ledger.db', 'ledger.db', 'ledger.db', 'ledger.db', 'ledger.db', 'ledger.db', 'ledger.db', 'index.db', 'mark', 'mark-registry', 'keys.json']
const KINDS = ['bit', 'bit', 'bit', 'bits', 'zeros', 'garbage'] as const

const drawDamage: Draw = ({ random }, subject) => {
  const file = random.pick(PLACES)
  const bytes = Buffer.from(subject.files.get(file)!)
  const kind = random.pick(KINDS)
  const flip = (): [number, number] => {
    const at = random.below(bytes.length)
    const bit = random.below(8)
    bytes[at] = bytes[at]! ^ (1 << bit)
    return [at, bit]
  }
  if (kind === 'bit') {
    const [at, bit] = flip()
    return { name: `${file}: bit ${bit} of byte ${at}`, file, at, bytes }
  }
  if (kind === 'bits') {
    const at = random.below(bytes.length)
    const mask = 1 + random.below(255)
    bytes[at] = bytes[at]! ^ mask
    const other = Math.min(bytes.length - 1, at + 1 + random.below(64))
    bytes[other] = bytes[other]! ^ mask
    return { name: `${file}: bits ${mask} of bytes ${at} and ${other}`, file, at, bytes }
  }
  const at = random.below(Math.ceil(bytes.length / SECTOR)) * SECTOR
  const end = Math.min(bytes.length, at + SECTOR)
  const noise = random.below(2 ** 30)
  if (kind === 'zeros') bytes.fill(0, at, end)
  else for (let i = at; i < end; i++) bytes[i] = (Math.imul(noise + i, 2_654_435_761) >>> 13) & 255
  return { name: `${file}: sector ${at / SECTOR} ${kind === 'zeros' ? 'of zeros' : `of noise ${noise}`}`, file, at, bytes }
}

export const flips: Fault = {
  id: 'S10',
  title: 'bits and sectors of any file change by themselves',
  run: run => playDamage(run, COUNTS[run.counts], drawDamage),
  control: run => playBlind(run, drawDamage)
}
