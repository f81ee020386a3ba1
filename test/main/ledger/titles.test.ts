import { expect, it } from 'vitest'
import { officeCode, readTitles } from '../../../src/main/ledger/titles.ts'
import type { Key, OfficeId, PersonId } from '../../../src/shared/names.ts'
import { makeWorld } from '../../kit/desks.ts'

it('an office is called by three letters of its name, whatever it is written in', () => {
  expect(['Yuma', 'Ürümqi', 'new york', "T'iis Názbąs", 'Ab', 'X', '', 'القاهرة', '東京', '4 Corners'].map(officeCode)).toEqual([
    'YUM',
    'URU',
    'NEW',
    'TII',
    'AB',
    'OFC',
    'OFC',
    'OFC',
    'OFC',
    'COR'
  ])
})

it('two offices of one code have references that differ, and every desk its number', () => {
  const world = makeWorld(4)
  const a = world.found('North')
  const b = world.join('Northwest')
  const c = world.join('North', { sister: a })
  const titles = readTitles(a.ledger)
  const refs = [a, b, c].map(desk => titles.reference(desk.chain, 7))
  expect(refs).toEqual(['NOR-1-000007', 'NOR2-1-000007', 'NOR-2-000007'])
  expect([titles.network, titles.office(b.office), titles.desk(c.chain)]).toEqual(['Test', 'Northwest', 'North desk 2'])
})

it('what has not come is never blank, and is told from what has', () => {
  const world = makeWorld(4)
  const a = world.found('North')
  a.store.ledger.prepare('DELETE FROM payloads').run()
  const titles = readTitles(a.ledger)
  expect([titles.known.network, titles.known.office(a.office)]).toEqual([null, null])
  for (const name of [
    titles.network,
    titles.office(a.office),
    titles.desk(a.chain),
    titles.desk('unknown-chain' as Key),
    titles.person('unknown-person' as PersonId),
    titles.office('unknown-office' as OfficeId)
  ])
    expect(name.length).toBeGreaterThan(3)
  expect(titles.person(null)).toBe('')
  expect(titles.reference(a.chain, 1)).toBe('OFC-1-000001')
})
