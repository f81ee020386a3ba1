/** What the command line saves bears its name only when all of it is there. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeNew } from '../../../src/main/cli/files.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

it('a file is written whole and nothing is left beside it, also over what a crash left', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a.bundle.part'), 'half of an earlier')
  writeNew(join(folder, 'a.bundle'), new Uint8Array([1, 2, 3]))
  expect([...readFileSync(join(folder, 'a.bundle'))]).toEqual([1, 2, 3])
  expect(readdirSync(folder)).toEqual(['a.bundle'])
})

it('nothing is overwritten', () => {
  const folder = tempFolder()
  writeFileSync(join(folder, 'a'), 'old')
  expect(() => writeNew(join(folder, 'a'), 'new')).toThrow(/exists already/)
  expect([readFileSync(join(folder, 'a'), 'utf8'), readdirSync(folder)]).toEqual(['old', ['a']])
})

it('what can not be written leaves nothing', () => {
  const folder = tempFolder()
  mkdirSync(join(folder, 'a.part'))
  expect(() => writeNew(join(folder, 'a'), 'x')).toThrow(/can not be written/)
  expect(() => writeNew(join(folder, 'none', 'a'), 'x')).toThrow(/ENOENT/)
  expect(readdirSync(folder)).toEqual(['a.part'])
})
