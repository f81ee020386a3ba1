import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { installedNode, isNewEnough, oldNode } from '../../src/main/node-guard.mjs'
import { OfficeError } from '../../src/shared/errors.ts'
import { itUnless } from '../kit/not-run.ts'

const main = resolve(import.meta.dirname, '../../src/main')
const version = (node: string): string => spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout

/** A Node below the wanted one that somebody installed on this machine (never the project's own). */
const old = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter(folder => !folder.includes('node_modules'))
  .map(folder => join(folder, process.platform === 'win32' ? 'node.exe' : 'node'))
  .find(path => existsSync(path) && !isNewEnough(version(path)))

const noOld = old === undefined ? 'no Node older than 22.18 on this machine' : undefined
const noOther = noOld ?? (installedNode() === undefined ? 'no Node packaged for this machine' : undefined)

/** Runs an entry point under the old Node; `alone` keeps it from handing over to the installed one. */
function underOldNode(entry: string, args: string[], alone: boolean) {
  const env = { ...process.env, MUNIMENT_NO_REEXEC: alone ? '1' : '0' }
  return spawnSync(old!, [join(main, entry), ...args], { encoding: 'utf8', env, timeout: 25_000 })
}

it('a version is enough from the first that runs TypeScript on, off by one both ways', () => {
  const enough = ['v22.18.0', 'v22.99.1', 'v23.6.0', 'v24.0.0', 'v24.21.0', 'v100.0.0']
  const tooOld = ['v14.0.0', 'v20.20.2', 'v22.17.9', 'v22.6.0', 'v23.5.0', 'v2.99.0']
  expect(enough.filter(isNewEnough)).toEqual(enough)
  expect(tooOld.filter(isNewEnough)).toEqual([])
})

it('the guard says word for word what the table of errors says', () => {
  const error = new OfficeError('old-node', { got: '20.1.0' })
  expect(oldNode('v20.1.0')).toEqual({ code: error.code, message: error.message, next: error.next })
})

for (const entry of ['start.mjs', 'cli/muniment.mjs', 'cli/demo.mjs']) {
  itUnless(noOld, `${entry} under an old Node says what it needs and ends with 2`, () => {
    const { status, stdout, stderr } = underOldNode(entry, ['--help'], true)
    const { message, next } = oldNode(version(old!).trim())
    expect({ status, stdout, stderr: stderr.trim() }).toEqual({ status: 2, stdout: '', stderr: `${message}\n${next}` })
  })
}

itUnless(noOld, 'with --json the refusal is one JSON document on stdout', () => {
  const { status, stdout, stderr } = underOldNode('cli/muniment.mjs', ['verify', '.', '--json'], true)
  expect(JSON.parse(stdout)).toEqual({ error: oldNode(version(old!).trim()) })
  expect({ status, stderr }).toEqual({ status: 2, stderr: '' })
})

itUnless(noOther, 'under an old Node the installed one takes over, and its exit code is handed back', () => {
  const help = underOldNode('start.mjs', ['--help'], false)
  expect(help.stdout).toContain('npm start --')
  expect(help.status).toBe(0)
  expect(underOldNode('start.mjs', ['--port', 'many'], false).status).toBe(2)
})
