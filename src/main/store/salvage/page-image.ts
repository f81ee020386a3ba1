/**
 * A damaged database file as pages, without SQLite: the file, and over it the pages of its write-ahead log. Formats:
 * sqlite.org/fileformat2.html, 1.3 (pages), 4.1 (log). Copies that were made for this are read, never the files themselves.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs'

/** As store/settings.ts makes every file; the header that says so may be what is damaged. */
export const PAGE = 8192
const FRAME_HEAD = 24
const LOG_HEAD = 32

export interface PageImage {
  /** Pages of the file as its last commit has them, those only in the log included. */
  readonly count: number
  /** Page n, from 1 on; undefined beyond the end. */
  page(n: number): Buffer | undefined
  /** Every older copy: pages of the file that the log replaces, and frames of the log that do not count any more. */
  older(): Generator<Buffer>
  close(): void
}

interface Frame {
  readonly page: number
  /** Where its content stands in the log. */
  readonly at: number
}

/** Checksum of 8-byte pairs as the log has it (4.2). */
function sum(bytes: Buffer, big: boolean, from: readonly [number, number]): [number, number] {
  let [a, b] = from
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const x = big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)
    const y = big ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)
    a = (a + x + b) >>> 0
    b = (b + y + a) >>> 0
  }
  return [a, b]
}

interface Log {
  readonly fd: number
  readonly all: readonly Frame[]
  /** Newest committed frame of each page. */
  readonly newest: ReadonlyMap<number, Frame>
  /** Pages after the last commit; null without one. */
  readonly pages: number | null
}

/** Frames count up to the last commit before the first whose checksum or salt does not fit. */
function readLog(path: string): Log | null {
  if (!existsSync(path)) return null
  const fd = openSync(path, 'r')
  const head = Buffer.alloc(LOG_HEAD)
  const size = fstatSync(fd).size
  if (readSync(fd, head, 0, LOG_HEAD, 0) < LOG_HEAD) return { fd, all: [], newest: new Map(), pages: null }
  const magic = head.readUInt32BE(0)
  const big = magic === 0x377f0683
  const all: Frame[] = []
  const newest = new Map<number, Frame>()
  let pending: Frame[] = []
  let pages: number | null = null
  let running = sum(head.subarray(0, 24), big, [0, 0])
  let sound = (big || magic === 0x377f0682) && head.readUInt32BE(8) === PAGE && running[0] === head.readUInt32BE(24) && running[1] === head.readUInt32BE(28)
  const frame = Buffer.alloc(FRAME_HEAD + PAGE)
  for (let at = LOG_HEAD; at + frame.length <= size; at += frame.length) {
    if (readSync(fd, frame, 0, frame.length, at) < frame.length) break
    const one: Frame = { page: frame.readUInt32BE(0), at: at + FRAME_HEAD }
    all.push(one)
    if (!sound) continue
    running = sum(frame.subarray(FRAME_HEAD), big, sum(frame.subarray(0, 8), big, running))
    sound = frame.compare(head, 16, 24, 8, 16) === 0 && running[0] === frame.readUInt32BE(16) && running[1] === frame.readUInt32BE(20)
    if (!sound) continue
    pending.push(one)
    const commit = frame.readUInt32BE(4)
    if (commit === 0) continue
    pages = commit
    for (const written of pending) newest.set(written.page, written)
    pending = []
  }
  return { fd, all, newest, pages }
}

/** `path`: the copy of ledger.db, its log beside it. */
export function openImage(path: string): PageImage {
  const fd = openSync(path, 'r')
  const log = readLog(`${path}-wal`)
  const inFile = Math.ceil(fstatSync(fd).size / PAGE)
  const count = Math.max(inFile, log?.pages ?? 0)
  const fromFile = (n: number): Buffer | undefined => {
    const page = Buffer.alloc(PAGE)
    return n >= 1 && readSync(fd, page, 0, PAGE, (n - 1) * PAGE) > 0 ? page : undefined
  }
  const fromLog = (frame: Frame): Buffer => {
    const page = Buffer.alloc(PAGE)
    readSync(log!.fd, page, 0, PAGE, frame.at)
    return page
  }
  return {
    count,
    page(n) {
      const frame = log?.newest.get(n)
      return frame ? fromLog(frame) : fromFile(n)
    },
    *older() {
      if (!log) return
      for (const n of log.newest.keys()) {
        const page = fromFile(n)
        if (page) yield page
      }
      for (const frame of log.all) if (log.newest.get(frame.page) !== frame) yield fromLog(frame)
    },
    close() {
      closeSync(fd)
      if (log) closeSync(log.fd)
    }
  }
}
