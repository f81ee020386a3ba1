/** The mark on a disk that fails: the one thing that can not be made to happen with files alone. */
import * as fs from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it, vi } from 'vitest'
import { createMark, openMark, readMark } from '../../../src/main/keys/mark.ts'
import { native } from '../../../src/main/keys/native.ts'
import type { Hash, Key } from '../../../src/shared/names.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

vi.mock('node:fs', async original => {
  const real = await original<typeof fs>()
  return { ...real, fdatasyncSync: vi.fn<typeof real.fdatasyncSync>(real.fdatasyncSync), writeSync: vi.fn<typeof real.writeSync>(real.writeSync) }
})
beforeEach(() => vi.clearAllMocks())

const hash = (text: string): Hash => native.hashText(text)
const start = { net: hash('n'), chain: hash('c') as string as Key, machine: hash('m'), folder: hash('f'), size: 0, root: null, frontier: [], head: null }
const one = { size: 1, frontier: [native.sha256(Buffer.from('1'))], head: hash('1') }
const two = { size: 2, frontier: [native.sha256(Buffer.from('2'))], head: hash('2') }
const fail = (code: string): never => {
  throw Object.assign(new Error(code), { code })
}

it('each advance is one write of 4 KiB in place and one fdatasync, in that order', () => {
  const mark = createMark(join(tempFolder(), 'mark'), start)
  vi.clearAllMocks()
  mark.advance(one)
  expect(vi.mocked(fs.writeSync).mock.calls.map(call => Array.from<unknown>(call).slice(2))).toEqual([[0, 4096, 0]])
  expect(fs.fdatasyncSync).toHaveBeenCalledTimes(1)
  expect(vi.mocked(fs.writeSync).mock.invocationCallOrder[0]).toBeLessThan(vi.mocked(fs.fdatasyncSync).mock.invocationCallOrder[0]!)
  mark.close()
})

it.each(['fdatasyncSync', 'writeSync'] as const)('a failed %s is disk-failed, and nothing more is written until it is opened anew', name => {
  const path = join(tempFolder(), 'mark')
  const mark = createMark(path, start)
  mark.advance(one)
  vi.mocked(fs[name]).mockImplementationOnce(() => fail('EIO'))
  expect(() => mark.advance(two)).toThrow(/EIO/)
  expect(mark.value.size).toBe(1)
  expect(() => mark.advance(two)).toThrow(/an earlier write failed/)
  mark.close()
  const again = openMark(path)
  again.advance(two)
  expect(readMark(path).size).toBe(2)
  again.close()
})

it('a short write counts as failed', () => {
  const path = join(tempFolder(), 'mark')
  const mark = createMark(path, start)
  mark.advance(one)
  vi.mocked(fs.writeSync).mockImplementationOnce(() => 512)
  expect(() => mark.advance(two)).toThrow(/short write/)
  expect(readMark(path).size).toBe(1)
  mark.close()
})
