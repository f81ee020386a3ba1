/** `succeed` by real processes: the founding desk is gone, and a backup, its passphrase and the printed words make a network again. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, it } from 'vitest'
import type { MotionView } from '../../../src/shared/contract.ts'
import { inspection, PASSPHRASE } from './said.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(root, name)
const program = join(import.meta.dirname, '../../../src/main/cli/muniment.mjs')
afterAll(() => rmSync(root, { recursive: true, force: true }))

async function run<T>(...args: readonly string[]): Promise<T> {
  const env = { ...process.env, MUNIMENT_SCRYPT_LOG2: '4' }
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args, '--json'], { env })
  return JSON.parse(stdout) as T
}

it('the recovery key begins a new registry at a restored desk; it files, invites and verifies as before', async () => {
  writeFileSync(at('pass'), PASSPHRASE)
  writeFileSync(at('values.json'), JSON.stringify([inspection('Weir 1')]))
  const pass = ['--passphrase-file', at('pass')]
  const old = ['--data', at('old'), ...pass]
  const { recoveryKey } = await run<{ recoveryKey: string }>(...old, 'init', '--network', 'Arizona', '--office', 'Yuma', '--person', 'Ana')
  writeFileSync(at('words'), recoveryKey)
  await run(...old, 'record', 'add', '--form', 'site-inspection', '--values', at('values.json'))
  await run(...old, 'backup', '--out', at('one.backup'))
  rmSync(at('old'), { recursive: true })

  const here = ['--data', at('new'), ...pass, '--person', 'Ana']
  await run('restore', at('one.backup'), '--data', at('new'), ...pass, '--backup-passphrase-file', at('pass'), '--person', 'Ana')
  const dry = await run<MotionView>(...here, 'succeed', '--reason', 'burnt', '--dry-run')
  expect([dry.state, dry.needed]).toEqual(['draft', 1])
  const done = await run<MotionView>(...here, 'succeed', '--reason', 'burnt', '--recovery-file', at('words'))
  expect([done.state, done.parts.map(({ kind }) => kind)]).toEqual(['filed', ['succeed', 'admit-continues', 'admit-key']])
  await run(...here, 'record', 'add', '--form', 'site-inspection', '--values', at('values.json'))
  await run(...here, 'invite', '--office', 'Mesa', '--out', at('mesa.invitation'))
  const verdict = await run<{ verdict: string }>('verify', at('new'), ...pass)
  expect(verdict.verdict).toBe('sound')
}, 120_000)
