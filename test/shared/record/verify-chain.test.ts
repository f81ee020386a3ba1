import { expect, it } from 'vitest'
import { ChainCheck, type StoredLine } from '../../../src/shared/record/verify-chain.ts'
import { RangeCheck, STRETCH } from '../../../src/shared/record/verify-range.ts'
import { rootOf } from '../../../src/shared/ledger/chain.ts'
import { frontierRoot, TreeBuilder } from '../../../src/shared/ledger/merkle.ts'
import { toBase64url } from '../../../src/shared/bytes.ts'
import { native, verify } from '../../../src/main/keys/native.ts'
import { joinStretches } from '../../../src/main/work/join.ts'
import { keyOf, NET, nextLine, opaque, signedChain } from '../../kit/signed-chain.ts'

const SIZE = 40
const sound = signedChain(SIZE)
const rows = (): StoredLine[] => sound.lines.map(({ line, leaf }, height) => ({ height, line, hash: leaf }))
const renumber = (list: readonly StoredLine[]): StoredLine[] => list.map((row, height) => ({ ...row, height }))

function check(list: readonly StoredLine[], claimed: number | null = SIZE) {
  const checking = new ChainCheck(native, verify, { kind: 'desk', chain: sound.chain, net: NET, claimed, points: new Set([10, SIZE - 1, SIZE]) })
  for (const row of list) checking.next(row)
  checking.finish(sound.lines.at(-1)!.leaf)
  return { found: checking.faults.map(({ code, height }) => `${code} ${height}`), roots: checking.roots, treeKnown: checking.treeKnown, check: checking }
}
/** The fast way says whether anything is wrong; it must agree with the one that says what. */
function isClean(list: readonly StoredLine[]): boolean {
  const range = new RangeCheck(native, verify, { kind: 'desk', chain: sound.chain, net: NET, claimed: SIZE, points: new Set() }, 0)
  for (const row of list) range.next(row)
  return joinStretches([range.finish(Math.max(0, ...list.map(row => row.height + 1)))], new Set()) !== undefined
}
const flip = (row: StoredLine, at: number): StoredLine => {
  const line = Uint8Array.from(row.line)
  line[at] = line[at]! ^ 1
  return { ...row, line }
}
const whole = toBase64url(frontierRoot(native, sound.state.frontier))

it('a sound chain has no finding and gives the root it grew to', () => {
  const { found, roots } = check(rows())
  expect(found).toEqual([])
  expect(toBase64url(roots.get(SIZE)!)).toBe(rootOf(native, sound.state))
  expect(isClean(rows())).toBe(true)
})

it('a changed byte is blamed on its line alone, wherever it is, and the tree goes on to the root that was', () => {
  for (const height of [0, 1, 17, SIZE - 2, SIZE - 1]) {
    const { length } = sound.lines[height]!.line
    for (const at of [0, 5, 9, 60, Math.floor(length / 2), length - 97, length - 50, length - 1]) {
      const list = rows().with(height, flip(rows()[height]!, at))
      const { found, roots, treeKnown } = check(list)
      expect(found, `byte ${at} of line ${height}`).toHaveLength(1)
      expect(found[0]).toMatch(new RegExp(`^line-\\S+ ${height}$`))
      expect(treeKnown && toBase64url(roots.get(SIZE)!)).toBe(whole)
      expect(isClean(list)).toBe(false)
    }
  }
})

it('a changed line whose stored hash was changed with it is blamed by the line after it', () => {
  const changed = flip(rows()[20]!, 200)
  const list = rows().with(20, { ...changed, hash: native.sha256(Uint8Array.of(0), changed.line) })
  const { found, roots, check: checking } = check(list)
  expect(found).toEqual(['line-signature 20'])
  expect(checking.faults[0]!.detail).toContain(sound.lines[20]!.hash)
  expect(toBase64url(roots.get(SIZE)!)).toBe(whole)
})

it('a changed hash beside a sound line is named as that', () => {
  const list = rows().with(7, { ...rows()[7]!, hash: new Uint8Array(32) })
  expect(check(list).found).toEqual(['hash-column-wrong 7'])
  expect(isClean(list)).toBe(false)
})

it('a line taken out is missing there, whether or not the rest was moved up', () => {
  const gap = rows().toSpliced(12, 1)
  expect(check(gap).found).toEqual(['line-missing 12'])
  expect(toBase64url(check(gap).roots.get(SIZE)!)).toBe(whole)
  expect(check(renumber(gap), SIZE - 1).found).toEqual(['line-missing 12'])
  expect(isClean(gap) || isClean(renumber(gap))).toBe(false)
})

it('several lines taken out are one finding, and no root is said of what is not known', () => {
  const { found, roots, treeKnown } = check(rows().toSpliced(12, 3))
  expect(found).toEqual(['line-missing 12'])
  expect(treeKnown).toBe(false)
  expect([...roots.keys()]).toEqual([10])
})

it('the first line taken out is missing', () => {
  expect(check(rows().slice(1)).found).toEqual(['line-missing 0'])
})

it('exchanged lines are both named and nothing else is', () => {
  const near = rows()
  ;[near[5], near[6]] = [
    { ...near[6]!, height: 5 },
    { ...near[5]!, height: 6 }
  ]
  expect(check(near).found).toEqual(['line-out-of-order 5', 'line-out-of-order 6'])
  const far = rows()
  ;[far[5], far[30]] = [
    { ...far[30]!, height: 5 },
    { ...far[5]!, height: 30 }
  ]
  expect(check(far).found).toEqual(['line-out-of-order 5', 'line-out-of-order 30'])
  expect(toBase64url(check(far).roots.get(SIZE)!)).toBe(whole)
  expect(isClean(near) || isClean(far)).toBe(false)
})

it('a line put in is named and those after it are not', () => {
  const inserted = renumber(rows().toSpliced(15, 0, rows()[3]!))
  expect(check(inserted, SIZE + 1).found).toEqual(['line-inserted 15'])
  const stranger = signedChain(3, keyOf(2)).lines[1]!
  const foreign = renumber(rows().toSpliced(15, 0, { height: 0, line: stranger.line, hash: stranger.leaf }))
  expect(check(foreign, SIZE + 1).found).toEqual(['line-inserted 15'])
  expect(isClean(inserted) || isClean(foreign)).toBe(false)
})

it('a line put behind the end is named', () => {
  expect(check([...rows(), { ...rows()[3]!, height: SIZE }]).found).toEqual([`line-inserted ${SIZE}`])
})

it('a line replaced by another that the same key signed is the one that is named', () => {
  const desk = keyOf(1)
  const before = signedChain(20, desk).state
  const other = nextLine({ ...before, head: sound.lines[19]!.hash }, desk, [opaque('a cleaner history')], { height: 20 }).opened
  const list = rows().with(20, { height: 20, line: other.line, hash: other.leaf })
  const { found, roots } = check(list)
  expect(found).toEqual(['line-replaced 20'])
  expect(toBase64url(roots.get(SIZE)!)).toBe(whole)
  expect(isClean(list)).toBe(false)
})

it('a line of another chain or network in the place of one of ours is named', () => {
  const stranger = signedChain(SIZE, keyOf(2)).lines[8]!
  expect(check(rows().with(8, { height: 8, line: stranger.line, hash: stranger.leaf })).found).toEqual(['wrong-chain 8'])
})

it('every random change of one row is named at that row', () => {
  let seed = 20_261_122
  const random = (n: number): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) % n
  for (let i = 0; i < 300; i++) {
    const height = random(SIZE)
    const row = rows()[height]!
    const at = random(row.line.length)
    const line = Uint8Array.from(row.line)
    line[at] = (line[at]! + 1 + random(255)) & 255
    expect(
      check(rows().with(height, { ...row, line })).check.faults.map(fault => fault.height),
      `run ${i}: byte ${at} of line ${height}`
    ).toEqual([height])
  }
})

it('stretches put together give the same tree as the lines one after another, at every size', () => {
  const { lines, chain } = signedChain(STRETCH * 2 + 37)
  const points = new Set([1, 2, 255, STRETCH, STRETCH + 1, 2 * STRETCH - 1, 2 * STRETCH, lines.length])
  const stretches = [0, STRETCH, 2 * STRETCH].map(from => {
    const range = new RangeCheck(native, verify, { kind: 'desk', chain, net: NET, claimed: null, points }, from)
    const to = Math.min(lines.length, from + STRETCH)
    for (let height = from; height < to; height++) range.next({ height, line: lines[height]!.line, hash: lines[height]!.leaf })
    return range.finish(to)
  })
  const joined = joinStretches(stretches, points)!
  const tree = new TreeBuilder(native)
  const wanted: [number, string][] = []
  for (const { leaf } of lines) {
    tree.append(leaf)
    if (points.has(tree.size)) wanted.push([tree.size, toBase64url(tree.root())])
  }
  expect(joined.roots.map(([size, root]) => [size, toBase64url(root)])).toEqual(wanted)
  expect(joined.head).toBe(lines.at(-1)!.hash)
  expect(joinStretches([stretches[0]!, stretches[2]!], points)).toBeUndefined()
})
