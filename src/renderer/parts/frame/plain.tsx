import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Page } from '../page.tsx'
import { Mark } from './mark.tsx'

/** The frame of the doors, where nobody is signed in: one column, one task. */
export function Plain({
  title,
  lead,
  wide = false,
  quiet = false,
  focus = true,
  children
}: {
  title: string
  lead?: ReactNode
  wide?: boolean
  quiet?: boolean
  focus?: boolean
  children: ReactNode
}) {
  const { t } = useTranslation()
  return (
    <div className="plain">
      <header className="plain__top">
        <Mark />
        <span>{t('common.product')}</span>
      </header>
      <main className={wide ? 'plain__main plain__main--wide' : 'plain__main'}>
        {quiet ? (
          <>
            <h1 className="usa-sr-only">{title}</h1>
            {children}
          </>
        ) : (
          <Page key={title} title={title} lead={lead} focus={focus}>
            {children}
          </Page>
        )}
      </main>
    </div>
  )
}
