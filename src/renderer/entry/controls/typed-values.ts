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
