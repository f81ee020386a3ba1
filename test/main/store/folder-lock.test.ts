import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { takeFolder } from '../../../src/main/store/folder-lock.ts'
import { tempFolder } from '../../kit/temp-folder.ts'

const lockModule = resolve(import.meta.dirname, '../../../src/main/store/folder-lock.ts')

/** Another process that takes the folder, keeps it (what nobody holds is collected, and the lock let go), and says "held" or the code of the refusal. */
async function other(folder: string): Promise<{ said: string; child: ChildProcess }> {
  const script = `import { takeFolder } from ${JSON.stringify(lockModule)}
    try { globalThis.held = takeFolder(${JSON.stringify(folder)}); process.stdout.write('held'); setInterval(() => {}, 1000) } catch (error) { process.stdout.write(error.code) }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { said: said.toString(), child }
}

it('is held by one process at a time', async () => {
  const folder = tempFolder()
  const lock = takeFolder(folder)
  expect((await other(folder)).said).toBe('folder-in-use')
  lock.release()
  expect((await other(folder)).said).toBe('held')
  expect(() => takeFolder(folder)).toThrow(/Another Muniment/)
})

it('is let go by the system when its process is killed', async () => {
  const folder = tempFolder()
  const { child } = await other(folder)
  child.kill('SIGKILL')
  await once(child, 'exit')
  takeFolder(folder).release()
})

it('is not taken twice by one process, and released once', () => {
  const folder = tempFolder()
  const lock = takeFolder(folder)
  expect(() => takeFolder(folder)).toThrow(/Another Muniment/)
  expect(() => takeFolder(folder)).toThrow(/Another Muniment/)
  lock.release()
  lock.release()
  const next = takeFolder(folder)
  lock.release()
  expect(() => takeFolder(folder)).toThrow(/Another Muniment/)
  next.release()
})

it('is a file for its owner alone', () => {
  const folder = tempFolder()
  const lock = takeFolder(folder)
  expect(statSync(join(folder, 'lock')).mode & 0o777).toBe(0o600)
  lock.release()
})

it('taken by many at once, it is given to one', async () => {
  const folder = tempFolder()
  const said = await Promise.all(Array.from({ length: 5 }, async () => (await other(folder)).said))
  expect(said.toSorted()).toEqual([...Array.from({ length: 4 }, () => 'folder-in-use'), 'held'])
})

it('a folder that is not there is said as such', () => {
  expect(() => takeFolder(join(tempFolder(), 'nowhere'))).toThrow(/refused/)
})
