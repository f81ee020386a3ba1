/** Bundles: what syncs over a network can travel on a stick, in both directions, more than once, and in part. */
import { expect, it } from 'vitest'
import { concat, textOf, utf8, type Bytes } from '../../../src/shared/bytes.ts'
import { isCarrier } from '../../../src/shared/record/entry.ts'
import { textAt } from '../../../src/shared/record/payload.ts'
import { cosignChain } from '../../../src/main/ledger/cosign.ts'
import { exportBundle } from '../../../src/main/ledger/bundle.ts'
import { entryOf, openStoredPayload } from '../../../src/main/ledger/payloads.ts'
import { importBundle, type TakenBundle } from '../../../src/main/ledger/read-bundle.ts'
import { makeReceipt } from '../../../src/main/ledger/receipts.ts'
import { copiesOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { headOf, makeWorld, note, notes, sizeOf, type TestDesk } from '../../kit/desks.ts'
import { attach, bytesOfFile } from '../../kit/desk-files.ts'
import { codeFrom } from '../../kit/code-of.ts'

const take = (to: TestDesk, bytes: Bytes): Promise<TakenBundle> => importBundle(to.ledger, to.keys.sealSecret, bytes)
const textAtPlace = (desk: TestDesk, chain: TestDesk['chain'], height: number, index = 0): string | null => {
  const found = entryOf(desk.ledger, chain, [height, index])
  return found && isCarrier(found.entry) ? textAt(openStoredPayload(desk.ledger, chain, found.entry, found.pos) ?? null, '@text') : null
}
it('a stick carries everything to a desk that has no network, and back', async () => {
  const world = makeWorld(31)
  const a = world.found('North')
  const b = world.join('South')
  notes(
    a,
    Array.from({ length: 300 }, (_, i) => `north ${i}`)
  )
  for (let i = 0; i < 30; i++) note(a, `single ${i}`)
  const there = await exportBundle(a.ledger, b.office)
  const taken = await take(b, there.bytes)
  expect(taken).toMatchObject({ already: 0, refused: [], lines: there.lines, payloads: there.payloads })
  expect(headOf(b, a.chain)).toBe(headOf(a, a.chain))
  expect(textAtPlace(b, a.chain, 0, 7)).toBe('north 7')
  note(b, 'from the south')
  cosignChain(b.ledger, a.chain)
  makeReceipt(b.ledger, a.chain)
  const back = await take(a, (await exportBundle(b.ledger, a.office)).bytes)
  expect(back.refused).toEqual([])
  expect(textAtPlace(a, b.chain, 0)).toBe('from the south')
  expect(witnessesOf(a.ledger, a.chain, 0).map(({ desk }) => desk)).toEqual([b.chain])
  expect(copiesOf(a.ledger, a.chain, 0, 0).map(({ desk }) => desk)).toEqual([b.chain])
})

it('taken in twice it changes nothing, and what was cut off gives what came before', async () => {
  const world = makeWorld(32)
  const a = world.found('North')
  const b = world.join('South')
  for (let i = 0; i < 20; i++) note(a, `note ${i}`)
  const { bytes, lines, payloads } = await exportBundle(a.ledger, b.office)
  const cut = await take(b, bytes.subarray(0, Math.floor(bytes.length * 0.9)))
  expect(cut.refused).toEqual(['cut-off'])
  expect(cut.lines).toBe(lines)
  const rest = await take(b, bytes)
  expect(rest).toMatchObject({ lines: 0, refused: [] })
  expect(cut.payloads + rest.payloads).toBe(payloads)
  expect(await take(b, bytes)).toMatchObject({ lines: 0, payloads: 0, already: lines + payloads, refused: [] })
})

it('no value stands in it in clear, and it opens only for the office that it is for', async () => {
  const world = makeWorld(33)
  const a = world.found('North')
  const b = world.join('South')
  const c = world.join('East')
  note(a, 'MARKER for everyone')
  note(a, 'MARKER for the south', [b.office])
  const { bytes } = await exportBundle(a.ledger, b.office)
  expect(Buffer.from(bytes).includes('MARKER')).toBe(false)
  expect((await take(c, bytes)).payloads).toBe(0)
  expect(sizeOf(c, a.chain)).toBe(2)
  expect(textAtPlace(c, a.chain, 0)).toBe(null)
  await take(b, bytes)
  expect([textAtPlace(b, a.chain, 0), textAtPlace(b, a.chain, 1)]).toEqual(['MARKER for everyone', 'MARKER for the south'])
})

it('without an office it holds only what is for everyone, and every desk can open it', async () => {
  const world = makeWorld(34)
  const a = world.found('North')
  const b = world.join('South')
  const c = world.join('East')
  note(a, 'for all')
  note(a, 'for the south', [b.office])
  const { bytes } = await exportBundle(a.ledger, null)
  for (const desk of [b, c]) {
    await take(desk, bytes)
    expect([textAtPlace(desk, a.chain, 0), textAtPlace(desk, a.chain, 1)]).toEqual(['for all', null])
  }
})

it('attachments travel with their records', async () => {
  const world = makeWorld(35)
  const a = world.found('North')
  const b = world.join('South')
  const file = world.bytes(700_000)
  attach(a, [file, new Uint8Array(0)])
  const taken = await take(b, (await exportBundle(a.ledger, b.office)).bytes)
  expect(taken.refused).toEqual([])
  expect(bytesOfFile(b, a.chain, [0, 0], 0)).toEqual(file)
  makeReceipt(b.ledger, a.chain)
  expect(copiesOf(b.ledger, a.chain, 0, 0)).toHaveLength(1)
})

it('a file that is no bundle, or of another network, is refused before anything is taken', async () => {
  const world = makeWorld(36)
  const a = world.found('North')
  const b = world.join('South')
  const other = makeWorld(37)
  const stranger = other.found('Elsewhere')
  note(a, 'x')
  const { bytes } = await exportBundle(a.ledger, b.office)
  expect(await codeFrom(take(b, utf8('hello')))).toBe('not-a-bundle')
  expect(await codeFrom(take(b, new Uint8Array(0)))).toBe('not-a-bundle')
  expect(await codeFrom(take(b, (await exportBundle(stranger.ledger, null)).bytes))).toBe('not-a-bundle')
  const huge = concat(bytes.subarray(0, 19), Uint8Array.of(255, 255, 255, 255), bytes.subarray(23))
  expect(await codeFrom(take(b, huge))).toBe('not-a-bundle')
  expect(b.ledger.registry.size).toBe(0)
})

/** Entries and payloads of one desk that are not as at the other. */
function strayIn(desk: TestDesk, source: TestDesk): string[] {
  const stray: string[] = []
  for (const [chain, { state }] of desk.ledger.chains) {
    for (let height = 0; height < state.size; height++) {
      const [mine, theirs] = [entryOf(desk.ledger, chain, [height, 0]), entryOf(source.ledger, chain, [height, 0])]
      if (JSON.stringify(mine?.body) !== JSON.stringify(theirs?.body)) stray.push(`line ${height}`)
      if (!mine || !theirs || !isCarrier(mine.entry)) continue
      const payload = openStoredPayload(desk.ledger, chain, mine.entry, mine.pos)
      if (payload && JSON.stringify(payload) !== JSON.stringify(openStoredPayload(source.ledger, chain, mine.entry, theirs.pos)))
        stray.push(`payload ${height}`)
    }
  }
  return stray
}

it('one changed byte anywhere in it stores nothing that is not as it was signed', async () => {
  const world = makeWorld(38)
  const a = world.found('North')
  world.join('South')
  for (let i = 0; i < 3; i++) note(a, `note ${i}`)
  const { bytes } = await exportBundle(a.ledger, null)
  for (let n = 0; n < 25; n++) {
    const other = makeWorld(38)
    other.found('North')
    const to = other.join('South')
    const at = 19 + Math.floor(world.random() * (bytes.length - 19))
    const changed = bytes.slice()
    changed[at]! ^= 1 << Math.floor(world.random() * 8)
    await codeFrom(take(to, changed))
    expect(strayIn(to, a)).toEqual([])
  }
  expect(textOf(bytes.subarray(0, 19))).toBe('muniment-bundle/v1\n')
})
