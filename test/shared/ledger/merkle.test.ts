import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { native } from '../../../src/main/keys/native.ts'
import { concat, equal, fromBase64, fromHex, toHex, utf8 } from '../../../src/shared/bytes.ts'
import { noble } from '../../../src/shared/hashing.ts'
import {
  consistencyProof,
  emptyRoot,
  frontierAppend,
  frontierLength,
  frontierRoot,
  inclusionPath,
  inclusionProof,
  isFrontier,
  leafHash,
  nodeHash,
  rangeHash,
  TreeBuilder,
  verifyConsistency,
  verifyInclusion,
  type Frontier,
  type HashOfRange
} from '../../../src/shared/ledger/merkle.ts'
import { withShared } from '../../kit/shared-data.ts'

const leaves = Array.from({ length: 70 }, (_, i) => leafHash(native, utf8(`leaf ${i}`)))
const leafAt = (i: number): Uint8Array => leaves[i]!

/** The definition in RFC 9162 2.1.1, straight. */
function mth(from: number, to: number): Uint8Array {
  if (to === from) return native.sha256(new Uint8Array(0))
  if (to - from === 1) return leafAt(from)
  let k = 1
  while (k * 2 < to - from) k *= 2
  return native.sha256(Uint8Array.of(1), concat(mth(from, from + k), mth(from + k, to)))
}

/** A store of perfect nodes: refuses every other range. */
const perfectOnly: HashOfRange = (start, end) => {
  const width = end - start
  if (width < 1 || !Number.isInteger(Math.log2(width)) || start % width !== 0) throw new Error(`not a perfect subtree: ${start} to ${end}`)
  return mth(start, end)
}

interface Roots {
  leaves: string[]
  roots: string[]
}
const own = JSON.parse(readFileSync(join(import.meta.dirname, '../../vectors/merkle/roots.json'), 'utf8')) as Roots

it('roots of 0 to 8 leaves are those on disk, with either hashing', () => {
  for (const h of [native, noble]) {
    const tree = new TreeBuilder(h)
    expect(toHex(tree.root())).toBe(own.roots[0])
    own.leaves.forEach((data, i) => {
      tree.append(leafHash(h, fromHex(data)!))
      expect(toHex(tree.root())).toBe(own.roots[i + 1])
    })
  }
})

it('a frontier gives the root of the definition at every size, grown in place or by value', () => {
  const tree = new TreeBuilder(native)
  let frontier: Frontier = []
  leaves.forEach((leaf, size) => {
    const before = frontier
    frontier = frontierAppend(native, size, before, leaf)
    tree.append(leaf)
    expect(isFrontier(size, before) && isFrontier(size + 1, frontier)).toBe(true)
    expect(frontierRoot(native, frontier)).toEqual(mth(0, size + 1))
    expect(tree.frontier()).toEqual(frontier)
    expect(tree.root()).toEqual(mth(0, size + 1))
    expect(new TreeBuilder(native, size + 1, frontier).root()).toEqual(tree.root())
  })
  expect(frontierRoot(native, [])).toEqual(emptyRoot(native))
})

it('a frontier of the wrong length or width is not taken', () => {
  expect(() => new TreeBuilder(native, 3, [leafAt(0)])).toThrow(RangeError)
  expect(isFrontier(1, [new Uint8Array(31)])).toBe(false)
  expect(isFrontier(-1, [])).toBe(false)
  expect(isFrontier(2 ** 53, [leafAt(0)])).toBe(false)
  expect(frontierLength(2 ** 53 - 1)).toBe(53)
})

it('sizes beyond 2^32 do not wrap', () => {
  const size = 2 ** 40 + 1
  const frontier = frontierAppend(native, size, [leafAt(0), leafAt(1)], leafAt(2))
  expect(frontier).toEqual([leafAt(0), nodeHash(native, leafAt(1), leafAt(2))])
})

it('every leaf of every tree up to 70 has a proof that verifies and asks for perfect subtrees only', () => {
  for (let size = 1; size <= leaves.length; size++) {
    const root = mth(0, size)
    for (let index = 0; index < size; index++) {
      const proof = inclusionPath(native, index, size, perfectOnly)
      expect(verifyInclusion(native, { index, size, leaf: leafAt(index), proof, root })).toBe(true)
      expect(verifyInclusion(native, { index: (index + 1) % size, size, leaf: leafAt(index), proof, root })).toBe(size === 1)
    }
  }
  expect(inclusionProof(native, 5, 13, leafAt)).toEqual(inclusionPath(native, 5, 13, rangeHash(native, leafAt)))
})

it('every pair of sizes up to 70 has a consistency proof that verifies, and no other root passes', () => {
  for (let to = 1; to <= leaves.length; to++)
    for (let from = 1; from <= to; from++) {
      const proof = consistencyProof(native, from, to, perfectOnly)
      const [oldRoot, newRoot] = [mth(0, from), mth(0, to)]
      expect(verifyConsistency(native, { from, to, proof, oldRoot, newRoot })).toBe(true)
      expect(verifyConsistency(native, { from, to, proof, oldRoot: leafAt(69), newRoot })).toBe(from === 70 && to === 70 && equal(leafAt(69), oldRoot))
      expect(verifyConsistency(native, { from, to, proof, oldRoot, newRoot: nodeHash(native, newRoot, newRoot) })).toBe(false)
    }
})

it('a proof with one bit flipped, an entry cut, added or swapped is refused', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 70 }), fc.nat(), fc.nat(), fc.constantFrom('flip', 'cut', 'add', 'size'), (to, pick, bit, how) => {
      const from = 1 + (pick % (to - 1))
      const proof = consistencyProof(native, from, to, perfectOnly).map(hash => Uint8Array.from(hash))
      const path = inclusionPath(native, from, to, perfectOnly).map(hash => Uint8Array.from(hash))
      let size = to
      for (const hashes of [proof, path]) {
        if (how === 'flip') hashes[bit % hashes.length]![bit % 32]! ^= 1 << (bit % 8)
        if (how === 'cut') hashes.splice(bit % hashes.length, 1)
        if (how === 'add') hashes.splice(bit % (hashes.length + 1), 0, Uint8Array.from(leafAt(bit % 70)))
      }
      if (how === 'size') size = to * 2
      expect(verifyConsistency(native, { from, to: size, proof, oldRoot: mth(0, from), newRoot: mth(0, to) })).toBe(false)
      expect(verifyInclusion(native, { index: from, size, leaf: leafAt(from), proof: path, root: mth(0, to) })).toBe(false)
    }),
    { numRuns: 500 }
  )
})

it('nothing is consistent with the empty tree, and nothing is included in it', () => {
  const root = emptyRoot(native)
  expect(verifyConsistency(native, { from: 0, to: 0, proof: [], oldRoot: root, newRoot: root })).toBe(false)
  expect(verifyConsistency(native, { from: 0, to: 1, proof: [], oldRoot: root, newRoot: leafAt(0) })).toBe(false)
  expect(verifyInclusion(native, { index: 0, size: 0, leaf: root, proof: [], root })).toBe(false)
  expect(() => inclusionPath(native, 0, 0, perfectOnly)).toThrow(RangeError)
  expect(() => consistencyProof(native, 0, 1, perfectOnly)).toThrow(RangeError)
})

it('sizes that are no safe integers and hashes that are not 32 bytes are refused', () => {
  const leaf = leafAt(0)
  for (const bad of [Number.NaN, -1, 0.5, 2 ** 53, Number.POSITIVE_INFINITY]) {
    expect(verifyInclusion(native, { index: bad, size: 1, leaf, proof: [], root: leaf })).toBe(false)
    expect(verifyInclusion(native, { index: 0, size: bad, leaf, proof: [], root: leaf })).toBe(false)
    expect(verifyConsistency(native, { from: bad, to: bad, proof: [], oldRoot: leaf, newRoot: leaf })).toBe(false)
  }
  const empty = new Uint8Array(0)
  expect(verifyInclusion(native, { index: 0, size: 1, leaf: empty, proof: [], root: empty })).toBe(false)
  expect(verifyConsistency(native, { from: 1, to: 1, proof: [], oldRoot: empty, newRoot: empty })).toBe(false)
})

interface Case {
  name: string
  case: { wantErr: boolean; proof: string[] | null } & Record<'leafIdx' | 'treeSize' | 'size1' | 'size2', bigint> &
    Record<'root' | 'leafHash' | 'root1' | 'root2', string>
}

/** The bytes of a vector; null stands for none. */
const bytes = (base64: string | null): Uint8Array => fromBase64(base64 ?? '')!

function cases(path: string): Case[] {
  const whole = (_: string, v: unknown, { source }: { source: string }): unknown => (typeof v === 'number' ? BigInt(source) : v)
  const parse = JSON.parse as (text: string, reviver: typeof whole) => Case
  return readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => parse(line, whole))
}

withShared('all inclusion vectors give the expected verdict', 'vectors/merkle/inclusion.jsonl', path => {
  const all = cases(path)
  expect(all.length).toBe(48)
  for (const { name, case: c } of all)
    for (const h of [native, noble]) {
      const proof = (c.proof ?? []).map(bytes)
      const verdict = verifyInclusion(h, { index: Number(c.leafIdx), size: Number(c.treeSize), leaf: bytes(c.leafHash), proof, root: bytes(c.root) })
      expect([name, verdict]).toEqual([name, !c.wantErr])
    }
})

withShared('all consistency vectors give the expected verdict', 'vectors/merkle/consistency.jsonl', path => {
  const all = cases(path)
  expect(all.length).toBe(55)
  for (const { name, case: c } of all)
    for (const h of [native, noble]) {
      const proof = (c.proof ?? []).map(bytes)
      const verdict = verifyConsistency(h, { from: Number(c.size1), to: Number(c.size2), proof, oldRoot: bytes(c.root1), newRoot: bytes(c.root2) })
      expect([name, verdict]).toEqual([name, !c.wantErr])
    }
})
