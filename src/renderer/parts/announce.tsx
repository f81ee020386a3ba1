/** One place where the page says that something has been done. It stays until dismissed, replaced, or left for another page: nobody must hurry. */
import { createContext, use, useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Glyph } from './icon.tsx'

interface Said {
  readonly text: string
  readonly act?: { readonly label: string; run(): void } | undefined
  /** When (ms of `performance.now`). */
  readonly at: number
}
/** What is said on going to another page belongs to that page (ms). */
const ON_THE_WAY = 1000
type Announce = (text: string, act?: Said['act']) => void

const Announcer = createContext<Announce>(() => undefined)
export const useAnnounce = (): Announce => use(Announcer)

export function AnnounceProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [said, say] = useState<Said | null>(null)
  const announce = useCallback<Announce>((text, act) => say({ text, act, at: performance.now() }), [])
  const dismiss = (): void => say(null)
  useEffect(() => {
    const left = (): void => say(now => (now && performance.now() - now.at < ON_THE_WAY ? now : null))
    window.addEventListener('hashchange', left)
    return () => window.removeEventListener('hashchange', left)
  }, [])
  const live = useMemo(() => announce, [announce])
  return (
    <Announcer value={live}>
      {children}
      <div className="announce" role="status">
        {said && (
          <div className="announce__box">
            <Glyph sign="good" />
            <span>{said.text}</span>
            {said.act && (
              <button
                type="button"
                className="announce__act"
                onClick={() => {
                  said.act?.run()
                  dismiss()
                }}
              >
                {said.act.label}
              </button>
            )}
            <button type="button" className="icon-button" title={t('common.dismiss')} onClick={dismiss}>
              <Glyph sign="close" />
              <span className="usa-sr-only">{t('common.dismiss')}</span>
            </button>
          </div>
        )}
      </div>
    </Announcer>
  )
}
