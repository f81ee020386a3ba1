import { expect, it } from 'vitest'
import type { Finding } from '../../../../src/shared/contract.ts'
import { countOpen, groupFindings } from '../../../../src/renderer/pages/integrity/finding-groups.ts'

const finding = (code: string, height: number | null, more: Partial<Finding> = {}): Finding => ({
  code,
  chain: 'c'.repeat(43),
  office: 'Yuma',
  desk: 'Yuma desk 2',
  height,
  record: null,
  ref: null,
  table: null,
  detail: code,
  state: 'open',
  ...more
})

it('checks that fail at one place are one thing, led by what is wrong with the ledger', () => {
  const found = [finding('index-differs', 4), finding('line-signature', 4), finding('index-differs', 4)]
  expect(groupFindings(found)).toEqual({ groups: [{ lead: found[1], more: [found[0], found[2]] }], lists: [] })
  expect(countOpen(found)).toBe(1)
})

it('two places, and places without a block, are counted each', () => {
  expect(countOpen([finding('line-signature', 4), finding('payload-damaged', 5), finding('mark-wrong', null), finding('mac-wrong', null)])).toBe(4)
})

it('lists that differ elsewhere stand beneath a damaged block, and for themselves where the ledger is sound', () => {
  const elsewhere = finding('index-differs', 2)
  const broken = groupFindings([finding('line-shape', 4), elsewhere])
  expect([broken.groups.length, broken.lists]).toEqual([1, [elsewhere]])
  expect(groupFindings([elsewhere])).toEqual({ groups: [{ lead: elsewhere, more: [] }], lists: [] })
  expect(countOpen([elsewhere])).toBe(1)
})

it('what has been decided stands last and is not counted', () => {
  const decided = finding('fork-evidence', 1, { state: 'decided' })
  const open = finding('line-missing', 7)
  expect(groupFindings([decided, open]).groups.map(({ lead }) => lead)).toEqual([open, decided])
  expect(countOpen([decided, open])).toBe(1)
  expect(countOpen([])).toBe(0)
})
