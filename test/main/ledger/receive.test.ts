/** What is taken of others' lines, and what is refused whole, with the code that says why and nothing stored. */
import { expect, it } from 'vitest'
import { concat, utf8 } from '../../../src/shared/bytes.ts'
import { open, type AnyEntry } from '../../../src/shared/ledger/line.ts'
import type { Hash, Key, NetworkId } from '../../../src/shared/names.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import { asideLines } from '../../../src/main/ledger/aside.ts'
import { append } from '../../../src/main/ledger/append.ts'
import { approvedCarrier, newId } from '../../../src/main/ledger/compose.ts'
import { handLines } from '../../../src/main/ledger/hand-over.ts'
import { isRefusedBatch, receiveLines, type LineBatch } from '../../../src/main/ledger/receive.ts'
import { rootAt } from '../../../src/main/ledger/tree.ts'
import { toBase64url } from '../../../src/shared/bytes.ts'
import { checkpointsFrom } from '../../../src/main/store/checkpoints.ts'
import { unpackProof } from '../../../src/main/ledger/stored-proof.ts'
import { countLines } from '../../../src/main/store/lines.ts'
import { headOf, makeWorld, note, notes, sizeOf, type TestDesk, type World } from '../../kit/desks.ts'
import { HandMade } from '../../kit/liar.ts'

interface Scene {
  readonly world: World
  readonly a: TestDesk
  readonly b: TestDesk
  /** b's chain, made by hand. */
  readonly made: HandMade
  /** What a says to a batch: a code, or how many lines it took. */
  readonly take: (batch: LineBatch) => Promise<string | number>
}

function scene(seed: number): Scene {
  const world = makeWorld(seed)
  const a = world.found('North')
  const b = world.join('South')
  const take = async (batch: LineBatch): Promise<string | number> => {
    const result = await receiveLines(a.ledger, batch)
    return isRefusedBatch(result) ? result.fault : result.to - result.from
  }
  return { world, a, b, made: new HandMade(world, b, a.ledger.registry), take }
}
const stored = ({ a, b }: Scene): number => {
  const held = a.ledger.chains.get(b.chain)
  return held ? countLines(a.ledger.store.ledger, held.no) : 0
}

it('lines that grow the chain and lead into its checkpoint are stored with the checkpoint and its proof', async () => {
  const all = scene(61)
  const { a, b, made, take } = all
  for (let i = 0; i < 10; i++) made.add()
  expect(await take(made.batch(0, 4, 10))).toBe(4)
  const held = a.ledger.chains.get(b.chain)!
  const [row] = checkpointsFrom(a.ledger.store.ledger, held.no, 1, 10)
  expect([row!.size, unpackProof(row!.proof)]).toEqual([10, { from: 4, proof: made.proof(4, 10).map(hash => Buffer.from(hash)) }])
  expect(await take(made.batch(4, 10, 10))).toBe(6)
  expect(headOf(a, b.chain)).toBe(made.state.head)
  expect(rootAt(a.ledger.store.ledger, held.no, 10)).toEqual(made.root())
  const rows = checkpointsFrom(a.ledger.store.ledger, held.no, 1, 10)
  expect(rows.map(({ size, proof }) => [size, proof.length])).toEqual([[10, 0]])
})

it('a batch that comes twice, or that begins with lines that are here, gives only what is new', async () => {
  const all = scene(62)
  const { made, take } = all
  for (let i = 0; i < 6; i++) made.add()
  expect(await take(made.batch(0, 4))).toBe(4)
  expect(await take(made.batch(0, 4))).toBe(0)
  expect(await take(made.batch(2, 6))).toBe(2)
  expect(stored(all)).toBe(6)
})

it('a batch is refused whole for one line that is at fault', async () => {
  const all = scene(63)
  const { made, take, world } = all
  for (let i = 0; i < 5; i++) made.add()
  const good = made.batch()
  const withLine = (at: number, change: (line: Uint8Array) => Uint8Array): LineBatch => ({
    ...good,
    lines: good.lines.map((line, i) => (i === at ? change(line) : line))
  })
  const flipped = (from: number) => (line: Uint8Array) => line.map((byte, i) => (i === line.length + from ? byte ^ 1 : byte))
  const spaced = (line: Uint8Array): Uint8Array => concat(line.subarray(0, 9), utf8(' '), line.subarray(9))
  expect(await take(withLine(2, flipped(-20)))).toBe('line-signature')
  expect(await take(withLine(4, flipped(-120)))).toMatch(/^line-/)
  expect(await take(withLine(0, spaced))).toBe('line-not-canonical')
  expect(await take(withLine(3, () => utf8('{"body":{},"sig":""}')))).toBe('line-frame')
  expect(await take(withLine(3, () => world.bytes(70_000)))).toBe('line-too-large')
  expect(await take({ ...good, lines: good.lines.toSpliced(2, 1) })).toBe('wrong-height')
  expect(await take({ ...good, lines: good.lines.slice(1) })).toBe('wrong-height')
  expect(await take({ ...good, lines: [] })).toBe('batch-empty')
  expect(stored(all)).toBe(0)
})

it('lines of another network, chain, place, time or shape than they should be are refused', async () => {
  const faults: [string, (made: HandMade) => void][] = [
    ['wrong-network', made => void made.add([made.plain()], { net: made.state.chain as string as NetworkId })],
    ['wrong-link', made => void made.add([made.plain()], { prev: made.state.chain as string as Hash, height: made.state.size })],
    ['registry-point', made => void made.add([made.plain()], { reg: null })],
    ['line-entries', made => void made.add([{ ...made.plain(), records: -1 }])],
    ['line-entries', made => void made.add([{ ...made.plain(), t: 'network' } as AnyEntry])],
    ['wrong-chain', made => void made.add([made.plain()], { chain: made.state.head as string as Key })]
  ]
  for (const [code, spoil] of faults) {
    const all = scene(64)
    all.made.add()
    spoil(all.made)
    expect(await all.take(all.made.batch())).toBe(code)
    expect(stored(all)).toBe(0)
  }
})

it('a checkpoint that the chain key did not sign for this network proves nothing', async () => {
  const all = scene(65)
  const { made, take, a, b, world } = all
  for (let i = 0; i < 3; i++) made.add()
  const good = made.batch()
  expect(await take({ ...good, note: made.note(3, { key: a.keys.desk }) })).toBe('note-wrong')
  expect(await take({ ...good, note: made.note(3, { net: b.chain as string as NetworkId }) })).toBe('note-wrong')
  expect(await take({ ...good, note: utf8('hello\n') })).toBe('note-wrong')
  expect(await take({ ...good, note: good.note.map((byte, i) => (i === good.note.length - 9 ? byte ^ 1 : byte)) })).toBe('note-wrong')
  expect(await take({ ...good, note: made.note(3, { root: world.bytes(32) }) })).toBe('proof-wrong')
  expect(await take({ ...good, note: made.note(2) })).toBe('proof-wrong')
  expect(stored(all)).toBe(0)
})

it('a proof that does not lead from these lines into the checkpoint is refused', async () => {
  const all = scene(66)
  const { made, take, world } = all
  for (let i = 0; i < 9; i++) made.add()
  const good = made.batch(0, 5, 9)
  expect(await take({ ...good, proof: [] })).toBe('proof-wrong')
  expect(await take({ ...good, proof: good.proof.toReversed() })).toBe('proof-wrong')
  expect(await take({ ...good, proof: good.proof.with(0, world.bytes(32)) })).toBe('proof-wrong')
  expect(await take({ ...good, proof: made.proof(4, 9) })).toBe('proof-wrong')
  expect(stored(all)).toBe(0)
  expect(await take(good)).toBe(5)
})

it('lines of a desk that the registry never admitted, and our own lines, are not taken', async () => {
  const all = scene(67)
  const { world, a, take } = all
  const stranger = new HandMade(world, world.newcomer('Nobody'), a.ledger.registry)
  stranger.add()
  expect(await take(stranger.batch())).toBe('chain-unknown')
  note(a, 'mine')
  expect(await take({ chain: a.chain, kind: 'desk', ...handLines(a.ledger, a.chain, 0, { lines: 9, bytes: 9_999 })! })).toBe('chain-own')
  expect(await take({ ...all.made.batch(), kind: 'registry', lines: [utf8('x')] })).toBe('chain-unknown')
})

it('a registry of another network is not taken, whatever it is called', async () => {
  const { b } = scene(68)
  const other = makeWorld(69)
  const stranger = other.found('Elsewhere')
  const handed = handLines(stranger.ledger, other.registryKey, 0, { lines: 9, bytes: 99_999 })!
  const result = await receiveLines(b.ledger, { chain: other.registryKey, kind: 'registry', ...handed })
  expect(isRefusedBatch(result) && result.fault).toBe('chain-unknown')
})

it('an unknown kind of entry is stored, and so is a line whose author may not write it', async () => {
  const all = scene(70)
  const { made, take } = all
  made.add([{ ...made.plain(), t: 'from-the-future', more: 'x' } as AnyEntry])
  made.byPerson([made.plain()])
  expect(await take(made.batch())).toBe(2)
})

it('what a revoked desk files beyond the cut is kept aside, and comes into no tree', async () => {
  const all = scene(71)
  const { a, b, made, take } = all
  for (let i = 0; i < 3; i++) made.add()
  expect(await take(made.batch())).toBe(3)
  const { ownRegistry, registry, clock, net } = a.ledger
  const cut = { chain: b.chain, root: toBase64url(made.root(3)), size: 3 }
  const revoke = approvedCarrier(
    clock,
    { net, chain: ownRegistry!.state.chain, size: registry.size },
    { t: 'revoke', id: newId(clock), what: 'desk', subject: b.chain, cuts: [cut] },
    [['@reason', 'lost']],
    [a.keys.person]
  )
  append(a.ledger, ownRegistry!, ownRegistry!.signer, [revoke])
  expect(registry.voids).toEqual([])
  for (let i = 0; i < 4; i++) made.add()
  expect(await receiveLines(a.ledger, made.batch(3, 5, 7))).toMatchObject({ from: 3, to: 3, aside: 2 })
  expect(await receiveLines(a.ledger, made.batch(3, 7, 7))).toMatchObject({ from: 3, to: 3, aside: 2 })
  expect(sizeOf(a, b.chain)).toBe(3)
  expect(asideLines(a.ledger, b.chain).map(({ hash }) => hash)).toEqual(made.lines.slice(3).map(({ hash }) => hash))
  made.add([made.plain()], { prev: made.lines[0]!.hash })
  expect(await take(made.batch(7, 8, 8))).toBe('wrong-link')
})

it('lines opened by another desk come out as they were sealed', async () => {
  const { a, b, take } = scene(72)
  const registry = a.ledger.registryChain.state.chain
  await receiveLines(b.ledger, { chain: registry, kind: 'registry', ...handLines(a.ledger, registry, 0, { lines: 99, bytes: 999_999 })! })
  notes(b, ['one', 'two', 'three'])
  note(b, 'four', [b.office])
  note(b, 'five')
  const handed = handLines(b.ledger, b.chain, 0, { lines: 99, bytes: 999_999 })!
  expect(await take({ chain: b.chain, kind: 'desk', ...handed })).toBe(handed.lines.length)
  expect(handed.lines.every(line => 'body' in open(line, native, verify))).toBe(true)
})
