/** What comes after its records were listed changes how they are listed, and the index stays what comes out of the lines. */
import Sqlite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { utf8 } from '../../../src/shared/bytes.ts'
import { isCarrier } from '../../../src/shared/record/entry.ts'
import type { Key } from '../../../src/shared/names.ts'
import { packageHash } from '../../../src/shared/record/package.ts'
import { native } from '../../../src/main/keys/native.ts'
import { newId } from '../../../src/main/ledger/compose.ts'
import { fileRecords } from '../../../src/main/ledger/file-record.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import { indexDifferences } from '../../../src/main/ledger/index-digest.ts'
import { storedText } from '../../../src/main/ledger/open-payload.ts'
import { entryOf, receivePackage, receivePayloads } from '../../../src/main/ledger/payloads.ts'
import { payloadsCame } from '../../../src/main/ledger/project-again.ts'
import { catchUp, openProjection } from '../../../src/main/ledger/project.ts'
import type { Projection } from '../../../src/main/ledger/projection.ts'
import { receiveLines } from '../../../src/main/ledger/receive.ts'
import { readTitles } from '../../../src/main/ledger/titles.ts'
import { makeWorld, type TestDesk } from '../../kit/desks.ts'
import { ruled } from '../../kit/two-faced.ts'

const listed = ({ ledger }: TestDesk): Projection => {
  const index = new Sqlite(':memory:')
  const projection = openProjection({ ledger, index, titles: readTitles(ledger), formTitle: hash => hash.slice(0, 8) })
  catchUp(projection)
  return projection
}

async function carryLines(from: TestDesk, to: TestDesk, chain: Key): Promise<void> {
  const { kind } = from.ledger.chains.get(chain)!.state
  await receiveLines(to.ledger, { chain, kind, ...handLines(from.ledger, chain, 0, { lines: 1_000, bytes: 900_000 })! })
}

function carryContent(from: TestDesk, to: TestDesk, chain: Key): void {
  for (let height = 0; height < to.ledger.chains.get(chain)!.state.size; height++)
    entryOf(from.ledger, chain, [height, 0])!.body.entries.forEach((entry, index) => {
      if (!isCarrier(entry)) return
      const bytes = utf8(storedText(from.ledger, chain, entry, entryOf(from.ledger, chain, [height, index])!.pos)!)
      receivePayloads(to.ledger, chain, [{ place: [height, index], bytes }])
    })
}

it('names that come with a bundle stand in the lists in which their desk, office and person were nameless', async () => {
  const world = makeWorld(391)
  const a = world.found('North')
  const b = world.join('South')
  const xml = '<h:html>form</h:html>'
  const hash = packageHash(native, xml)
  ruled(world, { t: 'form', form: 'inspection', version: '1', package: hash, state: 'published', audience: 'everyone', sensitive: false, review: 'none' })
  receivePackage(a.ledger, utf8(xml))
  const form = a.ledger.registry.formAt(hash, a.ledger.registry.size)!
  const filing = { id: newId(a.ledger.clock), values: [['/data/name', 'Weir'] as [string, string]] }
  fileRecords(a.ledger, { signer: a.keys.person, person: '' }, form, [filing], { engine: null, language: null }, () => undefined)
  await carryLines(a, b, world.registryKey)
  await carryLines(a, b, a.chain)
  const projection = listed(b)
  const names = (): unknown => projection.index.prepare('SELECT office_name, person_name FROM records').get()
  expect(names()).not.toEqual({ office_name: 'North', person_name: 'North admin' })
  carryContent(a, b, world.registryKey)
  carryContent(a, b, a.chain)
  payloadsCame(projection)
  expect(names()).toEqual({ office_name: 'North', person_name: 'North admin' })
  expect(indexDifferences(projection.index, listed(b).index)).toEqual([])
})
