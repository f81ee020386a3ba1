/** What is signed about chains: notes, checkpoints, proofs, evidence of forks, storage receipts. */
import { fromBase64url, textOf, toBase64url, utf8 } from '../../../src/shared/bytes.ts'
import { native } from '../../../src/main/keys/native.ts'
import { packProof, unpackProof } from '../../../src/main/ledger/stored-proof.ts'
import { canonical, parseCanonical, type Json } from '../../../src/shared/ledger/jcs.ts'
import { checkpointSide, readFork, writeFork } from '../../../src/shared/ledger/fork.ts'
import { consistencyProof, inclusionProof, leafHash, rangeHash, verifyConsistency, verifyInclusion } from '../../../src/shared/ledger/merkle.ts'
import {
  checkpointOrigin,
  COSIGNATURE,
  formatCheckpoint,
  formatNote,
  parseCheckpoint,
  parseNote,
  parseOrigin,
  SIGNATURE,
  signNote,
  verifyNote,
  type NoteKey
} from '../../../src/shared/ledger/note.ts'
import { openReceipt, signReceipt } from '../../../src/shared/record/receipt.ts'
import { hashOf, keyOf } from '../../kit/people.ts'
import { mutateBytes } from '../mutate-bytes.ts'
import { mutateJson, mutateJsonText } from '../mutate-json.ts'
import { isOneOf, type Target } from '../target.ts'
import { anyone } from './lines.ts'
import { checkpointNote, receiptText } from './seeds.ts'

const net = hashOf('fuzz net') as never
const desk = keyOf('fuzz desk')
const noteOf = (size: number, root: Uint8Array): string => {
  const origin = checkpointOrigin(net, desk.key)
  const text = formatCheckpoint({ origin, size, root })
  return formatNote(text, [signNote(text, origin, SIGNATURE, desk.publicKey, desk.sign, native)])
}

/** Keys for every name in the note, of both types: all lines are known, and each is looked at. */
const keysOf = (names: readonly string[]): NoteKey[] =>
  names.flatMap(name => {
    const publicKey = fromBase64url(parseOrigin(name)?.chain ?? '')
    return publicKey?.length === 32 ? [SIGNATURE, COSIGNATURE].map(type => ({ name, type, publicKey }) as NoteKey) : []
  })

function decodeNote(input: Uint8Array): Uint8Array | undefined {
  const note = parseNote(input)
  if (!note) return undefined
  verifyNote(native, anyone, note, keysOf(note.signatures.map(({ name }) => name)))
  return utf8(
    formatNote(
      note.text,
      note.signatures.map(({ line }) => line)
    )
  )
}

function decodeCheckpoint(input: Uint8Array): Uint8Array | undefined {
  const text = textOf(input)
  const checkpoint = text === undefined ? undefined : parseCheckpoint(text)
  return checkpoint && utf8(formatCheckpoint(checkpoint))
}

const SIZE = 21
const leaves = Array.from({ length: SIZE }, (_, i) => leafHash(native, utf8(`leaf ${i}`)))
const range = rangeHash(native, i => leaves[i]!)
const base64 = (hashes: readonly Uint8Array[]): string[] => hashes.map(hash => toBase64url(hash))

/** Proofs as JSON, so that each part can be changed by itself; one that holds must be one of those that were made. */
const proofSeeds = [
  ...[0, 7, 12, 20].map(index => ({
    index,
    leaf: toBase64url(leaves[index]!),
    proof: base64(inclusionProof(native, index, 21, i => leaves[i]!)),
    root: toBase64url(range(0, 21)),
    size: 21
  })),
  ...[1, 8, 13, 21].map(from => ({
    from,
    newRoot: toBase64url(range(0, 21)),
    oldRoot: toBase64url(range(0, from)),
    proof: base64(consistencyProof(native, from, 21, range)),
    to: 21
  }))
].map(value => utf8(canonical(value as unknown as Json)))

const bytesIn = (value: unknown): Uint8Array => (typeof value === 'string' ? (fromBase64url(value) ?? utf8(value)) : new Uint8Array(0))

/**
 * A proof that holds must be one that was made. The size of the larger tree is not changed: a root does not say it (RFC 9162;
 * many paths fit trees of several sizes), which is why a checkpoint signs size and root together.
 */
function decodeProof(input: Uint8Array): Uint8Array | undefined {
  const value = parseCanonical(textOf(input) ?? '')
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  const { index, size, from, to, leaf, root, oldRoot, newRoot, proof } = value as Record<string, Json>
  const proofs = Array.isArray(proof) ? proof.map(bytesIn) : []
  const sized = (given: Json | undefined): number => (typeof given === 'number' && Number.isSafeInteger(given) && given > 0 ? SIZE : (given as number))
  const [holds, read] =
    from === undefined
      ? ([
          verifyInclusion(native, { index: index as number, size: sized(size), leaf: bytesIn(leaf), proof: proofs, root: bytesIn(root) }),
          { index, leaf, proof, root, size: SIZE }
        ] as const)
      : ([
          verifyConsistency(native, { from: from as number, to: sized(to), proof: proofs, oldRoot: bytesIn(oldRoot), newRoot: bytesIn(newRoot) }),
          { from, newRoot, oldRoot, proof, to: SIZE }
        ] as const)
  if (!holds) return undefined
  // a tree grew out of itself by no proof at all, whatever its root
  if (from === SIZE && proofs.length === 0 && oldRoot === newRoot) return input
  return isOneOf(proofSeeds, utf8(canonical(read as Json))) ? input : new Uint8Array(0)
}

function decodeStoredProof(input: Uint8Array): Uint8Array | undefined {
  const stored = unpackProof(input)
  return stored && packProof(stored)
}

const forkSeed = ((): Uint8Array => {
  const side = (text: string) => {
    const note = noteOf(3, leafHash(native, utf8(text)))
    return checkpointSide(note, parseCheckpoint(parseNote(note)!.text)!)
  }
  return utf8(writeFork({ at: 3, chain: desk.key, net, sides: [side('one'), side('other')], v: 1 }))
})()

function decodeFork(input: Uint8Array): Uint8Array | undefined {
  const evidence = readFork(native, anyone, textOf(input) ?? '')
  return evidence && utf8(writeFork(evidence))
}

const mutateReceipt: Target['mutate'] = (seed, others, random) => {
  const text = textOf(seed)!
  const [body, tail] = [text.slice(11, -96), text.slice(-96)]
  return random.chance(0.2) ? mutateBytes(seed, others, random) : utf8(`{"receipt":${mutateJsonText(body, random)}${tail}`)
}

function decodeReceipt(input: Uint8Array): Uint8Array | undefined {
  const text = textOf(input)
  const receipt = text === undefined ? undefined : openReceipt(text, anyone)
  return receipt && utf8(signReceipt(receipt, () => fromBase64url(text!.slice(-88, -2))!))
}

export function statementTargets(): Target[] {
  const notes = [checkpointNote, utf8(noteOf(1, leaves[0]!)), utf8(noteOf(21, range(0, 21)))]
  return [
    { name: 'note', share: 5, bound: 30, seeds: notes, mutate: mutateBytes, decode: decodeNote },
    { name: 'checkpoint', share: 3, bound: 10, seeds: notes.map(note => utf8(parseNote(note)!.text)), mutate: mutateBytes, decode: decodeCheckpoint },
    { name: 'proof', share: 4, bound: 10, seeds: proofSeeds, mutate: mutateJson, decode: decodeProof },
    {
      name: 'stored-proof',
      share: 2,
      bound: 10,
      seeds: [packProof({ from: 13, proof: leaves.slice(0, 4) }), packProof({ from: 1, proof: [] })],
      mutate: mutateBytes,
      decode: decodeStoredProof
    },
    { name: 'fork', share: 2, bound: 20, seeds: [forkSeed], mutate: mutateJson, decode: decodeFork },
    { name: 'receipt', share: 4, bound: 20, seeds: [receiptText], mutate: mutateReceipt, decode: decodeReceipt }
  ]
}
