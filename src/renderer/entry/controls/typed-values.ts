/** What typed text and chosen files become, apart from any page. */

/** XML Schema int, which the engine holds to. */
const MAX_INT = 2_147_483_647
/** Significant digits that a double keeps (the engine's decimals are doubles). */
const MAX_DIGITS = 15

export type WrongNumber = 'integer' | 'integerRange' | 'decimal' | 'decimalDigits'

export function wrongInteger(text: string): WrongNumber | undefined {
  if (!/^[+-]?\d+$/.test(text)) return 'integer'
  return Math.abs(Number(text)) > MAX_INT ? 'integerRange' : undefined
}

export function wrongDecimal(text: string): WrongNumber | undefined {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text)) return 'decimal'
  return text.replace(/^[+-]?0*|\./g, '').length > MAX_DIGITS ? 'decimalDigits' : undefined
}

const LIMITS = [90, 180, 100_000, 1_000_000]
const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)$/

/** Four typed parts → ODK's `latitude longitude altitude accuracy`; undefined when that is no place (yet). */
export function placeOf(parts: readonly string[]): string | undefined {
  const [latitude = '', longitude = '', altitude = '', accuracy = ''] = parts.map(part => part.trim())
  if ([latitude, longitude, altitude, accuracy].every(part => part === '')) return ''
  if (latitude === '' || longitude === '') return undefined
  const given = [latitude, longitude, altitude, accuracy]
  if (given.some((part, at) => part !== '' && (!NUMBER.test(part) || Math.abs(Number(part)) > LIMITS[at]!))) return undefined
  if (accuracy !== '') return `${latitude} ${longitude} ${altitude === '' ? '0' : altitude} ${accuracy}`
  return altitude === '' ? `${latitude} ${longitude}` : `${latitude} ${longitude} ${altitude}`
}

/** `IMG 12.jpg` → `IMG-12-3f9a01c2.jpg`: never the name of another picture, of this record or of an earlier version of it. */
export function attachmentName(original: string, random: Uint8Array): string {
  const [, stem = original, extension] = /^([^]+)\.([A-Za-z0-9]{1,8})$/.exec(original) ?? []
  const base = stem
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}_-]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const unique = Array.from(random, byte => byte.toString(16).padStart(2, '0')).join('')
  return `${base || 'picture'}-${unique}${extension === undefined ? '' : `.${extension.toLowerCase()}`}`
}

/** More steps than anyone moves through; a form that asks for more gets a coarser scale at its end. */
const MOST_STEPS = 10_001

/** The values of a scale as the engine writes them (`1`, `1.5`), from its attributes; downwards where `start` is above `end`. */
export function stepsOf(start: string, end: string, step: string): string[] {
  const digits = Math.max(...[start, end, step].map(text => text.split('.')[1]?.length ?? 0))
  const scale = 10 ** digits
  const [from, to, by] = [start, end, step].map(text => Math.round(Number(text) * scale)) as [number, number, number]
  const count = Math.min(MOST_STEPS, Math.floor(Math.abs(to - from) / Math.abs(by)) + 1)
  return Array.from({ length: count }, (_, at) =>
    ((from + at * Math.abs(by) * Math.sign(to - from)) / scale)
      .toFixed(digits)
      .replace(/(\.\d*?)0+$/, '$1')
      .replace(/\.$/, '')
  )
}

/** `1234567.5` → `1 234 567.5` with narrow spaces, which no keyboard types: digits of a thousand stand together in every language. */
export const grouped = (text: string): string => (/^[+-]?\d+(\.\d*)?$/.test(text) ? text.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, '\u202F') : text)
export const ungrouped = (text: string): string => text.replaceAll('\u202F', '')
