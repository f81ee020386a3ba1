/** One place where the page says that something has been done. It stays until dismissed or replaced: nobody must hurry. */
import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Glyph } from './icon.tsx'

interface Said {
  readonly text: string
  readonly act?: { readonly label: string; run(): void } | undefined
}
type Announce = (text: string, act?: Said['act']) => void

const Announcer = createContext<Announce>(() => undefined)
export const useAnnounce = (): Announce => use(Announcer)

export function AnnounceProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation()
  const [said, say] = useState<Said | null>(null)
  const announce = useCallback<Announce>((text, act) => say({ text, act }), [])
  const dismiss = (): void => say(null)
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
