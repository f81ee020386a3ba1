import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exactTime, relativeTime } from '../office/words.ts'

/** What a time is worth: see `time` in the texts. */
export type TimeKind = 'claimed' | 'notBefore' | 'notAfter' | 'witnessed' | 'measured'

const watchers = new Set<(now: number) => void>()
let ticking: ReturnType<typeof setInterval> | undefined

/** The time in ms, anew every half minute; all who watch share one timer. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    watchers.add(setNow)
    ticking ??= setInterval(() => watchers.forEach(watch => watch(Date.now())), 30_000)
    return () => {
      watchers.delete(setNow)
      if (watchers.size === 0) {
        clearInterval(ticking)
        ticking = undefined
      }
    }
  }, [])
  return now
}

/** "2 min ago"; the exact time and its kind on pointing or focus, and to a screen reader. `focusable` in running text, not in tables; `short` without the clock. */
export function Moment({ at, kind, focusable = true, short: brief = false }: { at: string; kind: TimeKind; focusable?: boolean; short?: boolean }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const exact = t(`time.${kind}`, { exact: exactTime(at, i18n.language) })
  const short = relativeTime(t, at, now, i18n.language, brief)
  if (!focusable) {
    return (
      <time dateTime={at} title={exact}>
        {short}
      </time>
    )
  }
  return (
    <button type="button" className="moment" data-exact={exact}>
      <time dateTime={at}>{short}</time>
      <span className="usa-sr-only">, {exact}</span>
    </button>
  )
}

export function ExactMoment({ at }: { at: string }) {
  const { i18n } = useTranslation()
  return <time dateTime={at}>{exactTime(at, i18n.language)}</time>
}
