/**
 * What a disk may hold after a power cut: of each file all that was synced, and of what was written since any part, in
 * sectors of 512 bytes. Making and removing a file counts as done at once (the file systems we know order it so).
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface Step {
  readonly op: 'w' | 't' | 's' | 'u' | 'a'
  readonly file: string
  readonly offset: number
  readonly data: Buffer
}

/** The line at a height: the same in the writer and in the check, of a size that moves over page ends. */
export const lineOf = (height: number): Buffer => Buffer.from(`line ${height} `.padEnd(700 + (height % 7) * 150, String(height % 10)))

export function readLog(path: string): readonly Step[] {
  const log = readFileSync(path)
  const steps: Step[] = []
  for (let at = 0; at < log.length;) {
    const named = log.readUInt16LE(at + 1)
    const length = log.readUInt32LE(at + 11)
    const data = at + 15 + named
    steps.push({
      op: String.fromCharCode(log[at]!) as Step['op'],
      file: basename(log.toString('utf8', at + 15, data)),
      offset: Number(log.readBigUInt64LE(at + 3)),
      data: log.subarray(data, data + length)
    })
    at = data + length
  }
  return steps
}

const SECTOR = 512

interface Disk {
  bytes: Buffer
  pending: Step[]
}

function apply(bytes: Buffer, { op, offset, data }: Step, keepSector: () => boolean): Buffer {
  if (op === 't')
    return keepSector()
      ? offset <= bytes.length
        ? Buffer.from(bytes.subarray(0, offset))
        : Buffer.concat([bytes, Buffer.alloc(offset - bytes.length)])
      : bytes
  const grown = offset + data.length > bytes.length ? Buffer.concat([bytes, Buffer.alloc(offset + data.length - bytes.length)]) : bytes
  for (let at = 0; at < data.length; at += SECTOR - ((offset + at) % SECTOR)) {
    if (keepSector()) data.copy(grown, offset + at, at, Math.min(data.length, at + SECTOR - ((offset + at) % SECTOR)))
  }
  return grown
}

export type Fate = 'none' | 'all' | 'writes' | 'sectors'
export const fates: readonly Fate[] = ['none', 'all', 'writes', 'sectors']

export interface Cut {
  readonly files: ReadonlyMap<string, Buffer>
  /** Lines acknowledged before the cut. */
  readonly acknowledged: number
}

/** Replays a log once and calls back at every step with what a cut just after it could leave. */
export class Replay {
  readonly #disks: Map<string, Disk>
  #acknowledged = 0

  constructor(before: ReadonlyMap<string, Buffer>) {
    this.#disks = new Map([...before].map(([file, bytes]) => [file, { bytes: Buffer.from(bytes), pending: [] }]))
  }

  step(step: Step): void {
    if (step.op === 'a') this.#acknowledged = Number(step.data.toString().trim())
    else if (step.op === 'u') this.#disks.delete(step.file)
    else {
      const disk = this.#disks.get(step.file) ?? { bytes: Buffer.alloc(0), pending: [] }
      this.#disks.set(step.file, disk)
      if (step.op !== 's') disk.pending.push(step)
      else {
        for (const write of disk.pending) disk.bytes = apply(disk.bytes, write, () => true)
        disk.pending = []
      }
    }
  }

  /** `chance` gives numbers in [0, 1). */
  cut(fate: Fate, chance: () => number): Cut {
    const files = new Map<string, Buffer>()
    for (const [file, { bytes, pending }] of this.#disks) {
      let left: Buffer = Buffer.from(bytes)
      for (const write of pending) {
        const kept = fate === 'all' || (fate !== 'none' && chance() < 0.5)
        left = apply(left, write, fate === 'sectors' ? () => chance() < 0.5 : () => kept)
      }
      files.set(file, left)
    }
    return { files, acknowledged: this.#acknowledged }
  }
}

export function writeImage(folder: string, files: ReadonlyMap<string, Buffer>): void {
  for (const [file, bytes] of files) if (!file.endsWith('-shm')) writeFileSync(join(folder, file), bytes)
}
