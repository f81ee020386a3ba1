import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createMark, openMark, readMark, type Mark, type MarkValue } from '../../../src/main/keys/mark.ts'
import { native } from '../../../src/main/keys/native.ts'
import { OfficeError } from '../../../src/shared/errors.ts'
import { TreeBuilder } from '../../../src/shared/ledger/merkle.ts'
import type { Hash, Key } from '../../../src/shared/names.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const hash = (text: string): Hash => native.hashText(text)
const start: Omit<MarkValue, 'seq'> = {
  net: hash('net'),
  chain: hash('chain') as string as Key,
  machine: hash('machine'),
  folder: hash('folder'),
  size: 0,
  root: null,
  frontier: [],
  head: null
}
const tree = new TreeBuilder(native)
const steps = Array.from({ length: 70 }, (_, i) => {
  tree.append(native.sha256(Buffer.from(String(i))))
  return { size: i + 1, frontier: tree.frontier(), head: hash(`line ${i}`), root: Buffer.from(tree.root()).toString('base64url') as Hash }
})

function made(): { path: string; mark: Mark } {
  const path = join(tempFolder(), 'mark')
  const mark = createMark(path, start)
  onTestFinished(() => mark.close())
  return { path, mark }
}
const advanced = (count: number): { path: string; mark: Mark } => {
  const one = made()
  for (const step of steps.slice(0, count)) one.mark.advance(step)
  return one
}
const plain = (value: MarkValue): object => ({ ...value, frontier: value.frontier.map(node => Buffer.from(node).toString('hex')) })
const isDamaged = (path: string): void => {
  for (const read of [readMark, openMark])
    try {
      read(path)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(OfficeError)
      expect(error).toMatchObject({ code: 'mark-damaged' })
    }
}

it('says after every step what it was told, to whoever opens it next', () => {
  const { path, mark } = made()
  expect(plain(readMark(path))).toEqual(plain({ ...start, seq: 1 }))
  steps.forEach((step, i) => {
    mark.advance(step)
    expect(plain(readMark(path))).toEqual(plain({ ...start, ...step, seq: 2 + i }))
    expect(mark.value.size).toBe(i + 1)
  })
  const again = openMark(path)
  expect(plain(again.value)).toEqual(plain(mark.value))
  again.close()
})

it('stays 8 KiB, for its owner alone, and leaves no other file', () => {
  const { path } = advanced(9)
  expect([statSync(path).size, statSync(path).mode & 0o777, readdirSync(join(path, '..'))]).toEqual([8192, 0o600, ['mark']])
})

it('keeps a root only where one was computed', () => {
  const { path, mark } = made()
  const { size, frontier, head } = steps[0]!
  mark.advance({ size, frontier, head })
  expect(readMark(path).root).toBeNull()
})

it('does not go back, nor sideways', () => {
  const { path, mark } = advanced(5)
  expect(() => mark.advance(steps[3]!)).toThrow(RangeError)
  expect(() => mark.advance({ ...steps[4]!, head: hash('another') })).toThrow(RangeError)
  expect(() => mark.advance({ ...steps[5]!, frontier: steps[3]!.frontier })).toThrow(RangeError)
  mark.advance(steps[4]!)
  expect(readMark(path).size).toBe(5)
})

it('is never made in place of another', () => {
  const { path } = advanced(5)
  expect(() => createMark(path, start)).toThrow(/exists/)
  expect(readMark(path).size).toBe(5)
})

it('is bound to another place without losing its word', () => {
  const { path, mark } = advanced(5)
  mark.rebind({ machine: hash('other machine'), folder: hash('other folder') })
  expect(readMark(path)).toMatchObject({ size: 5, machine: hash('other machine'), folder: hash('other folder'), head: steps[4]!.head })
})

describe('a write torn at every 512 bytes', () => {
  it.each(Array.from({ length: 8 }, (_, i) => i))('after %i sectors gives the step before or the step itself', sectors => {
    for (const count of [6, 7]) {
      const { path } = advanced(count)
      const before = readFileSync(path)
      const { path: later } = advanced(count + 1)
      const after = readFileSync(later)
      const at = before.subarray(0, 4096).equals(after.subarray(0, 4096)) ? 4096 : 0
      const torn = Buffer.from(before)
      after.copy(torn, at, at, at + sectors * 512)
      writeFileSync(path, torn)
      const seen = readMark(path)
      expect(seen.size).toBe(count)
      // and it goes on from there
      const mark = openMark(path)
      mark.advance(steps[count]!)
      mark.close()
      expect(readMark(path).size).toBe(count + 1)
    }
  })

  it('in any one sector is never believed', () => {
    const { path } = advanced(6)
    const before = readFileSync(path)
    const { path: later } = advanced(7)
    const after = readFileSync(later)
    const at = before.subarray(0, 4096).equals(after.subarray(0, 4096)) ? 4096 : 0
    for (let lost = 0; lost < 8; lost++) {
      const torn = Buffer.from(after)
      before.copy(torn, at + lost * 512, at + lost * 512, at + lost * 512 + 512)
      writeFileSync(path, torn)
      // a sector that is the same in both is no loss
      expect(readMark(path).size).toBe(torn.equals(after) ? 7 : 6)
    }
  })
})

describe('a bit turned', () => {
  it('anywhere in the newer slot gives the older, anywhere in both is damaged', () => {
    const { path, mark } = advanced(4)
    const newer = (mark.value.seq % 2) * 4096
    const sound = readFileSync(path)
    for (let at = 0; at < 4096; at += 37) {
      const bytes = Buffer.from(sound)
      bytes[newer + at]! ^= 1
      writeFileSync(path, bytes)
      expect(readMark(path).size).toBe(3)
      bytes[4096 - newer + at]! ^= 1
      writeFileSync(path, bytes)
      isDamaged(path)
    }
  })
})

describe('fails closed', () => {
  it('when it is missing', () => {
    const { path } = made()
    rmSync(path)
    isDamaged(path)
    expect(existsSync(path)).toBe(false)
  })

  it.each([0, 100, 4095])('when it is cut to %i bytes', size => {
    const { path } = advanced(3)
    truncateSync(path, size)
    isDamaged(path)
  })

  it('when the slots are of different chains', () => {
    const { path } = advanced(4)
    const otherPath = join(tempFolder(), 'mark')
    const other = createMark(otherPath, { ...start, chain: hash('other') as string as Key })
    for (const step of steps.slice(0, 4)) other.advance(step)
    other.close()
    const mixed = Buffer.concat([readFileSync(path).subarray(0, 4096), readFileSync(otherPath).subarray(4096)])
    writeFileSync(path, mixed)
    isDamaged(path)
  })

  it('when a slot was written into the place of the other', () => {
    const { path } = advanced(4)
    const [first, second] = [readFileSync(path).subarray(0, 4096), readFileSync(path).subarray(4096)]
    writeFileSync(path, Buffer.concat([second, first]))
    isDamaged(path)
    writeFileSync(path, Buffer.concat([second, second]))
    expect(readMark(path).size).toBe(4)
  })
})

it('closed, it writes no more: its file number may be another file by then', () => {
  const { path, mark } = advanced(3)
  mark.close()
  mark.close()
  expect(() => mark.advance(steps[3]!)).toThrow(/it is closed/)
  expect([readMark(path).size, mark.value.size]).toEqual([3, 3])
})
