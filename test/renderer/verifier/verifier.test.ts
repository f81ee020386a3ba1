/** A stranger opens one HTML file from disk, gives it evidence, and reads what it proves. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { native, verify } from '../../../src/main/keys/native.ts'
import { fromHex, textOf, utf8 } from '../../../src/shared/bytes.ts'
import { checkEvidence } from '../../../src/shared/record/evidence-check.ts'
import { writeEvidence } from '../../../src/shared/record/evidence.ts'
import { hasLowOrder } from '../../../src/shared/ledger/ed25519.ts'
import { ed25519Cases } from '../../../src/renderer/verifier/ed25519-cases.ts'
import { madeEvidence } from '../../kit/made-evidence.ts'
import { readVector } from '../../kit/vectors.ts'
import { mutations } from '../../suites/mutations.ts'
import { buildVerifier, type Verifier } from './open-verifier.ts'

const well = readVector('evidence/well.json')
let verifier: Verifier
beforeAll(async () => {
  verifier = await buildVerifier()
}, 120_000)
afterAll(() => verifier?.close())

afterEach(() => verifier?.closePages())

/** What stands in place of bytes [from, to) of the evidence. */
interface Change {
  readonly from: number
  readonly to: number
  readonly put: readonly number[]
}
function changeOf(bytes: Uint8Array): Change {
  const least = Math.min(bytes.length, well.length)
  let from = 0
  while (from < least && bytes[from] === well[from]) from++
  let end = 0
  while (end < least - from && bytes[bytes.length - 1 - end] === well[well.length - 1 - end]) end++
  return { from, to: well.length - end, put: [...bytes.subarray(from, bytes.length - end)] }
}

it('the test signatures are judged by Node as they are written down, and each rule is met by some', () => {
  for (const { about, publicKey, message, signature, holds } of ed25519Cases)
    expect(verify(fromHex(publicKey)!, fromHex(message)!, fromHex(signature)!), about).toBe(holds)
  const plain = ed25519Cases.filter(({ publicKey, signature }) => !hasLowOrder(fromHex(publicKey)!, fromHex(signature)!))
  expect(plain.filter(({ holds }) => holds).length).toBe(3)
  expect(plain.filter(({ holds }) => !holds).length).toBe(8)
})

it('the page is one file that allows itself and nothing else', () => {
  expect(verifier.written).toEqual(['verifier.html'])
  expect(verifier.html).toMatch(
    /http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-[^']+'; img-src blob:; base-uri 'none'; form-action 'none';/
  )
  expect(verifier.html).not.toMatch(/<link|<script src|https?:\/\/(?!www\.w3\.org|openrosa\.org|www\.opendatakit\.org)/)
})

it('evidence with two values withheld is read from disk without a network', async () => {
  const { page, wrong, give } = await verifier.open()
  await give('well.evidence.json', well)
  expect(await page.locator('#verdict').textContent()).toBe('Everything in this file is as it was signed.')
  const article = await page.locator('article').innerText()
  expect(article).toContain('Record 2 of Yuma desk 1')
  expect(article).toContain('Pozo nº 7 «El Álamo» 🌵')
  expect(article).toContain('Who inspected it?')
  expect(article).toContain('Fire, Flood')
  expect(article).toContain('signed with a key of Ben Ortega at Yuma desk 1, Yuma')
  expect(article).toMatch(/It was signed after November 22, 2026/)
  expect(article).toMatch(/It was there by November 22, 2026/)
  expect(article).not.toMatch(/\b48\b/)
  expect(await page.locator('td .withheld').count()).toBe(2)
  expect(await page.locator('main').innerText()).toContain('What is not proved')
  expect(await page.locator('main').innerText()).toContain('was not compared with one that its owner has published')
  expect(await page.title()).toContain('Everything in this file is as it was signed.')
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('verdict')
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save pozo.jpg' }).first().click()])
  expect(download.suggestedFilename()).toBe('pozo.jpg')
  expect(wrong).toEqual([])
})

it('the published network id is compared', async () => {
  const { page, give } = await verifier.open()
  const { net } = madeEvidence().n
  await page.fill('#network', net)
  await give('well.json', well)
  expect(await page.locator('.banner').innerText()).toContain('The network is the one whose id you gave.')
  expect(await page.locator('main').innerText()).not.toContain('was not compared')
  await page.fill('#network', 'A'.repeat(43))
  await give('well.json', well)
  expect(await page.locator('#verdict').textContent()).toBe('This is evidence of another network than the one whose id you gave.')
})

it('its verdict is that of the command line', async () => {
  const { page } = await verifier.open()
  const there = await page.evaluate(
    async bytes =>
      JSON.stringify(
        await (globalThis as never as { munimentVerifier: { check(bytes: Uint8Array): Promise<object> } }).munimentVerifier.check(Uint8Array.from(bytes))
      ),
    [...well]
  )
  const { forms: _f, files: _g, ...here } = checkEvidence(textOf(well)!, { hashing: native, verify })
  expect(JSON.parse(there)).toEqual(JSON.parse(JSON.stringify(here)))
})

it('1,000 changed files prove nothing in the page', async () => {
  const { page, wrong } = await verifier.open()
  const changes: Change[] = []
  for (const { bytes } of mutations(textOf(well)!, 77)) {
    if (changes.length === 1_000) break
    changes.push(changeOf(bytes))
  }
  const believed = await page.evaluate(
    async ({ whole, cases }) => {
      const { munimentVerifier } = globalThis as never as { munimentVerifier: { check(bytes: Uint8Array): Promise<{ verdict: string; records: unknown[] }> } }
      const wrongly: number[] = []
      for (const [i, { from, to, put }] of cases.entries()) {
        const { verdict, records } = await munimentVerifier.check(Uint8Array.from([...whole.slice(0, from), ...put, ...whole.slice(to)]))
        if (verdict !== 'findings' || records.length > 0) wrongly.push(i)
      }
      return wrongly
    },
    { whole: [...well], cases: changes }
  )
  expect(believed).toEqual([])
  expect(wrong).toEqual([])
}, 240_000)

it('a changed file is told to be worth nothing, and nothing that it says is shown', async () => {
  const { page, give } = await verifier.open()
  for (const changed of [textOf(well)!.replace('Pozo nº 7', 'Pozo nº 8'), textOf(well)!.slice(0, -1), '{"evidence":1}', 'hello']) {
    await give('changed.json', utf8(changed))
    expect(await page.locator('#verdict').textContent()).toBe('This file proves nothing.')
    expect(await page.locator('#result').innerText()).not.toContain('Pozo')
  }
})

it('a browser that judges signatures otherwise gives no verdict', async () => {
  const { page, give } = await verifier.open({
    before: () => {
      const { subtle } = globalThis.crypto
      const plain = subtle.verify.bind(subtle)
      let calls = 0
      // As a verifier that multiplies the cofactor in would: all is the same but for one of the test signatures.
      subtle.verify = async (...args: Parameters<SubtleCrypto['verify']>) => (++calls === 5 ? true : plain(...args))
    }
  })
  await give('well.json', well)
  expect(await page.locator('#verdict').textContent()).toBe('This browser can not be used for checking.')
  expect(await page.locator('article').count()).toBe(0)
})

it('text of a file never becomes markup', async () => {
  const made = madeEvidence('<img src=x onerror=alert(1)>')
  const { page, wrong, give } = await verifier.open()
  await give('<b>x</b>.json', utf8(writeEvidence(made.evidence)))
  expect(await page.locator('#verdict').textContent()).toBe('Everything in this file is as it was signed.')
  expect(await page.locator('#result b, #result img[src="x"]').count()).toBe(0)
  expect(await page.locator('#result').innerText()).toContain('<img src=x onerror=alert(1)> network')
  expect(wrong).toEqual([])
})

it('it is accessible in light and dark, narrow and wide', async () => {
  for (const how of [{ dark: false }, { dark: true }, { width: 320 }]) {
    const { page, violations, give } = await verifier.open(how)
    expect(await violations()).toEqual([])
    await give('well.json', well)
    for (const summary of await page.locator('summary').all()) await summary.click()
    expect(await violations()).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
    const shots = process.env['MUNIMENT_SHOTS']
    if (shots !== undefined) await page.screenshot({ path: `${shots}/verifier-${JSON.stringify(how).replace(/\W+/g, '-')}.png`, fullPage: true })
    await give('changed.json', utf8(textOf(well)!.slice(5)))
    expect(await violations()).toEqual([])
  }
}, 120_000)
