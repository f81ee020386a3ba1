import { forwardRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ACTIONS, KEYS } from './keys.ts'

/** What can be done without a mouse. */
export const KeyHelp = forwardRef<HTMLDetailsElement>(function KeyHelp(_, place) {
  const { t } = useTranslation('entry')
  return (
    <details className="mun-entry-menu mun-entry-keys" ref={place}>
      <summary>{t('keys.title')}</summary>
      <dl>
        {ACTIONS.map(action => (
          <div key={action}>
            <dt>
              <kbd>{KEYS[action].shown}</kbd>
            </dt>
            <dd>{t(`keys.${action}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="usa-hint">{t('keys.more')}</p>
    </details>
  )
})
