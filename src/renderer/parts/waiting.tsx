import { useEffect, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asked } from '../office/use-call.ts'
import { Trouble } from './trouble.tsx'

/** True once `ms` have passed. */
function usePassed(ms: number): boolean {
  const [passed, setPassed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return passed
}

/** Nothing for the first second, then a moving bar; after ten it says that it still waits. */
export function Waiting({ what }: { what?: string }) {
  const { t } = useTranslation()
  const slow = usePassed(1000)
  const long = usePassed(10_000)
  return (
    <div role="status" className="waiting">
      {slow && (
        <>
          <div className="waiting__bar" />
          <p>{long ? t('common.loadingLong') : (what ?? t('common.loading'))}</p>
        </>
      )}
    </div>
  )
}

/** The three ways in which an answer can be: waited for, failed, there (then possibly with a note that it is old). */
export function Answered<T>({ of, children, what }: { of: Asked<T>; children: (value: T) => ReactNode; what?: string }) {
  const { t } = useTranslation()
  if (of.value === undefined)
    return of.error ? <Trouble error={of.error} title={t('common.failed')} again={of.again} /> : <Waiting {...(what === undefined ? {} : { what })} />
  return (
    <>
      {of.error && <Trouble error={of.error} title={t('common.stale')} again={of.again} />}
      {children(of.value)}
    </>
  )
}
