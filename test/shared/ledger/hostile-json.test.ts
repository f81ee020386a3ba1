import { expect, it } from 'vitest'
import { randomOf } from '../../../src/main/cli/demo/random.ts'
import { textOf, utf8 } from '../../../src/shared/bytes.ts'
import { canonical, parseCanonical } from '../../../src/shared/ledger/jcs.ts'
import { hostileJson } from '../../fuzz/hostile-json.ts'
import { mutateBytes } from '../../fuzz/mutate-bytes.ts'
import { isCanonicalByOracle } from '../../kit/json-oracle.ts'

const differs = (text: string): string | undefined => {
  const read = parseCanonical(text)
  if ((read !== undefined) !== isCanonicalByOracle(text)) return `${read === undefined ? 'refused' : 'accepted'}: ${JSON.stringify(text).slice(0, 200)}`
  return read === undefined || canonical(read) === text ? undefined : `read as ${canonical(read)}: ${JSON.stringify(text)}`
}

it('of JSON made to be read differently, exactly what a reader of its own finds canonical is accepted (T12)', () => {
  expect(hostileJson.length).toBeGreaterThan(1_000)
  expect(hostileJson.flatMap(({ text }) => differs(text) ?? [])).toEqual([])
  const accepted = hostileJson.filter(({ text }) => isCanonicalByOracle(text)).length
  expect([accepted > 100, accepted < hostileJson.length / 3]).toEqual([true, true])
})

it('the two readers agree about 60,000 changes of them', () => {
  const random = randomOf(12)
  const seeds = hostileJson.filter(({ text }) => text.length < 300).map(({ text }) => utf8(text))
  const wrong: string[] = []
  let accepted = 0
  for (let i = 0; i < 60_000; i++) {
    const text = textOf(mutateBytes(random.pick(seeds), seeds, random))
    if (text === undefined) continue
    if (isCanonicalByOracle(text)) accepted++
    const found = differs(text)
    if (found !== undefined) wrong.push(found)
  }
  expect(wrong.slice(0, 5)).toEqual([])
  expect(accepted).toBeGreaterThan(1_000)
})
