/** Checkpoints, cosignatures, receipts and forks: nothing is said twice differently, and nothing that is not so. */
import { expect, it } from 'vitest'
import { fromBase64url, toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import { readFork } from '../../../src/shared/ledger/fork.ts'
import { COSIGNATURE, cosign as cosignBody, formatNote, parseCheckpoint, parseNote, SIGNATURE, verifyNote } from '../../../src/shared/ledger/note.ts'
import { openReceipt, receiptCovers, signReceipt, type Receipt } from '../../../src/shared/record/receipt.ts'
import type { Instant, Key } from '../../../src/shared/names.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import { signCheckpoint } from '../../../src/main/ledger/checkpoint.ts'
import { cosignChain, cosignedNotes, takeCosignature } from '../../../src/main/ledger/cosign.ts'
import { compareGrowth, forkedChains, forkTexts, takeFork } from '../../../src/main/ledger/forks.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import type { Ledger } from '../../../src/main/ledger/ledger.ts'
import { noteLost, receivePayloads } from '../../../src/main/ledger/payloads.ts'
import { storedText } from '../../../src/main/ledger/open-payload.ts'
import { isRefusedBatch, receiveLines } from '../../../src/main/ledger/receive.ts'
import { extentOf, makeReceipt, takeReceipt } from '../../../src/main/ledger/receipts.ts'
import { copiesOf, heldBy, notBeforeOf, witnessesOf } from '../../../src/main/ledger/witness.ts'
import { lineIdOf, posOf } from '../../../src/main/store/positions.ts'
import { entryOf } from '../../../src/main/ledger/payloads.ts'
import { isCarrier } from '../../../src/shared/record/entry.ts'
import { makeWorld, note, notes, type TestDesk, type World } from '../../kit/desks.ts'
import { HandMade } from '../../kit/liar.ts'
import { codeOf } from '../../kit/code-of.ts'

const ROOM = { lines: 1_000, bytes: 900_000 }
/** All lines of a chain from one desk to another, without a network. */
async function carry(from: TestDesk, to: TestDesk, chain: Key): Promise<void> {
  const kind = chain === from.ledger.registryChain.state.chain ? 'registry' : 'desk'
  for (;;) {
    const handed = handLines(from.ledger, chain, to.ledger.chains.get(chain)?.state.size ?? 0, ROOM)
    if (!handed) return
    const taken = await receiveLines(to.ledger, { chain, kind, ...handed })
    if (isRefusedBatch(taken)) throw new Error(taken.fault)
  }
}
/** All payloads of a chain, from one desk to another. */
function carryPayloads(from: TestDesk, to: TestDesk, chain: Key): void {
  for (let height = 0; height < (to.ledger.chains.get(chain)?.state.size ?? 0); height++) {
    const count = entryOf(from.ledger, chain, [height, 0])!.body.entries.length
    const offered = Array.from({ length: count }, (_, index) => {
      const { entry, pos } = entryOf(from.ledger, chain, [height, index])!
      return { place: [height, index] as const, bytes: utf8(isCarrier(entry) ? (storedText(from.ledger, chain, entry, pos) ?? '') : '') }
    })
    receivePayloads(to.ledger, chain, offered)
  }
}
const three = async (seed: number): Promise<{ world: World; a: TestDesk; b: TestDesk; c: TestDesk }> => {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South')
  const c = world.join('East')
  for (const desk of [b, c]) await carry(a, desk, world.registryKey)
  return { world, a, b, c }
}
const sizeIn = (text: string): number => parseCheckpoint(parseNote(text)!.text)!.size

it('a checkpoint is signed once for a size, and only when the mark says the same as the database', async () => {
  const { a } = await three(81)
  expect(signCheckpoint(a.ledger, a.ledger.own)).toBeUndefined()
  note(a, 'one')
  const first = signCheckpoint(a.ledger, a.ledger.own)!
  expect(signCheckpoint(a.ledger, a.ledger.own)).toEqual(first)
  note(a, 'two')
  const { own } = a.ledger
  const true_ = own.state
  own.state = { ...true_, frontier: true_.frontier.map(hash => hash.map((byte, i) => (i === 5 ? byte ^ 8 : byte))) } // one flipped bit
  expect(codeOf(() => signCheckpoint(a.ledger, own))).toBe('rolled-back')
  own.state = true_
  expect(codeOf(() => signCheckpoint(a.ledger, own))).toBe('rolled-back')
  expect(codeOf(() => note(a, 'three'))).toBe('rolled-back')
})

it('a witness cosigns what it holds, once for a size, and keeps it before it lets it go', async () => {
  const { a, b } = await three(82)
  note(a, 'one')
  await carry(a, b, a.chain)
  const said = cosignChain(b.ledger, a.chain)!
  expect(cosignedNotes(b.ledger, a.chain)).toEqual([said])
  expect(cosignChain(b.ledger, a.chain)).toBeUndefined()
  const key = (desk: TestDesk, type: 1 | 4): { name: string; type: 1 | 4; publicKey: Uint8Array } => ({
    name: `muniment/${a.ledger.net}/${desk.chain}`,
    type,
    publicKey: fromBase64url(desk.chain)!
  })
  const verified = verifyNote(native, verify, said, [key(a, SIGNATURE), key(b, COSIGNATURE)])
  expect(verified.code).toBeUndefined()
  note(a, 'two')
  await carry(a, b, a.chain)
  expect(sizeIn(cosignChain(b.ledger, a.chain)!)).toBe(2)
  expect(takeCosignature(a.ledger, utf8(said))).toBe('new')
  expect(takeCosignature(a.ledger, utf8(said))).toBe('known')
  expect(witnessesOf(a.ledger, a.chain, 0)).toMatchObject([{ office: b.office, desk: b.chain }])
  expect(witnessesOf(a.ledger, a.chain, 1)).toEqual([])
})

it('a desk does not witness itself, its own office, or a chain of which it lacks lines', async () => {
  const { world, a, b } = await three(83)
  const sister = world.join('North', { sister: a })
  await carry(a, sister, world.registryKey)
  await carry(a, b, world.registryKey)
  for (let i = 0; i < 5; i++) note(a, `note ${i}`)
  expect(cosignChain(a.ledger, a.chain)).toBeUndefined()
  await carry(a, sister, a.chain)
  expect(cosignChain(sister.ledger, a.chain)).toBeUndefined()
  const handed = handLines(a.ledger, a.chain, 0, { lines: 3, bytes: 99_999 })!
  await receiveLines(b.ledger, { chain: a.chain, kind: 'desk', ...handed })
  expect(cosignChain(b.ledger, a.chain)).toBeUndefined()
  await carry(a, b, a.chain)
  expect(sizeIn(cosignChain(b.ledger, a.chain)!)).toBe(5)
})

it('cosignatures that are forged, of strangers, or over another root are not taken; those of lines not here come again', async () => {
  const { world, a, b, c } = await three(84)
  note(a, 'one')
  await carry(a, b, a.chain)
  const said = cosignChain(b.ledger, a.chain)!
  const bare = said.split('\n').slice(0, 5).join('\n')
  const by = (desk: TestDesk, name = `muniment/${world.net}/${desk.chain}`): string =>
    cosignBody(parseNote(said)!.text, 1_700_000_000, name, desk.keys.desk.publicKey, desk.keys.desk.sign, native)
  const stranger = world.newcomer('Nobody')
  expect(takeCosignature(a.ledger, utf8(`${bare}\n${by(stranger)}\n`))).toBe('refused')
  expect(takeCosignature(a.ledger, utf8(`${bare}\n${by(a)}\n`))).toBe('refused') // a chain is no witness of itself
  expect(takeCosignature(a.ledger, utf8(said.replace(/.{6}\n$/, 'AAAAA=\n')))).toBe('refused')
  expect(takeCosignature(a.ledger, utf8(`${bare}\n`))).toBe('refused')
  expect(takeCosignature(a.ledger, utf8('muniment/x\n'))).toBe('refused')
  expect(takeCosignature(c.ledger, utf8(said))).toBe('refused') // c has not heard of the chain
  await carry(a, c, a.chain)
  note(a, 'two')
  await carry(a, b, a.chain)
  const second = cosignChain(b.ledger, a.chain)!
  expect(takeCosignature(c.ledger, utf8(second))).toBe('ahead')
  await carry(a, c, a.chain)
  expect(takeCosignature(c.ledger, utf8(second))).toBe('new')
  expect(takeCosignature(a.ledger, utf8(`${bare}\n${by(c)}\n`))).toBe('new')
})

it('what is kept is known again by its bytes; with another byte, or another name under it, it is verified', async () => {
  const { a, b, c } = await three(89)
  note(a, 'one')
  await carry(a, b, a.chain)
  const said = cosignChain(b.ledger, a.chain)!
  const receipt = makeReceipt(b.ledger, a.chain)!
  for (const wanted of ['new', 'known']) {
    expect(takeCosignature(a.ledger, utf8(said))).toBe(wanted)
    expect(takeReceipt(a.ledger, receipt)).toBe(wanted)
  }
  expect(takeCosignature(a.ledger, utf8(said.replace(/.{6}\n$/, 'AAAAA=\n')))).toBe('refused')
  const lines = said.split('\n')
  expect(takeCosignature(a.ledger, utf8([...lines.slice(0, 5), lines[5]!.replace(b.chain, c.chain), ''].join('\n')))).toBe('refused')
  expect(takeCosignature(a.ledger, utf8([...lines.slice(0, 4), lines[4]!.replace(/.{6}$/, 'AAAAA='), lines[5], ''].join('\n')))).toBe('refused')
  expect(takeReceipt(a.ledger, receipt.replace(/"sig":".{6}/, '"sig":"AAAAAA'))).toBe('refused')
})

it('what others cosigned is named in the lines that follow, at most every ten minutes, and bounds them from below', async () => {
  const { world, a, b } = await three(85)
  note(a, 'one')
  await carry(a, b, a.chain)
  const first = cosignChain(b.ledger, a.chain)!
  takeCosignature(a.ledger, utf8(first))
  expect(a.ledger.seen).toBe(toBase64url(native.sha256(utf8(first))))
  note(a, 'two')
  await carry(a, b, a.chain)
  world.now += 60_000
  takeCosignature(a.ledger, utf8(cosignChain(b.ledger, a.chain)!))
  note(a, 'three')
  expect(notBeforeOf(a.ledger, a.chain, 0)).toBeUndefined()
  const time = Math.floor((world.now - 60_000) / 1000)
  expect([notBeforeOf(a.ledger, a.chain, 1), notBeforeOf(a.ledger, a.chain, 2)]).toEqual([time, time])
  const seen = a.ledger.seen
  await world.restart(a)
  expect(a.ledger.seen).toBe(seen)
})

it('a receipt says what is really stored, and says less once something is lost', async () => {
  const { a, b } = await three(86)
  notes(a, ['0', '1', '2'])
  for (let i = 0; i < 5; i++) note(a, `single ${i}`)
  note(a, 'for the east', ['00000000-0000-7000-8000-000000000000' as never])
  await carry(a, b, a.chain)
  const none = openReceipt(makeReceipt(b.ledger, a.chain)!, verify)!
  expect([none.size, none.ranges]).toEqual([7, []])
  carryPayloads(a, b, a.chain)
  const text = makeReceipt(b.ledger, a.chain)!
  const full = openReceipt(text, verify)!
  expect([full.ranges, full.except]).toEqual([[[0, 7]], [[6, 0]]])
  expect(full.seq).toBeGreaterThan(none.seq)
  expect(makeReceipt(b.ledger, a.chain)).toBeUndefined()
  expect(takeReceipt(a.ledger, text)).toBe('new')
  expect(takeReceipt(a.ledger, text)).toBe('known')
  expect(copiesOf(a.ledger, a.chain, 0, 2)).toMatchObject([{ office: b.office, desk: b.chain }])
  expect(copiesOf(a.ledger, a.chain, 6, 0)).toEqual([])
  const held = b.ledger.chains.get(a.chain)!
  noteLost(b.ledger, [posOf(lineIdOf(held.no, 0), 1), posOf(lineIdOf(held.no, 3), 0)])
  const less = makeReceipt(b.ledger, a.chain)!
  expect(takeReceipt(a.ledger, less)).toBe('new')
  expect([0, 1, 2].map(index => copiesOf(a.ledger, a.chain, 0, index).length)).toEqual([1, 0, 1])
  expect(copiesOf(a.ledger, a.chain, 3, 0)).toEqual([])
  expect(takeReceipt(a.ledger, text)).toBe('known')
  const counted = heldBy(a.ledger, a.chain)
  const own = a.ledger.own.no
  expect([counted.offices, counted.holds(posOf(lineIdOf(own, 1), 0)), counted.holds(posOf(lineIdOf(own, 3), 0))]).toEqual([1, true, false])
})

it('the extent of a receipt covers exactly what is not lacking', () => {
  const covers = (lacking: [number, number][], size: number, all = true): string => {
    const extent = extentOf(size, lacking, all)
    const receipt = { ...extent, size } as unknown as Receipt
    return Array.from({ length: size }, (_, height) => (receiptCovers(receipt, height, 0) ? '1' : '0')).join('')
  }
  expect(covers([], 5)).toBe('11111')
  expect(covers([[0, 0]], 5)).toBe('01111')
  expect(
    covers(
      [
        [1, 0],
        [2, 0]
      ],
      5
    )
  ).toBe('10011')
  expect(
    covers(
      [
        [0, 0],
        [1, 0],
        [3, 0],
        [5, 0],
        [6, 0]
      ],
      8
    )
  ).toBe('00101001')
  expect(
    covers(
      [
        [1, 0],
        [3, 0]
      ],
      6,
      false
    )
  ).toBe('101000')
  expect(
    covers(
      [0, 1, 2].map(height => [height, 0]),
      3
    )
  ).toBe('000')
})

it('a receipt over another root, of a stranger, or from the future is not taken', async () => {
  const { world, a, b, c } = await three(87)
  note(a, 'one')
  await carry(a, b, a.chain)
  const good = openReceipt(makeReceipt(b.ledger, a.chain)!, verify)!
  const signed = (changes: Partial<Receipt>, by = b): string => signReceipt({ ...good, seq: good.seq + 1, ...changes }, by.keys.desk.sign)
  expect(takeReceipt(a.ledger, signed({ root: a.chain as never }))).toBe('refused')
  expect(takeReceipt(a.ledger, signed({ size: 9 }))).toBe('ahead')
  expect(takeReceipt(a.ledger, signed({ desk: c.chain }))).toBe('refused')
  const stranger = world.newcomer('Nobody')
  expect(takeReceipt(a.ledger, signed({ desk: stranger.chain }, stranger))).toBe('refused')
  expect(takeReceipt(a.ledger, signed({ net: a.chain as never }))).toBe('refused')
  expect(takeReceipt(a.ledger, signed({ time: 'now' as Instant }))).toBe('refused')
  expect(takeReceipt(a.ledger, '{"receipt":')).toBe('refused')
})

/** Two desks, each with another half of a chain whose key signed both. */
async function forked(seed: number): Promise<{ world: World; a: TestDesk; c: TestDesk; liar: TestDesk; halves: [HandMade, HandMade] }> {
  const { world, a, b: liar, c } = await three(seed)
  const halves: [HandMade, HandMade] = [new HandMade(world, liar, a.ledger.registry), new HandMade(world, liar, a.ledger.registry)]
  for (let i = 0; i < 3; i++) halves[1].push(halves[0].add())
  for (const half of halves) for (let i = 0; i < 3; i++) half.add()
  expect(isRefusedBatch(await receiveLines(a.ledger, halves[0].batch()))).toBe(false)
  return { world, a, c, liar, halves }
}
const growthOf = (made: HandMade, from: number, size = made.lines.length): Parameters<typeof compareGrowth>[1] => ({
  chain: made.state.chain,
  from,
  root: made.root(from),
  proof: made.proof(from, size),
  note: made.note(size)
})

it('two checkpoints of one size are evidence; the chain is taken no further, and nobody else is touched', async () => {
  const { a, c, liar, halves } = await forked(91)
  halves[1].add()
  expect(await receiveLines(a.ledger, halves[1].batch(0, 6, 6))).toMatchObject({ fault: 'chain-forked' })
  expect([...forkedChains(a.ledger).keys()]).toEqual([liar.chain])
  halves[0].add()
  expect(await receiveLines(a.ledger, halves[0].batch())).toMatchObject({ fault: 'chain-forked' })
  expect(cosignChain(a.ledger, liar.chain)).toBeUndefined()
  const [text] = forkTexts(a.ledger)
  expect(readFork(native, verify, text!)).toMatchObject({ chain: liar.chain, at: 6 })
  expect(takeFork(c.ledger, text!)).toBe(true)
  expect(takeFork(c.ledger, text!)).toBe(false)
  expect(await receiveLines(c.ledger, halves[0].batch())).toMatchObject({ fault: 'chain-forked' })
  note(c, 'goes on')
  await carry(c, a, c.chain)
})

it('of a chain against which evidence comes while its lines are being verified nothing is stored', async () => {
  const { a, c, liar, halves } = await forked(96)
  await receiveLines(a.ledger, halves[1].batch())
  const [evidence] = forkTexts(a.ledger)
  const taking = receiveLines(c.ledger, halves[0].batch())
  expect(takeFork(c.ledger, evidence!)).toBe(true)
  expect(await taking).toMatchObject({ fault: 'chain-forked' })
  expect(c.ledger.chains.get(liar.chain)?.state.size ?? 0).toBe(0)
})

it('lines that do not follow ours are evidence once their growth is shown', async () => {
  const { a, liar, halves } = await forked(92)
  halves[1].add()
  expect(await receiveLines(a.ledger, halves[1].batch(6, 7, 7))).toMatchObject({ fault: 'wrong-link' })
  expect(forkedChains(a.ledger).size).toBe(0)
  expect(compareGrowth(a.ledger, growthOf(halves[1], 3))).toBe('agrees')
  expect(compareGrowth(a.ledger, growthOf(halves[1], 6))).toBe('forked')
  expect(forkedChains(a.ledger).has(liar.chain)).toBe(true)
})

it('a cosignature over the other half is evidence too', async () => {
  const { world, a, c, liar, halves } = await forked(93)
  const line = cosignBody(
    parseNote(halves[1].note(5))!.text,
    1_700_000_000,
    `muniment/${world.net}/${c.chain}`,
    c.keys.desk.publicKey,
    c.keys.desk.sign,
    native
  )
  const text = formatNote(parseNote(halves[1].note(5))!.text, [parseNote(halves[1].note(5))!.signatures[0]!.line, line])
  expect(takeCosignature(a.ledger, utf8(text))).toBe('new') // who witnessed that half is kept too
  expect(takeCosignature(a.ledger, utf8(text))).toBe('forked')
  expect(forkedChains(a.ledger).has(liar.chain)).toBe(true)
})

it('a checkpoint ahead that later lines do not keep is suspected, and their growth proves it', async () => {
  const { world, a, b: liar } = await three(94)
  const halves: [HandMade, HandMade] = [new HandMade(world, liar, a.ledger.registry), new HandMade(world, liar, a.ledger.registry)]
  for (let i = 0; i < 3; i++) halves[1].push(halves[0].add())
  for (const half of halves) for (let i = 0; i < 5; i++) half.add()
  expect(await receiveLines(a.ledger, halves[0].batch(0, 2, 6))).toMatchObject({ to: 2 }) // lines 0 and 1; a checkpoint of 6
  expect(await receiveLines(a.ledger, halves[1].batch(2, 8, 8))).toMatchObject({ fault: 'fork-suspected' })
  expect(compareGrowth(a.ledger, growthOf(halves[1], 6))).toBe('forked')
})

it('nobody can make an honest chain look forked', async () => {
  const { world, a, b, c } = await three(95)
  note(b, 'one')
  note(b, 'two')
  await carry(b, a, b.chain)
  const made = new HandMade(world, b, a.ledger.registry)
  for (let i = 0; i < 4; i++) made.add()
  const forged = (ledger: Ledger): string[] => [
    compareGrowth(ledger, { ...growthOf(made, 2), note: made.note(4, { key: c.keys.desk }) }),
    compareGrowth(ledger, { ...growthOf(made, 2), proof: [] }),
    compareGrowth(ledger, { chain: b.chain, from: 2, root: world.bytes(32), proof: [], note: utf8(signCheckpoint(b.ledger, b.ledger.own)!.note) }),
    compareGrowth(ledger, { chain: b.chain, from: 1, root: world.bytes(32), proof: made.proof(1, 2), note: utf8(signCheckpoint(b.ledger, b.ledger.own)!.note) })
  ]
  expect(forged(a.ledger)).toEqual(['unproved', 'unproved', 'unproved', 'unproved'])
  expect(forkedChains(a.ledger).size).toBe(0)
  const { a: other, halves } = await forked(96)
  halves[1].add()
  await receiveLines(other.ledger, halves[1].batch(0, 6, 6))
  const [text] = forkTexts(other.ledger)
  for (const change of [text!.replace(/"root":"./, '"root":"_'), text!.replace('"at":6', '"at":5'), text!.slice(1)])
    expect(takeFork(a.ledger, change)).toBe(false)
})
