/** Damage at seeded places of a backup file, each read to its end: never taken as sound. */
import { OfficeError } from '../../src/shared/errors.ts'
import { BACKUP_PASSPHRASE, BACKUP_WORDS, readWith } from '../kit/backup-kit.ts'
import { seeded } from '../kit/desks.ts'

type Random = () => number
type Damage = (file: Buffer, at: number, random: Random, other: Buffer) => Buffer

const below = (random: Random, n: number): number => Math.floor(random() * n)
const copied = (file: Buffer, change: (copy: Buffer) => void): Buffer => {
  const copy = Buffer.from(file)
  change(copy)
  return copy
}

const damages: Readonly<Record<string, Damage>> = {
  bit: (file, at, random) => copied(file, copy => void (copy[at]! ^= 1 << below(random, 8))),
  byte: (file, at, random) => copied(file, copy => void (copy[at] = (copy[at]! + 1 + below(random, 255)) % 256)),
  sector: (file, at) => copied(file, copy => void copy.fill(0, at - (at % 512), at - (at % 512) + 512)),
  garbage: (file, at, random) =>
    copied(file, copy => void copy.set(Buffer.from(Array.from({ length: 64 }, () => below(random, 256))).subarray(0, copy.length - at), at)),
  cut: (file, at) => Buffer.from(file.subarray(0, at)),
  grown: (file, _at, random) => Buffer.concat([file, Buffer.alloc(1 + below(random, 70_000), below(random, 256))]),
  missing: (file, at, random) => Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + below(random, 70_000))]),
  twice: (file, at, random) => Buffer.concat([file.subarray(0, at), file.subarray(Math.max(0, at - 1 - below(random, 70_000)))]),
  spliced: (file, at, _random, other) => Buffer.concat([file.subarray(0, at), other.subarray(Math.min(at, other.length - 1))]),
  swapped: (file, at, random) =>
    copied(file, copy => {
      const from = below(random, copy.length - 16)
      const to = Math.min(at, copy.length - 16)
      const kept = Buffer.from(copy.subarray(from, from + 16))
      copy.set(copy.subarray(to, to + 16), from)
      copy.set(kept, to)
    })
}

const NAMED = new Set(['not-a-backup', 'backup-damaged', 'backup-locked', 'backup-newer', 'backup-expired'])

export interface Damaged {
  readonly cases: number
  readonly codes: Readonly<Record<string, number>>
  readonly failed: readonly { readonly case: number; readonly damage: string; readonly detail: string }[]
}

/** `other`: a backup made elsewhere. Every third case opens by the recovery key. */
export async function damageBackup(file: Buffer, other: Buffer, cases: number, seed: number, tell: (done: number) => void = () => undefined): Promise<Damaged> {
  const codes: Record<string, number> = {}
  const failed: { case: number; damage: string; detail: string }[] = []
  const names = Object.keys(damages)
  const head = file.indexOf(10, 20) + 1
  for (let n = 0; n < cases; n++) {
    const random = seeded(seed * 1_000_003 + n)
    const name = names[n % names.length]!
    // one in four in the head, which is small
    const at = n % 4 === 0 ? below(random, head) : below(random, file.length)
    const changed = damages[name]!(file, at, random, other)
    if (changed.equals(file) || changed.equals(other)) continue
    try {
      await readWith(changed, n % 3 === 0 ? { recoveryKey: BACKUP_WORDS } : { passphrase: BACKUP_PASSPHRASE })
      failed.push({ case: n, damage: name, detail: `taken as sound, damaged at ${at}` })
    } catch (error) {
      const code = error instanceof OfficeError ? error.code : 'untyped'
      codes[code] = (codes[code] ?? 0) + 1
      if (!NAMED.has(code)) failed.push({ case: n, damage: name, detail: error instanceof Error ? (error.stack ?? error.message) : String(error) })
    }
    if (n % 1_000 === 999) tell(n + 1)
  }
  return { cases, codes, failed }
}
