/** Evidence of a fork holds only for two signed trees of one size with different roots. */
import { expect, it } from 'vitest'
import { toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import { noble } from '../../../src/shared/hashing.ts'
import { isFork, readFork, writeFork, type ForkEvidence, type Side } from '../../../src/shared/ledger/fork.ts'
import { consistencyProof, leafHash, rangeHash, TreeBuilder } from '../../../src/shared/ledger/merkle.ts'
import { checkpointOrigin, formatCheckpoint, formatNote, SIGNATURE, signNote } from '../../../src/shared/ledger/note.ts'
import type { Hash, Key, NetworkId } from '../../../src/shared/names.ts'
import { signer, verify } from '../../../src/main/keys/native.ts'

const key = signer(new Uint8Array(32).fill(7))
const other = signer(new Uint8Array(32).fill(8))
const chain = toBase64url(key.publicKey) as Key
const net = toBase64url(new Uint8Array(32).fill(9)) as NetworkId
const leaves = (half: string): Uint8Array[] => Array.from({ length: 20 }, (_, i) => leafHash(noble, utf8(i < 5 ? `${i}` : `${half}${i}`)))
const rootOf = (all: Uint8Array[], size: number): Uint8Array => {
  const tree = new TreeBuilder(noble)
  for (const leaf of all.slice(0, size)) tree.append(leaf)
  return tree.root()
}
const noteOf = (all: Uint8Array[], size: number, by = key): string => {
  const name = checkpointOrigin(net, chain)
  const text = formatCheckpoint({ origin: name, size, root: rootOf(all, size) })
  return formatNote(text, [signNote(text, name, SIGNATURE, by.publicKey, by.sign)])
}
const text = (hash: Uint8Array): Hash => toBase64url(hash) as Hash
/** The tree of `at` lines led, by way of the sizes given, into a checkpoint of the last. */
function side(half: string, at: number, sizes: readonly number[], by = key): Side {
  const all = leaves(half)
  const steps = sizes.map((size, i) => ({
    proof: consistencyProof(
      noble,
      sizes[i - 1] ?? at,
      size,
      rangeHash(noble, n => all[n]!)
    ).map(text),
    root: text(rootOf(all, size)),
    size
  }))
  return { note: noteOf(all, sizes.at(-1) ?? at, by), root: text(rootOf(all, at)), steps }
}
const evidence = (a: Side, b: Side, at: number): ForkEvidence => ({ at, chain, net, sides: [a, b], v: 1 })
const holds = (found: ForkEvidence): boolean => isFork(noble, verify, found)

it('two checkpoints of one size, and trees that lead into later ones, are evidence', () => {
  expect(holds(evidence(side('a', 9, []), side('b', 9, []), 9))).toBe(true)
  expect(holds(evidence(side('a', 9, [12]), side('b', 9, [11, 20]), 9))).toBe(true)
  const found = evidence(side('a', 7, [8, 16]), side('b', 7, []), 7)
  expect(readFork(noble, verify, writeFork(found))).toEqual({ ...found, sides: found.sides.toSorted((x, y) => (x.root < y.root ? -1 : 1)) })
  const [a, b] = found.sides
  expect(writeFork({ ...found, sides: [b, a] })).toBe(writeFork(found))
})

it('one history, shown twice or at a size where the halves are still one, is none', () => {
  expect(holds(evidence(side('a', 9, []), side('a', 9, []), 9))).toBe(false)
  expect(holds(evidence(side('a', 9, [12]), side('a', 9, [15]), 9))).toBe(false)
  expect(holds(evidence(side('a', 5, [12]), side('b', 5, [12]), 5))).toBe(false)
})

it('what another key signed, a proof that does not lead there, or another size is none', () => {
  const good = evidence(side('a', 9, [12]), side('b', 9, []), 9)
  const [a, b] = good.sides
  const wrong: ForkEvidence[] = [
    evidence(side('a', 9, [12], other), b, 9),
    { ...good, at: 8 },
    { ...good, sides: [{ ...a, steps: [] }, b] },
    { ...good, sides: [{ ...a, root: b.root }, b] },
    { ...good, sides: [{ ...a, steps: [{ ...a.steps[0]!, proof: a.steps[0]!.proof.toReversed() }] }, b] },
    { ...good, sides: [{ ...a, note: noteOf(leaves('a'), 13) }, b] },
    { ...good, chain: toBase64url(other.publicKey) as Key },
    { ...good, net: chain as string as NetworkId }
  ]
  expect(wrong.map(holds)).toEqual(wrong.map(() => false))
  expect(holds(good)).toBe(true)
})

it('text that is not canonical, not closed or cut off is not read', () => {
  const good = writeFork(evidence(side('a', 9, [12]), side('b', 9, []), 9))
  for (const changed of [
    good.slice(0, -1),
    `${good} `,
    good.replace('"v":1', '"v":2'),
    good.replace('"v":1', '"v":1,"w":1'),
    good.replace('"at":9', '"at":0'),
    '[]',
    '',
    'null'
  ])
    expect(readFork(noble, verify, changed)).toBeUndefined()
})
