/**
 * Changed JSON by its structure: a value, field or element is replaced, taken out, doubled, moved, wrapped; what results is
 * mostly written canonically, so that it passes the first door and meets the rules behind it, and now and then in another
 * spelling of the same.
 */
import type { Random } from '../../src/main/cli/demo/random.ts'
import { textOf, utf8 } from '../../src/shared/bytes.ts'
import { canonical, type Json } from '../../src/shared/ledger/jcs.ts'
import { mutateBytes } from './mutate-bytes.ts'

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const LEAVES: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  2,
  255,
  65_536,
  Number.MAX_SAFE_INTEGER,
  -Number.MAX_SAFE_INTEGER,
  '',
  ' ',
  'a',
  'x'.repeat(43),
  'A'.repeat(43),
  'A'.repeat(86),
  'é',
  '\u0000',
  '\u2028',
  '\u202eabc',
  '/data/x',
  '@reason',
  '2026-02-30T00:00:00.000Z',
  '2026-11-22T08:00:00.000Z',
  '0191f000-0000-7000-8000-000000000000',
  'everyone',
  'registry',
  [],
  {},
  [[]],
  [{}],
  { t: 'record' }
]
const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'a', '', 'zz', 'a"b', 'a\\b', 'a\u0000', 'length', 'v', 't', 'by', 'net']
const isObject = (value: Json): value is { readonly [key: string]: Json } => typeof value === 'object' && value !== null && !Array.isArray(value)

/** `__proto__` is a key as any other. */
const withKey = (value: object, key: string, inner: Json): Json =>
  Object.defineProperty({ ...value }, key, { value: inner, enumerable: true, configurable: true, writable: true }) as Json

function mutateText(text: string, random: Random): Json {
  const at = random.below(text.length + 1)
  switch (random.below(6)) {
    case 0:
      return text.slice(0, at) + LETTERS[random.below(64)]! + text.slice(at + 1)
    case 1:
      return text.slice(0, at) + text.slice(at + 1)
    case 2:
      return text + LETTERS[random.below(64)]!
    case 3:
      return text.slice(0, at) + random.pick(['é', '\u0000', '"', '\\', '\n', '\u2029', '\u200b', ' ', '[1]', '/']) + text.slice(at)
    case 4:
      return text.repeat(2)
    default:
      return text.toUpperCase() === text ? text.toLowerCase() : text.toUpperCase()
  }
}

function mutateHere(value: Json, random: Random): Json {
  if (typeof value === 'string' && random.chance(0.7)) return mutateText(value, random)
  if (typeof value === 'number' && random.chance(0.7))
    return random.pick([value + 1, value - 1, value * 2, -value || 0, Math.floor(value / 2), Number.MAX_SAFE_INTEGER])
  if (Array.isArray(value) && random.chance(0.9)) {
    const list = value as readonly Json[]
    const at = random.below(list.length)
    const other = random.below(list.length)
    switch (random.below(5)) {
      case 0:
        return list.toSpliced(at, 1)
      case 1:
        return list.length === 0 ? [null] : list.toSpliced(other, 0, list[at]!)
      case 2:
        return list.length < 2 ? [...list, 1] : list.with(at, list[other]!).with(other, list[at]!)
      case 3:
        return list.toReversed()
      default:
        return [...list, random.pick(LEAVES)]
    }
  }
  if (isObject(value) && random.chance(0.9)) {
    const keys = Object.keys(value)
    const key = random.pick(keys.length > 0 ? keys : ['a'])
    const { [key]: taken = null, ...rest } = value
    if (random.chance(0.4)) return rest
    return random.chance(0.5) ? withKey(rest, random.pick(KEYS), taken) : withKey(value, random.pick(KEYS), random.pick(LEAVES))
  }
  return random.chance(0.1) ? nested(value, 1 + random.below(20)) : random.pick(LEAVES)
}

const nested = (value: Json, depth: number): Json => (depth === 0 ? value : nested(depth % 2 === 0 ? [value] : { a: value }, depth - 1))

/** A change at one place, chosen by going down from the top. */
export function mutateValue(value: Json, random: Random): Json {
  const keys = Array.isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : 0
  if (keys === 0 || random.chance(0.15)) return mutateHere(value, random)
  const at = random.below(keys)
  if (Array.isArray(value)) return (value as readonly Json[]).with(at, mutateValue(value[at] as Json, random))
  const key = Object.keys(value as object)[at]!
  return withKey(value as object, key, mutateValue((value as Record<string, Json>)[key]!, random))
}

const parsed = new Map<string, Json>()

/** Seeds come again and again; they are few. */
export function jsonOf(text: string): Json {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const value = JSON.parse(text) as Json
  parsed.set(text, value)
  return value
}

/** Canonical where that is allowed, else as JSON.stringify does. */
export function written(value: Json): string {
  try {
    return canonical(value)
  } catch {
    return JSON.stringify(value)
  }
}

/** A changed JSON text: mostly of another meaning, sometimes of the same in another spelling. */
export function mutateJsonText(text: string, random: Random): string {
  if (random.chance(0.2)) return textOf(mutateBytes(utf8(text), [utf8(text)], random)) ?? text.slice(1)
  let value = mutateValue(jsonOf(text), random)
  if (random.chance(0.2)) value = mutateValue(value, random)
  if (random.chance(0.9)) return written(value)
  return random.chance(0.5) ? JSON.stringify(value) : JSON.stringify(value, null, 1)
}

export const mutateJson = (seed: Uint8Array, _others: readonly Uint8Array[], random: Random): Uint8Array => utf8(mutateJsonText(textOf(seed)!, random))
