import { Alert, AlertHeading } from '@trussworks/react-uswds'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Unsupported } from '../../shared/forms/form-info.ts'

/** What a form asks for that this program does not do yet, by kind. */
export function Limits({ unsupported }: { readonly unsupported: readonly Unsupported[] }): ReactNode {
  const { t } = useTranslation('entry')
  const lists = [
    { key: 'limits.title', type: 'warning', entries: unsupported.filter(one => one.blocking) },
    { key: 'limits.plainer', type: 'info', entries: unsupported.filter(one => !one.blocking) }
  ] as const
  return lists.map(
    ({ key, type, entries }) =>
      entries.length > 0 && (
        <Alert key={key} type={type}>
          <AlertHeading level="h2">{t(key)}</AlertHeading>
          <details open={type === 'warning'}>
            <summary>{t('limits.which', { count: entries.length })}</summary>
            <ul className="mun-entry-limits">
              {[...Map.groupBy(entries, one => one.what)].map(([what, same]) => (
                <li key={what}>{t('limits.item', { what, count: same.length })}</li>
              ))}
            </ul>
          </details>
        </Alert>
      )
  )
}
