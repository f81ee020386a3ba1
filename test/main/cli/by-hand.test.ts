/** By the command line: joining by files, a stick in both directions, hubs, contact and limits. No desk here has a network. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Output } from '../../../src/shared/contract.ts'
import { answerOf, inspection, PASSPHRASE, refusalOf, said } from './said.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (name: string): string => join(root, name)
const pass = ['--passphrase-file', at('passphrase')]
const yuma = ['--data', at('yuma'), '--person', 'Ana', ...pass]
const page = ['--data', at('page'), '--person', 'Carl', ...pass]

const ok = async (...args: readonly string[]): Promise<string> => {
  const { code, out, err } = await said(...args)
  expect(code, err + out).toBe(0)
  return out + err
}

it('a desk joins by files, and a stick goes there and back', async () => {
  writeFileSync(at('passphrase'), PASSPHRASE)
  writeFileSync(at('one.json'), JSON.stringify(inspection('Pump house 7')))
  await ok('init', ...yuma, '--network', 'Arizona', '--office', 'Yuma')
  await ok(...yuma, 'invite', '--office', 'Page', '--out', at('invitation'))
  const asked = await said('join', at('invitation'), ...page, '--request', at('request'))
  expect(asked.code).toBe(0)
  expect(readFileSync(at('request'), 'utf8')).toMatch(/^muniment-join:/)
  expect(await ok(...yuma, 'admit', '--request', at('request'))).toContain('bundle export --for "Page"')
  await ok(...yuma, 'bundle', 'export', '--for', 'Page', at('answer.bundle'))
  expect(await refusalOf(...yuma, 'bundle', 'export', '--for', 'Page', at('answer.bundle'))).toBe('file-exists')
  expect(await ok(...page, 'bundle', 'import', at('answer.bundle'))).toContain('Made by Yuma desk 1')
  expect((await answerOf<{ admitted: boolean }>('join', at('invitation'), ...page, '--wait', '0')).value.admitted).toBe(true)
  await ok(...yuma, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json'))
  await ok(...yuma, 'bundle', 'export', '--for', 'Page', at('there.bundle'))
  expect(await ok(...page, 'bundle', 'import', at('there.bundle'))).toContain('bundle export --for "Yuma"')
  await ok(...page, 'bundle', 'export', '--for', 'Yuma', at('back.bundle'))
  await ok(...yuma, 'bundle', 'import', at('back.bundle'))
  const again = await answerOf<{ lines: number; all: number; said: string | null }>(...yuma, 'bundle', 'export', '--for', 'Page', at('again.bundle'))
  expect(again.value.lines).toBeLessThan(again.value.all)
  expect(again.value.said).not.toBe(null)
  const whole = await answerOf<{ lines: number; all: number }>(...yuma, 'bundle', 'export', '--for', 'Page', '--whole', at('whole.bundle'))
  expect(whole.value.lines).toBe(whole.value.all)
  expect(existsSync(at('again.bundle.part'))).toBe(false)
}, 120_000)

it('a hub is named and unnamed; peers tells of each desk why there is no contact, and when a stick of it came', async () => {
  expect(await ok(...yuma, 'hub', 'add', 'Page desk 1', '--dry-run')).toContain('Page desk 1')
  await ok(...yuma, 'hub', 'add', 'Page desk 1')
  expect(await refusalOf(...yuma, 'hub', 'add', 'Page desk 1')).toBe('bad-input')
  const { value } = await answerOf<{ self: object; desks: Output<'network'>['offices'][number]['desks'] }>(...yuma, 'peers')
  expect(value.desks).toEqual([expect.objectContaining({ desk: 'Page desk 1', hub: true, connected: false, why: 'no-address', stick: expect.any(String) })])
  const text = await ok(...yuma, 'peers', '--reach')
  for (const part of ['Page desk 1 (hub): never in contact', 'last stick from it', 'No address of it is known', 'no other desk is in contact'])
    expect(text).toContain(part)
  await ok(...yuma, 'hub', 'remove', 'Page desk 1')
  expect(await ok(...yuma, 'peers')).not.toContain('(hub)')
}, 120_000)

it('the line has a cap and the desk a budget, which stay, and go with none', async () => {
  expect((await answerOf<Output<'limits'>>(...page, 'limits')).value).toMatchObject({ cap: null, budget: null, waiting: false, held: expect.any(Number) })
  await ok(...page, 'limits', '--cap', '64')
  await ok(...page, 'limits', '--budget', '500')
  expect((await answerOf<Output<'limits'>>(...page, 'limits')).value).toMatchObject({ cap: 64, budget: 500 })
  await ok(...page, 'limits', '--cap', 'none', '--budget', 'none')
  expect((await answerOf<Output<'limits'>>(...page, 'limits')).value).toMatchObject({ cap: null, budget: null })
  expect((await said(...page, 'limits', '--cap', '2')).code).toBe(2)
  expect(await ok(...yuma, 'limits', '--cap', '8')).toContain('at most 8 KB/s')
}, 60_000)
