/** Branded ids: each is a plain string that can not be mistaken for another. */
declare const brand: unique symbol
type Brand<B extends string> = string & { readonly [brand]: B }

/** SHA-256 as base64url without padding, 43 characters. */
export type Hash = Brand<'hash'>
/** Raw Ed25519 public key as base64url, 43 characters. Signs lines (a person, a desk) or checkpoints (a chain). */
export type Key = Brand<'key'>
/** Raw X25519 public key as base64url, 43 characters. Payloads are sealed to it. */
export type SealKey = Brand<'seal-key'>
/** Ed25519 signature as base64url, 86 characters. */
export type Signature = Brand<'signature'>
/** The line hash of registry line 0. */
export type NetworkId = Hash
/** Hash of the entry by which a person was first admitted (`personIdOf` in record/entry.ts). */
export type PersonId = Hash
/** UUIDv7 (lower case, with hyphens) made by the client; with the chain it identifies an entry. */
export type EntryId = Brand<'entry-id'>
/** UUIDv7 of an office, given by the entry that admits it. */
export type OfficeId = Brand<'office-id'>
/** Claimed time, UTC ISO 8601 with milliseconds: `2026-11-22T08:00:00.000Z`. */
export type Instant = Brand<'instant'>

const KEY = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/
const SIGNATURE = /^[A-Za-z0-9_-]{85}[AQgw]$/
const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})\.\d{3}Z$/

/** 32 bytes in canonical base64url: a hash or a raw public key. */
export const is32 = (text: unknown): text is string => typeof text === 'string' && text.length === 43 && KEY.test(text)
export const isHash = (text: unknown): text is Hash => is32(text)
export const isKey = (text: unknown): text is Key => is32(text)
export const isSealKey = (text: unknown): text is SealKey => is32(text)
export const isSignature = (text: unknown): text is Signature => typeof text === 'string' && text.length === 86 && SIGNATURE.test(text)
export const isUuid7 = (text: unknown): text is EntryId => typeof text === 'string' && UUID7.test(text)
const daysIn = (year: number, month: number): number =>
  month === 2 ? (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
/** A day that is in the calendar: readers disagree about what 30 February is. */
export const isInstant = (text: unknown): text is Instant => {
  if (typeof text !== 'string') return false
  const parts = INSTANT.exec(text)
  if (!parts) return false
  const [, year, month, day, hour, minute, second] = parts.map(Number) as [number, number, number, number, number, number, number]
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60
}

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** UUIDv7 (RFC 9562 section 5.7) from a time in ms and 10 random bytes; pure, the caller brings both. */
export function uuid7(timeMs: number, random: Uint8Array): EntryId {
  if (random.length < 10) throw new RangeError(`random: wanted 10 bytes, got ${random.length}`)
  const at = (i: number): string => HEX[random[i]!]!
  const time = Math.floor(timeMs).toString(16).padStart(12, '0')
  const version = HEX[0x70 | (random[0]! & 0x0f)]! + at(1)
  const variant = HEX[0x80 | (random[2]! & 0x3f)]! + at(3)
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${variant}-${at(4)}${at(5)}${at(6)}${at(7)}${at(8)}${at(9)}` as EntryId
}
