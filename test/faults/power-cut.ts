/**
 * What a disk may hold after a power cut: of each file all that was synced, and of what was written since any part, in
 * sectors of 512 bytes. Making, renaming and removing files lasts once their folder is synced; before that the first few of
 * them may have come to pass, in their order (journals keep it).
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import type { Files } from './base.ts'

export interface Step {
  /** As in shim/fault.c: w t s u n d c a. */
  readonly op: string
  readonly file: string
  readonly offset: number
  readonly data: Buffer
}

export function readLog(path: string): readonly Step[] {
  const log = readFileSync(path)
  const steps: Step[] = []
  for (let at = 0; at < log.length;) {
    const named = log.readUInt16LE(at + 1)
    const length = log.readUInt32LE(at + 11)
    const data = at + 15 + named
    const op = String.fromCharCode(log[at]!)
    const file = basename(log.toString('utf8', at + 15, data))
    steps.push({ op, file, offset: Number(log.readBigUInt64LE(at + 3)), data: log.subarray(data, data + length) })
    at = data + length
  }
  return steps
}

const SECTOR = 512

interface Inode {
  readonly id: number
  bytes: Buffer
  pending: Step[]
  /** How often it was synced: with what is kept of `pending` it says what the file holds. */
  synced: number
}

interface Naming {
  readonly file: string
  /** null: the name is gone. */
  readonly inode: Inode | null
}

/** The bytes with these writes done, of each the sectors that `keeps` says; the bytes given stay as they are. */
function applied(bytes: Buffer, writes: readonly Step[], keeps: (write: number, sector: number) => boolean): Buffer {
  const room = writes.reduce((most, { op, offset, data }) => Math.max(most, offset + (op === 't' ? 0 : data.length)), bytes.length)
  const made = Buffer.alloc(room)
  bytes.copy(made)
  let { length } = bytes
  writes.forEach(({ op, offset, data }, write) => {
    if (op === 't') {
      if (!keeps(write, 0)) return
      made.fill(0, Math.min(offset, length), Math.max(offset, length))
      length = offset
      return
    }
    for (let at = 0, sector = 0; at < data.length; sector++) {
      const next = Math.min(data.length, at + SECTOR - ((offset + at) % SECTOR))
      if (keeps(write, sector)) {
        data.copy(made, offset + at, at, next)
        length = Math.max(length, offset + next)
      }
      at = next
    }
  })
  return made.subarray(0, length)
}

export type Fate = 'none' | 'all' | 'writes' | 'sectors' | 'last'
/** `last`: of each file all but the last write, of which some sectors. */
export const fates: readonly Fate[] = ['none', 'all', 'writes', 'sectors', 'last']

export interface Cut {
  /** Two cuts of one key are the same disk after the same acknowledgements. */
  readonly key: string
  /** To be asked for before the replay goes on. */
  files(): Files
}

/** Replays a log; between two steps the power may be cut. */
export class Replay {
  readonly #live = new Map<string, Inode>()
  readonly #lasting = new Map<string, Inode>()
  #namings: Naming[] = []
  #inodes = 0
  #flushes = 0
  said = ''

  constructor(before: Files) {
    for (const [file, bytes] of before) {
      const inode = this.#inode(bytes)
      this.#live.set(file, inode)
      this.#lasting.set(file, inode)
    }
  }

  #inode(bytes: Buffer): Inode {
    return { id: this.#inodes++, bytes, pending: [], synced: 0 }
  }

  #name(file: string, inode: Inode | null): void {
    if (inode) this.#live.set(file, inode)
    else this.#live.delete(file)
    this.#namings.push({ file, inode })
  }

  #at(file: string): Inode {
    const known = this.#live.get(file)
    if (known) return known
    const inode = this.#inode(Buffer.alloc(0))
    this.#name(file, inode)
    return inode
  }

  step(step: Step): void {
    const { op, file, data } = step
    if (op === 'a') this.said += data.toString()
    else if (op === 'c') this.#name(file, this.#inode(Buffer.alloc(0)))
    else if (op === 'u') this.#name(file, null)
    else if (op === 'n') {
      const inode = this.#at(file)
      this.#name(file, null)
      this.#name(basename(data.toString()), inode)
    } else if (op === 'd') {
      for (const { file: name, inode } of this.#namings)
        if (inode) this.#lasting.set(name, inode)
        else this.#lasting.delete(name)
      this.#namings = []
      this.#flushes++
    } else if (op === 's') {
      const inode = this.#at(file)
      inode.bytes = applied(inode.bytes, inode.pending, () => true)
      inode.pending = []
      inode.synced++
    } else if (!file.endsWith('-shm')) this.#at(file).pending.push(step)
  }

  /** `chance` gives numbers in [0, 1); all it decides is decided here. Files whose names begin with `unseen` do not tell cuts apart. */
  cut(fate: Fate, chance: () => number, unseen = '-'): Cut {
    const done = fate === 'none' ? 0 : fate === 'all' ? this.#namings.length : Math.floor(chance() * (this.#namings.length + 1))
    const names = new Map(this.#lasting)
    for (const { file, inode } of this.#namings.slice(0, done))
      if (inode) names.set(file, inode)
      else names.delete(file)
    const kept: (readonly [string, Inode, readonly boolean[][]])[] = []
    let key = `${this.said.length} ${this.#flushes} ${done}`
    for (const [file, inode] of names) {
      if (file.endsWith('-shm')) continue
      const counts = !file.startsWith(unseen)
      const sectors = inode.pending.map((write, i) => decide(write, fate, chance, i === inode.pending.length - 1))
      kept.push([file, inode, sectors])
      if (counts) key += `|${inode.id} ${inode.synced} ${sectors.map(bits => bits.map(bit => (bit ? 1 : 0)).join('')).join(',')}`
    }
    return {
      key,
      files: () =>
        new Map(
          kept.map(([file, inode, sectors]) => [
            file,
            inode.pending.length === 0 ? inode.bytes : applied(inode.bytes, inode.pending, (write, sector) => sectors[write]![sector]!)
          ])
        )
    }
  }
}

/** Which sectors of a write were kept; one for a truncation. */
function decide({ op, offset, data }: Step, fate: Fate, chance: () => number, isLast: boolean): boolean[] {
  const sectors = op === 't' ? 1 : Math.ceil(((offset % SECTOR) + data.length) / SECTOR)
  const whole = fate === 'all' || (fate === 'last' && !isLast) || (fate === 'writes' && chance() < 0.5)
  const torn = fate === 'sectors' || (fate === 'last' && isLast)
  return Array.from({ length: sectors }, () => (torn ? chance() < 0.5 : whole))
}
