/**
 * The mark (docs/format.md, "The mark"): how far a chain key of this desk has signed, outside the database, so that a
 * database that was rolled back (an old backup, a cut log, a lost write) is noticed before anything is signed twice for one
 * place. Order of every append: sign, commit (FULL), `advance`, then acknowledge and announce. One file for each own chain.
 *
 * 8 KiB, written once at its making; then two slots of 4 KiB in place, in turn, each followed by fdatasync (no rename, no
 * change of size: that would cost 30 times as much). A slot that was torn by a crash fails its checksum, and the other one,
 * one step older, counts: the chain is then ahead of the mark, which is harmless. A slot, integers big-endian:
 *
 *     0 "muniment/mark/1\n" · 16 seq (8) · 24 size (8) · 32 net · 64 chain · 96 machine · 128 folder · 160 head · 192 root
 *     (32 each) · 224 flags (1: head, 2: root) · 225 number of frontier hashes · 226 frontier, 32 each · 4064 SHA-256 of 0…4063
 *
 * The checksum is for accidents. Whoever may write the folder can also write a mark: that is what other desks' cosignatures
 * are for.
 */
import { hash } from 'node:crypto'
import { closeSync, existsSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs'
import { OfficeError } from '../../shared/errors.ts'
import { frontierLength, type Frontier } from '../../shared/ledger/merkle.ts'
import type { Hash, Key, NetworkId } from '../../shared/names.ts'
import { replaceFile } from './durable.ts'
import type { Place } from './place.ts'

export const MARK_FILE = 'mark'
export const REGISTRY_MARK_FILE = 'mark-registry'

export interface MarkValue extends Place {
  readonly net: NetworkId
  readonly chain: Key
  /** Lines signed. */
  readonly size: number
  /** Tree root at `size`, where it was computed. */
  readonly root: Hash | null
  readonly frontier: Frontier
  /** Hash of the last line; null at size 0. */
  readonly head: Hash | null
  /** Counts writes. */
  readonly seq: number
}

export interface Advance {
  readonly size: number
  readonly frontier: Frontier
  readonly head: Hash | null
  readonly root?: Hash | null
}

export interface Mark {
  readonly value: MarkValue
  /** Durable when it returns. Throws disk-failed (and from then on always, until it is opened anew); RangeError on going back. */
  advance(to: Advance): void
  /** "I moved this folder": the same mark at a new place. */
  rebind(place: Place): void
  close(): void
}

const SLOT = 4096
const CHECKSUM_AT = SLOT - 32
const FRONTIER_AT = 226
const MAX_FRONTIER = 53
const MAGIC = 'muniment/mark/1\n'
const CLOSED = 'it is closed'
const HEAD = 1
const ROOT = 2

const checksum = (slot: Buffer): Buffer => hash('sha256', slot.subarray(0, CHECKSUM_AT), 'buffer')

function encode(value: MarkValue, slot: Buffer): void {
  if (value.frontier.length !== frontierLength(value.size))
    throw new RangeError(`mark: a frontier of ${value.frontier.length} hashes does not fit size ${value.size}`)
  if ((value.head === null) !== (value.size === 0)) throw new RangeError('mark: wanted a head for every size but 0')
  slot.fill(0)
  slot.write(MAGIC, 0, 'latin1')
  slot.writeBigUInt64BE(BigInt(value.seq), 16)
  slot.writeBigUInt64BE(BigInt(value.size), 24)
  const hashes = [value.net, value.chain, value.machine, value.folder, value.head ?? '', value.root ?? '']
  hashes.forEach((text, i) => slot.write(text, 32 + 32 * i, 32, 'base64url'))
  slot[224] = (value.head === null ? 0 : HEAD) | (value.root === null ? 0 : ROOT)
  slot[225] = value.frontier.length
  value.frontier.forEach((node, i) => slot.set(node, FRONTIER_AT + 32 * i))
  slot.set(checksum(slot), CHECKSUM_AT)
}

/** `index`: where it stands; a slot that was written into the other's place does not count. */
function decode(slot: Buffer, index: number): MarkValue | undefined {
  if (slot.toString('latin1', 0, 16) !== MAGIC || !checksum(slot).equals(slot.subarray(CHECKSUM_AT))) return undefined
  const at = (i: number): Hash => slot.toString('base64url', 32 + 32 * i, 64 + 32 * i) as Hash
  const seq = Number(slot.readBigUInt64BE(16))
  const size = Number(slot.readBigUInt64BE(24))
  const count = slot[225]!
  if (!Number.isSafeInteger(size) || seq % 2 !== index || count > MAX_FRONTIER || count !== frontierLength(size)) return undefined
  return {
    seq,
    size,
    net: at(0),
    chain: at(1) as string as Key,
    machine: at(2),
    folder: at(3),
    head: slot[224]! & HEAD ? at(4) : null,
    root: slot[224]! & ROOT ? at(5) : null,
    frontier: Array.from({ length: count }, (_, i) => Uint8Array.from(slot.subarray(FRONTIER_AT + 32 * i, FRONTIER_AT + 32 * i + 32)))
  }
}

const markDamaged = (path: string, detail: string): OfficeError => new OfficeError('mark-damaged', { file: path, detail })

function readSlots(fd: number): readonly Buffer[] {
  const file = Buffer.alloc(2 * SLOT)
  readSync(fd, file, 0, file.length, 0)
  return [file.subarray(0, SLOT), file.subarray(SLOT)]
}

/** The newer of the sound slots. */
function newest(slots: readonly Buffer[], path: string): MarkValue {
  const values = slots.map(decode).filter(value => value !== undefined)
  const [a, b] = values
  if (!a) throw markDamaged(path, 'no slot is sound')
  if (!b) return a
  if (a.chain !== b.chain || a.net !== b.net) throw markDamaged(path, 'the slots speak of different chains')
  return a.seq > b.seq ? a : b
}

/** Opens the file; a missing or unreadable one is mark-damaged too: fail closed for signing. */
function openFile(path: string, flags: 'r' | 'r+'): number {
  try {
    return openSync(path, flags)
  } catch (error) {
    throw new OfficeError('mark-damaged', { file: path, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
  }
}

/** Reads only; nothing is kept open. Throws mark-damaged. */
export function readMark(path: string): MarkValue {
  const fd = openFile(path, 'r')
  try {
    return newest(readSlots(fd), path)
  } finally {
    closeSync(fd)
  }
}

function handle(fd: number, path: string, from: MarkValue): Mark {
  let value = from
  let stopped: string | null = null
  const slot = Buffer.alloc(SLOT)
  const write = (next: MarkValue): void => {
    if (stopped !== null) throw new OfficeError('disk-failed', { file: path, detail: `${path}: ${stopped}` })
    encode(next, slot)
    try {
      if (writeSync(fd, slot, 0, SLOT, (next.seq % 2) * SLOT) !== SLOT) throw new Error('short write')
      fdatasyncSync(fd)
    } catch (error) {
      stopped = 'an earlier write failed' // what a failed sync should have written may be gone although the next one succeeds
      throw new OfficeError('disk-failed', { file: path, detail: error instanceof Error ? error.message : String(error) }, { cause: error })
    }
    value = next
  }
  return {
    get value() {
      return value
    },
    advance({ size, frontier, head, root = null }) {
      if (size < value.size || (size === value.size && head !== value.head))
        throw new RangeError(`mark: it says ${value.size} lines and does not go back to ${size}`)
      write({ ...value, seq: value.seq + 1, size, frontier, head, root })
    },
    rebind: ({ machine, folder }) => write({ ...value, seq: value.seq + 1, machine, folder }),
    close() {
      if (stopped === CLOSED) return
      stopped = CLOSED // the number may soon be another file's
      closeSync(fd)
    }
  }
}

/** Throws mark-damaged when the file is missing or neither slot is sound. */
export function openMark(path: string): Mark {
  const fd = openFile(path, 'r+')
  try {
    return handle(fd, path, newest(readSlots(fd), path))
  } catch (error) {
    closeSync(fd)
    throw error
  }
}

/**
 * Makes the file, whole or not at all: temporary file, fsync, rename, fsync of the folder. Before the first line is signed,
 * or, for a desk that continues another, at its size. Throws file-exists: a mark is never replaced.
 */
export function createMark(path: string, from: Omit<MarkValue, 'seq'>): Mark {
  if (existsSync(path)) throw new OfficeError('file-exists', { file: path })
  const file = Buffer.alloc(2 * SLOT)
  encode({ ...from, seq: 0 }, file.subarray(0, SLOT))
  encode({ ...from, seq: 1 }, file.subarray(SLOT))
  replaceFile(path, file)
  return openMark(path)
}
