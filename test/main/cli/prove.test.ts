/** Evidence from the command line: made, checked, and what is wrong with it said. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Verdict } from '../../../src/shared/contract.ts'
import { answerOf, inspection, PASSPHRASE, refusalOf, said } from './said.ts'

const root = mkdtempSync(join(tmpdir(), 'muniment-test-'))
const at = (name: string): string => join(root, name)
const here = ['--data', at('desk'), '--passphrase-file', at('passphrase')]

beforeAll(async () => {
  writeFileSync(at('passphrase'), `${PASSPHRASE}\n`)
  writeFileSync(at('one.json'), JSON.stringify(inspection('Pump house 7')))
  await said(...here, 'init', '--network', 'Northern Arizona', '--office', 'Yuma', '--person', 'Dana Begay')
  expect((await said(...here, 'record', 'add', '--form', 'site-inspection', '--values', at('one.json'))).code).toBe(0)
}, 60_000)
afterAll(() => rmSync(root, { recursive: true, force: true }))

interface EvidenceAnswer extends Pick<Verdict, 'verdict' | 'findings' | 'notEstablished'> {
  readonly record: string | null
  readonly author: string
  readonly office: string
  readonly desk: string
  readonly height: number
  readonly notBefore: string | null
  readonly notAfter: string | null
  readonly disclosed: readonly (readonly [string, unknown])[]
  readonly withheld: readonly (string | null)[]
  readonly network: { readonly id: string; readonly compared: boolean }
}

it('prove writes a file with two values withheld, and verify says what it proves', async () => {
  const withheld = ['--withhold', '/inspection/site/name', '/inspection/finding[1]/what', '--hide', '/inspection/site/kind']
  const made = await answerOf<{ file: string; size: number; repeats: string[] }>(
    ...here,
    'prove',
    '--record',
    'YUM-1-000001',
    ...withheld,
    '--out',
    at('one.evidence.json')
  )
  expect(made.code).toBe(0)
  const { code, value } = await answerOf<EvidenceAnswer>('verify', at('one.evidence.json'))
  expect(code).toBe(0)
  expect(value).toMatchObject({ verdict: 'sound', author: 'Dana Begay', office: 'Yuma', desk: 'Yuma desk 1', height: 0, findings: [] })
  expect(value.withheld.filter(path => path !== null).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['/inspection/finding[1]/what', '/inspection/site/name'])
  expect(value.withheld).toContain(null)
  expect(Object.fromEntries(value.disclosed)).toMatchObject({ '/inspection/finding[2]/what': 'Rust' })
  expect(readFileSync(at('one.evidence.json'), 'utf8')).not.toContain('Pump house 7')
  const compared = await answerOf<EvidenceAnswer>('verify', at('one.evidence.json'), '--network', value.network.id)
  expect(compared.value.network.compared).toBe(true)
  expect(compared.value.notEstablished.map(item => item.code)).not.toContain('network')
})

it('a changed file has findings, exit code 1, and shows nothing', async () => {
  const text = readFileSync(at('one.evidence.json'), 'utf8')
  writeFileSync(at('changed.json'), text.replace('"Rust"', '"Dust"'))
  const { code, value, out } = await answerOf<EvidenceAnswer>('verify', at('changed.json'))
  expect(code).toBe(1)
  expect(value.verdict).toBe('findings')
  expect(value.findings.map(finding => finding.code)).toEqual(['evidence-content'])
  expect(value.record).toBeNull()
  expect(out).not.toContain('Dust')
})

it('a mistyped path, a record that is not there, and a file that is, are refused', async () => {
  expect(await refusalOf(...here, 'prove', '--record', 'YUM-1-000001', '--withhold', '/inspection/site/nam', '--out', at('two.json'))).toBe('bad-input')
  expect(await refusalOf(...here, 'prove', '--record', 'YUM-1-000009', '--out', at('two.json'))).toBe('not-found')
  expect(await refusalOf(...here, 'prove', '--record', 'YUM-1-000001', '--out', at('one.evidence.json'))).toBe('file-exists')
})
