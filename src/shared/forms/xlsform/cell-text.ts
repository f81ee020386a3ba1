/** Numbers, dates and truths of spreadsheet cells as the texts that a form's author means by them. */

/** What the number's format shows: a plain number, a day, a time of day, or both. */
export type NumberKind = 'number' | 'date' | 'time' | 'dateTime'

/** A whole number has no point; others have the 15 digits that spreadsheets keep. */
export const numberText = (value: number): string => String(Number(value.toPrecision(15)))

export const truthText = (value: boolean): string => (value ? 'TRUE' : 'FALSE')

/** Built-in formats by number: ECMA-376 part 1, 18.8.30. */
export function builtinKind(id: number): NumberKind {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58) return 'date'
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id === 55 || id === 56) return 'time'
  return id === 22 ? 'dateTime' : 'number'
}

/** Kind of a format such as `yyyy\-mm\-dd;@`. Elapsed hours (`[h]:mm`) count as a time. */
export function formatKind(code: string): NumberKind {
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
    .toLowerCase()
  if (/general/.test(bare)) return 'number'
  const time = /[hs]/.test(bare) || /\[m+\]/.test(bare)
  const date = /[dy]/.test(bare) || (/m/.test(bare) && !time)
  return date && time ? 'dateTime' : date ? 'date' : time ? 'time' : 'number'
}

/**
 * A serial day number as ISO 8601 without zone. `from1904`: the workbook counts from 1 January 1904, else from 1900 with the
 * 29 February 1900 that never was. Outside of what a calendar shows, the number itself.
 */
export function serialText(serial: number, kind: NumberKind, from1904: boolean): string {
  if (kind === 'number' || serial < 0 || serial > 2_958_465) return numberText(serial)
  const days = from1904 ? serial + 1462 : serial < 60 ? serial + 1 : serial
  const moment = new Date(Math.round((days - 25_569) * 86_400) * 1000)
  const [date, clock] = [moment.toISOString().slice(0, 10), moment.toISOString().slice(11, 19)]
  if (kind === 'time' || serial < 1) return clock
  return kind === 'date' && clock === '00:00:00' ? date : `${date}T${clock}`
}
