import { Alert, AlertHeading } from '@trussworks/react-uswds'
import { useTranslation } from 'react-i18next'
import type { CheckedForm } from '../../../shared/forms/check-form.ts'
import type { Problem } from '../../../shared/forms/xlsform/problems.ts'

/** A chosen form before it is published: everything that is wrong with it at once, or what it is and what of it is not yet here. */
export function CheckedFile({ checked: { info, errors, warnings } }: { checked: CheckedForm }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="checked-file">
      {errors.length > 0 && (
        <>
          <Alert type="error" slim>
            <AlertHeading level="h3">{t('forms.errors', { count: errors.length })}</AlertHeading>
            <p className="usa-alert__text">{t('forms.errorsLead')}</p>
          </Alert>
          <Problems of={errors} caption={t('forms.errors', { count: errors.length })} />
        </>
      )}
      {info && (
        <p>
          {t('forms.checked', {
            title: info.title,
            id: info.id,
            version: info.version === '' ? t('forms.facts.noVersion') : info.version,
            questions: t('forms.questions', { count: info.questions.length })
          })}
        </p>
      )}
      {warnings.length > 0 && (
        <details>
          <summary>{t('forms.warnings', { count: warnings.length })}</summary>
          <Problems of={warnings} caption={t('forms.warnings', { count: warnings.length })} />
        </details>
      )}
    </div>
  )
}

function Problems({ of, caption }: { of: readonly Problem[]; caption: string }) {
  const { t } = useTranslation()
  const placed = of.some(one => one.sheet !== '')
  return (
    <div className="checked-file__problems" tabIndex={0} role="group" aria-label={caption}>
      <table className="usa-table">
        <thead>
          <tr>
            {placed && (
              <>
                <th scope="col">{t('forms.problemSheet')}</th>
                <th scope="col">{t('forms.problemRow')}</th>
                <th scope="col">{t('forms.problemColumn')}</th>
              </>
            )}
            <th scope="col">{t('forms.problemWhat')}</th>
          </tr>
        </thead>
        <tbody>
          {of.map(({ sheet, row, column, message }, at) => (
            <tr key={at}>
              {placed && (
                <>
                  <td>
                    <bdi>{sheet}</bdi>
                  </td>
                  <td className="number">{row}</td>
                  <td>
                    <bdi>{column}</bdi>
                  </td>
                </>
              )}
              <td lang="en" dir="ltr">
                {message}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
