/** The names on the sign-in page are nobody's signed word: verification holds them to the registry. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { verifyStore } from '../../../src/main/work/verify-store.ts'
import { copiedDesk, PERSON } from '../../kit/filed-desk.ts'

async function findings(change: (text: string) => string): Promise<string[]> {
  const { folder, vaultKey } = await copiedDesk()
  const path = join(folder, 'keys.json')
  writeFileSync(path, change(readFileSync(path, 'utf8')))
  const plan = { folder, vaultKey, workers: 0, index: false, live: false, now: Date.now() }
  return (await verifyStore(plan, () => {}, new AbortController().signal)).findings.map(({ code, detail }) => `${code}: ${detail}`)
}

it('a key file as it was written is sound; another name, or another person, beside a key is named', async () => {
  expect(await findings(text => text)).toEqual([])
  const [renamed] = await findings(text => text.replace(PERSON, 'Dana Bfgay'))
  expect(renamed).toMatch(/^keys-differ: The key file of this desk calls .*“Dana Bfgay”.*“Dana Begay”/)
  const [other] = await findings(text => text.replace(/("person": ")(.)/, (_, before: string, first: string) => before + (first === 'A' ? 'B' : 'A')))
  expect(other).toMatch(/^keys-differ: .*another person/)
})
