/** One changed byte anywhere, and the evidence is never called sound. More: `node test/evidence-mutations.ts --cases 100000`. */
import { expect, it } from 'vitest'
import { textOf } from '../../../src/shared/bytes.ts'
import { tryMutations } from '../../suites/mutations.ts'
import { readVector } from '../../kit/vectors.ts'

it('3,000 changed files are all refused, by many different rules', () => {
  const { cases, sound, codes, kinds } = tryMutations(textOf(readVector('evidence/well.json'))!, 3_000, 1)
  expect(sound).toEqual([])
  expect(cases).toBe(3_000)
  expect(Object.keys(kinds).length).toBe(17)
  expect(Object.keys(codes)).toEqual(
    expect.arrayContaining([
      'evidence-not-canonical',
      'evidence-shape',
      'evidence-registry',
      'evidence-line',
      'evidence-note',
      'evidence-proof',
      'evidence-content',
      'evidence-seen',
      'evidence-order',
      'evidence-name',
      'not-text'
    ])
  )
})
