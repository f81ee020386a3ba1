/** A share of what `node test/fuzz.ts` does, in every run; and that the harness notices what it is there for. */
import { expect, it } from 'vitest'
import { utf8 } from '../../src/shared/bytes.ts'
import { mutateBytes } from './mutate-bytes.ts'
import { fuzz } from './run.ts'
import type { Target } from './target.ts'
import { targets } from './targets.ts'

const CASES = 250_000
const SEED = Number(process.env['MUNIMENT_SEED'] ?? 3)

it(`no decoder throws, dawdles, or accepts what is not canonical, of ${CASES} changed inputs`, async () => {
  const fuzzed = await fuzz(await targets(), { cases: CASES, seed: SEED })
  expect(fuzzed.failures, `MUNIMENT_SEED=${SEED}`).toEqual([])
  // each target met both sides of its door
  for (const [name, { cases, accepted }] of Object.entries(fuzzed.targets)) {
    expect(cases, name).toBeGreaterThan(300)
    if (name !== 'evidence-check') expect(accepted, `${name}: accepted`).toBeGreaterThan(20)
    expect(accepted, `${name}: refused`).toBeLessThan(cases)
  }
}, 180_000)

const word: Target = {
  name: 'word',
  share: 1,
  bound: 50,
  seeds: [utf8('word')],
  mutate: mutateBytes,
  decode: input => (input.length === 4 ? input.slice() : undefined)
}
const failuresOf = async (decode: Target['decode']): Promise<string[]> => {
  const { failures } = await fuzz([{ ...word, decode }], { cases: 400, seed: 1 })
  return failures.map(({ what }) => what)
}

it('a decoder that throws, accepts two spellings, changes what it is given or takes too long is caught', async () => {
  expect(await failuresOf(word.decode)).toEqual([])
  const decode = word.decode as (input: Uint8Array) => Uint8Array | undefined
  expect(
    (
      await failuresOf(input => {
        if (input.length > 6) throw new TypeError('what')
        return decode(input)
      })
    )[0]
  ).toMatch(/^threw TypeError/)
  expect((await failuresOf(input => utf8(Buffer.from(input).toString('latin1').trim()).subarray(0, 4)))[0]).toMatch(/^accepted, and written again/)
  expect(
    (
      await failuresOf(input => {
        const out = decode(input)
        if (!out) input.fill(0)
        return out
      })
    )[0]
  ).toBe('changed what it was given')
  expect(
    (
      await failuresOf(input => {
        for (const until = performance.now() + (input.length > 12 ? 60 : 0); performance.now() < until;);
        return decode(input)
      })
    )[0]
  ).toMatch(/^took /)
})

it('the same seed makes the same inputs', async () => {
  const run = async (seed: number): Promise<string> => {
    const heard: string[] = []
    const decode: Target['decode'] = input => {
      heard.push(Buffer.from(input).toString('hex'))
      return word.decode(input)
    }
    await fuzz([{ ...word, decode }], { cases: 50, seed })
    return heard.join()
  }
  expect(await run(9)).toBe(await run(9))
  expect(await run(9)).not.toBe(await run(10))
})
