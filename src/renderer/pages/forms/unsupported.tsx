import { Alert, AlertHeading } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import type { Unsupported as One } from '../../../shared/forms/form-info.ts'

/** What a form asks for that can not be done here, and what is done in a plainer way: said before anyone meets it. */
export function Unsupported({ list, level }: { list: readonly One[]; level: 'h2' | 'h3' }) {
  const { t } = useTranslation()
  const lists = [
    { type: 'warning', title: t('forms.notYetTitle'), lead: t('forms.notYetLead'), of: list.filter(one => one.blocking) },
    { type: 'info', title: t('forms.plainerTitle'), lead: t('forms.plainerLead'), of: list.filter(one => !one.blocking) }
  ] as const
  return lists.map(
    ({ type, title, lead, of }) =>
      of.length > 0 && (
        <div key={type}>
          <Alert type={type}>
            <AlertHeading level={level}>{title}</AlertHeading>
            <p className="usa-alert__text">{lead}</p>
          </Alert>
          <table className="usa-table">
            <thead>
              <tr>
                <th scope="col">{t('forms.notYetPath')}</th>
                <th scope="col">{t('forms.notYetWhat')}</th>
              </tr>
            </thead>
            <tbody>
              {of.map(one => (
                <tr key={one.path + one.what}>
                  <td>{one.path === '' ? t('forms.wholeForm') : <code>{one.path}</code>}</td>
                  <td>{one.what}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
  )
}
