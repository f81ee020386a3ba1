/** Changed bytes, whatever they mean: bits, bytes, runs, lengths, cuts, pieces of another input, other spellings of text. */
import type { Random } from '../../src/main/cli/demo/random.ts'
import { concat, utf8 } from '../../src/shared/bytes.ts'

export const splice = (bytes: Uint8Array, from: number, to: number, put: Iterable<number>): Uint8Array =>
  concat(bytes.subarray(0, from), Uint8Array.from(put), bytes.subarray(to))

/** Bytes that mean something to some reader: white space, quotes, ends, signs, the beginnings of broken UTF-8. */
const TELLING = [
  0x00, 0x0a, 0x0d, 0x20, 0x22, 0x2c, 0x2d, 0x2e, 0x2f, 0x3a, 0x3d, 0x5b, 0x5c, 0x5d, 0x65, 0x7b, 0x7d, 0x7f, 0x80, 0xc0, 0xc2, 0xe2, 0xed, 0xf0, 0xff
]
const PIECES = [
  '\\u0000',
  '\\ud800',
  '\\u0061',
  '\\/',
  '\u00e9',
  '\u2028',
  '\ufeff',
  '\u202e',
  '==',
  '+0',
  '-0',
  '1e3',
  '.0',
  '9007199254740993',
  '"__proto__":1,',
  '/*x*/',
  '\n\n',
  '— x ',
  'null',
  'NaN',
  '\ud83d\ude00'
].map(utf8)
const LENGTHS = [0, 1, 3, 4, 127, 128, 255, 256, 65_535, 65_536, 0x7fff_ffff, 0xffff_ffff]

type Change = (bytes: Uint8Array, at: number, random: Random, others: readonly Uint8Array[]) => Uint8Array

const changes: readonly Change[] = [
  (bytes, at, random) => splice(bytes, at, at + 1, [(bytes[at] ?? 0) ^ (1 << random.below(8))]),
  (bytes, at, random) => splice(bytes, at, at + 1, [random.pick(TELLING)]),
  (bytes, at, random) => splice(bytes, at, at, [random.pick(TELLING)]),
  (bytes, at, random) => splice(bytes, at, at, random.pick(PIECES)),
  (bytes, at, random) => splice(bytes, at, at + 1 + random.below(8), []),
  (bytes, at) => splice(bytes, at, at + 2, [bytes[at + 1] ?? 0, bytes[at] ?? 0]),
  (bytes, at) => bytes.subarray(0, at),
  (bytes, at) => bytes.subarray(at),
  (bytes, at, random) => splice(bytes, at, at, bytes.subarray(at, at + 1 + random.below(64))),
  (bytes, at, random, others) => concat(bytes.subarray(0, at), random.pick(others).subarray(at)),
  (bytes, at, random, others) => {
    const other = random.pick(others)
    const from = random.below(other.length + 1)
    return splice(bytes, at, at, other.subarray(from, from + random.below(200)))
  },
  (bytes, at, random) => {
    const length = random.pick(LENGTHS)
    return splice(bytes, at, at + 4, [length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255])
  },
  (bytes, _, random) => splice(bytes, bytes.length, bytes.length, [random.pick(TELLING)]),
  (bytes, _, random) => splice(bytes, 0, 0, random.chance(0.5) ? [0xef, 0xbb, 0xbf] : [random.pick(TELLING)]),
  // the last letter of a base64 text carries bits that mean nothing
  (bytes, at) => splice(bytes, at, at + 1, [((bytes[at] ?? 0x41) & 0xfc) | (((bytes[at] ?? 0) + 1) & 3)])
]

/** One to four changes at random places. */
export function mutateBytes(seed: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = seed
  for (let n = random.chance(0.7) ? 1 : 1 + random.below(4); n > 0; n--) bytes = random.pick(changes)(bytes, random.below(bytes.length + 1), random, others)
  return bytes
}
