/**
 * Changed evidence, seeded: bytes flipped, replaced, put in, taken out, exchanged, cut off; other spellings of the same
 * base64, JSON and numbers; parts of the JSON exchanged or repeated. Half fall anywhere, half into a value of the JSON chosen
 * evenly, so that a short field is met as often as a long one. What only leaves out a whole part is no case: weaker evidence
 * is evidence.
 */
import { native, verify } from '../../src/main/keys/native.ts'
import { concat, equal, textOf, toBase64url } from '../../src/shared/bytes.ts'
import type { Verify } from '../../src/shared/hashing.ts'
import { checkEvidence } from '../../src/shared/record/evidence-check.ts'

export interface Mutation {
  readonly kind: string
  readonly bytes: Uint8Array
}

interface Span {
  readonly from: number
  readonly to: number
}
const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Places of all strings (without quotes) and numbers in a JSON text, as byte offsets. */
function spansOf(bytes: Uint8Array): Span[] {
  const spans: Span[] = []
  for (let i = 0; i < bytes.length; i++) {
    const from = i
    if (bytes[i] === 0x22) {
      for (i++; bytes[i] !== 0x22; i++) if (bytes[i] === 0x5c) i++
      spans.push({ from: from + 1, to: i })
    } else if (bytes[i]! >= 0x30 && bytes[i]! <= 0x39) {
      while (bytes[i + 1]! >= 0x30 && bytes[i + 1]! <= 0x39) i++
      spans.push({ from, to: i + 1 })
    }
  }
  return spans
}

const splice = (bytes: Uint8Array, from: number, to: number, put: Iterable<number>): Uint8Array =>
  concat(bytes.subarray(0, from), Uint8Array.from(put), bytes.subarray(to))

/** Numbers in [0, 1) from a seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}
const ALPHABET = encoder.encode('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_')
const isUrl = (byte: number | undefined): boolean => byte !== undefined && ALPHABET.includes(byte)

type Mutate = (bytes: Uint8Array, span: Span, at: number, random: (below: number) => number) => Uint8Array

const KINDS: Readonly<Record<string, Mutate>> = {
  flip: (bytes, _, at, random) => splice(bytes, at, at + 1, [bytes[at]! ^ (1 << random(8))]),
  replace: (bytes, _, at, random) => splice(bytes, at, at + 1, [ALPHABET[random(64)]!]),
  'put in': (bytes, _, at, random) => splice(bytes, at, at, [random(256)]),
  'take out': (bytes, _, at) => splice(bytes, at, at + 1, []),
  exchange: (bytes, _, at) => splice(bytes, at, at + 2, [bytes[at + 1] ?? 0x20, bytes[at]!]),
  repeat: (bytes, span) => splice(bytes, span.to, span.to, bytes.subarray(span.from, span.to)),
  'cut off': (bytes, _, at) => bytes.subarray(0, at),
  append: (bytes, _span, _at, random) => splice(bytes, bytes.length, bytes.length, [[0x0a, 0x20, 0x00, 0x7d, 0x22][random(5)]!]),
  'white space': (bytes, span) => splice(bytes, span.from - 1, span.from - 1, [0x20]),
  'stray bits': (bytes, { to }, _, random) => {
    const last = ALPHABET.indexOf(bytes[to - 1]!)
    return last === -1 ? bytes : splice(bytes, to - 1, to, [ALPHABET[(last & ~3) | ((last + 1 + random(3)) & 3)]!])
  },
  padding: (bytes, { to }) => (isUrl(bytes[to - 1]) ? splice(bytes, to, to, [0x3d]) : bytes),
  'other alphabet': (bytes, { from, to }) => {
    const at = bytes.subarray(from, to).findIndex(byte => byte === 0x2d || byte === 0x5f)
    return at === -1 ? bytes : splice(bytes, from + at, from + at + 1, [bytes[from + at] === 0x2d ? 0x2b : 0x2f])
  },
  'escaped letter': (bytes, _, at) => {
    const byte = bytes[at]!
    return byte < 0x30 || byte > 0x7a || byte === 0x5c ? bytes : splice(bytes, at, at + 1, encoder.encode(`\\u00${byte.toString(16)}`))
  },
  'other number': (bytes, { from, to }, _, random) => {
    if (!(bytes[from]! >= 0x30 && bytes[from]! <= 0x39)) return bytes
    const digits = decoder.decode(bytes.subarray(from, to))
    return splice(
      bytes,
      from,
      to,
      encoder.encode([`${digits}.0`, `${digits}e0`, `0${digits}`, `-${digits}`, `"${digits}"`, String(Number(digits) + 1)][random(6)]!)
    )
  },
  'other case': (bytes, _, at) => {
    const byte = bytes[at]!
    return /[A-Za-z]/.test(String.fromCharCode(byte)) ? splice(bytes, at, at + 1, [byte ^ 0x20]) : bytes
  }
}

/** Exchanges or repeats elements of one list, or fields of one object, somewhere in the JSON. */
function rearranged(text: string, random: (below: number) => number): string {
  const whole = JSON.parse(text) as unknown
  const lists: unknown[][] = []
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      if (value.length > 0) lists.push(value)
      value.forEach(walk)
    } else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
  }
  walk(whole)
  const list = lists[random(lists.length)]!
  const at = random(list.length)
  const other = random(list.length)
  if (random(2) === 0) list.splice(at, 0, structuredClone(list[other]))
  else [list[at], list[other]] = [list[other], list[at]]
  return JSON.stringify(whole)
}

/** A field put beside others of an object, repeated, or moved out of its order. */
function misfielded(text: string, random: (below: number) => number): string {
  const colons = [...text.matchAll(/"[a-z]+":/g)].filter(match => text[match.index - 1] === '{')
  const { index } = colons[random(colons.length)]!
  const field = ['"a":1,', '"__proto__":null,', `${colons[0]![0]}1,`, '"z":[],'][random(4)]!
  return text.slice(0, index) + field + text.slice(index)
}

/** Cases that differ from the text, without end. */
export function* mutations(text: string, seed: number): Generator<Mutation> {
  const fraction = seeded(seed)
  const random = (below: number): number => Math.floor(fraction() * below)
  const bytes = encoder.encode(text)
  const spans = spansOf(bytes)
  const names = Object.keys(KINDS)
  for (;;) {
    const kind = [...names, 'rearranged', 'misfielded'][random(names.length + 2)]!
    const span = spans[random(spans.length)]!
    const at = random(2) === 0 ? random(bytes.length) : span.from + random(Math.max(1, span.to - span.from))
    const made =
      kind === 'rearranged'
        ? encoder.encode(rearranged(text, random))
        : kind === 'misfielded'
          ? encoder.encode(misfielded(text, random))
          : KINDS[kind]!(bytes, span, at, random)
    if (!equal(made, bytes)) yield { kind, bytes: made }
  }
}

export interface Tried {
  readonly cases: number
  /** Cases that were called sound, or of which anything was said: there must be none. */
  readonly sound: { readonly n: number; readonly kind: string }[]
  readonly codes: Readonly<Record<string, number>>
  readonly kinds: Readonly<Record<string, number>>
}

/** Signatures that were verified once; the same file is checked over and over. */
function remembering(raw: Verify): Verify {
  const known = new Map<string, boolean>()
  return (publicKey, message, signature) => {
    const name = toBase64url(native.sha256(publicKey, signature, message))
    const before = known.get(name)
    if (before !== undefined) return before
    const holds = raw(publicKey, message, signature)
    if (known.size < 10_000) known.set(name, holds)
    return holds
  }
}

/** Checks changed files as `muniment verify FILE` does. */
export function tryMutations(text: string, cases: number, seed: number, tell: (done: number) => void = () => {}): Tried {
  const means = { hashing: native, verify: remembering(verify) }
  const tried = { cases: 0, sound: [] as { n: number; kind: string }[], codes: {} as Record<string, number>, kinds: {} as Record<string, number> }
  for (const { kind, bytes } of mutations(text, seed)) {
    if (tried.cases === cases) break
    const changed = textOf(bytes)
    const verdict = changed === undefined ? undefined : checkEvidence(changed, means)
    const code = verdict?.findings[0]?.code ?? (verdict ? 'sound' : 'not-text')
    if (verdict && (verdict.verdict === 'sound' || verdict.records.length > 0)) tried.sound.push({ n: tried.cases, kind })
    tried.codes[code] = (tried.codes[code] ?? 0) + 1
    tried.kinds[kind] = (tried.kinds[kind] ?? 0) + 1
    if (++tried.cases % 10_000 === 0) tell(tried.cases)
  }
  return tried
}
