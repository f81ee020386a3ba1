/**
 * Shapes of signed objects: closed, every field present, nothing optional (absence is `null`). A table of fields reads
 * like the tables in docs/format.md and is checked by one function. Errors name the field, what was wanted, what came.
 */
import { isHash, isInstant, isKey, isSealKey, isSignature, isUuid7 } from '../names.ts'

/**
 * Says what is wrong with a value at a place, or undefined. Most is right, and a text for every place costs more than looking
 * there: the place of a part is put together only when the part was found wrong, by looking at it again.
 */
export type Check = (value: unknown, at: string) => string | undefined
export type Shape = Readonly<Record<string, Check>>

const came = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? `a list of ${value.length}` : typeof value === 'string' ? `text of ${value.length} characters` : typeof value
const wanted =
  (what: string, test: (value: unknown) => boolean): Check =>
  (value, at) =>
    test(value) ? undefined : `${at}: wanted ${what}, got ${came(value)}`

export const hash = wanted('a hash (43 base64url characters)', isHash)
export const key = wanted('a public key (43 base64url characters)', isKey)
export const sealKey = wanted('an X25519 public key (43 base64url characters)', isSealKey)
export const signature = wanted('a signature (86 base64url characters)', isSignature)
export const uuid = wanted('a UUIDv7 in lower case', isUuid7)
export const instant = wanted('a UTC time with milliseconds', isInstant)
export const flag = wanted('true or false', value => typeof value === 'boolean')
export const integer = (least: number, most: number = Number.MAX_SAFE_INTEGER): Check =>
  wanted(`a whole number from ${least} to ${most}`, value => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most)
export const word = (most: number): Check =>
  wanted(`text of 1 to ${most} characters`, value => typeof value === 'string' && value.length >= 1 && value.length <= most)
/** May be empty: a form need not have a version. */
export const text = (most: number): Check => wanted(`text of at most ${most} characters`, value => typeof value === 'string' && value.length <= most)
export const oneOf = (...allowed: readonly string[]): Check =>
  wanted(`one of ${allowed.join(', ')}`, value => typeof value === 'string' && allowed.includes(value))
export const orNull =
  (check: Check): Check =>
  (value, at) =>
    value === null ? undefined : check(value, at)
export const either =
  (first: Check, second: Check): Check =>
  (value, at) =>
    first(value, at) && second(value, at)

export const list =
  (item: Check, least = 0, most = 4096): Check =>
  (value, at) => {
    if (!Array.isArray(value) || value.length < least || value.length > most) return `${at}: wanted a list of ${least} to ${most}, got ${came(value)}`
    for (let i = 0; i < value.length; i++) {
      if (item(value[i], at) !== undefined) return item(value[i], `${at}[${i}]`)
    }
    return undefined
  }

/** A list in strictly ascending order of UTF-16 code units: one order for one set. */
export const sorted =
  (item: Check, least = 0, most = 4096): Check =>
  (value, at) => {
    const wrong = list(item, least, most)(value, at)
    if (wrong !== undefined) return wrong
    const texts = value as string[]
    for (let i = 1; i < texts.length; i++) if (texts[i - 1]! >= texts[i]!) return `${at}[${i}]: wanted ascending order without repeats`
    return undefined
  }

/** Exactly these fields and no other. */
export const object = (shape: Shape): Check => {
  const names = Object.keys(shape)
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `${at}: wanted an object, got ${came(value)}`
    const record = value as Record<string, unknown>
    for (const name of names) {
      if (!Object.hasOwn(record, name)) return `${at}.${name}: wanted a value, got none`
      if (shape[name]!(record[name], name) !== undefined) return shape[name]!(record[name], `${at}.${name}`)
    }
    for (const name in record) if (!Object.hasOwn(shape, name)) return `${at}.${name}: unknown field`
    return undefined
  }
}
