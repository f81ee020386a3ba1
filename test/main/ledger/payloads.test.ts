/** What is taken of others' payloads, form packages and attachments, and what is not. */
import { expect, it } from 'vitest'
import { concat, utf8 } from '../../../src/shared/bytes.ts'
import { isCarrier } from '../../../src/shared/record/entry.ts'
import { packageHash } from '../../../src/shared/record/package.ts'
import { makePayload, payloadText } from '../../../src/shared/record/payload.ts'
import { native } from '../../../src/main/keys/native.ts'
import { append } from '../../../src/main/ledger/append.ts'
import { approved, newId } from '../../../src/main/ledger/compose.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import { storedText } from '../../../src/main/ledger/open-payload.ts'
import {
  attachmentsOf,
  entryOf,
  openStoredPayload,
  receivePackage,
  receivePayloads,
  wantedFiles,
  wantedPackages,
  wantedPayloads
} from '../../../src/main/ledger/payloads.ts'
import { checkLeaves, finishFiles, givePieces, receivePieces, wantedOf } from '../../../src/main/ledger/pieces.ts'
import { receiveLines } from '../../../src/main/ledger/receive.ts'
import { hasPayload } from '../../../src/main/store/payloads.ts'
import { makeWorld, note, notes, type TestDesk, type World } from '../../kit/desks.ts'
import { attach, bytesOfFile } from '../../kit/desk-files.ts'

const ROOM = { lines: 1_000, bytes: 900_000 }
/** b holds a's lines and none of its payloads. */
async function linesAt(seed: number, file: (a: TestDesk, b: TestDesk, world: World) => void): Promise<{ world: World; a: TestDesk; b: TestDesk }> {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South')
  await receiveLines(b.ledger, { chain: world.registryKey, kind: 'registry', ...handLines(a.ledger, world.registryKey, 0, ROOM)! })
  file(a, b, world)
  await receiveLines(b.ledger, { chain: a.chain, kind: 'desk', ...handLines(a.ledger, a.chain, 0, ROOM)! })
  return { world, a, b }
}
const textAt = (desk: TestDesk, chain: TestDesk['chain'], height: number, index = 0): Uint8Array => {
  const { entry, pos } = entryOf(desk.ledger, chain, [height, index])!
  return utf8(isCarrier(entry) ? storedText(desk.ledger, chain, entry, pos)! : '')
}
const say = (desk: TestDesk, chain: TestDesk['chain'], place: readonly [number, number], bytes: Uint8Array): string => {
  const { positions, refused } = receivePayloads(desk.ledger, chain, [{ place, bytes }])
  return refused[0]?.fault ?? (positions.length > 0 ? 'taken' : 'here')
}

it('what is wanted is what is for this office and not here, newest first', async () => {
  const { a, b } = await linesAt(201, (a_, b_) => {
    notes(a_, ['0', '1'])
    note(a_, 'for the north', [a_.office])
    note(a_, 'for the south', [b_.office])
  })
  expect(wantedPayloads(b.ledger, a.chain, 10)).toEqual([
    [2, 0],
    [0, 1],
    [0, 0]
  ])
  expect(wantedPayloads(b.ledger, a.chain, 1, [2, 0])).toEqual([[0, 1]])
  expect(say(b, a.chain, [0, 1], textAt(a, a.chain, 0, 1))).toBe('taken')
  expect(say(b, a.chain, [0, 1], textAt(a, a.chain, 0, 1))).toBe('here')
  expect(wantedPayloads(b.ledger, a.chain, 10)).toEqual([
    [2, 0],
    [0, 0]
  ])
})

it('a payload that is not exactly what the line binds, or not for this office, is refused and stores nothing', async () => {
  const { world, a, b } = await linesAt(202, (a_, _, world_) => {
    note(a_, 'one')
    note(a_, 'two')
    note(a_, 'for the north', [a_.office])
    world_.now += 1
  })
  const good = textAt(a, a.chain, 0)
  const salt = (): Uint8Array => world.bytes(16)
  expect(say(b, a.chain, [0, 0], textAt(a, a.chain, 1))).toBe('payload-commitment')
  expect(say(b, a.chain, [0, 0], utf8(payloadText(makePayload([['@text', 'one']], salt))))).toBe('payload-commitment')
  expect(say(b, a.chain, [0, 0], utf8(payloadText(makePayload([['@text', 'x'.repeat(500)]], salt))))).toBe('payload-size')
  expect(say(b, a.chain, [0, 0], concat(good, utf8(' ')))).toBe('payload-malformed')
  expect(say(b, a.chain, [0, 0], concat(Uint8Array.of(0xef, 0xbb, 0xbf), good))).toBe('payload-malformed')
  expect(say(b, a.chain, [0, 0], Uint8Array.of(0xff))).toBe('payload-malformed')
  expect(say(b, a.chain, [0, 0], new Uint8Array(0))).toBe('payload-malformed')
  expect(say(b, a.chain, [2, 0], textAt(a, a.chain, 2))).toBe('payload-audience')
  expect(say(b, a.chain, [0, 1], good)).toBe('payload-unasked')
  expect(say(b, a.chain, [9, 0], good)).toBe('payload-unasked')
  expect(say(b, a.chain, [-1, 0], good)).toBe('payload-unasked')
  for (const height of [0, 1, 2]) expect(hasPayload(b.store.ledger, entryOf(b.ledger, a.chain, [height, 0])!.pos)).toBe(false)
  const { positions, refused } = receivePayloads(b.ledger, a.chain, [
    { place: [0, 0], bytes: textAt(a, a.chain, 1) },
    { place: [1, 0], bytes: textAt(a, a.chain, 1) }
  ])
  expect([positions.length, refused.map(({ fault }) => fault)]).toEqual([1, ['payload-commitment']]) // one bad one blocks no other
})

it('a payload here is bound to its line: another row put in its place does not open', async () => {
  const { a, b } = await linesAt(203, a_ => {
    note(a_, 'one')
    note(a_, 'two')
  })
  for (const height of [0, 1]) say(b, a.chain, [height, 0], textAt(a, a.chain, height))
  const [one, two] = [entryOf(b.ledger, a.chain, [0, 0])!, entryOf(b.ledger, a.chain, [1, 0])!]
  b.store.ledger.prepare('UPDATE payloads SET cipher = (SELECT cipher FROM payloads WHERE pos = ?) WHERE pos = ?').run(two.pos, one.pos)
  expect(isCarrier(one.entry) && openStoredPayload(b.ledger, a.chain, one.entry, one.pos)).toBeUndefined()
})

it('form packages are taken by the hash that the registry names', async () => {
  const world = makeWorld(204)
  const a = world.found('North')
  const b = world.join('South')
  const xml = `<h:html>${'x'.repeat(2_000_000)}</h:html>`
  const { ownRegistry, registry, clock, net } = a.ledger
  const draft = {
    t: 'form',
    id: newId(clock),
    form: 'f',
    version: '1',
    package: packageHash(native, xml),
    state: 'published',
    audience: 'everyone',
    sensitive: false,
    review: 'none'
  } as const
  append(a.ledger, ownRegistry!, ownRegistry!.signer, [{ entry: approved(clock, net, registry.size, draft, [a.keys.person]), payload: null }])
  expect(receivePackage(a.ledger, utf8(xml))).toBe(true)
  expect([receivePackage(a.ledger, utf8(xml)), receivePackage(a.ledger, utf8('<other/>')), receivePackage(a.ledger, Uint8Array.of(0xff))]).toEqual([
    false,
    false,
    false
  ])
  expect(wantedPackages(a.ledger)).toEqual([])
  world.start(a)
  world.start(b)
  await world.settle()
  expect(wantedPackages(b.ledger)).toEqual([])
  expect(b.ledger.registry.forms).toHaveLength(1)
})

it('pieces that do not fit their leaves, or leaves that do not fit the payload, are refused, and a transfer goes on where it stopped', async () => {
  let bytes = new Uint8Array(0)
  const { world, a, b } = await linesAt(205, (a_, _, world_) => {
    bytes = Uint8Array.from(world_.bytes(900_000))
    attach(a_, [bytes])
  })
  expect(wantedOf(b.ledger, a.chain, [0, 0])).toBeUndefined()
  say(b, a.chain, [0, 0], textAt(a, a.chain, 0))
  expect(wantedFiles(b.ledger, a.chain, 10)).toEqual([[0, 0]])
  const found = entryOf(a.ledger, a.chain, [0, 0])!
  if (!isCarrier(found.entry)) throw new Error('no carrier')
  const attachment = attachmentsOf(openStoredPayload(a.ledger, a.chain, found.entry, found.pos)!)[0]!
  const given = givePieces(a.ledger, a.chain, found.entry, found.pos, attachment.sha256, 0, 9)!
  const packed = concat(...given.leaves)
  expect(given.pieces).toHaveLength(4)
  expect(
    checkLeaves(
      attachment,
      packed.map((byte, i) => (i === 40 ? byte ^ 1 : byte))
    )
  ).toBeUndefined()
  expect(checkLeaves(attachment, packed.subarray(32))).toBeUndefined()
  expect(checkLeaves({ ...attachment, size: Number.MAX_SAFE_INTEGER }, packed)).toBeUndefined()
  const leaves = checkLeaves(attachment, packed)!
  const take = (from: number, pieces: readonly Uint8Array[], of = attachment): string | undefined =>
    receivePieces(b.ledger, a.chain, [0, 0], of, leaves, from, pieces)
  expect(take(0, [given.pieces[1]!])).toBe('file-piece')
  expect(take(0, [given.pieces[0]!.subarray(1)])).toBe('file-piece')
  expect(take(4, [world.bytes(5)])).toBe('file-piece')
  expect(take(0, given.pieces, { ...attachment, sha256: a.chain as never })).toBe('file-unasked')
  expect(take(0, given.pieces.slice(0, 2))).toBeUndefined()
  expect(wantedOf(b.ledger, a.chain, [0, 0])).toMatchObject([{ next: 2, count: 4 }])
  expect(finishFiles(b.ledger, a.chain, [0, 0])).toBe('file-hash')
  expect(take(2, given.pieces.slice(2))).toBeUndefined()
  expect(finishFiles(b.ledger, a.chain, [0, 0])).toBeUndefined()
  expect(wantedFiles(b.ledger, a.chain, 10)).toEqual([])
  expect(bytesOfFile(b, a.chain, [0, 0], 0)).toEqual(bytes)
})
