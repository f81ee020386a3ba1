/** What goes on a stick: only what the office lacks, as far as it has said; and what comes back with the next one. */
import { expect, it } from 'vitest'
import type { Bytes } from '../../../src/shared/bytes.ts'
import { exportBundle } from '../../../src/main/ledger/bundle.ts'
import { knownOf } from '../../../src/main/ledger/known-of.ts'
import { importBundle, type TakenBundle } from '../../../src/main/ledger/read-bundle.ts'
import { copiesOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { vouchFor } from '../../../src/main/ledger/vouch.ts'
import { verifyBundle } from '../../../src/main/work/verify-bundle.ts'
import { headOf, makeWorld, note, notes, sizeOf, type TestDesk } from '../../kit/desks.ts'
import { attach, bytesOfFile } from '../../kit/desk-files.ts'

/** Takes a bundle in as the desk does: what can be signed for is signed. */
async function take(to: TestDesk, bytes: Bytes): Promise<TakenBundle> {
  const taken = await importBundle(to.ledger, to.keys.sealSecret, bytes)
  vouchFor(to.ledger, taken.chains, false)
  return taken
}
const carry = async (from: TestDesk, to: TestDesk): Promise<{ readonly bytes: Uint8Array; readonly lines: number; readonly taken: TakenBundle }> => {
  const { bytes, lines } = await exportBundle(from.ledger, to.office, knownOf(from.ledger, to.office))
  return { bytes, lines, taken: await take(to, bytes) }
}

function three(seed: number): { a: TestDesk; b: TestDesk; c: TestDesk } {
  const world = makeWorld(seed)
  return { a: world.found('North'), b: world.join('South'), c: world.join('East') }
}

it('a second stick carries what is new since the office has said what it holds, and nothing else', async () => {
  const { a, b } = three(701)
  for (let i = 0; i < 40; i++) note(a, `first ${i}`)
  const first = await carry(a, b)
  expect(knownOf(a.ledger, b.office).said).toBe(null)
  await carry(b, a)
  expect(copiesOf(a.ledger, a.chain, 39, 0).map(({ desk }) => desk)).toEqual([b.chain])
  expect(witnessesOf(a.ledger, a.chain, 39).map(({ desk }) => desk)).toEqual([b.chain])
  for (let i = 0; i < 3; i++) note(a, `later ${i}`)
  const second = await carry(a, b)
  expect(second.taken).toMatchObject({ lines: 3, payloads: 3, already: 0, refused: [], from: a.chain, office: b.office })
  expect(second.bytes.length).toBeLessThan(first.bytes.length / 3)
  expect(headOf(b, a.chain)).toBe(headOf(a, a.chain))
})

it('what was refused or lost there travels again, with its files', async () => {
  const { a, b } = three(702)
  for (let i = 0; i < 5; i++) note(a, `note ${i}`)
  attach(a, [Uint8Array.from({ length: 700_000 }, (_, i) => i & 255)])
  const whole = (await exportBundle(a.ledger, b.office)).bytes
  const cut = await take(b, whole.subarray(0, whole.length - 300_000)) // pulled out too early: the file is not complete
  expect(cut.refused).toEqual(['cut-off'])
  await carry(b, a)
  const { taken } = await carry(a, b)
  expect(taken).toMatchObject({ lines: 0, files: 1, refused: [] })
  expect(bytesOfFile(b, a.chain, [5, 0], 0)).toHaveLength(700_000)
  const again = await carry(a, b)
  expect(again.taken).toMatchObject({ lines: 0, payloads: 0, files: 0, refused: [] })
})

it('a desk that has less than it once said gets a gap named, and everything when it is asked for', async () => {
  const world = makeWorld(704)
  const [x, y] = [world.found('North'), world.join('South')]
  const empty = await world.snapshot(y)
  notes(x, ['one', 'two'])
  for (let i = 0; i < 6; i++) note(x, `note ${i}`)
  await carry(x, y)
  await carry(y, x)
  await world.rollBack(y, empty)
  note(x, 'new')
  expect((await carry(x, y)).taken.refused).toContain('gap')
  expect(sizeOf(y, x.chain)).toBe(0)
  expect((await take(y, (await exportBundle(x.ledger, y.office)).bytes)).refused).toEqual([])
  expect(headOf(y, x.chain)).toBe(headOf(x, x.chain))
})

it('a bundle that begins in the middle is sound by itself, and says that it does', async () => {
  const { a, b } = three(705)
  for (let i = 0; i < 4; i++) note(a, `note ${i}`)
  await carry(a, b)
  await carry(b, a)
  note(a, 'later')
  const { bytes } = await carry(a, b)
  const verdict = await verifyBundle(async function* () {
    yield bytes
  })
  expect(verdict.findings).toEqual([])
  expect(verdict.notEstablished.map(({ code }) => code)).toContain('bundle-partial')
  const broken = Uint8Array.from(bytes)
  const at = Buffer.from(bytes).indexOf('"sig":"', Buffer.from(bytes).indexOf('{"body":')) + 10
  broken[at] = broken[at] === 65 ? 66 : 65
  expect(
    (
      await verifyBundle(async function* () {
        yield broken
      })
    ).findings.length
  ).toBeGreaterThan(0)
})

it('a third office that carries for others hands on what they have signed for', async () => {
  const { a, b, c } = three(706)
  note(a, 'from the north')
  await carry(a, b)
  await carry(b, c)
  await carry(c, a)
  expect(
    copiesOf(a.ledger, a.chain, 0, 0)
      .map(({ desk }) => desk)
      .sort()
  ).toEqual([b.chain, c.chain].sort())
})
