import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkHere, Pool } from '../../../src/main/work/pool.ts'
import type { CheckerData } from '../../../src/main/work/reading.ts'
import { makeBigStore } from '../../kit/big-store.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const dataOf = (folder: string, vaultKey: Uint8Array | null = null): CheckerData => ({
  folder,
  vaultKey,
  net: null,
  chains: [],
  own: null,
  registryNo: null,
  live: false
})

it('tasks of a thread that can not open the store are refused, and so is every one after it', async () => {
  const pool = new Pool(1, dataOf(join(tempFolder(), 'nothing')), () => {})
  await expect(pool.run('database', null)).rejects.toThrow(/no desk|ended/)
  await expect(pool.run('guarded', null)).rejects.toThrow(/ended/)
  await pool.close()
})

it('a task that fails says why, and the thread goes on with the next', async () => {
  const folder = tempFolder()
  makeBigStore(folder, { entries: 3, fields: 0 })
  const pool = new Pool(1, dataOf(folder), () => {})
  await expect(pool.run('lines', { no: 7, from: 0, to: 1, points: [] })).rejects.toThrow()
  expect(await pool.run('database', null)).toEqual([])
  await pool.close()
  const here = checkHere(dataOf(folder), () => {})
  await expect(here.run('lines', { no: 7, from: 0, to: 1, points: [] })).rejects.toThrow()
  expect(await here.run('database', null)).toEqual([])
  await here.close()
})
