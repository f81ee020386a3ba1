/** Times, sizes and lengths in words. Times are `Instant`s (UTC ISO 8601); `now` in ms comes in. */
import type { TFunction } from 'i18next'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const looks = {
  exact: { dateStyle: 'long', timeStyle: 'medium' },
  day: { dateStyle: 'long' },
  clock: { timeStyle: 'short' },
  thisYear: { day: 'numeric', month: 'long' },
  otherYear: { day: 'numeric', month: 'long', year: 'numeric' },
  thisYearShort: { day: 'numeric', month: 'short' },
  otherYearShort: { day: 'numeric', month: 'short', year: 'numeric' }
} as const satisfies Record<string, Intl.DateTimeFormatOptions>
type Look = keyof typeof looks

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making a format costs some 100 µs, using it 1: a list of records scrolls through thousands. */
function formatted(look: Look, at: Date | number, language: string): string {
  const name = `${language} ${look}`
  const known = formats.get(name)
  if (known) return known.format(at)
  const made = new Intl.DateTimeFormat(language, looks[look])
  formats.set(name, made)
  return made.format(at)
}

export const exactTime = (instant: string, language: string): string => formatted('exact', new Date(instant), language)
export const exactDay = (instant: string, language: string): string => formatted('day', new Date(instant), language)
export const clockTime = (instant: string, language: string): string => formatted('clock', new Date(instant), language)

/** "a moment ago", "2 min ago", "yesterday, 14:02", "4 November", "4 November 2025"; ahead of us: "in 4 days". */
export function relativeTime(t: TFunction, instant: string, now: number, language: string, short = false): string {
  const then = Date.parse(instant)
  if (Number.isNaN(then)) return instant
  const past = now - then
  if (past < 0) return aheadOf(t, -past)
  if (past < MINUTE) return t('time.moment')
  if (past < HOUR) return t('time.minutes', { count: Math.floor(past / MINUTE) })
  if (past < 12 * HOUR) return t('time.hours', { count: Math.floor(past / HOUR) })
  const day = (ms: number): number => Math.floor((ms - new Date(ms).getTimezoneOffset() * MINUTE) / DAY)
  const days = day(now) - day(then)
  if (days === 0) return short ? t('time.todayShort') : t('time.today', { clock: clockTime(instant, language) })
  if (days === 1) return short ? t('time.yesterdayShort') : t('time.yesterday', { clock: clockTime(instant, language) })
  const sameYear = new Date(then).getFullYear() === new Date(now).getFullYear()
  return formatted(`${sameYear ? 'thisYear' : 'otherYear'}${short ? 'Short' : ''}`, then, language)
}

const aheadOf = (t: TFunction, ms: number): string =>
  ms < MINUTE
    ? t('time.moment')
    : ms < HOUR
      ? t('time.inMinutes', { count: Math.ceil(ms / MINUTE) })
      : ms < 2 * DAY
        ? t('time.inHours', { count: Math.round(ms / HOUR) })
        : t('time.inDays', { count: Math.round(ms / DAY) })

export function sizeOf(bytes: number, language: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
  let at = 0
  let size = bytes
  while (size >= 1000 && at < units.length - 1) {
    size /= 1000
    at++
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[at]!,
    unitDisplay: at === 0 ? 'long' : 'short',
    maximumFractionDigits: size < 10 && at > 0 ? 1 : 0
  }).format(size)
}

export const secondsInWords = (t: TFunction, seconds: number): string =>
  seconds < 90 ? t('time.seconds', { count: Math.max(1, Math.round(seconds)) }) : t('time.minutesLong', { count: Math.round(seconds / 60) })

/** "a, b and c" in the page's language. */
export const listOf = (parts: readonly string[], language: string): string => new Intl.ListFormat(language, { type: 'conjunction' }).format(parts)

/** A desk's usual name begins with its office's ("Yuma desk 2"); one with a name of its own needs the office beside it. */
export const deskName = (at: { readonly office: string | null; readonly desk: string | null }): string => {
  const { office, desk } = at
  if (!office || !desk) return desk ?? office ?? ''
  return desk.startsWith(office) ? desk : `${desk}, ${office}`
}
